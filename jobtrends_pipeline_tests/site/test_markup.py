"""The HTML of a page has the structure of real pages, and a browser's parser finds every cell in order."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobtrends_pipeline_tests.site.test_facts import printed_on
from jobtrends_pipeline_tests.site.test_text import full_page
from jobtrends_pipeline_tests.support.site.figures import rank_change_text
from jobtrends_pipeline_tests.support.site.html_parts import Encoding
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import FigureRow, PrintedPage, SkillRow, load_page
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, each_case, needs_shared


def parsed(page: PrintedPage) -> LexborHTMLParser:
    return LexborHTMLParser(page_html(page))


def text(node: LexborNode) -> str:
    return node.text().strip()


def table_rows(table: LexborNode) -> list[tuple[str, ...]]:
    """Label and figures of each row that has figures."""
    rows = [row.css("td") for row in table.css("tr")]
    return [tuple(text(cell) for cell in cells) for cells in rows if cells]


def shown(page: PrintedPage, rows: tuple[FigureRow, ...]) -> list[tuple[str, ...]]:
    """Printed rows as a parser sees them on the page's date."""
    return [
        (label, *(rank_change_text(cell, page.period_end) for cell in cells))
        if label.startswith("Rank change")
        else (label, *cells)
        for label, *cells in rows
    ]


@each_case
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_every_cell_of_a_case_is_found_in_its_table(case: Path, encoding: Encoding) -> None:
    page = load_page(case)
    tree = LexborHTMLParser(page_html(page, encoding).decode(encoding))
    subject, market = tree.css("table.summary")
    assert table_rows(subject) == shown(page, page.subject_table)
    assert table_rows(market) == shown(page, page.market_table)
    cells = [text(cell) for cell in tree.css("table.summary td.fig")]
    assert cells == [cell for row in (*page.subject_table, *page.market_table) for cell in row[1:]]
    heads = [cell.text(separator=" ").strip() for cell in subject.css("th.hdrCol")]
    assert heads == list(page.period_labels)


@needs_shared
@pytest.mark.parametrize("name", ["permanent-uk-developer-2020-03-02.html", "contract-uk-qa-engineer-2020-03-06.html"])
def test_selectors_that_find_figures_on_real_pages_find_them_here(name: str) -> None:
    real = LexborHTMLParser((SHARED / "pages" / name).read_bytes())
    ours = parsed(replace(full_page(), period_end=date(2020, 3, 2)))
    for selector in (
        "table.summary th.title div", "table.summary th.hdr form#frmLocation", "table.summary th.hdrCol br",
        "table.summary td.fig", "table.summary th.catTitle a div", "td.fig span.rankChg[title]",
        "table.tab.tabLocations td.ld a", "table.tabLocations td.rc", "table.tabLocations td.jobs a",
        "table.tabLocations th.jobsHdr", "td.tabRelatedGroupsContainer table.itab td.cp span",
        "table.itab td.cr", "table.itab td.cd a[href]", "table#Skill-Set-Cloud-Services th a",
        "table#Skill-Set-Libraries-Frameworks-Software-Standards", "ul#skill-set-nav li a",
        "link[rel=canonical]", "table.statisticsContainer td.summarySection", "div.notice time[datetime]",
    ):  # fmt: skip
        assert real.css_first(selector) is not None, selector
        assert ours.css_first(selector) is not None, selector


def test_pages_since_2021_stand_in_a_section_without_layout_tables() -> None:
    recent, early = parsed(full_page()), parsed(replace(full_page(), period_end=date(2020, 12, 31)))
    assert len(recent.css("section#headline_statistics table.summary")) == 2
    assert recent.css_first("table.pageContent") is None
    assert early.css_first("section") is None
    assert len(early.css("table.pageContent table.statisticsContainer table.summary")) == 2


def test_ordinals_are_superscript_since_2021() -> None:
    assert b"25<sup>th</sup> Percentile" in page_html(full_page())
    assert b"<sup>" not in page_html(printed_on(date(2020, 3, 2)))


def test_the_locations_are_printed_row_by_row() -> None:
    page = full_page()
    found = table_rows(parsed(page).css("table.tabLocations")[0])
    assert found == [tuple(vars(row).values()) for row in page.locations]


def test_the_skill_tables_are_nested_and_complete() -> None:
    page = full_page()
    tables = parsed(page).css("table.tab table.itab")
    found = [tuple(row) for table in tables for row in table_rows(table) if len(row) == 3]
    expected = [*page.top_skills, *(row for rows in page.skill_categories.values() for row in rows)]
    assert found == [skill_cells(row) for row in expected]
    assert len(tables) == 2 + len(page.skill_categories)


def skill_cells(row: SkillRow) -> tuple[str, str, str]:
    return (row.rank, f"{row.advert_count} ({row.share})", row.name)


def test_rank_changes_are_tool_tips_until_they_become_words() -> None:
    before = page_html(printed_on(date(2026, 4, 13))).decode()
    after = page_html(printed_on(date(2026, 4, 14)))
    assert '<span class="rankChg rankUp" title="Up 3 places"></span>+3' in before
    cells = [text(cell) for cell in LexborHTMLParser(after).css("table.summary td.fig")]
    assert cells[3:6] == ["Up 3 places+3", "No change0", "-"]


def test_names_with_markup_in_them_are_escaped() -> None:
    page = replace(full_page(), subject='<b>R&D "C++"</b>')
    title = parsed(page).css("table.summary th.title")[0]
    assert title.css_first("b") is None
    assert title.text(deep=False) == '<b>R&D "C++"</b>'


def test_pounds_are_references_in_utf_8_and_bare_bytes_in_cp1252() -> None:
    page = full_page()
    assert b"&#163;80,000" in page_html(page)
    assert b">\xa380,000<" in page_html(page, "cp1252")
    assert b'charset="windows-1252"' in page_html(page, "cp1252")
    assert b'charset="utf-8"' in page_html(page, "cp1252", declared="utf-8")


def test_what_cp1252_cannot_hold_becomes_a_reference() -> None:
    page = replace(full_page(), location_trail="UK → London")
    assert b"UK &#8594; London" in page_html(page, "cp1252")
