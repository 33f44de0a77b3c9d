"""The distribution that printed percentiles imply, and the bounds they put on it."""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtrends_pipeline.tables.facts import FACT_PAY
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.trends import PAY_HISTOGRAM
from jobtrends_pipeline.trends.distribution import Numbers, PayDistributions
from jobtrends_pipeline.trends.histogram import pay_histogram
from jobtrends_pipeline_tests.support.trends.frames import build_role_trends
from jobtrends_pipeline_tests.support.trends.printed import (
    GLASGOW_PAGE,
    LONDON_PAGES,
    UK_PAGE,
    Figures,
    facts,
    only,
    page,
)

SHARES = np.array([0.10, 0.25, 0.50, 0.75, 0.90])
UK_FEB_2025 = (40_425.0, 50_000.0, 60_000.0, 75_000.0, 85_000.0)
NAMES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")
Percentiles = Sequence[float | None]
Method = Literal["inverted_cdf", "hazen", "weibull", "linear", "median_unbiased"]
METHODS: tuple[Method, ...] = ("inverted_cdf", "hazen", "weibull", "linear", "median_unbiased")
"""Definitions of a quantile; nobody knows which is the source's."""


def row_of(basis: str, count: int | None, percentiles: Percentiles, place: str = "UK") -> dict[str, object]:
    return {
        "role": "r", "publisher": "itjobswatch", "market": "contract", "subject": "R",
        "place": place, "window_months": 6, "scope": "subject",
        "as_of": pd.Timestamp("2026-02-15"), "period_end": pd.Timestamp("2026-02-15"), "pay_basis": basis,
        "pay_advert_count": count, "capture_id": "c", **dict(zip(NAMES, percentiles, strict=True)),
    }  # fmt: skip


def frame_of(rows: list[dict[str, object]]) -> pd.DataFrame:
    return rows_frame(FACT_PAY, rows).assign(reliability="low")


def histogram(basis: str, count: int, *percentiles: float | None) -> pd.DataFrame:
    return pay_histogram(frame_of([row_of(basis, count, percentiles)]))


def share_below(percentiles: Percentiles, at: Sequence[float] | Numbers) -> Numbers:
    distributions = PayDistributions.from_percentiles(np.array([percentiles], dtype=float), SHARES)
    return distributions.cumulative(np.asarray(at, dtype=float), np.zeros(len(at), dtype=np.int64))


def bounds(bins: pd.DataFrame, low: float) -> tuple[float, float]:
    found = only(bins, bin_low_gbp=low)
    return round(found["bin_share_low_pct"], 9), round(found["bin_share_high_pct"], 9)


def true_share_pct(pay: Numbers, bins: pd.DataFrame) -> Numbers:
    edges = np.append(bins["bin_low_gbp"], bins["bin_high_gbp"].iloc[-1:])
    below = np.searchsorted(np.sort(pay), edges, side="left")
    return np.diff(below) / len(pay) * 100


@st.composite
def printed_percentiles(draw: st.DrawFn) -> list[float | None]:
    """Rising percentiles in pounds, from far too close together to far apart; up to two are not printed."""
    steps = draw(st.lists(st.floats(1, 60_000), min_size=5, max_size=5))
    values: list[float | None] = [round(float(value), 2) for value in np.cumsum(steps)]
    for missing in draw(st.sets(st.integers(0, 4), max_size=2)):
        values[missing] = None
    return values


