"""A page in a layout nobody has seen is read by its visible text: figures right, or said not to be there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from jobtrends_pipeline.acquire.identify import identify
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.pages.page import Finding, ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.compare import Fact, facts_of
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.layouts import LAYOUTS, built_by_script, relaid
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import CASES, SHARED
from jobtrends_pipeline_tests.support.site.text import page_text

REAL = sorted((SHARED / "pages").glob("*.html"))
OWN = {"detail": page_html(page_on()), "index": index_html(index_of())}
MARKUP_KNOWS = {"hashed classes", "translated classes", "no attributes", "wrapped"}
"""Layouts whose tables are tables still."""

each_layout = pytest.mark.parametrize("layout", LAYOUTS)
each_own = pytest.mark.parametrize("name", OWN)


def bodies() -> Iterator[tuple[str, bytes]]:
    """Pages of every year and market."""
    yield from OWN.items()
    yield from ((path.name, path.read_bytes()) for path in REAL)
    yield from ((path.stem, page_html(load_page(path))) for path in CASES)


BODIES = dict(bodies())


@cache
def original(name: str) -> ParsedPage:
    return read_page(BODIES[name])


def facts(page: ParsedPage) -> set[Fact]:
    """The facts of a page; rows of a summary have no address."""
    return {fact for fact in facts_of(page) if page.outcome != "quarantined"}


def new_findings(name: str, page: ParsedPage) -> list[Finding]:
    return [finding for finding in page.findings if finding not in original(name).findings]


@each_layout
@pytest.mark.parametrize("name", BODIES)
def test_every_fact_is_right_in_every_layout(name: str, layout: str) -> None:
    page = read_page(relaid(BODIES[name], layout))
    assert facts(page) == facts(original(name))


@each_layout
@each_own
def test_what_was_read_from_the_text_says_so(name: str, layout: str) -> None:
    page = read_page(relaid(OWN[name], layout))
    is_by_markup = layout in MARKUP_KNOWS
    assert page.layout == f"{name}/{'html' if is_by_markup else 'html-text'}"
    assert page.outcome == "read"
    marks = [finding for finding in page.findings if finding.check_name == "read_from_text"]
    assert [(mark.position, mark.severity) for mark in marks] == ([] if is_by_markup else [("page", "warning")])


@each_own
def test_a_page_that_a_script_builds_is_read_as_the_browser_saves_it(
    name: str, browser: Browser, tmp_path: Path
) -> None:
    for layout in ("web components", "grid with roles", "cards"):
        file = tmp_path / f"{layout}.html"
        file.write_bytes(built_by_script(relaid(OWN[name], layout)))
        tab = browser.new_page()
        tab.goto(file.as_uri())
        saved = tab.content()
        tab.close()
        assert "<script" in saved
        page = read_page(saved.encode())
        assert facts(page) == facts(original(name)), layout
        assert page.outcome == "read"


def test_a_page_read_from_its_text_is_archived_as_the_markup_it_is() -> None:
    body = relaid(OWN["detail"], "divs")
    saved = Document(None, datetime(2026, 2, 16, tzinfo=UTC), "saved", body, None, None, "page.html")
    arrival = identify(saved, Watchlist(()))
    assert arrival.document.media_type == "text/html"
    assert arrival.page.layout == "detail/html-text"


def grid(body: bytes = OWN["detail"]) -> str:
    return relaid(body, "divs").decode()


MOVED = [
    "order: 2",
    "order:-1",
    "display: flex; flex-direction: row-reverse",
    "direction: rtl",
    "grid-column: 4",
    "float: right",
]


@pytest.mark.parametrize("style", MOVED)
@pytest.mark.parametrize("how", ["attribute", "rule", "rule for screens"])
def test_cells_that_a_style_moves_are_in_no_fact(style: str, how: str) -> None:
    page = grid()
    if how == "attribute":
        body = page.replace("<div>15</div>", f'<div style="{style}">15</div>', 1)
    else:
        media = ' media="screen"' if how == "rule for screens" else ""
        body = page.replace("<div>15</div>", '<div class="_9f">15</div>', 1)
        body = body.replace("</head>", f"<style{media}>p {{ margin: 0 }} ._9f {{ {style} }}</style></head>")
    read = read_page(body.encode())
    assert read.outcome == "quarantined"
    assert "columns_unknown" in {finding.check_name for finding in read.findings}


@pytest.mark.parametrize(
    "style",
    [
        "<style>._9f { color: red; border: 1px }</style>",
        '<style media="print">._9f { order: 2 }</style>',
        "<style>@media print { ._9f { order: 2; display: none } }</style>",
        "<style>/* ._9f { order: 2 } */ ._other { display: none }</style>",
        "<style>._9f:hover { order: 2 } ._9f::after { content: none; display: none }</style>",
        "<style>}} ._9f {{ nonsense</style>",
    ],
)
def test_a_style_that_moves_nothing_is_no_alarm(style: str) -> None:
    body = grid().replace("<div>12</div>", '<div class="_9f">12</div>').replace("</head>", f"{style}</head>")
    page = read_page(body.encode())
    assert page.outcome == "read"
    assert facts(page) == facts(original("detail"))


HIDING = [
    "hidden",
    'style="display:none"',
    'style="color: red; Display: None"',
    'style="visibility: hidden"',
    'class="_gone"',
]


@pytest.mark.parametrize("hidden", HIDING)
def test_hidden_cells_are_not_read_and_what_then_lacks_a_cell_is_not_trusted(hidden: str) -> None:
    page = grid().replace("</head>", "<style>._gone{display:none}</style></head>")
    shown = page.replace("<div>12</div>", f"<div>12</div><div {hidden}>99</div>")
    assert facts(read_page(shown.encode())) == facts(original("detail"))
    lacking = read_page(page.replace("<div>15</div>", f"<div {hidden}>15</div>").encode())
    assert lacking.outcome == "quarantined"
    assert {one.status for one in lacking.figures if one.label == "Rank" and one.measure} == {"unreadable"}


@pytest.mark.parametrize("name", ["divs", "text", "text of a cell a line"])
def test_a_row_of_skills_without_its_rank_is_no_heading_of_those_below(name: str) -> None:
    if name == "divs":
        body = grid().replace("<div>15</div>", "<div></div>")
    else:
        row = "76 (7.60%) Spice 12" if name == "text" else "76 (7.60%)\nSpice 12"
        body = page_text(page_on()).replace("15 76 (7.60%) Spice 12", row)
    sections = {one.section for one in read_page(body.encode()).figures if one.part == "skills"}
    assert sections == {one.section for one in original("detail").figures if one.part == "skills"}


def swapped_columns(page: str, first: int, second: int) -> str:
    """A page of div rows with two columns of the locations exchanged, heads and all."""
    start = page.index("<div>Location</div>") if "<div>Location</div>" in page else page.index("Location</div>")
    end = page.index("Top 30")
    rows = page[start:end].split("</div>\n<div>")
    return page[:start] + "</div>\n<div>".join(_swapped(row, first, second) for row in rows) + page[end:]


def _swapped(row: str, first: int, second: int) -> str:
    cells = row.split("</div><div>")
    if len(cells) > max(first, second):
        cells[first], cells[second] = cells[second], cells[first]
    return "</div><div>".join(cells)


def test_locations_with_two_counts_exchanged_are_left_out() -> None:
    page = read_page(swapped_columns(grid(), 2, 5).encode())
    assert not [figure for figure in page.figures if figure.part == "locations" and figure.value is not None]
    assert page.outcome in ("partial", "quarantined")
    assert any("locations" in finding.position for finding in page.findings)


def test_windows_in_another_order_are_not_taken_for_the_usual() -> None:
    page = grid()
    swapped = (
        page.replace("Same period 2025", "?")
        .replace("Same period 2024", "Same period 2025")
        .replace("?", "Same period 2024")
    )
    read = read_page(swapped.encode())
    values = {figure.lag_years: figure.value for figure in read.figures if figure.measure == "rank"}
    assert read.outcome == "quarantined" or values == {0: 12, 2: 15, 1: 11}


def test_an_index_whose_head_says_nothing_of_a_window_is_none_of_another() -> None:
    body = grid(OWN["index"]).replace("6 Months to<br>1 Jun 2026", "")
    with pytest.raises(ValueError, match="period"):
        read_page(body.encode())


def test_text_inside_an_element_that_never_ends_is_read_by_nobody() -> None:
    for element in ("style", "script", "textarea", "template"):
        with pytest.raises(ValueError, match="without figures"):
            read_page(grid().replace("</head>", f"<{element}></head>").encode())
