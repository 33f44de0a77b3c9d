"""Which print counts, and what it is compared with."""

import pandas as pd
import pytest

from jobtrends_pipeline_tests.support.trends.frames import build_role_trends
from jobtrends_pipeline_tests.support.trends.printed import (
    LONDON_7_NOV_2025,
    LONDON_PAGES,
    UK_FEB_2026,
    UK_PAGE,
    facts,
    only,
    page,
)


def test_a_period_that_only_a_later_page_prints_is_a_back_cast() -> None:
    demand = build_role_trends(facts(UK_PAGE))["trend_demand"]
    row = only(demand, scope="subject", period_end=pd.Timestamp("2025-02-15"))
    assert row["is_restated_only"] is True
    assert row["first_as_of"] == row["latest_as_of"] == pd.Timestamp("2026-02-15")
    assert row["advert_count"] == 157
    own = only(demand, scope="subject", period_end=pd.Timestamp("2026-02-15"))
    assert own["is_restated_only"] is False


def test_two_vintages_of_a_period_give_its_first_and_its_latest_release() -> None:
    revised = {**UK_FEB_2026, "advert_count": (160,), "share_of_all_pct": (0.33,), "median_gbp": (62_500,)}
    trends = build_role_trends(facts(UK_PAGE, page("2025-02-15", revised)))
    period = {"scope": "subject", "period_end": pd.Timestamp("2025-02-15")}
    row = only(trends["trend_demand"], **period)
    assert (row["advert_count_first"], row["advert_count"]) == (160, 157)
    assert (row["share_of_all_first_pct"], row["share_of_all_pct"]) == (0.33, 0.32)
    assert (row["first_as_of"], row["latest_as_of"]) == (
        pd.Timestamp("2025-02-15"),
        pd.Timestamp("2026-02-15"),
    )
    assert row["vintage_count"] == 2
    assert row["is_restated_only"] is False
    pay = only(trends["trend_pay"], **period)
    assert (pay["median_first_gbp"], pay["median_gbp"]) == (62_500, 60_000)


def test_windows_that_end_days_apart_are_different_periods_and_not_revisions() -> None:
    trends = build_role_trends(facts(*LONDON_PAGES))
    assert len(trends["trend_demand"]) == 6
    assert set(trends["trend_demand"]["vintage_count"]) == {1}
    assert trends["revisions"].empty


def test_the_year_before_of_the_same_page_is_preferred_to_a_nearer_or_later_print() -> None:
    later = page("2026-02-16", {"advert_count": (140,), "share_of_all_pct": (0.21,)})
    other = page("2025-02-16", {"advert_count": (999,), "share_of_all_pct": (0.99,)})
    # An incomplete later page restates the year before alone: not the vintage that the period was printed in.
    partial = page("2027-02-15", {"advert_count": (None, None, 900), "share_of_all_pct": (None, None, 0.90)})
    demand = build_role_trends(facts(UK_PAGE, later, other, partial))["trend_demand"]
    row = only(demand, period_end=pd.Timestamp("2026-02-15"), scope="subject")
    assert row["latest_as_of"] == pd.Timestamp("2026-02-15")
    assert row["share_of_all_change_pct"] == pytest.approx(-37.5)


def test_without_a_back_cast_the_nearest_window_within_15_days_of_the_year_before_is_used() -> None:
    def change(day: str) -> object:
        before = page(day, {"advert_count": (100,), "share_of_all_pct": (0.40,)})
        now = page("2026-02-15", {"advert_count": (100,), "share_of_all_pct": (0.30,)})
        demand = build_role_trends(facts(before, now))["trend_demand"]
        return only(demand, period_end=pd.Timestamp("2026-02-15"))["share_of_all_change_pct"]

    assert change("2025-01-31") == pytest.approx(-25)
    assert change("2025-03-02") == pytest.approx(-25)
    assert change("2025-01-30") is None
    assert change("2025-03-03") is None


