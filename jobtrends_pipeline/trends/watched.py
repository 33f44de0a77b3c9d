"""Changes of single series that rules may name: verdicts of the trend tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

import duckdb

from jobtrends_pipeline.trends.headlines import MOVES_QUERY
from jobtrends_pipeline.trends.prints import DEMAND_MEASURES, PAY_MEASURES
from jobtrends_pipeline.trends.queried import Row, rows_of
from jobtrends_pipeline.trends.reliability import share_rse_pct
from jobtrends_pipeline.trends.significance import is_named

_SERIES = "role, publisher, market, place, window_months"
_NOT_REVISED = ("rank", "rank_change")
"""Measures without a size: a revised rank is not so many percent of it."""


class Series(NamedTuple):
    """Key of a series: one section of a role's page."""

    role: str
    publisher: str
    market: str
    place: str
    window_months: int


class Watched(NamedTuple):
    """Series with the vintage to look at, and the one it is compared with.

    Attributes:
        series: The series.
        as_of: Period end of the vintage.
        before: An earlier vintage, whose verdicts are known; null without one.
    """

    series: Series
    as_of: date
    before: date | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes that the vintages of some series bring, with the series and `as_of`.

    Attributes:
        medians: Rows of `trend_pay` whose change on the year is beyond noise, and was not in the vintage before.
        shares: Rows of `trend_demand` of the same kind.
        ranks: Rows of `trend_demand` whose rank moved on the year, and whose share went the same way beyond noise.
        skills: Rows of `trend_skill` of skills new among the top skills, with `share_rse_pct`.
        moves: Rows of `MOVES_QUERY` with a median or a share that moved beyond noise since the week before.
        revised: Rows of `revisions` with `revision_pct` and `rse_pct`, of figures that the vintage printed anew.
    """

    medians: list[Row]
    shares: list[Row]
    ranks: list[Row]
    skills: list[Row]
    moves: list[Row]
    revised: list[Row]


_VINTAGES = f"""
    SELECT {_SERIES}, max(period_end, 2) AS vintages
    FROM (
        SELECT {_SERIES}, period_end FROM trend_demand WHERE scope = 'subject' AND NOT is_restated_only
        UNION SELECT {_SERIES}, period_end FROM trend_pay WHERE scope = 'subject' AND NOT is_restated_only
    ) GROUP BY ALL ORDER BY ALL
"""  # constants


def read_vintages(connection: duckdb.DuckDBPyConnection) -> dict[Series, list[date]]:
    """Read the last vintage of every series, and the one before it if there is one."""
    return {Series(*key): vintages for *key, vintages in connection.execute(_VINTAGES).fetchall()}


_WATCHED = """
    WITH watched AS MATERIALIZED (
        SELECT unnest($roles) AS role, unnest($publishers) AS publisher, unnest($markets) AS market,
               unnest($places) AS place, unnest($windows) AS window_months, unnest($as_ofs)::DATE AS as_of,
               unnest($befores)::DATE AS before
    )
"""


def _newly_beyond_noise(table: str, change: str, more: tuple[str, ...] = (), condition: str = "true") -> str:
    """Return the query of changes on the year that are newly beyond noise.

    In the vintage before they were not, or went the other way.

    Args:
        table: Trend table.
        change: Column of the change.
        more: Columns of the grain beside series and period.
        condition: SQL over the rows `now`.
    """
    same = " AND ".join(f"was.{name} = now.{name}" for name in ("scope", *more))
    return f"""
        {_WATCHED}
        SELECT now.*, watched.as_of
        FROM watched JOIN {table} AS now USING ({_SERIES})
        LEFT JOIN {table} AS was
            ON {" AND ".join(f"was.{name} = now.{name}" for name in _SERIES.split(", "))}
            AND {same} AND was.period_end = watched.before
        WHERE now.scope = 'subject' AND now.period_end = watched.as_of AND now.is_change_beyond_noise
            AND now.{change} <> 0 AND {condition}
            AND NOT coalesce(was.is_change_beyond_noise AND sign(was.{change}) = sign(now.{change}), false)
        ORDER BY ALL
    """


_GOES_WITH_SHARE = "sign(now.rank_change) = sign(now.share_of_all_change_pct)"
"""SQL test that a rank moved as the share did; a rank has no error, so that the share's verdict stands for it."""

