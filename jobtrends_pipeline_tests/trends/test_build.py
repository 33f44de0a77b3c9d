"""All trends together: schemas, empty input, speed, and the comparison of roles."""

import pandas as pd
import pytest

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.charts import FACT_CHART_DEMAND
from jobtrends_pipeline.tables.frames import PANDAS_TYPES, rows_frame
from jobtrends_pipeline.tables.schemas import schema_of
from jobtrends_pipeline.tables.trends import COMPARISON_TABLES, TREND_TABLES
from jobtrends_pipeline_tests.support.trends.drawn_months import drawn
from jobtrends_pipeline_tests.support.trends.frames import build_comparisons, build_role_trends
from jobtrends_pipeline_tests.support.trends.printed import (
    GLASGOW_PAGE,
    LONDON_PAGES,
    UK_FEB_2026,
    UK_FEB_2026_MARKET,
    UK_PAGE,
    Facts,
    Rows,
    facts,
    only,
    page,
)

SKILLS = [("top", "Python", 1, 64, 48.48), ("top", "Java", 2, 26, 19.70)]


def all_trends(given: Facts) -> Facts:
    trends = build_role_trends(given)
    return {**trends, **build_comparisons(trends)}


def varied_pages() -> list[dict[str, Rows]]:
    later = page("2027-02-15", UK_FEB_2026, UK_FEB_2026_MARKET, locations=[("London", 77)], skills=SKILLS)
    earlier = page("2026-02-12", UK_FEB_2026, locations=[("London", 70)], skills=SKILLS[:1])
    return [UK_PAGE, *LONDON_PAGES, GLASGOW_PAGE, later, earlier]


def test_every_trend_table_is_made_and_holds_its_schema() -> None:
    shares = {"permanent": 2.0, "contract": 1.0, "all": 1.6}
    charts = [row for series, share in shares.items() for row in drawn([share], series=series)]
    given = facts(*varied_pages()) | {FACT_CHART_DEMAND.name: rows_frame(FACT_CHART_DEMAND, charts)}
    trends = all_trends(given)
    assert set(trends) == {table.name for table in (*TREND_TABLES, *COMPARISON_TABLES)}
    for name, frame in trends.items():
        assert not frame.empty
        schema_of(TABLES_BY_NAME[name]).validate(frame, lazy=True)


def test_empty_facts_give_empty_typed_tables() -> None:
    for name, frame in all_trends(facts()).items():
        table = TABLES_BY_NAME[name]
        assert frame.empty
        assert {str(column): str(kind) for column, kind in frame.dtypes.items()} == {
            column.name: PANDAS_TYPES[column.type] for column in table
        }
        schema_of(table).validate(frame, lazy=True)


def test_a_fact_table_that_is_not_given_is_an_error() -> None:
    given = facts(UK_PAGE)
    del given["fact_skill"]
    with pytest.raises(KeyError, match="fact_skill"):
        build_role_trends(given)


def test_the_facts_are_left_as_they_were() -> None:
    given = facts(*varied_pages())
    copies = {name: frame.copy() for name, frame in given.items()}
    build_role_trends(given)
    for name, frame in given.items():
        pd.testing.assert_frame_equal(frame, copies[name])


def test_roles_built_together_or_apart_have_the_same_trends() -> None:
    other = page("2026-02-14", UK_FEB_2026, name="Developer", role="developer")
    together = all_trends(facts(UK_PAGE, other))
    apart = [all_trends(facts(UK_PAGE)), all_trends(facts(other))]
    for name, frame in together.items():
        if name == "skill_specificity":
            continue  # it holds roles against each other
        pd.testing.assert_frame_equal(frame, pd.concat([part[name] for part in apart], ignore_index=True))


def test_the_comparison_has_the_latest_own_window_of_each_series() -> None:
    other = page("2026-02-14", UK_FEB_2026, name="Developer", role="developer")
    comparison = all_trends(facts(UK_PAGE, other, *LONDON_PAGES))["role_comparison"]
    assert len(comparison) == 3
    row = only(comparison, role="backend-developer", place="UK")
    assert row["period_end"] == pd.Timestamp("2026-02-15")
    assert (row["pay_basis"], row["median_gbp"], row["advert_count"]) == ("annual_salary", 80_000, 132)
    assert row["premium_over_market_pct"] == pytest.approx(45.4545, abs=0.0001)
    assert row["share_of_all_change_pct"] == pytest.approx(-37.5)
    assert row["reliability"] == "low"  # of £80,000, 5.3 %
    assert only(comparison, place="London")["period_end"] == pd.Timestamp("2025-11-21")


def test_a_back_cast_never_stands_in_for_a_window_that_was_not_read() -> None:
    unread = {measure: (None, *values) for measure, values in UK_FEB_2026.items()}
    old = page("2025-08-15", UK_FEB_2026)
    comparison = all_trends(facts(old, page("2027-02-15", unread)))["role_comparison"]
    assert only(comparison)["period_end"] == pd.Timestamp("2025-08-15")


def test_a_page_without_pay_is_compared_by_its_demand_alone() -> None:
    old = page("2025-08-15", UK_FEB_2026)
    new = page("2026-02-15", {"rank": (528,), "advert_count": (132,), "share_of_all_pct": (0.20,)})
    new["fact_pay"] = []
    row = only(all_trends(facts(old, new))["role_comparison"])
    assert (row["pay_basis"], row["advert_count"], row["reliability"]) == ("none", 132, "not_available")
    assert row["median_gbp"] is None
