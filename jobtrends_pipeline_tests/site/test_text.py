"""Text captures hold every cell of a page in order, in the line structure of the real one."""

from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline_tests.site.test_facts import printed_on
from jobtrends_pipeline_tests.support.site.build_sample import sample_pages
from jobtrends_pipeline_tests.support.site.printed import FigureRow, PrintedPage, load_page
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, each_case, needs_shared, subsequence
from jobtrends_pipeline_tests.support.site.text import TextStyle, page_text


def full_page() -> PrintedPage:
    """The page of the sample that has locations, skills and categories."""
    return next(page for page in sample_pages() if page.top_skills)


@needs_shared
def test_the_text_of_the_full_page_is_the_real_capture() -> None:
    real = SHARED / "pages" / "permanent-uk-backend-developer-2026-02-15.txt"
    assert page_text(full_page()) == real.read_text(encoding="utf-8")


def row_lines(row: FigureRow, style: TextStyle) -> list[str]:
    if style == "lines":
        return list(row)
    return [" ".join(cell for cell in row if cell) if style == "spaces" else f"| {' | '.join(row)} |"]


@each_case
@pytest.mark.parametrize("style", ["spaces", "pipes", "lines"])
def test_every_row_of_a_case_stands_in_its_text_in_order(case: Path, style: TextStyle) -> None:
    page = load_page(case)
    lines = [line for row in (*page.subject_table, *page.market_table) for line in row_lines(row, style)]
    assert subsequence(lines, page_text(page, style).split("\n"))


def test_an_empty_cell_is_kept_between_pipes_and_leaves_no_trace_between_spaces() -> None:
    page = printed_on(date(2015, 1, 23))
    assert "| Rank change year-on-year | +3 | 0 |  |" in page_text(page, "pipes")
    assert "Rank change year-on-year +3 0\n" in page_text(page)


def test_rank_changes_gain_words_in_april_2026() -> None:
    assert "Rank change year-on-year +3 0 -\n" in page_text(printed_on(date(2026, 4, 13)))
    assert "Rank change year-on-year Up 3 places+3 No change0 -\n" in page_text(printed_on(date(2026, 4, 14)))