_SKILLS = f"""
    {_WATCHED}
    SELECT now.*, {share_rse_pct("now.advert_count", "now.share_pct")} AS share_rse_pct
    FROM watched JOIN trend_skill AS now USING ({_SERIES}, as_of)
    ANTI JOIN (
        SELECT {_SERIES}, as_of AS before, skill FROM trend_skill WHERE skill_list = 'top' AND NOT is_exit
    ) AS was USING ({_SERIES}, before, skill)
    WHERE now.skill_list = 'top' AND now.is_entrant AND NOT now.is_exit AND now.reliability <> 'suppressed'
    ORDER BY ALL
"""
_MOVES = f"""
    {_WATCHED}
    SELECT moves.*, watched.as_of, {is_named("median_q_value")} AS is_median_named,
           {is_named("share_q_value")} AS is_share_named, named.subject
    FROM ({MOVES_QUERY}) AS moves JOIN watched USING ({_SERIES})
    JOIN (SELECT {_SERIES}, any_value(subject) AS subject FROM role_comparison GROUP BY ALL) AS named USING ({_SERIES})
    WHERE moves.period_end = watched.as_of AND (is_median_named OR is_share_named)
    ORDER BY ALL
"""


def _prints(fact: str, basis: str, measures: Sequence[str]) -> str:
    """Return the query of the prints of watched series, by measure."""
    named = [name for name in measures if name not in _NOT_REVISED]
    return f"""
        SELECT {_SERIES}, {basis} AS pay_basis, period_end, as_of AS printed_on,
               unnest([{", ".join(f"'{name}'" for name in named)}]) AS measure,
               unnest([{", ".join(f"{name}::DOUBLE" for name in named)}]) AS value
        FROM {fact} SEMI JOIN watched USING ({_SERIES})
        WHERE scope = 'subject'
    """


_REVISED = f"""
    {_WATCHED},
    prints AS ({_prints("fact_demand", "'none'", DEMAND_MEASURES)} UNION ALL
               {_prints("fact_pay", "pay_basis", PAY_MEASURES)}),
    found AS (
        SELECT revisions.*, watched.as_of, abs(revision) / first_value * 100 AS revision_pct
        FROM watched JOIN revisions USING ({_SERIES})
        WHERE scope = 'subject' AND latest_as_of = watched.as_of AND NOT is_withdrawn AND first_value > 0
            AND reliability <> 'suppressed' AND measure NOT IN {_NOT_REVISED}
    ),
    renewed AS (
        SELECT {_SERIES}, pay_basis, period_end, measure
        FROM found JOIN prints USING ({_SERIES}, pay_basis, period_end, measure)
        WHERE printed_on < latest_as_of AND value IS NOT NULL
        GROUP BY ALL HAVING arg_max(value, printed_on) <> any_value(latest_value)
    )
    SELECT found.*,
           CASE measure WHEN 'median_gbp' THEN paid.median_rse_pct WHEN 'share_of_all_pct' THEN demand.share_rse_pct END
               AS rse_pct
    FROM found SEMI JOIN renewed USING ({_SERIES}, pay_basis, period_end, measure)
    LEFT JOIN trend_pay AS paid USING ({_SERIES}, scope, pay_basis, period_end)
    LEFT JOIN trend_demand AS demand USING ({_SERIES}, scope, period_end)
    ORDER BY ALL
"""
"""Query of figures that a vintage printed otherwise than the last vintage that printed them.

`revisions` compares the last print with the first: a third print that repeats the second is no news.
"""


def read_changes(connection: duckdb.DuckDBPyConnection, watched: Sequence[Watched], *, weekly: bool) -> Changes:
    """Read the changes that the vintages of some series bring.

    Args:
        connection: Connection to the published tables.
        watched: The series.
        weekly: Whether moves since the week before are wanted, which are judged over all series.
    """
    keys = [watch.series for watch in watched]
    given = {
        **{name: [key[place] for key in keys] for place, name in enumerate(("roles", "publishers", "markets"))},
        "places": [key.place for key in keys],
        "windows": [key.window_months for key in keys],
        "as_ofs": [watch.as_of for watch in watched],
        "befores": [watch.before for watch in watched],
    }
    rows = partial(rows_of, connection, parameters=given)
    return Changes(
        rows(_newly_beyond_noise("trend_pay", "median_year_change_pct", ("pay_basis",))),
        rows(_newly_beyond_noise("trend_demand", "share_of_all_change_pct")),
        rows(_newly_beyond_noise("trend_demand", "rank_change", condition=_GOES_WITH_SHARE)),
        rows(_SKILLS),
        rows(_MOVES) if weekly else [],
        rows(_REVISED),
    )
