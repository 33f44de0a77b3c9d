"""Rows of `advert_pay_error` and `advert_pay_histogram`, from single vacancies."""

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from jobtrends_pipeline.advert_facts.demand import AS_OF, NAMED
from jobtrends_pipeline.advert_facts.request import PayPoints
from jobtrends_pipeline.advert_facts.resampling import (
    SHARES,
    Numbers,
    Positions,
    error_over_vacancies,
    errors_over_employers,
    point_in_range,
)
from jobtrends_pipeline.advert_facts.suppression import LEAST_VACANCIES
from jobtrends_pipeline.tables.advert_figures import ADVERT_PAY_ERROR, ADVERT_PAY_HISTOGRAM
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.trends.grid import BIN_WIDTH_GBP
from jobtrends_pipeline.trends.reliability import median_rse_pct

LEAST_OF_ERROR = 10
"""Least vacancies that state pay of a percentile whose error is worked out."""
_SERIES = ("role", "publisher", "market", "subject", "place", "window_months", "as_of", "pay_basis")
_VALUES = f"""
    SELECT {NAMED}, {AS_OF}, pay_basis, low, high, coalesce(lower(trim(employer)), '#' || n) AS employer
    FROM own_pay_values JOIN (
        SELECT n, employer FROM adverts JOIN own_numbered USING (advert_id)
        WHERE n IN (SELECT n FROM own_pay_values)
    ) USING (n)
    JOIN own_place_names USING (p) JOIN own_role_names USING (r)
    ORDER BY market, r, p, window_months, pay_basis
"""
_RSE = f"""
    SELECT market, subject, place, window_months, pay_basis, {median_rse_pct()} AS rse_pct
    FROM own_fact_pay WHERE lag_years = 0 AND scope = 'subject' AND pay_advert_count > 0
"""
Row = dict[str, Any]


def pay_rows(connection: duckdb.DuckDBPyConnection, points: PayPoints) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Work out the errors of the percentiles of roles asked for, and their histograms.

    Both are of the window that ends on the period end. `own_pay_values` and `own_fact_pay` go before.

    Returns:
        Typed rows of `advert_pay_error` and of `advert_pay_histogram`.
    """
    approximations = {tuple(key): rse for *key, rse in connection.execute(_RSE).fetchall()}
    errors: list[Row] = []
    bins: list[Row] = []
    for keys, held in connection.execute(_VALUES).df().groupby(list(_SERIES), sort=True):
        series = dict(zip(_SERIES, keys, strict=True))
        series |= {"period_end": series["as_of"], "scope": "subject"}
        low, high = (held[name].to_numpy("float64") for name in ("low", "high"))
        if len(low) >= LEAST_VACANCIES:
            bins.extend(series | each for each in _bins((low + high) / 2, BIN_WIDTH_GBP[str(series["pay_basis"])]))
        if len(low) >= LEAST_OF_ERROR:
            employers = pd.factorize(held["employer"], sort=True)[0].astype(np.int64)
            found = _errors(low, high, employers, points)
            errors.extend(_with_approximation(series | each, approximations) for each in found)
    return rows_frame(ADVERT_PAY_ERROR, errors), rows_frame(ADVERT_PAY_HISTOGRAM, bins)


def _with_approximation(row: Row, approximations: Mapping[tuple[object, ...], float | None]) -> Row:
    key = tuple(row[name] for name in ("market", "subject", "place", "window_months", "pay_basis"))
    return row | {"approximate_rse_pct": approximations.get(key) if row["measure"] == "median_gbp" else None}


def _errors(low: Numbers, high: Numbers, employers: Positions, points: PayPoints) -> Iterator[Row]:
    """Yield the errors of the percentiles of one series."""
    for measures in (("p10_gbp", "p25_gbp"), ("median_gbp",), ("p75_gbp", "p90_gbp")):  # of the same amounts
        values = point_in_range(low, high, measures[0], points)
        shares = [SHARES[measure] for measure in measures]
        wholes = errors_over_employers(values, employers, shares)
        for measure, share, whole in zip(measures, shares, wholes, strict=True):
            one = error_over_vacancies(values, share)
            yield {
                "measure": measure,
                "estimate_gbp": round(float(np.quantile(values, share)), 2),
                "vacancy_count": len(values),
                "employer_count": int(employers.max()) + 1,
                "error_gbp": one.error,
                "low_gbp": one.low,
                "high_gbp": one.high,
                "employer_error_gbp": whole.error,
                "employer_low_gbp": whole.low,
                "employer_high_gbp": whole.high,
            }


def _bins(values: Numbers, width: float) -> Iterator[Row]:
    """Yield the bins of a histogram, joined until each has enough vacancies."""
    number, count = np.unique(np.floor(values / width).astype(np.int64), return_counts=True)
    joined: list[tuple[int, int, int]] = []
    first, held = int(number[0]), 0
    for each, here in zip(number.tolist(), count.tolist(), strict=True):
        held += here
        if held >= LEAST_VACANCIES:
            joined.append((first, each + 1, held))
            first, held = each + 1, 0
    if held:
        start, _, before = joined.pop()
        joined.append((start, int(number[-1]) + 1, before + held))
    for start, end, vacancies in joined:
        yield {
            "bin_low_gbp": start * width,
            "bin_high_gbp": end * width,
            "vacancy_count": vacancies,
            "bin_share_pct": 100 * vacancies / len(values),
        }