@st.composite
def adverts(draw: st.DrawFn) -> tuple[Numbers, list[float | None]]:
    """Pay of a few adverts, heaped or not, and its percentiles: "-" where equal to the one nearer the middle."""
    step = draw(st.sampled_from((1, 1_250, 2_500, 5_000)))
    numbers = draw(st.lists(st.integers(20_000 // step, 120_000 // step), min_size=1, max_size=40))
    method = draw(st.sampled_from(METHODS))
    pay = np.array(numbers, dtype=float) * step
    exact: Numbers = np.round(np.quantile(pay, SHARES, method=method), 6)
    nearer = exact[[1, 2, 2, 2, 3]]
    return pay, [None if k != 2 and exact[k] == nearer[k] else float(exact[k]) for k in range(5)]


@settings(deadline=None, max_examples=60)
@given(printed_percentiles())
def test_the_distribution_returns_every_printed_percentile_exactly(percentiles: Percentiles) -> None:
    printed = [(pay, share) for pay, share in zip(percentiles, SHARES, strict=True) if pay is not None]
    found = share_below(percentiles, [pay for pay, _ in printed])
    assert found.tolist() == pytest.approx([share for _, share in printed], abs=1e-12)


def test_it_never_falls_and_runs_from_nothing_to_all() -> None:
    share = share_below((29_000, 37_500, 38_000, 75_000, 95_000), np.linspace(0, 200_000, 20_001))
    assert np.diff(share).min() >= 0
    assert (share[0], share[-1]) == (0, 1)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(printed_percentiles(), st.integers(1, 50_000)), min_size=1, max_size=6))
def test_bins_of_many_rows_are_those_of_each_and_sum_to_its_count(rows: list[tuple[Percentiles, int]]) -> None:
    printed = [row_of("annual_salary", n, values, f"P{i}") for i, (values, n) in enumerate(rows)]
    together = pay_histogram(frame_of(printed))
    apart = [pay_histogram(frame_of([row])) for row in printed]
    pd.testing.assert_frame_equal(together, pd.concat(apart, ignore_index=True))
    for bins, (_, count) in zip(apart, rows, strict=True):
        assert bins["expected_count"].sum() == pytest.approx(count, rel=1e-12)
        assert (bins["bin_share_pct"] >= 0).all()
        assert (bins["bin_share_pct"] >= bins["bin_share_low_pct"] - 1e-9).all()
        assert (bins["bin_share_pct"] <= bins["bin_share_high_pct"] + 1e-9).all()


@settings(deadline=None, max_examples=60)
@given(adverts())
def test_no_adverts_whose_percentiles_are_printed_break_the_bounds(drawn: tuple[Numbers, list[float | None]]) -> None:
    pay, percentiles = drawn
    bins = histogram("annual_salary", len(pay), *percentiles)
    assert (bins["bin_share_low_pct"] <= true_share_pct(pay, bins) + 1e-9).all()
    assert (bins["bin_share_high_pct"] >= true_share_pct(pay, bins) - 1e-9).all()


def test_a_bin_between_two_percentiles_may_hold_all_that_lies_between_them_or_nothing() -> None:
    bins = histogram("annual_salary", 100, *UK_FEB_2025)
    assert bounds(bins, 52_500) == (0, 25)
    assert bounds(bins, 65_000) == (0, 25)


def test_a_bin_that_begins_at_a_percentile_may_hold_what_lies_on_both_sides_of_it() -> None:
    # As pay heaps on round figures, a quarter may be paid exactly the median, and so may the quarter above it.
    bins = histogram("annual_salary", 100, *UK_FEB_2025)
    assert bounds(bins, 60_000) == (0, 50)
    assert bounds(bins, 57_500) == (0, 25)


def test_a_bin_that_holds_percentiles_inside_holds_what_lies_between_them() -> None:
    bins = histogram("annual_salary", 100, 52_000, 60_500, 61_000, 62_000, 90_000)
    assert bounds(bins, 60_000) == (50, 80)


def test_a_bin_of_a_tail_may_hold_the_whole_tail() -> None:
    bins = histogram("annual_salary", 100, *UK_FEB_2025)
    assert bounds(bins, 30_000) == (0, 10)
    assert bounds(bins, 90_000) == (0, 10)


def test_the_bounds_of_few_adverts_are_whole_adverts() -> None:
    # A tenth of 7 is at most one advert, a quarter at least one, and a half at most four.
    bins = histogram("annual_salary", 7, 45_000, 50_000, 60_000, 70_000, 80_000)
    assert bounds(bins, 52_500) == pytest.approx((0, 100 * (4 - 1) / 7))
    assert bounds(bins, 42_500) == pytest.approx((0, 100 * 1 / 7))


def test_bins_sum_to_the_pay_advert_count_of_every_period() -> None:
    bins = build_role_trends(facts(UK_PAGE))["pay_histogram"]
    sums = bins[bins["scope"] == "subject"].groupby("period_end")["expected_count"].sum()
    assert sums.tolist() == pytest.approx([168, 108, 117], abs=1e-9)


def test_bins_below_a_printed_percentile_on_their_edge_hold_its_share() -> None:
    bins = build_role_trends(facts(UK_PAGE))["pay_histogram"]
    now = bins[(bins["scope"] == "subject") & (bins["period_end"] == "2026-02-15")]
    below = now.loc[now["bin_high_gbp"] <= 80_000, "expected_count"].sum()
    assert below == pytest.approx(117 / 2, abs=1e-9)
    assert (now["bin_share_pct"] >= 0).all()


def test_the_tail_ends_where_a_straight_fall_of_the_last_density_would() -> None:
    # 2 x 10 % / 15 % of the step beside it: of 9575 below 40425 it is 12767, of 10000 above 85000 it is 13333.
    distributions = PayDistributions.from_percentiles(np.array([UK_FEB_2025]), SHARES)
    assert np.array(distributions.ends).ravel().tolist() == pytest.approx((27_658.33, 98_333.33), abs=0.01)
    bins = histogram("annual_salary", 108, *UK_FEB_2025)
    assert bins.loc[~bins["is_tail"], "bin_low_gbp"].tolist() == list(np.arange(42_500.0, 85_000, 2_500))


def test_the_lower_tail_never_goes_below_nothing() -> None:
    bins = histogram("annual_salary", 10, 1_000, 40_000, 50_000, 60_000, 70_000)
    assert bins["bin_low_gbp"].min() == 0


@pytest.mark.parametrize(
    ("basis", "width", "percentiles"),
    [
        ("annual_salary", 2_500, UK_FEB_2025),
        ("daily_rate", 25, (225, 360, 463, 575, 656)),
        ("hourly_rate", 2.5, (13.43, 17.69, 21, 30, 42)),
    ],
)
def test_bins_lie_on_the_grid_of_the_source(basis: str, width: float, percentiles: tuple[float, ...]) -> None:
    bins = histogram(basis, 100, *percentiles)
    assert ((bins["bin_high_gbp"] - bins["bin_low_gbp"]) == width).all()
    assert (bins["bin_low_gbp"] % width == 0).all()
    assert bins["bin_low_gbp"].tolist()[1:] == bins["bin_high_gbp"].tolist()[:-1]


def test_a_missing_p90_begins_the_tail_at_the_third_quartile() -> None:
    bins = build_role_trends(facts(UK_PAGE))["pay_histogram"]
    now = bins[(bins["scope"] == "subject") & (bins["period_end"] == "2026-02-15")]
    tail = now[now["bin_low_gbp"] >= 100_000]
    assert tail["is_tail"].all()
    assert tail["expected_count"].sum() == pytest.approx(117 / 4)


def test_pages_before_2021_print_three_percentiles_and_still_give_a_histogram() -> None:
    bins = histogram("annual_salary", 210, 21_700, None, 36_500, None, 53_875)
    assert bins["expected_count"].sum() == pytest.approx(210)


@pytest.mark.parametrize(
    "percentiles",
    [(None, 350, 400, None, None), (None, 500, 400, 600, None), (0, 400, 500, 600, 700), (None,) * 5],
)
def test_there_is_no_histogram_without_three_rising_percentiles(percentiles: Percentiles) -> None:
    assert histogram("daily_rate", 9, *percentiles).empty
    with pytest.raises(ValueError, match="three printed percentiles that rise"):
        share_below(percentiles, [400])


def test_no_rows_have_no_bins() -> None:
    assert pay_histogram(frame_of([])).columns.tolist() == PAY_HISTOGRAM.column_names


@pytest.mark.parametrize("count", [0, None])
def test_a_window_that_quotes_no_pay_has_no_histogram(count: int | None) -> None:
    windows: Figures = {
        "pay_advert_count": (count,),
        **{name: (pay,) for name, pay in zip(NAMES, UK_FEB_2025, strict=True)},
    }
    assert build_role_trends(facts(page("2026-02-15", windows)))["pay_histogram"].empty


def test_only_the_latest_vintage_of_a_series_has_histograms() -> None:
    bins = build_role_trends(facts(*LONDON_PAGES))["pay_histogram"]
    assert sorted(bins["period_end"].dt.strftime("%Y-%m-%d").unique()) == [
        "2023-11-21",
        "2024-11-21",
        "2025-11-21",
    ]


def test_a_series_whose_latest_window_quotes_nothing_has_no_histogram_of_it() -> None:
    bins = build_role_trends(facts(GLASGOW_PAGE, page("2024-09-17", {"pay_advert_count": (5,)}, place="Glasgow")))[
        "pay_histogram"
    ]
    assert set(bins["period_end"].dt.year) == {2023, 2024}
    assert set(bins["period_end"].dt.day) == {18}


def test_the_typical_error_grows_with_the_share_and_shrinks_with_the_adverts() -> None:
    few, many = (histogram("annual_salary", count, *UK_FEB_2025) for count in (100, 10_000))
    share, error = many["bin_share_pct"], many["bin_share_error_pp"]
    assert (few["bin_share_error_pp"] > error).all()
    assert error.idxmax() == share.idxmax()
    peak, stated = few["bin_share_pct"].max(), few["bin_share_error_pp"].max()
    assert stated == pytest.approx(math.hypot(0.85 * peak, 1.645 * math.sqrt(peak * (100 - peak) / 100)))
