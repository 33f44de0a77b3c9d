"""The distribution that printed percentiles imply."""

import numpy as np
import pandas as pd
import pytest

from jobtrends_pipeline.tables.facts import FACT_PAY
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.trends.build import build_role_trends
from jobtrends_pipeline.trends.distribution import PayDistribution
from jobtrends_pipeline_tests.trends.printed import GLASGOW_PAGE, LONDON_PAGES, UK_PAGE, facts, page

SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
UK_FEB_2025 = (40_425.0, 50_000.0, 60_000.0, 75_000.0, 85_000.0)


def histogram(basis: str, count: int | None, *percentiles: float | None) -> pd.DataFrame:
    names = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")
    row: dict[str, object] = {
        "role": "r", "market": "contract", "subject": "R", "place": "UK", "window_months": 6, "scope": "subject",
        "as_of": pd.Timestamp("2026-02-15"), "period_end": pd.Timestamp("2026-02-15"), "pay_basis": basis,
        "quoted_count": count, "capture_id": "c",
    }  # fmt: skip
    facts_of_pay = rows_frame(FACT_PAY, [{**row, **dict(zip(names, percentiles, strict=True))}])
    empty = {name: frame.iloc[:0] for name, frame in facts(UK_PAGE).items()}
    return build_role_trends({**empty, "fact_pay": facts_of_pay})["pay_histogram"]


def test_the_distribution_returns_every_printed_percentile_exactly() -> None:
    distribution = PayDistribution.from_percentiles(UK_FEB_2025, SHARES)
    assert distribution is not None
    assert distribution.cumulative(UK_FEB_2025).tolist() == list(SHARES)


def test_it_never_falls_and_runs_from_nothing_to_all() -> None:
    distribution = PayDistribution.from_percentiles((29_000, 37_500, 38_000, 75_000, 95_000), SHARES)
    assert distribution is not None
    share = distribution.cumulative(np.linspace(0, 200_000, 20_001))
    assert np.diff(share).min() >= 0
    assert (share[0], share[-1]) == (0, 1)


def test_bins_sum_to_the_quoted_count_of_every_period() -> None:
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
    distribution = PayDistribution.from_percentiles(UK_FEB_2025, SHARES)
    assert distribution is not None
    assert (distribution.pay[0], distribution.pay[-1]) == pytest.approx((27_658.33, 98_333.33), abs=0.01)
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
    ("count", "percentiles"),
    [
        (0, UK_FEB_2025),
        (None, UK_FEB_2025),
        (2, (None, 350, 400, None, None)),
        (9, (None, 500, 400, 600, None)),
        (9, (0, 400, 500, 600, 700)),
    ],
)
def test_there_is_no_histogram_without_adverts_or_three_rising_percentiles(
    count: int | None, percentiles: tuple[float | None, ...]
) -> None:
    assert histogram("annual_salary", count, *percentiles).empty


def test_only_the_latest_vintage_of_a_series_has_histograms() -> None:
    bins = build_role_trends(facts(*LONDON_PAGES))["pay_histogram"]
    assert sorted(bins["period_end"].dt.strftime("%Y-%m-%d").unique()) == [
        "2023-11-21",
        "2024-11-21",
        "2025-11-21",
    ]


def test_a_series_whose_latest_window_quotes_nothing_has_no_histogram_of_it() -> None:
    bins = build_role_trends(facts(GLASGOW_PAGE, page("2024-09-17", {"quoted_count": (5,)}, place="Glasgow")))[
        "pay_histogram"
    ]
    assert set(bins["period_end"].dt.year) == {2023, 2024}
    assert set(bins["period_end"].dt.day) == {18}
