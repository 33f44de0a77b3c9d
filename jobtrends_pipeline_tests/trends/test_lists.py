"""Skills, locations and revisions."""

import math

import pandas as pd
import pytest

from jobtrends_pipeline_tests.support.trends.frames import build_role_trends
from jobtrends_pipeline_tests.support.trends.printed import UK_FEB_2026, UK_PAGE, facts, only, page

NOW = page(
    "2026-02-15",
    UK_FEB_2026,
    locations=[("England", 129), ("London", 77), ("South East", 15), ("North of England", 15), ("Wales", 1)],
    skills=[
        ("top", "Python", 1, 64, 48.48),
        ("top", "FastAPI", 9, 27, 20.45),
        ("Cloud Services", "AWS", 1, 32, 24.24),
    ],
)
BEFORE = page(
    "2025-02-10",
    {"advert_count": (160,)},
    skills=[("top", "Python", 3, 60, 37.50), ("top", "Java", 1, 90, 56.25)],
)


def test_a_skill_is_set_beside_the_same_list_about_a_year_before() -> None:
    row = only(build_role_trends(facts(NOW, BEFORE))["trend_skill"], skill="Python", as_of=pd.Timestamp("2026-02-15"))
    assert row["rank_year_before"] == 3
    assert row["share_year_change_pp"] == pytest.approx(48.48 - 37.50)
    assert row["is_entrant"] is False


def test_a_skill_absent_a_year_before_is_a_newcomer() -> None:
    row = only(build_role_trends(facts(NOW, BEFORE))["trend_skill"], skill="FastAPI")
    assert row["is_entrant"] is True
    assert row["rank_year_before"] is None
    assert row["share_year_change_pp"] is None


def test_nothing_is_a_newcomer_where_the_list_of_a_year_before_is_not_held() -> None:
    skills = build_role_trends(facts(NOW, BEFORE))["trend_skill"]
    assert only(skills, skill="AWS")["is_entrant"] is None
    assert only(skills, skill="Java", is_exit=False)["is_entrant"] is None


def test_a_skill_that_left_the_list_is_a_row_with_what_it_was_and_no_figures_of_its_own() -> None:
    row = only(build_role_trends(facts(NOW, BEFORE))["trend_skill"], is_exit=True)
    assert (row["skill"], row["as_of"]) == ("Java", pd.Timestamp("2026-02-15"))
    assert (row["rank_year_before"], row["share_year_before_pct"]) == (1, 56.25)
    assert (row["rank"], row["share_pct"], row["reliability"]) == (None, None, "not_available")


def test_locations_are_ranked_by_adverts_and_ties_share_a_rank() -> None:
    ranks = build_role_trends(facts(NOW))["trend_location"].set_index("location")["demand_rank"]
    assert ranks.to_dict() == {"England": 1, "London": 2, "North of England": 3, "South East": 3, "Wales": 5}


def test_the_share_of_a_location_is_of_the_adverts_of_its_page() -> None:
    row = only(build_role_trends(facts(NOW))["trend_location"], location="London")
    assert row["job_share_pct"] == pytest.approx(77 / 132 * 100)


def test_a_location_without_a_count_has_no_rank_and_a_page_without_adverts_no_shares() -> None:
    empty = page("2026-02-15", {"advert_count": (0,)}, locations=[("London", 0), ("Wales", None)])
    locations = build_role_trends(facts(empty))["trend_location"].set_index("location")
    assert locations["job_share_pct"].isna().all()
    assert locations["demand_rank"].isna().tolist() == [False, True]


def test_a_revision_is_the_latest_value_less_the_first() -> None:
    first = page("2025-02-15", {"advert_count": (160,), "share_of_all_pct": (0.32,), "median_gbp": (62_500,)})
    revisions = build_role_trends(facts(UK_PAGE, first))["revisions"]
    jobs = only(revisions, measure="advert_count")
    assert (jobs["first_value"], jobs["latest_value"], jobs["revision"]) == (160, 157, -3)
    assert (jobs["pay_basis"], jobs["vintage_count"]) == ("none", 2)
    assert (jobs["first_as_of"], jobs["latest_as_of"]) == (
        pd.Timestamp("2025-02-15"),
        pd.Timestamp("2026-02-15"),
    )
    assert only(revisions, measure="median_gbp", pay_basis="annual_salary")["revision"] == -2_500
    assert "share_of_all_pct" not in set(revisions["measure"])


