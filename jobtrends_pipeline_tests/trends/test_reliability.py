"""Errors and classes, against the formulas worked by hand."""

import math

import duckdb
import numpy as np
import pandas as pd
import pytest

from jobtrends_pipeline.tables.facts import FACT_PAY
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.trends.reliability import median_rse_pct, reliability, share_rse_pct


def valued(expression: str, frame: pd.DataFrame) -> pd.Series:
    """What an expression gives for every row of a frame."""
    with duckdb.connect() as connection:
        connection.register("given", frame)
        return connection.execute(f"SELECT {expression} AS value FROM given").df()["value"]  # noqa: S608


def rse(**figures: float | None) -> float:
    return float(valued(median_rse_pct(), rows_frame(FACT_PAY, [figures])).iloc[0])


def share_rse(job_count: int, share_of_all_pct: float | None = None) -> float:
    frame = pd.DataFrame({"job_count": [job_count], "share_of_all_pct": [share_of_all_pct]}, dtype="float64")
    return float(valued(share_rse_pct(), frame).iloc[0])


def class_of(count: float | None, error: float | None, *, is_printed: bool = True) -> str:
    frame = pd.DataFrame({"quoted": [count], "error": [error]}).astype("float64").assign(printed=is_printed)
    return str(valued(reliability("quoted", "error", "printed"), frame.astype({"quoted": "Int64"})).iloc[0])


def test_the_error_of_the_median_comes_from_the_quartiles_and_the_quoted_count() -> None:
    # ln(100000 / 57500) / (2 x 0.67449) = 0.41023; 1.2533 x 0.41023 / sqrt(117) = 4.753 %
    error = rse(quoted_count=117, p10_gbp=52_000, p25_gbp=57_500, median_gbp=80_000, p75_gbp=100_000)
    assert error == pytest.approx(4.753, abs=0.001)


def test_without_quartiles_it_comes_from_the_outer_percentiles() -> None:
    sigma = math.log(76_000 / 41_000) / (2 * 1.281552)
    error = rse(quoted_count=3, p10_gbp=41_000, median_gbp=50_000, p90_gbp=76_000)
    assert error == pytest.approx(1.2533 * sigma / math.sqrt(3) * 100)


def test_with_one_side_only_it_comes_from_that_side() -> None:
    sigma = math.log(700 / 650) / 0.674490
    error = rse(quoted_count=7, median_gbp=650, p75_gbp=700, p90_gbp=750)
    assert error == pytest.approx(1.2533 * sigma / math.sqrt(7) * 100)


@pytest.mark.parametrize(
    "figures",
    [
        {"quoted_count": 50, "median_gbp": 60_000},
        {"quoted_count": 0, "p25_gbp": 50_000, "median_gbp": 60_000, "p75_gbp": 70_000},
        {"p25_gbp": 50_000, "median_gbp": 60_000, "p75_gbp": 70_000},
        {"quoted_count": 50, "p25_gbp": 50_000, "p75_gbp": 70_000},
    ],
)
def test_there_is_no_error_without_a_spread_a_count_and_a_median(figures: dict[str, float]) -> None:
    assert math.isnan(rse(**figures))


def test_the_stated_error_covers_the_truth_for_lognormal_pay() -> None:
    random = np.random.default_rng(20_260_215)
    draws = np.exp(np.log(60_000) + 0.35 * random.standard_normal((4_000, 120)))
    low, middle, high = np.percentile(draws, [25, 50, 75], axis=1)
    pay = pd.DataFrame({"quoted_count": 120, "p25_gbp": low, "median_gbp": middle, "p75_gbp": high})
    missing = pay.assign(p10_gbp=np.nan, p90_gbp=np.nan)
    is_covered = np.abs(middle - 60_000) <= 1.96 * valued(median_rse_pct(), missing) / 100 * middle
    assert is_covered.mean() == pytest.approx(0.95, abs=0.03)


def test_the_error_of_a_share_is_binomial() -> None:
    assert share_rse(job_count=132, share_of_all_pct=0.20) == pytest.approx(math.sqrt(0.998 / 132) * 100)
    assert share_rse(job_count=400) == pytest.approx(5)
    assert math.isnan(share_rse(job_count=0, share_of_all_pct=0.0))


@pytest.mark.parametrize(
    ("count", "error", "expected"),
    [
        (100, 5.0, "good"),
        (99, 5.0, "low"),
        (100, 5.1, "low"),
        (30, 10.0, "low"),
        (29, 10.1, "low"),
        (10, 20.0, "low"),
        (9, 1.0, "suppressed"),
        (500, 20.1, "suppressed"),
        (500, None, "low"),
        (9, None, "suppressed"),
        (None, None, "low"),
        (0, None, "suppressed"),
    ],
)
def test_classes_follow_the_stated_thresholds(count: float | None, error: float | None, expected: str) -> None:
    assert class_of(count, error) == expected


def test_what_is_not_printed_is_not_available_whatever_its_count() -> None:
    assert class_of(500, 1.0, is_printed=False) == "not_available"
