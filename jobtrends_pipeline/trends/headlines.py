"""Series of the home page: medians over time, and moves since the last week."""

from dataclasses import dataclass, field

import duckdb

from jobtrends_pipeline.trends.queried import Row, rows_of
from jobtrends_pipeline.trends.significance import p_value, standard_score, with_q_values

LEAST_DAYS = 6
"""Least age, in days, of the older vintage of a weekly move."""
_SERIES = "role, publisher, market, place, window_months"

MEDIANS_QUERY = f"""
    SELECT {_SERIES}, pay_basis, list(period_end ORDER BY period_end) AS period_ends,
           list(median_gbp ORDER BY period_end) AS medians_gbp
    FROM trend_pay
    WHERE scope = 'subject' AND median_gbp IS NOT NULL AND reliability <> 'suppressed'
    GROUP BY ALL ORDER BY ALL
"""  # constants
"""Query of one row per series and pay basis: its drawable medians in time order."""

_PRINTED = f"""
    SELECT {_SERIES}, coalesce(pay_basis, 'none') AS pay_basis, period_end, rank, share_of_all_pct, share_rse_pct,
           demand.reliability AS share_reliability, median_gbp, median_rse_pct, paid.reliability,
           coalesce(paid.breaks, demand.breaks) AS breaks
    FROM (FROM trend_demand WHERE scope = 'subject' AND NOT is_restated_only) AS demand
    FULL JOIN (FROM trend_pay WHERE scope = 'subject' AND NOT is_restated_only) AS paid
    USING ({_SERIES}, period_end)
"""  # constants
_OWN = ("rank", "share_of_all_pct", "share_rse_pct", "share_reliability", "median_gbp", "median_rse_pct",
        "reliability", "breaks")  # fmt: skip

_MEASURES = {
    "median": ("median_gbp", "median_rse_pct", "reliability"),
    "share": ("share_of_all_pct", "share_rse_pct", "share_reliability"),
}


def _score(measure: str, rse: str, reliability: str) -> str:
    """Return the SQL of the size of a move in standard errors of both figures.

    It is null where one figure is suppressed or its error is unknown.
    """
    variance = " + ".join(f"({measure}{suffix} * {rse}{suffix} / 100) ** 2" for suffix in ("", "_before"))
    return (
        f"CASE WHEN {reliability} <> 'suppressed' AND {reliability}_before <> 'suppressed' "
        f"THEN {standard_score(measure, f'{measure}_before', variance)} END"
    )


_TESTS = " UNION ALL ".join(
    f"SELECT DISTINCT {_SERIES}, {basis} AS basis, '{name}' AS measure, {name}_score AS score "
    f"FROM scored WHERE {name}_score IS NOT NULL"
    for name, basis in (("median", "pay_basis"), ("share", "'none'"))
)

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
    scored AS (
        SELECT *, {", ".join(f"{_score(*names)} AS {name}_score" for name, names in _MEASURES.items())} FROM paired
    ),
    tests AS (SELECT * EXCLUDE score, {p_value("score")} AS p_value FROM ({_TESTS})),
    found AS ({with_q_values("tests")}),
    revised AS (
        SELECT {_SERIES}, latest_as_of AS period_end, count(*) AS revision_count
        FROM revisions WHERE scope = 'subject' GROUP BY ALL
    )
    SELECT scored.*, median.q_value AS median_q_value, share.q_value AS share_q_value,
           coalesce(revision_count, 0) AS revision_count
    FROM scored
    LEFT JOIN revised USING ({_SERIES}, period_end)
    LEFT JOIN (SELECT {_SERIES}, basis AS pay_basis, q_value FROM found WHERE measure = 'median') AS median
        USING ({_SERIES}, pay_basis)
    LEFT JOIN (SELECT {_SERIES}, q_value FROM found WHERE measure = 'share') AS share USING ({_SERIES})
    ORDER BY ALL
"""  # constants
"""Query of the moves between the newest vintage and the one a week or more before.

One row per series and pay basis that both vintages print. The moves of all medians and shares of all series are judged
together. Consecutive windows share most of their adverts, so that the errors, taken as independent, are too wide rather
than too narrow.
"""


MONTHS_QUERY = """
    SELECT role, market_series, place, arg_max(subject, month) AS subject, list(month ORDER BY month) AS months,
           list(drawn_share_pct ORDER BY month) AS shares_pct
    FROM trend_demand_monthly WHERE market_series <> 'all' GROUP BY ALL ORDER BY ALL
"""
"""Query of one row per monthly series of the permanent and of the contract market."""


@dataclass(frozen=True)
class HomeSeries:
    """Rows of `MEDIANS_QUERY`, of `MOVES_QUERY` and of `MONTHS_QUERY`."""

    medians: list[Row]
    moves: list[Row]
    months: list[Row] = field(default_factory=list)


def read_home_series(connection: duckdb.DuckDBPyConnection) -> HomeSeries:
    """Read the series of the home page from a connection that has the trend tables."""
    return HomeSeries(*(rows_of(connection, query) for query in (MEDIANS_QUERY, MOVES_QUERY, MONTHS_QUERY)))
