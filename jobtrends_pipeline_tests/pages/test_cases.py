"""The printed cases of 2013 to 2026 are read back cell for cell, whatever form they come in."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.expected import read_cells, summary_cells
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage, load_page
from jobtrends_pipeline_tests.support.site.real_pages import each_case
from jobtrends_pipeline_tests.support.site.text import page_text

FORMS: dict[str, Callable[[PrintedPage], bytes]] = {
    "utf-8": page_html,
    "cp1252": lambda page: page_html(page, encoding="cp1252"),
    "cp1252 said to be utf-8": lambda page: page_html(page, encoding="cp1252", declared="utf-8"),
    "spaces": lambda page: page_text(page, style="spaces").encode(),
    "pipes": lambda page: page_text(page, style="pipes").encode(),
    "lines": lambda page: page_text(page, style="lines").encode(),
}
NOT_ABOUT_FIGURES = {"part_absent", "part_cut_off", "row_absent"}
"""Findings that say what an excerpt lacks; any other would be a false alarm."""
LOST_ITS_MEDIAN = "contract-cambridge-mathematics-2016-07-26"
"""The excerpt without a median row, left out because its "-" was lost: rightly quarantined."""

each_form = pytest.mark.parametrize("form", FORMS)


def read_case(case: Path, form: str) -> tuple[PrintedPage, ParsedPage]:
    page = load_page(case)
    return page, read_page(FORMS[form](page))


@each_case
@each_form
def test_every_cell_of_both_summary_tables_is_read_as_printed(case: Path, form: str) -> None:
    printed, read = read_case(case, form)
    assert read_cells(read) == summary_cells(printed)


@each_case
@each_form
def test_the_page_says_itself_which_page_it_is(case: Path, form: str) -> None:
    printed, read = read_case(case, form)
    key = read.key
    assert (key.kind, key.market, key.subject, key.place) == (
        "detail",
        printed.kind,
        printed.subject,
        printed.location,
    )
    assert key.subject_kind == ("role" if printed.is_role else "skill")
    assert (key.window_months, key.period_end) == (printed.window_months, printed.period_end)
    assert key.first_row == 1


@each_case
@each_form
def test_a_real_page_raises_no_false_alarm(case: Path, form: str) -> None:
    _, read = read_case(case, form)
    alarms = [finding for finding in read.findings if finding.check_name not in NOT_ABOUT_FIGURES]
    if case.stem == LOST_ITS_MEDIAN:
        assert [finding.check_name for finding in alarms] == ["core_row_absent"]
        assert read.outcome == "quarantined"
    else:
        assert alarms == []
        has_jobs = any(
            f.measure == "advert_count" and f.section == "subject" and f.lag_years == 0 and f.value
            for f in read.figures
        )
        assert read.outcome == ("partial" if read.layout == "detail/text" and has_jobs else "read")


@each_case
def test_rows_are_called_absent_only_where_the_excerpt_lost_them(case: Path) -> None:
    excerpt = json.loads(case.read_text(encoding="utf-8"))
    _, read = read_case(case, "utf-8")
    absent = {finding.position.split("/")[1] for finding in read.findings if finding.check_name == "row_absent"}
    lost = {"comparison"} if excerpt["truncated_after"] == "subject_table" else set()
    if "lost all hyphens" in excerpt["notes"]:
        lost = {"subject", "comparison"}
    assert absent <= lost


@each_case
def test_zero_is_never_null_and_null_never_zero(case: Path) -> None:
    _, read = read_case(case, "utf-8")
    figures = [figure for figure in read.figures if figure.part == "summary" and figure.column_number]
    for figure in figures:
        is_zero = figure.value == 0
        assert is_zero == (figure.text in ("0", "0%", "0.00%", "0.000%") or figure.status == "no_change"), figure
        assert (figure.value is None) == (figure.status not in ("value", "no_change")), figure


@each_case
def test_names_beside_the_figures_are_kept(case: Path) -> None:
    printed, read = read_case(case, "utf-8")
    names = {figure.measure: figure.text for figure in read.figures if figure.status == "text"}
    assert names.get("category", "") == printed.category
    assert names["comparison_name"] == printed.market_title
