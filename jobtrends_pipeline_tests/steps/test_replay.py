"""The real index of spring 2026, day by day, with its real faults and with one of ours."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from jobtrends_pipeline.facts.drift import CHECKS
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline.steps.drift import watch_across
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS, PARSED_CELLS
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.index_history import days
from jobtrends_pipeline_tests.support.read_pages import Read, in_memory, read_all, take
from jobtrends_pipeline_tests.support.site.printed import IndexRow
from jobtrends_pipeline_tests.support.site.real_pages import needs_shared

pytestmark = needs_shared
WORDS_SINCE = date(2026, 4, 15)
Replay = tuple[Warehouse, Read, pd.DataFrame]


@pytest.fixture(scope="module")
def replay() -> Replay:
    """All days taken at once, and the findings of each with the day and window of its capture."""
    store = in_memory()
    read = read_all(day.page() for day in days())
    return store, read, take(store, read).merge(read.captures[["capture_id", "captured_at", "window_months"]])


def told(findings: pd.DataFrame, check: str) -> dict[tuple[str, int], str]:
    chosen = findings[findings["check_name"] == check]
    return {
        (f"{at:%Y-%m-%d}", months): message
        for at, months, message in zip(chosen["captured_at"], chosen["window_months"], chosen["message"], strict=True)
    }


def number(printed: str) -> float | None:
    return None if printed == "-" else float(printed.strip("£%").replace(",", ""))


def test_every_figure_of_every_day_is_read_as_the_history_has_it() -> None:
    count = 0
    for day in days():
        page = read_page(day.page()[0])
        assert (page.outcome, page.findings) == ("read", ())
        read: dict[str, dict[str, float | None]] = {}
        for figure in page.figures:
            if figure.part == "index":
                read.setdefault(figure.label, {})[str(figure.measure)] = figure.value
        for line, row in zip(day.lines, day.index.rows, strict=True):
            assert read.pop(line["subject"]) == {
                "rank": number(line["rank"]),
                "rank_change": number(row.rank_change),
                "median_gbp": number(line["median_salary"]),
                "median_change_pct": number(line["median_change"]),
                "advert_count": number(line["ads"]),
                "share_pct": number(line["share"]),
                "open_vacancy_count": number(line["live_jobs"]),
            }
            assert line["rank_change"].endswith(row.rank_change)
            count += 1
        assert not read
    assert count == 3039


def test_words_in_the_cells_of_rank_change_are_no_drift(replay: Replay) -> None:
    _, _, findings = replay
    assert not findings["check_name"].isin(CHECKS).any()


def test_the_rows_that_vanished_are_named_on_their_days_and_on_no_other(replay: Replay) -> None:
    _, _, findings = replay
    missing = told(findings, "rows_missing")
    assert set(missing) == {("2026-03-14", 3), ("2026-06-29", 6)}
    assert missing["2026-03-14", 3].startswith("1 subject is no longer listed: Snowflake (rank 312, 178 adverts")
    assert "Snowflake (rank 373" in missing["2026-06-29", 6]
    assert "R (rank 517" in missing["2026-06-29", 6]


def test_a_period_end_captured_again_differs_only_where_rows_had_vanished(replay: Replay) -> None:
    _, _, findings = replay
    again = told(findings, "captured_twice")
    assert set(again) == {("2026-06-30", 6)}
    assert again["2026-06-30", 6].endswith("Snowflake only on the second; R only on the second")


def test_nothing_else_is_found_on_the_real_days_and_a_second_run_changes_nothing(replay: Replay) -> None:
    store, read, findings = replay
    assert sorted(findings["check_name"]) == ["captured_twice", "rows_missing", "rows_missing"]
    before = store.read(FINDINGS)
    watch_across(store, [read.captures])
    pd.testing.assert_frame_equal(store.read(FINDINGS), before)


@pytest.fixture(scope="module")
def spring() -> Read:
    """The four weeks before the fault."""
    return read_all(day.page() for day in days(start=date(2026, 3, 18), end=date(2026, 4, 14)))


def after(spring: Read) -> Warehouse:
    store = in_memory()
    store.replace({CAPTURES.name: spring.captures, PARSED_CELLS.name: spring.figures}, {})
    return store


@pytest.mark.parametrize("cell", ["+?", "", "-"])
def test_rank_changes_that_go_quiet_are_caught_on_the_same_day(spring: Read, cell: str) -> None:
    def silenced(row: IndexRow, _: date) -> IndexRow:
        return replace(row, rank_change=cell)

    store = after(spring)
    for end in (WORDS_SINCE, date(2026, 4, 16)):
        findings = take(store, read_all(day.page(silenced) for day in days(start=end, end=end)))
        drifted = findings[findings["check_name"].isin(CHECKS)]
        assert drifted["check_name"].tolist() == ["field_went_quiet"] * 2
        assert set(drifted["severity"]) == {"error"}
        assert set(drifted["position"]) == {"index/rank_change"}
        assert drifted["message"].str.contains("13 of 13 cells have no value").all()


def test_the_day_as_it_was_raises_nothing(spring: Read) -> None:
    today = read_all(day.page() for day in days(start=WORDS_SINCE, end=WORDS_SINCE))
    assert take(after(spring), today).empty
