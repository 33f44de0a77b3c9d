"""Beside the comparison of roles: their medians over time, and the moves since the vintage of the week before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

Row = Mapping[str, Any]
LEAST_DAYS = 6
"""A vintage at least so many days older stands for the week before."""
_SERIES = "role, market, place, window_months"

MEDIANS_QUERY = f"""
    SELECT {_SERIES}, pay_basis, list(period_end ORDER BY period_end) AS period_ends,
           list(median_gbp ORDER BY period_end) AS medians_gbp
    FROM trend_pay
    WHERE scope = 'subject' AND median_gbp IS NOT NULL AND reliability <> 'suppressed'
    GROUP BY ALL ORDER BY ALL
"""  # constants
"""One row per series and pay basis: its medians that may be drawn, in order of time."""

_PRINTED = f"""
    SELECT {_SERIES}, coalesce(pay_basis, 'none') AS pay_basis, period_end, rank, share_of_all_pct, share_rse_pct,
           demand.reliability AS share_reliability, median_gbp, median_rse_pct, paid.reliability,
           coalesce(paid.breaks, demand.breaks) AS breaks
    FROM (FROM trend_demand WHERE scope = 'subject' AND NOT is_back_cast) AS demand
    FULL JOIN (FROM trend_pay WHERE scope = 'subject' AND NOT is_back_cast) AS paid
    USING ({_SERIES}, period_end)
"""  # constants
_OWN = ("rank", "share_of_all_pct", "share_rse_pct", "share_reliability", "median_gbp", "median_rse_pct",
        "reliability", "breaks")  # fmt: skip

MOVES_QUERY = f"""
    WITH printed AS ({_PRINTED}),
    newest AS (
        SELECT * FROM printed
        QUALIFY row_number() OVER (PARTITION BY {_SERIES}, pay_basis ORDER BY period_end DESC) = 1
    ),
    paired AS (
        SELECT {_SERIES}, pay_basis, newest.period_end, before.period_end AS period_end_before,
               {", ".join(f"newest.{name}, before.{name} AS {name}_before" for name in _OWN)}
        FROM newest JOIN printed AS before USING ({_SERIES}, pay_basis)
        WHERE before.period_end <= newest.period_end - {LEAST_DAYS}
        QUALIFY row_number() OVER (PARTITION BY {_SERIES}, pay_basis ORDER BY before.period_end DESC) = 1
    ),
    revised AS (
        SELECT {_SERIES}, latest_as_of AS period_end, count(*) AS revision_count
        FROM revisions WHERE scope = 'subject' GROUP BY ALL
    )
    SELECT paired.*, coalesce(revision_count, 0) AS revision_count
    FROM paired LEFT JOIN revised USING ({_SERIES}, period_end) ORDER BY ALL
"""  # constants
"""One row per series and pay basis that two vintages print: the newest beside the last one a week or more before."""


@dataclass(frozen=True)
class HomeSeries:
    """Rows of `MEDIANS_QUERY` and of `MOVES_QUERY`."""

    medians: list[Row]
    moves: list[Row]


def read_home_series(connection: duckdb.DuckDBPyConnection) -> HomeSeries:
    """What the home page shows of series, from a connection that has the trend tables."""
    return HomeSeries(_rows(connection, MEDIANS_QUERY), _rows(connection, MOVES_QUERY))


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