def test_the_summary_counts_figures_that_stayed_and_those_that_moved() -> None:
    first = page("2025-02-15", {"advert_count": (160,), "share_of_all_pct": (0.32,), "median_gbp": (62_500,)})
    second = page("2024-02-15", {"advert_count": (193,), "share_of_all_pct": (0.20,)})
    summary = build_role_trends(facts(UK_PAGE, first, second))["revision_summary"]
    jobs = only(summary, measure="advert_count")
    assert (jobs["figure_count"], jobs["revised_count"], jobs["withdrawn_count"]) == (2, 1, 0)
    assert (jobs["mean_revision"], jobs["mean_absolute_revision"]) == (-1.5, 1.5)
    assert jobs["mean_absolute_revision_pct"] == pytest.approx(100 * (3 / 160) / 2)
    share = only(summary, measure="share_of_all_pct")
    assert (share["figure_count"], share["revised_count"]) == (2, 1)
    assert share["mean_revision"] == pytest.approx(0.03)


def test_a_figure_that_a_later_vintage_prints_no_more_is_withdrawn() -> None:
    first = page("2025-02-15", {"advert_count": (157,), "pay_advert_count": (108,), "p90_gbp": (86_000,)})
    last = page("2026-02-15", {**UK_FEB_2026, "p90_gbp": (None, None, 100_000)})
    row = only(build_role_trends(facts(first, last))["revisions"], measure="p90_gbp")
    assert (row["is_withdrawn"], row["vintage_count"], row["latest_value"]) == (True, 1, 86_000)
    assert row["latest_as_of"] == pd.Timestamp("2025-02-15")


def test_a_figure_of_one_vintage_is_no_revision() -> None:
    assert build_role_trends(facts(UK_PAGE))["revisions"].empty


def test_a_figure_that_the_other_vintage_does_not_print_is_no_revision() -> None:
    first = page("2025-02-15", {"advert_count": (160,), "p90_gbp": (None,)})
    assert set(build_role_trends(facts(UK_PAGE, first))["revisions"]["measure"]) == {"advert_count"}


def test_locations_are_ranked_by_their_median_too_and_its_error_grows_with_fewer_adverts() -> None:
    rows = page("2026-02-15", UK_FEB_2026, locations=[("England", 132), ("London", 33)])
    for row, median in zip(rows["fact_location"], (75_000, 80_000), strict=True):
        row |= {"pay_basis": "annual_salary", "median_gbp": median}
    locations = build_role_trends(facts(rows))["trend_location"]
    england, london = only(locations, location="England"), only(locations, location="London")
    assert (england["median_rank"], london["median_rank"]) == (2, 1)
    # Of 132 adverts of the page 117 quote pay; its sigma is 0.410225, see test_independent. England: n is 117 / 3 = 39,
    # 1.2533 x 0.410225 x sqrt(46) / 39 = 8.9411 %, a hop of the grid 0.9 x 5000 / 75000 / 1.96 = 3.0612 %.
    # London: 33 x 117 / 132 = 29.25 quote, n is 9.75; x sqrt(16.75) / 9.75 = 21.5814 %, the hop of its own median.
    assert england["median_rse_pct"] == pytest.approx(math.hypot(8.9411, 3.0612), abs=0.001)
    assert london["median_rse_pct"] == pytest.approx(math.hypot(21.5814, 0.9 * 2.2548 * math.sqrt(2)), abs=0.001)
    assert (england["quoted_estimate"], london["quoted_estimate"]) == (117, 29.25)
    assert (england["median_reliability"], london["median_reliability"]) == ("low", "suppressed")


def test_a_location_without_a_median_has_no_error_of_one() -> None:
    rows = page("2026-02-15", UK_FEB_2026, locations=[("England", 132)])
    rows["fact_location"][0] |= {"pay_basis": "annual_salary"}
    row = only(build_role_trends(facts(rows))["trend_location"], location="England")
    assert (row["median_rse_pct"], row["median_reliability"]) == (None, "not_available")


def test_a_location_of_a_page_without_a_count_is_never_good_as_what_it_is_a_part_of_is_not_known() -> None:
    rows = page("2026-02-15", {"rank": (528,)}, locations=[("England", 132), ("Wales", 9), ("London", 4_020)])
    locations = build_role_trends(facts(rows))["trend_location"].set_index("location")["reliability"]
    assert locations.to_dict() == {"England": "low", "Wales": "suppressed", "London": "low"}
