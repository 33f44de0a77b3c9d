"""Demand and pay over time, against numbers worked by hand from real pages."""

import pandas as pd
import pytest

from jobtrends_pipeline_tests.support.trends.frames import build_role_trends
from jobtrends_pipeline_tests.support.trends.printed import (
    GLASGOW_PAGE,
    LONDON_PAGES,
    UK_FEB_2026,
    UK_FEB_2026_MARKET,
    UK_PAGE,
    facts,
    only,
    page,
)

FEB_2026 = pd.Timestamp("2026-02-15")


def test_the_share_of_uk_backend_developers_fell_by_three_eighths_in_a_year() -> None:
    row = only(build_role_trends(facts(UK_PAGE))["trend_demand"], scope="subject", period_end=FEB_2026)
    assert row["share_of_all_change_pct"] == pytest.approx(-37.5)
    assert (row["rank"], row["rank_change"], row["advert_count"]) == (528, -3, 132)


def test_the_median_rose_by_a_third_and_by_more_than_its_noise() -> None:
    row = only(build_role_trends(facts(UK_PAGE))["trend_pay"], scope="subject", period_end=FEB_2026)
    assert row["median_year_change_pct"] == pytest.approx(100 / 3)
    assert row["is_change_beyond_noise"] is True


def test_changes_equal_those_the_source_prints_beside_them() -> None:
    pay = build_role_trends(facts(*LONDON_PAGES))["trend_pay"].set_index("period_end")
    changes = pay["median_year_change_pct"].round(2)
    assert changes[pd.Timestamp("2025-11-07")] == 6.67
    assert changes[pd.Timestamp("2024-11-07")] == 1.69
    assert changes[pd.Timestamp("2025-11-21")] == 0
    assert changes[pd.Timestamp("2024-11-21")] == 6.67


def test_a_change_within_its_noise_is_told_apart_and_an_unknown_one_is_null() -> None:
    pay = build_role_trends(facts(UK_PAGE))["trend_pay"]
    own = pay[pay["scope"] == "subject"]
    assert only(own, period_end=pd.Timestamp("2025-02-15"))["is_change_beyond_noise"] is False
    assert only(own, period_end=pd.Timestamp("2024-02-15"))["is_change_beyond_noise"] is None


def test_a_change_on_a_suppressed_year_before_has_no_verdict() -> None:
    pay = build_role_trends(facts(*LONDON_PAGES))["trend_pay"]
    row = only(pay, period_end=pd.Timestamp("2025-11-07"))
    assert (row["reliability"], row["change_reliability"], row["is_change_beyond_noise"]) == ("low", "suppressed", None)


def test_the_premium_is_over_the_comparison_of_the_same_page_and_period() -> None:
    pay = build_role_trends(facts(UK_PAGE))["trend_pay"]
    subject = pay[pay["scope"] == "subject"].set_index("period_end")["premium_over_market_pct"]
    assert subject[FEB_2026] == pytest.approx((80_000 / 55_000 - 1) * 100)
    assert subject[pd.Timestamp("2025-02-15")] == pytest.approx(0)
    assert pay.loc[pay["scope"] == "comparison", "premium_over_market_pct"].isna().all()


def test_a_revised_comparison_moves_the_premium_only_of_figures_printed_with_it() -> None:
    subject = {measure: (None, *values) for measure, values in UK_FEB_2026.items()}
    later = page("2027-02-15", subject, {"median_gbp": (52_500, 50_000)})
    pay = build_role_trends(facts(UK_PAGE, later))["trend_pay"]
    premium = only(pay, scope="subject", period_end=FEB_2026)["premium_over_market_pct"]
    assert premium == pytest.approx((80_000 / 50_000 - 1) * 100)


def test_there_is_no_premium_where_the_page_prints_no_comparison() -> None:
    earlier = page("2026-02-14", UK_FEB_2026, UK_FEB_2026_MARKET)
    alone = page("2026-02-15", UK_FEB_2026)
    row = only(build_role_trends(facts(earlier, alone))["trend_pay"], scope="subject", period_end=FEB_2026)
    assert row["premium_over_market_pct"] is None


def test_a_percentile_that_is_not_printed_stays_missing() -> None:
    row = only(build_role_trends(facts(UK_PAGE))["trend_pay"], scope="subject", period_end=FEB_2026)
    assert row["p90_gbp"] is None
    assert row["p75_gbp"] == 100_000


def test_nothing_quoted_is_not_available_and_the_few_of_the_year_before_are_suppressed_but_kept() -> None:
    pay = build_role_trends(facts(GLASGOW_PAGE))["trend_pay"]
    now, before = (only(pay, period_end=pd.Timestamp(day)) for day in ("2025-09-18", "2024-09-18"))
    assert (now["reliability"], now["pay_advert_count"]) == ("not_available", 0)
    assert now["median_gbp"] is now["median_year_change_pct"] is now["is_change_beyond_noise"] is None
    assert (before["reliability"], before["median_gbp"]) == ("suppressed", 50_000)


def test_a_change_on_a_share_of_zero_is_not_infinite() -> None:
    figures = {"advert_count": (5, 0, None), "share_of_all_pct": (0.1, 0.0, None)}
    row = only(build_role_trends(facts(page("2026-02-15", figures)))["trend_demand"], period_end=FEB_2026)
    assert row["share_of_all_change_pct"] is None
