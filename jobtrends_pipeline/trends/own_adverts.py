"""Own adverts on one page: sources, coverage, and pay beside the source's print."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from jobtrends_pipeline.tables.advert_figures import ADVERT_COVERAGE, ADVERT_PAY_ERROR, ADVERT_SOURCES, PAY_MEASURES
from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.trends.comparison import NEAR_DAYS
from jobtrends_pipeline.trends.queried import Row, rows_of

_SERIES = "role, market, place, window_months, pay_basis, measure"
CALIBRATION_QUERY = f"""
    WITH printed AS (
        SELECT role, market, place, window_months, pay_basis, period_end AS printed_period_end,
               pay_advert_count AS printed_count, median_rse_pct,
               unnest({list(PAY_MEASURES)}) AS measure,
               unnest([{", ".join(f"{name}::DOUBLE" for name in PAY_MEASURES)}]) AS printed_gbp
        FROM trend_pay
        WHERE publisher = '{ITJOBSWATCH}' AND scope = 'subject' AND reliability <> 'suppressed'
    )
    SELECT publisher, {_SERIES}, subject, as_of, estimate_gbp, vacancy_count,
           greatest(error_gbp, employer_error_gbp) AS error_gbp, printed_period_end, printed_gbp, printed_count,
           CASE WHEN measure = 'median_gbp' THEN median_rse_pct * printed_gbp / 100 END AS printed_error_gbp
    FROM (FROM {ADVERT_PAY_ERROR.name} WHERE scope = 'subject' AND period_end = as_of) JOIN printed USING ({_SERIES})
    WHERE printed_gbp IS NOT NULL AND abs(printed_period_end - as_of) <= {NEAR_DAYS}
    QUALIFY row_number() OVER (
        PARTITION BY publisher, {_SERIES} ORDER BY as_of DESC, abs(printed_period_end - as_of), printed_period_end
    ) = 1
    ORDER BY publisher, role, market DESC, place, window_months DESC, pay_basis,
             list_position({list(PAY_MEASURES)}, measure)
"""  # constants
"""Query of the newest pair of each figure: of own adverts, and printed for a period that ends near it."""
_SOURCES_QUERY = f"FROM {ADVERT_SOURCES.name} ORDER BY publisher, source"
_COVERAGE_QUERY = f"""
    FROM {ADVERT_COVERAGE.name} WHERE place = 'UK' AND window_months = 6
    QUALIFY row_number() OVER (PARTITION BY publisher, market ORDER BY as_of DESC) = 1
    ORDER BY publisher, market DESC
"""  # constants
"""Query of the newest coverage of the UK, by publisher and market."""


@dataclass(frozen=True, slots=True)
class OwnAdverts:
    """Rows of `advert_sources`, newest rows of `advert_coverage`, and calibration.

    A row of the calibration has the columns of `CALIBRATION_QUERY`, and those of `with_difference`.
    """

    sources: tuple[Row, ...]
    coverage: tuple[Row, ...]
    calibration: tuple[Row, ...]


def read_own_adverts(connection: duckdb.DuckDBPyConnection) -> OwnAdverts:
    """Read what is known of own adverts from a connection that has the tables."""
    return OwnAdverts(
        tuple(rows_of(connection, _SOURCES_QUERY)),
        tuple(rows_of(connection, _COVERAGE_QUERY)),
        tuple(map(with_difference, rows_of(connection, CALIBRATION_QUERY))),
    )


def with_difference(row: Row) -> dict[str, Any]:
    """Return a row of `CALIBRATION_QUERY` with own less print.

    The columns added are `difference_gbp`, in GBP, and `errors_apart`, in standard errors of both figures, or of own
    figures alone where the print's is not known; null without any error.
    """
    errors = [error for error in (row["error_gbp"], row["printed_error_gbp"]) if error is not None]
    spread = math.hypot(*errors)
    difference = row["estimate_gbp"] - row["printed_gbp"]
    return {**row, "difference_gbp": difference, "errors_apart": difference / spread if spread else None}


def medians_near(rows: Sequence[Row], errors: float) -> tuple[int, int]:
    """Count the medians within some errors of the print, and all that have an error."""
    apart = [row["errors_apart"] for row in rows if row["measure"] == "median_gbp" and row["errors_apart"] is not None]
    return sum(abs(one) <= errors for one in apart), len(apart)