def test_the_nearest_of_two_windows_about_a_year_before_is_used() -> None:
    pages = [
        page("2025-02-05", {"share_of_all_pct": (0.60,)}),
        page("2025-02-12", {"share_of_all_pct": (0.40,)}),
        page("2026-02-15", {"share_of_all_pct": (0.30,)}),
    ]
    demand = build_role_trends(facts(*pages))["trend_demand"]
    row = only(demand, period_end=pd.Timestamp("2026-02-15"))
    assert row["share_of_all_change_pct"] == pytest.approx(-25)


def test_places_and_windows_are_never_compared_with_each_other() -> None:
    pages = [
        page("2026-02-15", {"share_of_all_pct": (0.30,)}),
        page("2025-02-15", {"share_of_all_pct": (0.40,)}, place="London"),
        page("2025-02-15", {"share_of_all_pct": (0.40,)}, window_months=3),
        page("2025-02-15", {"share_of_all_pct": (0.40,)}, role="developer"),
    ]
    assert build_role_trends(facts(*pages))["trend_demand"]["share_of_all_change_pct"].isna().all()


def test_a_renamed_subject_continues_its_series_under_the_latest_name() -> None:
    old = page("2025-02-15", {"advert_count": (160,), "share_of_all_pct": (0.33,)}, name="Back-End Developer")
    demand = build_role_trends(facts(UK_PAGE, old))["trend_demand"]
    assert set(demand["subject"]) == {"Backend Developer"}
    assert only(demand, scope="subject", period_end=pd.Timestamp("2025-02-15"))["vintage_count"] == 2


def test_of_two_names_captured_on_one_day_the_one_with_more_adverts_stands() -> None:
    empty = page("2026-02-15", {"advert_count": (0,), "share_of_all_pct": (0.0,)}, name="Zebra")
    for pages in ((UK_PAGE, empty), (empty, UK_PAGE)):
        demand = build_role_trends(facts(*pages))["trend_demand"]
        assert only(demand, scope="subject", period_end=pd.Timestamp("2026-02-15"))["advert_count"] == 132


def test_a_page_that_prints_nothing_of_a_period_does_not_release_it() -> None:
    blank = page("2026-11-07", {"advert_count": (None, None), "median_gbp": (None, None)}, place="London")
    trends = build_role_trends(facts(*LONDON_PAGES, blank))
    row = only(trends["trend_demand"], period_end=pd.Timestamp("2025-11-07"))
    assert row["advert_count"] == LONDON_7_NOV_2025["advert_count"][0]
    assert row["latest_as_of"] == pd.Timestamp("2025-11-07")
    assert row["vintage_count"] == 1


def test_of_a_period_that_no_page_prints_the_last_row_stands_whole() -> None:
    blank = {"rank": (1, None, None), "pay_advert_count": (1, None, None)}
    pages = [page("2026-02-15", blank), page("2027-02-15", blank)]
    for row in pages[1]["fact_pay"]:
        row |= {"comparison_place": "England", "comparison_place_median_gbp": 50_000}
    row = only(build_role_trends(facts(*pages))["trend_pay"], period_end=pd.Timestamp("2025-02-15"))
    assert (row["first_as_of"], row["latest_as_of"]) == (pd.Timestamp("2026-02-15"), pd.Timestamp("2027-02-15"))
    assert (row["median_gbp"], row["comparison_place"], row["comparison_place_median_gbp"]) == (None, "England", 50_000)


def test_a_figure_withdrawn_by_a_later_page_is_not_revived_from_an_earlier_one() -> None:
    withdrawn = {**UK_FEB_2026, "p90_gbp": (None, None, None)}
    later = page("2027-02-15", {measure: (None, *values) for measure, values in withdrawn.items()})
    pay = build_role_trends(facts(UK_PAGE, later))["trend_pay"]
    row = only(pay, scope="subject", period_end=pd.Timestamp("2025-02-15"))
    assert row["latest_as_of"] == pd.Timestamp("2027-02-15")
    assert row["median_gbp"] == 60_000
    assert row["p90_gbp"] is None


def test_the_order_of_the_rows_does_not_matter() -> None:
    given = facts(UK_PAGE, *LONDON_PAGES, page("2025-02-15", UK_FEB_2026))
    shuffled = {name: frame.sample(frac=1, random_state=7) for name, frame in given.items()}
    expected, actual = build_role_trends(given), build_role_trends(shuffled)
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(actual[name], frame)
