"""Every cell of every table of a page stands in its figures, as a value or with the reason why it is none."""

from collections.abc import Iterator

import pytest

from jobtrends_pipeline.pages.outline import Cell, Outline, Table
from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline.pages.read import outline_of, read_page
from jobtrends_pipeline.pages.remainder import remaining_figures, unknown_tables
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL, INDEX, Doctored, altered, doctored_pages
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import CASES, SHARED

LONGEST_TEXT = 500
REAL = [path.read_bytes() for path in sorted((SHARED / "pages").glob("*.html"))]
BODIES = [DETAIL.encode(), INDEX.encode(), *REAL, *(page_html(load_page(case)) for case in CASES)]


def printed(body: bytes) -> Iterator[str]:
    """The text of every cell of every table, layout cells that hold half the page cut short as figures keep them."""
    for table in outline_of(body).tables:
        yield from (cell.text[:LONGEST_TEXT] for row in table.rows for cell in row if cell.text)
        for rank, count, share, _, name, _ in table.listed:
            yield from (rank, f"{count} ({share}%)", name)


def held(page: ParsedPage) -> set[str]:
    """The texts and labels that the figures of a page hold, without white space."""
    return {"".join(text.split()) for figure in page.figures for text in (figure.text, figure.label)}


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_every_printed_cell_stands_in_a_figure(number: int) -> None:
    texts = held(read_page(BODIES[number]))
    assert [text for text in printed(BODIES[number]) if "".join(text.split()) not in texts] == []


@pytest.mark.parametrize(
    "doctored",
    [one for one in doctored_pages() if one.check in ("unknown_table", "surplus_cell", "unknown_label", "cell_count")],
    ids=lambda one: one.check,
)
def test_cells_of_tables_columns_and_rows_nobody_knows_stand_there_too(doctored: Doctored) -> None:
    body = doctored.page.encode()
    texts = held(read_page(body))
    assert [text for text in printed(body) if "".join(text.split()) not in texts] == []


def test_a_figure_is_a_value_a_text_or_says_why_not() -> None:
    reasons = {"text", "no_change", "new_entry", "not_published", "no_data", "blank", "unreadable"}
    for body in BODIES:
        for figure in read_page(body).figures:
            assert figure.status in reasons | {"value"}
            assert (figure.value is not None) == (figure.status in ("value", "no_change"))


def test_cells_of_an_unknown_table_are_unreadable_and_those_of_furniture_text() -> None:
    oven = "<table><tr><td>Ovens</td><td>7</td></tr></table>"
    menu = "<table><tr><td>About us</td><td>Help</td></tr></table>"
    page = read_page(altered(DETAIL, "</section>", f"{oven}{menu}</section>").encode())
    statuses = {figure.text: figure.status for figure in page.figures if figure.part == "page"}
    assert {name: statuses[name] for name in ("Ovens", "7", "About us", "Help")} == {
        "Ovens": "unreadable",
        "7": "unreadable",
        "About us": "text",
        "Help": "text",
    }
    (finding,) = page.findings
    assert finding.message == "1 rows of figures in a table that is not known, the first: Ovens | 7"


def rows(*texts: tuple[str, ...]) -> Outline:
    """A page of one table."""
    return Outline("html", (Table("Heading", tuple(tuple(map(Cell, row)) for row in texts)),))


@pytest.mark.parametrize("text", ["7", "1,234", "£60,000", "+5.00%", "-3", "12 (3.40%)", "100 %"])
def test_a_row_with_a_figure_beside_a_word_makes_a_table_one_of_figures(text: str) -> None:
    (finding,) = unknown_tables(rows(("Ovens", text)), [])
    assert (finding.check_name, finding.position, finding.severity) == ("unknown_table", "page/table 1", "warning")


@pytest.mark.parametrize("row", [("1", "2", "3"), ("Page", "of"), ("7",), ("", "7"), ("Call 020 7946 0000", "now")])
def test_pagers_menus_and_prose_are_no_figures(row: tuple[str, ...]) -> None:
    assert list(unknown_tables(rows(row), [])) == []


def test_a_table_that_was_read_is_not_told_again() -> None:
    page = rows(("Ovens", "7"))
    (table,) = page.tables
    assert list(unknown_tables(page, [table])) == []
    assert list(remaining_figures(page, [table])) == []
    assert [figure.text for figure in remaining_figures(page, [])] == ["Ovens", "7"]


def test_the_text_of_a_monstrous_cell_is_kept_short() -> None:
    (figure,) = remaining_figures(rows(("x" * 100_000,)), [])
    assert len(figure.text) == LONGEST_TEXT
