"""What real pages of 2020 print in HTML is what the facts behind them print here, to the last skill."""

from dataclasses import replace
from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser

from jobtrends_pipeline_tests.site.test_markup import table_rows, text
from jobtrends_pipeline_tests.support.site.facts import PageFacts, print_page
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import FigureRow, Kind, PrintedPage
from jobtrends_pipeline_tests.support.site.read_back import facts_of
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, needs_shared

pytestmark = [
    needs_shared,
    pytest.mark.parametrize(
        ("name", "kind", "subject"),
        [
            ("permanent-uk-developer-2020-03-02", "permanent", "Developer"),
            ("contract-uk-qa-engineer-2020-03-06", "contract", "QA Engineer"),
        ],
    ),
]

Skills = dict[str, list[tuple[str, ...]]]


def real_tree(name: str) -> LexborHTMLParser:
    return LexborHTMLParser((SHARED / "pages" / f"{name}.html").read_bytes())


def figure_rows(rows: list[tuple[str, ...]]) -> tuple[FigureRow, ...]:
    return tuple((label, c0, c1, c2) for label, c0, c1, c2 in rows)


def real_page(name: str, kind: Kind, subject: str) -> PrintedPage:
    """The summary tables of a real page."""
    first, second = real_tree(name).css("table.summary")
    return PrintedPage(
        url="https://www.itjobswatch.co.uk/",
        kind=kind,
        title=None,
        subject=subject,
        location="UK",
        location_trail=None,
        window_months=6,
        period_end=date.fromisoformat(name[-10:]),
        period_labels=("", "", ""),
        lead_median=None,
        subject_table=figure_rows(table_rows(first)),
        market_title=second.css("th.catTitle div")[0].parent.text(deep=False),  # type: ignore[union-attr]
        market_table=figure_rows(table_rows(second)),
    )


def skill_tables(tree: LexborHTMLParser) -> Skills:
    """Rank, "count (share)" and name of each skill, by table; the two unnamed ones are the top skills."""
    tables: Skills = {}
    for table in tree.css("table.itab"):
        heads = table.css("th a")
        rows = [row for row in table_rows(table) if len(row) == 3]
        tables.setdefault(text(heads[0]) if heads else "", []).extend(rows)
    return tables


def counted(rows: list[tuple[str, ...]]) -> list[tuple[str, int]]:
    return [(name, int(jobs.split(" ")[0].replace(",", ""))) for _, jobs, name in rows]


def reprinted(name: str, kind: Kind, subject: str) -> PageFacts:
    tables = skill_tables(real_tree(name))
    return replace(
        facts_of(real_page(name, kind, subject)),
        top_skills=counted(tables.pop("")),
        skill_categories={category: counted(rows) for category, rows in tables.items()},
    )


def test_the_summary_tables_are_printed_again(name: str, kind: Kind, subject: str) -> None:
    real, ours = real_page(name, kind, subject), print_page(reprinted(name, kind, subject))
    assert ours.subject_table == real.subject_table
    assert ours.market_table == real.market_table
    assert ours.market_title == real.market_title


def test_ranks_and_shares_of_all_skills_follow_from_their_counts(name: str, kind: Kind, subject: str) -> None:
    ours = LexborHTMLParser(page_html(print_page(reprinted(name, kind, subject))))
    assert skill_tables(ours) == skill_tables(real_tree(name))


def test_the_ids_of_the_category_tables_are_those_of_the_source(name: str, kind: Kind, subject: str) -> None:
    ours = LexborHTMLParser(page_html(print_page(reprinted(name, kind, subject))))
    ids = [[table.attributes.get("id") for table in tree.css("table.itab")] for tree in (ours, real_tree(name))]
    assert ids[0] == ids[1]
