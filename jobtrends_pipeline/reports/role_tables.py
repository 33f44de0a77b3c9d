"""Tables of one role that its page is made of, as frames or as rows.

The rows of many roles can be read at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from jobtrends_pipeline.reports.narrow import SKILL_MOVES, TOP_SKILLS
from jobtrends_pipeline.reports.rows import Row, by_role, newest_of_each, records
from jobtrends_pipeline.trends.known import all_prints

SECTION_TABLES = (
    "fact_demand", "fact_pay", "fact_location", "fact_skill", "trend_demand", "trend_pay", "pay_histogram",
)  # fmt: skip
"""Tables that determine the markets and places of a page's sections."""
NEWEST_TABLES = ("fact_location", "fact_skill", "trend_skill", "trend_location")
"""Tables of lists, of which a page shows the newest vintage only.

The newest vintage may be given without the others.
"""
ROW_TABLES = (
    *SECTION_TABLES, "trend_skill", "trend_location", "revisions", "revision_summary", "skill_specificity",
    "print_demand", "print_pay", SKILL_MOVES,
)  # fmt: skip
"""All tables that a role's files are made of.

The names with `print_` are those of `trends.known.all_prints`.
"""


@dataclass(frozen=True)
class RoleTables:
    """Tables of one role, by name as in `tables.catalog`; any may be absent.

    An absent table counts as empty.

    Attributes:
        facts: `fact_demand`, `fact_pay`, `fact_location`, `fact_skill`, `fact_market_index`.
        trends: The result of `trends.build.build_role_trends`, and the role's rows of `skill_specificity`.
        captures: Its rows of `captures`, which points of charts link to.
    """

    facts: Mapping[str, pd.DataFrame]
    trends: Mapping[str, pd.DataFrame]
    captures: pd.DataFrame | None = None


@dataclass(frozen=True)
class RoleRows:
    """Tables of one role as rows by name, and the frame of `fact_market_index`.

    The names are those of `ROW_TABLES`, and `captures`.
    """

    rows: Mapping[str, list[Row]]
    index: pd.DataFrame | None


def rows_of(tables: RoleTables) -> RoleRows:
    """Return the rows of a role's frames."""
    frames: dict[str, pd.DataFrame | None] = {**tables.facts, **tables.trends, "captures": tables.captures}
    frames[SKILL_MOVES] = _moves(frames.get("trend_skill"))
    frames |= {name: newest_of_each(frames.get(name)) for name in NEWEST_TABLES}
    frames |= {f"print_{name}": frame for name, frame in all_prints(tables.facts).items()}
    return RoleRows(
        {name: records(frames.get(name)) for name in (*ROW_TABLES, "captures")}, frames.get("fact_market_index")
    )


def rows_by_role(frames: Mapping[str, pd.DataFrame], roles: Sequence[str]) -> Iterator[tuple[str, RoleRows]]:
    """Yield each role with its rows, from frames of many roles.

    Of the tables of `NEWEST_TABLES` they are those of the newest vintages only.
    """
    prints = {f"print_{name}": frame for name, frame in all_prints(frames).items()}
    known = {**frames, **prints}
    grouped = {name: by_role(known.get(name)) for name in (*ROW_TABLES, "captures")}
    index = frames.get("fact_market_index")
    for role in roles:
        rows = {name: groups.get(role, []) for name, groups in grouped.items()}
        yield role, RoleRows(rows, None if index is None else index[index["role"] == role])


def _moves(skills: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the entrants and exits of the top list."""
    if skills is None or skills.empty:
        return skills
    return skills[(skills["skill_list"] == TOP_SKILLS) & (skills["is_entrant"].fillna(value=False) | skills["is_exit"])]
