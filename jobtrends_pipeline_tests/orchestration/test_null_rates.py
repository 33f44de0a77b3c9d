"""A column that the newest month leaves empty is named with its shares; a page that always lacked it is not."""

from collections.abc import Iterator

import dagster as dg
import duckdb
import pytest

from jobtrends_pipeline.orchestration.checks import null_rates_check
from jobtrends_pipeline.warehouse.store import Warehouse

PAGES = """
    INSERT INTO fact_demand BY NAME
    SELECT 'role-' || number AS role, 'itjobswatch' AS publisher, 'permanent' AS market, 'Role ' || number AS subject,
           'UK' AS place, 6 AS window_months, day AS as_of, day AS period_end, 'subject' AS scope, 0 AS lag_years,
           'role' AS subject_kind, {rank} AS rank, 10 AS advert_count, 0.1 AS share_of_all_pct,
           md5(number || ' ' || day) [:16] AS capture_id
    FROM range({first}, {last}) AS r(number), (SELECT unnest({days}) AS day)
"""
YEAR = "[DATE '2025-03-15' + to_months(month::INTEGER) FOR month IN range(11)]"
NEWEST = "[DATE '2026-03-02', DATE '2026-03-15']"


@pytest.fixture
def store() -> Iterator[Warehouse]:
    """Ten roles over a year; what is printed at its end is up to the test."""
    with duckdb.connect() as database:
        held = Warehouse(database.cursor)
        add(held, YEAR)
        yield held


def add(store: Warehouse, days: str, rank: str = "5", first: int = 0, last: int = 10) -> None:
    with store.connection() as connection:
        connection.execute(PAGES.format(days=f"[day::DATE FOR day IN {days}]", rank=rank, first=first, last=last))


def risen(store: Warehouse) -> list[dict[str, object]]:
    result = null_rates_check(store)
    assert result.severity is dg.AssetCheckSeverity.WARN
    table = result.metadata.get("risen")
    rows: list[dict[str, object]] = (
        [dict(record.data) for record in table.records] if isinstance(table, dg.TableMetadataValue) else []
    )
    assert result.passed is not bool(rows)
    assert result.metadata["columns_risen"].value == len(rows)
    return rows


def test_a_column_that_half_of_the_newest_pages_leave_empty_is_named_with_its_shares(store: Warehouse) -> None:
    add(store, NEWEST, rank="CASE WHEN number % 2 = 0 THEN 5 END")
    assert risen(store) == [
        {"table": "fact_demand", "column": "rank", "null_pct_before": 0.0, "null_pct_now": 50.0, "rows_now": 20}
    ]


def test_figures_as_before_pass(store: Warehouse) -> None:
    add(store, NEWEST)
    assert risen(store) == []


def test_one_page_more_without_a_figure_is_no_drift(store: Warehouse) -> None:
    add(store, NEWEST, rank="CASE WHEN number > 0 THEN 5 END")
    assert risen(store) == []


def test_a_rise_in_two_rows_is_chance(store: Warehouse) -> None:
    add(store, YEAR, rank="CASE WHEN hash(day) % 2 = 0 THEN 5 END", first=20, last=21)
    add(store, NEWEST, rank="NULL", first=20, last=21)
    assert risen(store) == []


def test_subjects_that_never_had_the_figure_are_no_drift_when_only_they_are_new(store: Warehouse) -> None:
    add(store, YEAR, rank="NULL", first=10, last=20)
    add(store, NEWEST, rank="NULL", first=10, last=20)
    assert risen(store) == []


def test_a_first_month_has_nothing_to_be_compared_with(store: Warehouse) -> None:
    add(store, "[DATE '2031-01-05', DATE '2031-01-12']", rank="NULL")
    assert risen(store) == []
