"""Skills, locations and revisions."""

import pandas as pd
import pytest

from jobtrends_pipeline.trends.build import build_role_trends
from jobtrends_pipeline_tests.trends.printed import UK_FEB_2026, UK_PAGE, facts, only, page

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
    {"job_count": (160,)},
    skills=[("top", "Python", 3, 60, 37.50), ("top", "Java", 1, 90, 56.25)],
)


def test_a_skill_is_set_beside_the_same_list_about_a_year_before() -> None:
    row = only(build_role_trends(facts(NOW, BEFORE))["trend_skill"], skill="Python", as_of=pd.Timestamp("2026-02-15"))
    assert row["rank_year_before"] == 3
    assert row["share_year_change_pp"] == pytest.approx(48.48 - 37.50)
    assert row["is_newcomer"] is False


def test_a_skill_absent_a_year_before_is_a_newcomer() -> None:
    row = only(build_role_trends(facts(NOW, BEFORE))["trend_skill"], skill="FastAPI")
    assert row["is_newcomer"] is True
    assert row["rank_year_before"] is None
    assert row["share_year_change_pp"] is None


def test_nothing_is_a_newcomer_where_the_list_of_a_year_before_is_not_held() -> None:
    skills = build_role_trends(facts(NOW, BEFORE))["trend_skill"]
    assert only(skills, skill="AWS")["is_newcomer"] is None
    assert only(skills, skill="Java")["is_newcomer"] is None


def test_locations_are_ranked_by_adverts_and_ties_share_a_rank() -> None:
    ranks = build_role_trends(facts(NOW))["trend_location"].set_index("location")["demand_rank"]
    assert ranks.to_dict() == {"England": 1, "London": 2, "North of England": 3, "South East": 3, "Wales": 5}


def test_the_share_of_a_location_is_of_the_adverts_of_its_page() -> None:
    row = only(build_role_trends(facts(NOW))["trend_location"], location="London")
    assert row["job_share_pct"] == pytest.approx(77 / 132 * 100)


def test_a_location_without_a_count_has_no_rank_and_a_page_without_adverts_no_shares() -> None:
    empty = page("2026-02-15", {"job_count": (0,)}, locations=[("London", 0), ("Wales", None)])
    locations = build_role_trends(facts(empty))["trend_location"].set_index("location")
    assert locations["job_share_pct"].isna().all()
    assert locations["demand_rank"].isna().tolist() == [False, True]


def test_a_revision_is_the_latest_value_less_the_first() -> None:
    first = page("2025-02-15", {"job_count": (160,), "share_of_all_pct": (0.32,), "median_gbp": (62_500,)})
    revisions = build_role_trends(facts(UK_PAGE, first))["revisions"]
    jobs = only(revisions, measure="job_count")
    assert (jobs["first_value"], jobs["latest_value"], jobs["revision"]) == (160, 157, -3)
    assert (jobs["pay_basis"], jobs["vintage_count"]) == ("none", 2)
    assert (jobs["first_as_of"], jobs["latest_as_of"]) == (
        pd.Timestamp("2025-02-15"),
        pd.Timestamp("2026-02-15"),
    )
    assert only(revisions, measure="share_of_all_pct")["revision"] == 0
    assert only(revisions, measure="median_gbp", pay_basis="annual_salary")["revision"] == -2_500


def test_a_figure_of_one_vintage_is_no_revision() -> None:
    assert build_role_trends(facts(UK_PAGE))["revisions"].empty


def test_a_figure_that_the_other_vintage_does_not_print_is_no_revision() -> None:
    first = page("2025-02-15", {"job_count": (160,), "p90_gbp": (None,)})
    assert set(build_role_trends(facts(UK_PAGE, first))["revisions"]["measure"]) == {"job_count"}
