"""A field that goes quiet, vanishes or is new is found on the capture it begins with, against what was usual."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from jobtrends_pipeline.facts.drift import _tail
from jobtrends_pipeline.steps.drift import drift_rows
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS, PARSED_CELLS
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline.warehouse.tallies import field_tallies
from jobtrends_pipeline_tests.support.read_pages import Read, in_memory, read_all
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage
from jobtrends_pipeline_tests.support.vintages import Served, changed, developer, redated

START, DAYS = date(2026, 4, 20), 40
TODAY = START + timedelta(days=DAYS)


def on(page: PrintedPage, days: int) -> Served:
    day = START + timedelta(days=days)
    return page_html(redated(page, day)), day


@pytest.fixture(scope="module")
def history() -> Read:
    """Forty days of one role page."""
    return read_all(on(developer(), days) for days in range(DAYS))


@pytest.fixture
def store(history: Read) -> Warehouse:
    """A warehouse with the forty days."""
    return holding(history)


def holding(history: Read) -> Warehouse:
    store = in_memory()
    store.replace({CAPTURES.name: history.captures, PARSED_CELLS.name: history.figures}, {})
    return store


def drift(store: Warehouse, *pages: Served) -> pd.DataFrame:
    """What the watch says of pages that are read now; they are held afterwards."""
    read = read_all(pages)
    findings = rows_frame(FINDINGS, drift_rows(store, read.captures, read.figures))
    keys = {"capture_id": read.captures["capture_id"].tolist()}
    store.replace({CAPTURES.name: read.captures, PARSED_CELLS.name: read.figures}, keys)
    return findings


def test_the_history_itself_raises_nothing(history: Read) -> None:
    assert drift_rows(in_memory(), history.captures, history.figures) == []


def test_another_usual_day_raises_nothing(store: Warehouse) -> None:
    assert drift(store, on(developer(), DAYS)).empty


@pytest.mark.parametrize("cell", ["+?", ""])
def test_a_row_of_the_summary_that_cannot_be_read_any_more_is_found(store: Warehouse, cell: str) -> None:
    page = changed(developer(), "subject_table", "Rank change", cell, cell, cell)
    findings = drift(store, on(page, DAYS))
    assert findings[["check_name", "position", "severity"]].to_numpy().tolist() == [
        ["field_went_quiet", "summary/rank_change", "error"]
    ]
    assert "3 of 3 cells have no value" in findings["message"].iloc[0]
    assert "were 0 of 120" in findings["message"].iloc[0]


def test_one_cell_without_a_value_is_no_drift(store: Warehouse) -> None:
    assert drift(store, on(changed(developer(), "subject_table", "Rank change", "+?"), DAYS)).empty


def test_a_page_without_jobs_prints_dashes_by_right(store: Warehouse) -> None:
    page = developer()
    for label, *_ in developer().subject_table:
        zero = "0" if label.startswith(("Permanent jobs", "Number of")) else "-"
        page = changed(page, "subject_table", label, zero, zero, zero)
    assert drift(store, on(page, DAYS)).empty


def test_a_silence_that_lasts_becomes_the_norm(store: Warehouse) -> None:
    table = tuple(replace(row, live_jobs="?") for row in developer().locations)
    page = replace(developer(), locations=table)
    days = [not drift(store, on(page, DAYS + n)).empty for n in range(6)]
    assert days == [True, True, True, True, True, False]


def test_too_short_a_history_says_nothing() -> None:
    busy = replace(developer(), locations=tuple(replace(row, advert_count="50") for row in developer().locations))
    quiet = replace(busy, locations=tuple(replace(row, live_jobs="?") for row in busy.locations))
    short, enough = (holding(read_all(on(busy, n) for n in range(days))) for days in (9, 10))
    assert drift(short, on(quiet, 9)).empty
    assert drift(enough, on(quiet, 10))["position"].tolist() == ["locations/open_vacancy_count"]


def test_pages_read_in_one_batch_are_judged_by_those_before_them() -> None:
    quiet = changed(developer(), "subject_table", "Rank change", "+?", "+?", "+?")
    findings = drift(in_memory(), *(on(developer(), days) for days in range(DAYS)), on(quiet, DAYS))
    assert findings["check_name"].tolist() == ["field_went_quiet"]


def test_a_column_whose_head_is_no_longer_known_is_found(store: Warehouse) -> None:
    body, day = on(developer(), DAYS)
    assert b"Live<br>Jobs" in body
    findings = drift(store, (body.replace(b"Live<br>Jobs", b"Vacant<br>Posts"), day))
    vanished = findings[findings["check_name"] == "field_vanished"]
    assert vanished[["position", "severity"]].to_numpy().tolist() == [["locations/open_vacancy_count", "error"]]


def test_a_row_that_is_gone_from_both_summary_tables_is_found(store: Warehouse) -> None:
    page = without(developer(), "25th Percentile")
    findings = drift(store, on(page, DAYS))
    assert findings[["check_name", "position", "severity"]].to_numpy().tolist() == [
        ["field_vanished", "summary/p25_gbp/annual_salary", "warning"]
    ]


def test_a_field_never_seen_before_is_told() -> None:
    store = holding(read_all(on(without(developer(), "25th Percentile"), days) for days in range(20)))
    findings = drift(store, on(developer(), 20))
    assert findings[["check_name", "position", "severity"]].to_numpy().tolist() == [
        ["field_new", "summary/p25_gbp/annual_salary", "info"]
    ]


def without(page: PrintedPage, label: str) -> PrintedPage:
    subject, market = (
        tuple(row for row in table if row[0] != label) for table in (page.subject_table, page.market_table)
    )
    return replace(page, subject_table=subject, market_table=market)


def test_the_tail_of_the_binomial_is_exact() -> None:
    assert _tail(3, 3, 0.1) == pytest.approx(0.001)
    assert _tail(2, 1, 0.5) == pytest.approx(0.75)
    assert _tail(50, 50, 0.14) == pytest.approx(0.14**50)


def tallies(store: Warehouse, read: Read) -> pd.DataFrame:
    with store.connection() as connection:
        return field_tallies(connection, read.captures, read.figures)


def test_captures_that_are_read_anew_count_as_they_are_read_now(store: Warehouse, history: Read) -> None:
    today = read_all([on(developer(), DAYS)])
    before = tallies(store, today)
    again = history.figures.copy()
    again.loc[again["measure"].eq("rank_change") & again["part"].eq("summary"), "status"] = "unreadable"
    drift_rows(store, history.captures, again)
    store.replace({PARSED_CELLS.name: again}, {"capture_id": history.captures["capture_id"].tolist()})
    never_counted = holding(replace(history, figures=again))
    pd.testing.assert_frame_equal(tallies(store, today), tallies(never_counted, today))
    assert not tallies(store, today).equals(before)


def test_the_cells_of_a_capture_are_counted_once_for_all_later_ones(store: Warehouse, history: Read) -> None:
    page = on(changed(developer(), "subject_table", "Rank change", "+?", "+?", "+?"), DAYS)
    quiet = read_all([page])
    found = drift_rows(store, quiet.captures, quiet.figures)
    store.replace({PARSED_CELLS.name: history.figures.head(0)}, {})
    assert found
    assert drift_rows(store, quiet.captures, quiet.figures) == found
