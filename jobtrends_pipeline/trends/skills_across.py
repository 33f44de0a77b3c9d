"""Skills across roles: skills of every role's newest UK vintage, and their past.

They are those of IT Jobs Watch: lists of several publishers do not compare.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import duckdb

from jobtrends_pipeline.tables.columns import ITJOBSWATCH

PLACE = "UK"
TOP_ROLES = 6
"""Number of roles whose series a skill's page draws: those that ask most for it."""

_CHOSEN = f"place = '{PLACE}' AND publisher = '{ITJOBSWATCH}'"
_NEWEST = f"""
    FROM (SELECT role, market, window_months, max(as_of) AS as_of FROM trend_skill WHERE {_CHOSEN} GROUP BY ALL)
    QUALIFY row_number() OVER (PARTITION BY role, market ORDER BY as_of DESC, window_months DESC) = 1
"""  # constants
_MAY_BE_DRAWN = "share_pct IS NOT NULL AND reliability <> 'suppressed'"
_LISTED = f"""
    SELECT skill, market, role, subject, window_months, as_of, skill_list, rank, advert_count, share_pct,
           share_year_before_pct, share_year_change_pp, is_change_beyond_noise, is_entrant, is_exit, reliability,
           year_before_reliability, change_reliability, breaks
    FROM trend_skill JOIN newest USING (role, market, window_months, as_of)
    WHERE {_CHOSEN}
    QUALIFY row_number() OVER (
        PARTITION BY role, market, skill
        ORDER BY is_exit, share_year_before_pct IS NULL, skill_list <> 'top', share_pct DESC, skill_list
    ) = 1
"""  # constants
SKILLS_QUERY = f"""
    WITH newest AS ({_NEWEST}), listed AS ({_LISTED})
    SELECT skill, market, role, subject, window_months, as_of, skill_list, rank, advert_count, share_pct,
           share_year_before_pct, share_year_change_pp, is_change_beyond_noise, is_entrant, is_exit,
           listed.reliability, year_before_reliability, change_reliability, breaks, specificity, reference,
           coalesce(specificity_reliability, 'not_available')
    FROM listed LEFT JOIN (
        SELECT role, market, window_months, skill, specificity, reference, specificity_reliability
        FROM skill_specificity
        WHERE {_CHOSEN}
    ) USING (role, market, window_months, skill)
    ORDER BY skill, market, is_exit, share_pct DESC, role
"""  # constants
"""Query of one row per skill, market and role.

Of several lists, one where the year before is known is taken, else the top list.
"""

PAST_QUERY = f"""
    WITH newest AS ({_NEWEST}), listed AS ({_LISTED}),
    foremost AS (
        SELECT skill, market, role, window_months,
               row_number() OVER (PARTITION BY skill, market ORDER BY share_pct DESC, role) AS place_in_order
        FROM listed WHERE NOT is_exit AND {_MAY_BE_DRAWN}
        QUALIFY place_in_order <= {TOP_ROLES} AND count(*) OVER (PARTITION BY skill, market) > 1
    ),
    quarterly AS (
        SELECT skill, market, role, place_in_order, max(trend_skill.as_of) AS as_of,
               arg_max(share_pct, (trend_skill.as_of, share_pct)) AS share_pct,
               arg_max(advert_count, (trend_skill.as_of, share_pct, advert_count)) AS advert_count
        FROM trend_skill JOIN foremost USING (skill, market, role, window_months)
        WHERE {_CHOSEN} AND NOT is_exit AND {_MAY_BE_DRAWN}
        GROUP BY skill, market, role, place_in_order, date_trunc('quarter', trend_skill.as_of)
    )
    SELECT skill, market, role, list(epoch_ms(as_of) ORDER BY as_of), list(share_pct ORDER BY as_of),
           list(advert_count ORDER BY as_of)
    FROM quarterly GROUP BY skill, market, role, place_in_order ORDER BY skill, market, place_in_order
"""  # constants
"""Query of the past of a skill in the roles that ask most for it.

Each quarter has the last vintage that may be drawn.
"""


class SkillRow(NamedTuple):
    """Skill in the newest vintage of a role.

    The columns are those of `trend_skill` and `skill_specificity`.
    """

    skill: str
    market: str
    role: str
    subject: str
    window_months: int
    as_of: date
    skill_list: str
    rank: int | None
    advert_count: int | None
    share_pct: float | None
    share_year_before_pct: float | None
    share_year_change_pp: float | None
    is_change_beyond_noise: bool | None
    is_entrant: bool | None
    is_exit: bool
    reliability: str
    year_before_reliability: str
    change_reliability: str
    breaks: str | None
    specificity: float | None
    reference: str | None
    specificity_reliability: str


@dataclass(frozen=True, slots=True)
class Past:
    """The series of a skill in a role: moments in ms, shares in percent, adverts."""

    role: str
    moments: list[int]
    shares: list[float]
    counts: list[int | None]


@dataclass(frozen=True, slots=True)
class Skills:
    """Data of all skill pages: rows, series and numbers of roles.

    Attributes:
        rows: One row per skill, market and role.
        past: Series by skill and market, the roles that ask most first.
        role_counts: Number of roles by market.
    """

    rows: list[SkillRow]
    past: dict[tuple[str, str], list[Past]]
    role_counts: dict[str, int]


def read_skills(connection: duckdb.DuckDBPyConnection) -> Skills:
    """Read the skills of all UK roles from a connection that has the trend tables."""
    rows = list(map(SkillRow._make, _fetched(connection, SKILLS_QUERY)))
    past: dict[tuple[str, str], list[Past]] = {}
    for skill, market, *series in _fetched(connection, PAST_QUERY):
        past.setdefault((skill, market), []).append(Past(*series))
    roles: dict[str, set[str]] = {}
    for row in rows:
        roles.setdefault(row.market, set()).add(row.role)
    return Skills(rows, past, {market: len(names) for market, names in roles.items()})


def _fetched(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    cursor = connection.execute(query)
    while chunk := cursor.fetchmany(50_000):
        yield from chunk
