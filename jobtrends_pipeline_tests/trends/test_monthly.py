"""Months of chart images: releases, changes, months alone, the weight of permanent adverts."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jobtrends_pipeline.tables.charts import FACT_CHART_DEMAND
from jobtrends_pipeline.tables.facts import FACT_DEMAND
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import PERMANENT_WEIGHT, TREND_DEMAND_MONTHLY
from jobtrends_pipeline.trends.build import as_of_macros, comparison_queries, role_trend_queries
from jobtrends_pipeline.trends.monthly import WINDOW_MONTHS
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.trends.drawn_months import BOUND, Row, drawn, month_after


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse.at(tmp_path / "working.duckdb")


def averaged(months: Sequence[float]) -> list[float]:
    """The moving average that the source draws, with nothing before the first month."""
    padded = [*(0.0 for _ in range(WINDOW_MONTHS - 1)), *months]
    return [sum(padded[start : start + WINDOW_MONTHS]) / WINDOW_MONTHS for start in range(len(months))]


def derived(store: Warehouse, facts: list[Row], table: Table = TREND_DEMAND_MONTHLY) -> list[Row]:
    store.replace({FACT_CHART_DEMAND.name: rows_frame(FACT_CHART_DEMAND, facts)}, {})
    store.derive(role_trend_queries, None)
    store.derive(lambda _: comparison_queries(), None)
    frame = store.read(table)
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def column(rows: list[Row], name: str) -> list[Any]:
    return [row[name] for row in rows]


def test_a_later_image_restates_the_past_and_the_first_reading_stays_beside_it(store: Warehouse) -> None:
    earlier, later = drawn([1.0, 2.0, 3.0], as_of=date(2024, 7, 29)), drawn([1.015, 2.5, 3.0, 4.0])
    rows = derived(store, earlier + later)
    assert column(rows, "drawn_share_pct") == [1.015, 2.5, 3.0, 4.0]
    assert column(rows, "drawn_share_first_pct") == [1.0, 2.0, 3.0, 4.0]
    assert column(rows, "is_restated") == [False, True, False, None]
    assert column(rows, "image_count") == [2, 2, 2, 1]
    assert column(rows, "first_as_of")[0] == pd.Timestamp(2024, 7, 29)


def test_the_months_alone_are_recovered_from_a_series_that_began_after_the_source(store: Warehouse) -> None:
    months = [0.6, 1.2, 0.9, 3.0, 2.4, 1.8, 0.6, 2.1, 3.3, 0.3, 1.5, 0.9, 2.7, 3.6]
    rows = derived(store, drawn(averaged(months)))
    assert column(rows, "month_share_pct") == pytest.approx(months)
    for month, row in zip(months, rows, strict=True):
        assert row["month_share_low_pct"] <= month <= row["month_share_high_pct"]
    widths = [row["month_share_high_pct"] - row["month_share_pct"] for row in rows]
    assert widths[8] > widths[2] > BOUND * 6


def test_months_of_a_series_as_old_as_the_source_are_known_only_from_a_month_without_adverts_on(
    store: Warehouse,
) -> None:
    months = [1.0, 1.0, 1.0, *(0.0 for _ in range(6)), 3.0, 1.2, 0.6]
    rows = derived(store, drawn(averaged(months), date(2004, 2, 1)))
    assert column(rows, "month_share_pct")[:8] == [None] * 8
    assert column(rows, "month_share_pct")[8:] == pytest.approx([0.0, 3.0, 1.2, 0.6])


def test_a_series_that_is_no_moving_average_has_no_months_alone(store: Warehouse) -> None:
    rows = derived(store, drawn([1.0, 0.2, 1.0, 0.2, 1.0, 0.2, 1.0]))
    assert column(rows, "month_share_pct") == [None] * 7


def test_a_change_within_the_bounds_of_reading_is_none(store: Warehouse) -> None:
    rows = derived(store, drawn([1.0, 1.0, *(1.0 for _ in range(10)), 1.015, 1.03]))
    assert column(rows, "is_change_beyond_bounds")[-3:] == [None, False, True]
    assert column(rows, "drawn_share_year_change_pct")[-1] == pytest.approx(3.0)


def test_the_index_begins_with_the_first_month_that_is_certainly_above_zero(store: Warehouse) -> None:
    rows = derived(store, drawn([0.0, 0.005, 0.5, 1.0]))
    assert column(rows, "drawn_share_index")[-2:] == [100, 200]
    assert set(column(rows, "index_base_month")) == {pd.Timestamp(2019, 3, 1)}


def test_changes_over_the_change_of_the_sample_have_a_break(store: Warehouse) -> None:
    rows = derived(store, drawn([1.0] * 26, date(2024, 5, 1), as_of=date(2026, 7, 1)))
    marked = [row["month"].date() for row in rows if row["breaks"]]
    assert marked == [month_after(date(2025, 6, 1), number) for number in range(12)]
    assert {row["breaks"] for row in rows if row["breaks"]} == {'["chart_sample_changed"]'}


def test_a_printed_share_near_a_point_stands_beside_it_and_is_not_merged(store: Warehouse) -> None:
    row = {
        "role": "java", "publisher": "itjobswatch", "market": "permanent", "subject": "Java",
        "place": "UK", "window_months": 6,
        "as_of": date(2019, 3, 18), "period_end": date(2019, 3, 18), "scope": "subject", "lag_years": 0, "rank": 5,
        "advert_count": 5000, "share_of_all_pct": 3.0, "capture_id": "page",
    }  # fmt: skip
    store.replace({FACT_DEMAND.name: rows_frame(FACT_DEMAND, [row])}, {})
    rows = derived(store, drawn([1.0, 2.0, 2.5, 4.0, 5.0]))
    assert column(rows, "printed_share_pct") == [None, None, 3.0, 3.0, None]
    assert column(rows, "printed_to_drawn_ratio")[2:4] == pytest.approx([1.2, 0.75])
    assert column(rows, "drawn_share_pct")[2] == 2.5


def test_the_weight_of_permanent_adverts_is_that_of_the_subjects_and_the_farthest_is_named(store: Warehouse) -> None:
    rows: list[Row] = []
    for role, weight in (("java", 0.6), ("php", 0.61), ("sql", 0.8)):
        for series, share in (("permanent", 10.0), ("contract", 5.0), ("all", 5.0 + 5.0 * weight)):
            rows += drawn([share], series=series, role=role)
    rows += [row for series in ("permanent", "contract", "all") for row in drawn([7.0], series=series, role="near")]
    (found,) = derived(store, rows, PERMANENT_WEIGHT)
    assert found["permanent_weight"] == pytest.approx(0.61)
    assert (found["subject_count"], found["farthest_role"]) == (3, "sql")
    assert found["largest_deviation"] == pytest.approx(0.19)


@pytest.fixture
def known_on(store: Warehouse, tmp_path: Path) -> Callable[[str], list[float]]:
    derived(store, drawn([1.0, 2.0], as_of=date(2024, 7, 29)) + drawn([1.5, 2.5, 3.5]))
    target = tmp_path / "out" / "jobtrends.duckdb"
    publish(store, target, as_of_macros())

    def shares(day: str) -> list[float]:
        query = f"SELECT drawn_share_pct FROM trend_demand_monthly_as_of('java', {day}) ORDER BY month"  # noqa: S608
        with open_published(target) as connection:
            return [share for (share,) in connection.execute(query).fetchall()]

    return shares


def test_the_macro_gives_the_months_as_they_were_known_on_a_day(known_on: Callable[[str], list[float]]) -> None:
    assert known_on("DATE '2025-01-01'") == [1.0, 2.0]
    assert known_on("DATE '2024-07-28'") == []
    assert known_on("NULL") == [1.5, 2.5, 3.5]
