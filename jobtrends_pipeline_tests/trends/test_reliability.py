"""Errors and classes, against the formulas worked by hand."""

import math

import duckdb
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


def rse(basis: str = "annual_salary", publisher: str = "itjobswatch", /, **figures: float | None) -> float:
    row = {"pay_basis": basis, "publisher": publisher, **figures}
    return float(valued(median_rse_pct(), rows_frame(FACT_PAY, [row])).iloc[0])


def share_rse(advert_count: int, share_of_all_pct: float | None = None, publisher: str = "itjobswatch") -> float:
    frame = pd.DataFrame({"advert_count": [advert_count], "share_of_all_pct": [share_of_all_pct]}, dtype="float64")
    return float(valued(share_rse_pct(), frame.assign(publisher=publisher)).iloc[0])


def class_of(count: float | None, error: float | None, *, is_printed: bool = True) -> str:
    frame = pd.DataFrame({"quoted": [count], "error": [error]}).astype("float64").assign(printed=is_printed)
    return str(valued(reliability("quoted", "error", "printed"), frame.astype({"quoted": "Int64"})).iloc[0])


def test_the_error_of_the_median_comes_from_the_quartiles_the_pay_advert_count_and_the_grid() -> None:
    # sigma = ln(100000 / 57500) / (2 x 0.67449) = 0.41023; 117 adverts are worth 39 vacancies: sampling
    # (1.2533 x 0.41023)^2 x 46 / 39^2 = 0.0079943; grid (0.9 x 5000 / 80000 / 1.96)^2 = 0.0008236; the root of the sum
    # is 9.390 %.
    error = rse(pay_advert_count=117, p10_gbp=52_000, p25_gbp=57_500, median_gbp=80_000, p75_gbp=100_000)
    assert error == pytest.approx(9.390, abs=0.001)


def expected(sigma: float, count: int, median: float, step: float) -> float:
    vacancies = count / 3
    sampling = (1.2533 * sigma) ** 2 * (vacancies + 7) / vacancies**2
    return 100 * math.sqrt(sampling + (0.9 * min(step, median / 8) / median / 1.96) ** 2)


def test_vacancies_of_own_adverts_are_worth_one_each() -> None:
    points = {"p25_gbp": 57_500, "median_gbp": 80_000, "p75_gbp": 100_000}
    assert rse("annual_salary", "mine", pay_advert_count=39, **points) == rse(pay_advert_count=117, **points)


def test_without_quartiles_it_comes_from_the_outer_percentiles() -> None:
    sigma = math.log(76_000 / 41_000) / (2 * 1.281552)
    error = rse(pay_advert_count=3, p10_gbp=41_000, median_gbp=50_000, p90_gbp=76_000)
    assert error == pytest.approx(expected(sigma, 3, 50_000, 5_000))


def test_with_one_side_only_it_comes_from_that_side() -> None:
    sigma = math.log(700 / 650) / 0.674490
    error = rse("daily_rate", pay_advert_count=7, median_gbp=650, p75_gbp=700, p90_gbp=750)
    assert error == pytest.approx(expected(sigma, 7, 650, 50))


def test_a_median_off_the_round_figures_is_one_step_of_the_grid_from_the_next() -> None:
    sigma = math.log(700 / 625) / 0.674490
    error = rse("daily_rate", pay_advert_count=7, median_gbp=625, p75_gbp=700)
    assert error == pytest.approx(expected(sigma, 7, 625, 25))


def test_two_levels_of_pay_make_it_larger_where_enough_adverts_show_them() -> None:
    # ln(100 / 40) / ln(104 / 38) / 0.56 = 1.62, of which 1.2 counts: 1.2^3 = 1.728 times the sampling error.
    levels = {"p10_gbp": 38_000, "p25_gbp": 40_000, "median_gbp": 60_000, "p75_gbp": 100_000, "p90_gbp": 104_000}
    sigma = math.log(100 / 40) / (2 * 0.674490)
    assert rse(pay_advert_count=30, **levels) == pytest.approx(expected(1.728 * sigma, 30, 60_000, 5_000))
    assert rse(pay_advert_count=29, **levels) == pytest.approx(expected(sigma, 29, 60_000, 5_000))


@pytest.mark.parametrize(
    "figures",
    [
        {"pay_advert_count": 50, "median_gbp": 60_000},
        {"pay_advert_count": 0, "p25_gbp": 50_000, "median_gbp": 60_000, "p75_gbp": 70_000},
        {"p25_gbp": 50_000, "median_gbp": 60_000, "p75_gbp": 70_000},
        {"pay_advert_count": 50, "p25_gbp": 50_000, "p75_gbp": 70_000},
    ],
)
def test_there_is_no_error_without_a_spread_a_count_and_a_median(figures: dict[str, float]) -> None:
    assert math.isnan(rse(**figures))


def test_the_error_of_a_share_is_binomial_and_has_the_rounding_of_the_print_in_it() -> None:
    rounding = (0.01 / 0.20) ** 2 / 12
    assert share_rse(132, 0.20) == pytest.approx(100 * math.sqrt(0.998 * 46 / 44**2 + rounding))
    assert share_rse(132, 0.02) == pytest.approx(100 * math.sqrt(0.9998 * 46 / 44**2 + (0.001 / 0.02) ** 2 / 12))
    assert share_rse(1_200) == pytest.approx(100 * math.sqrt(402) / 400)
    assert share_rse(400, publisher="mine") == share_rse(1_200)
    assert math.isnan(share_rse(0, 0.0))


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
