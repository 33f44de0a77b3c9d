"""Breaks between a period and the year before."""

import json

import pandas as pd

from jobtrends_pipeline_tests.support.trends.frames import build_role_trends
from jobtrends_pipeline_tests.support.trends.printed import UK_PAGE, Figures, Rows, facts, only, page

PAY: Figures = {
    "pay_advert_count": (50,),
    "median_gbp": (50_000,),
    "advert_count": (60,),
    "share_of_all_pct": (1.0,),
}


def breaks(table: str, period_end: str, *pages: dict[str, Rows]) -> list[str]:
    trend = build_role_trends(facts(*pages))[table]
    text = only(trend, scope="subject", window_months=6, period_end=pd.Timestamp(period_end))["breaks"]
    return list(json.loads(text)) if text else []


def test_the_sample_of_february_2026_is_a_third_larger_than_a_year_before() -> None:
    # 132 / 0.20 % is 66000 adverts (64390 to 67692), 157 / 0.32 % is 49063 (48308 to 49841): at least 1.29 times.
    assert breaks("trend_demand", "2026-02-15", UK_PAGE) == ["market_size_jump"]
    assert breaks("trend_pay", "2026-02-15", UK_PAGE) == ["market_size_jump"]
    assert breaks("trend_demand", "2024-02-15", UK_PAGE) == []
    assert breaks("trend_pay", "2024-02-15", UK_PAGE) == []


def test_a_sample_that_grows_by_a_fifth_is_no_break() -> None:
    grown: Figures = {"advert_count": (1_200, 1_000), "share_of_all_pct": (2.0, 2.0)}
    assert breaks("trend_demand", "2026-02-15", page("2026-02-15", grown)) == []


def test_the_rounding_of_a_small_share_is_not_taken_for_a_jump() -> None:
    # 10 / 0.01 % against 13 / 0.01 %: 1.3 times, but 0.01 stands for anything from 0.0095 to 0.0105.
    small: Figures = {"advert_count": (13, 10), "share_of_all_pct": (0.010, 0.010)}
    large: Figures = {"advert_count": (1300, 1000), "share_of_all_pct": (1.0, 1.0)}
    assert breaks("trend_demand", "2026-02-15", page("2026-02-15", small)) == []
    assert breaks("trend_demand", "2026-02-15", page("2026-02-15", large)) == ["market_size_jump"]


def test_medians_printed_on_both_sides_of_the_recalculation_are_a_break_of_pay_only() -> None:
    pages = page("2017-06-28", PAY), page("2018-06-28", PAY)
    assert breaks("trend_pay", "2018-06-28", *pages) == ["percentiles_recalculated"]
    assert breaks("trend_demand", "2018-06-28", *pages) == []
    assert breaks("trend_pay", "2018-06-29", page("2017-06-29", PAY), page("2018-06-29", PAY)) == []


def test_a_back_cast_of_a_page_after_the_recalculation_is_no_break() -> None:
    both = {measure: (*values, *values) for measure, values in PAY.items()}
    assert breaks("trend_pay", "2018-02-15", page("2018-02-15", both)) == []


def test_a_year_before_held_as_three_months_only_is_a_break_and_not_compared() -> None:
    pages = page("2016-11-22", PAY, window_months=3), page("2017-11-22", PAY)
    assert breaks("trend_demand", "2017-11-22", *pages) == ["window_switched"]
    own = page("2016-11-20", PAY)
    assert breaks("trend_demand", "2017-11-22", *pages, own) == []


def quoting(now: int, before: int, jobs: int = 300) -> list[str]:
    """Breaks of a page with so many jobs of 50,000, where 100 of 50,000 were a year before."""
    share = (jobs / 500, 0.20)
    figures: Figures = {"advert_count": (jobs, 100), "share_of_all_pct": share, "pay_advert_count": (now, before)}
    demand, pay = (breaks(table, "2026-02-15", page("2026-02-15", figures)) for table in ("trend_demand", "trend_pay"))
    assert demand == pay
    return demand


def test_a_share_that_jumps_while_few_adverts_quote_pay_is_a_burst() -> None:
    assert quoting(89, 60) == ["burst"]  # 30 % of 300 quote pay, 60 % of 100 did
    assert quoting(91, 60) == []
    assert quoting(40, 60, jobs=145) == []


def test_a_page_of_which_no_advert_quoted_pay_a_year_before_either_tells_of_no_burst() -> None:
    assert quoting(0, 0) == []
    assert quoting(0, 60) == ["burst"]


def falling(now: int, before: int, jobs: int = 300) -> list[str]:
    """Breaks of a page with 100 jobs of 50,000, where so many of 50,000 were a year before."""
    share = (0.20, jobs / 500)
    figures: Figures = {"advert_count": (100, jobs), "share_of_all_pct": share, "pay_advert_count": (now, before)}
    demand, pay = (breaks(table, "2026-02-15", page("2026-02-15", figures)) for table in ("trend_demand", "trend_pay"))
    assert demand == pay
    return demand


def test_a_share_that_falls_from_a_year_in_which_few_adverts_quoted_pay_comes_after_a_burst() -> None:
    assert falling(60, 89) == ["burst_before"]
    assert falling(60, 91) == []
    assert falling(60, 40, jobs=145) == []
    assert falling(0, 0) == []
    assert falling(60, 0) == ["burst_before"]


def test_the_year_after_a_burst_is_marked_even_where_its_share_stays_high() -> None:
    figures: Figures = {
        "advert_count": (300, 300, 100),
        "share_of_all_pct": (0.60, 0.60, 0.20),
        "pay_advert_count": (60, 60, 60),
        "median_gbp": (50_000, 50_000, 50_000),
    }
    burst = page("2026-02-15", figures)
    assert breaks("trend_demand", "2025-02-15", burst) == breaks("trend_pay", "2025-02-15", burst) == ["burst"]
    assert breaks("trend_demand", "2026-02-15", burst) == ["burst_before"]
    assert breaks("trend_pay", "2026-02-15", burst) == ["burst_before"]
    assert breaks("trend_demand", "2024-02-15", burst) == []


def test_a_jump_within_its_noise_is_no_burst() -> None:
    figures: Figures = {"advert_count": (6, 3), "share_of_all_pct": (0.06, 0.03), "pay_advert_count": (1, 3)}
    assert breaks("trend_demand", "2026-02-15", page("2026-02-15", figures)) == []


def test_a_figure_compared_across_a_new_name_of_the_subject_is_marked() -> None:
    pages = page("2025-02-15", PAY, name="Back-End Developer"), page("2026-02-15", PAY)
    assert breaks("trend_demand", "2026-02-15", *pages) == ["renamed_subject"]
    assert breaks("trend_pay", "2026-02-15", *pages) == ["renamed_subject"]


def test_two_windows_followed_today_are_no_switch() -> None:
    pages = page("2025-02-15", PAY, window_months=3), page("2026-02-15", PAY)
    assert breaks("trend_demand", "2026-02-15", *pages) == []
