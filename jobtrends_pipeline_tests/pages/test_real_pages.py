"""The real pages beside the repository are read whole, with every figure they print."""

from collections import Counter, defaultdict
from datetime import date
from functools import cache

import pytest
from selectolax.lexbor import LexborHTMLParser

from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.expected import number, read_cells, summary_cells
from jobtrends_pipeline_tests.support.pages.samples import cell, row
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, case_named, needs_shared

pytestmark = needs_shared
DEVELOPER = "permanent-uk-developer-2020-03-02.html"
QA_ENGINEER = "contract-uk-qa-engineer-2020-03-06.html"
BACKEND = "permanent-uk-backend-developer-2026-02-15.txt"
INDEX = "index-uk-2019-08-15.html"


def real_bytes(name: str) -> bytes:
    return (SHARED / "pages" / name).read_bytes()


@cache
def real(name: str) -> ParsedPage:
    return read_page(real_bytes(name))


def rows_of(page: ParsedPage, part: str) -> Counter[str]:
    """Number of rows of each section of a part."""
    return Counter(section for section, _ in {(f.section, f.row_number) for f in page.figures if f.part == part})


@pytest.mark.parametrize("name", [DEVELOPER, QA_ENGINEER, BACKEND, INDEX])
def test_a_real_page_is_read_whole_without_a_finding(name: str) -> None:
    page = real(name)
    assert (page.outcome, page.reason, page.findings) == ("read", None, ())
    assert all(figure.measure or (figure.part, figure.status) == ("page", "text") for figure in page.figures)
    assert not [figure for figure in page.figures if figure.status in ("unreadable", "dash")]


@pytest.mark.parametrize(
    ("name", "market", "subject", "end"),
    [
        (DEVELOPER, "permanent", "Developer", date(2020, 3, 2)),
        (QA_ENGINEER, "contract", "QA Engineer", date(2020, 3, 6)),
        (BACKEND, "permanent", "Backend Developer", date(2026, 2, 15)),
    ],
)
def test_a_real_page_names_itself(name: str, market: str, subject: str, end: date) -> None:
    key = real(name).key
    assert (key.kind, key.market, key.subject, key.subject_kind) == ("detail", market, subject, "role")
    assert (key.place, key.window_months, key.period_end) == ("UK", 6, end)


def test_the_developer_page_has_all_its_rows() -> None:
    page = real(DEVELOPER)
    assert rows_of(page, "locations") == {"locations": 18}
    skills = rows_of(page, "skills")
    assert skills.pop("top") == 30
    assert len(skills) == 18
    assert set(skills.values()) == {20}


def test_the_backend_page_has_all_its_rows_and_ties_share_a_rank() -> None:
    page = real(BACKEND)
    assert rows_of(page, "locations") == {"locations": 12}
    skills = rows_of(page, "skills")
    assert skills.pop("top") == 30
    assert len(skills) == 16
    assert sum(skills.values()) == 139
    assert row(page, "skills", "AWS", "top") == {"rank": 6, "advert_count": 32, "share_pct": 24.24}
    assert row(page, "skills", "Containerisation", "top") == {"rank": 6, "advert_count": 32, "share_pct": 24.24}
    assert row(page, "skills", "Docker", "top")["rank"] == 7


def test_the_backend_page_equals_the_printed_case_of_that_day() -> None:
    assert read_cells(real(BACKEND)) == summary_cells(
        load_page(case_named("permanent-uk-backend-developer-2026-02-15"))
    )


def test_locations_of_the_backend_page_are_read_with_what_is_missing() -> None:
    page = real(BACKEND)
    figures = {f.measure: f for f in page.figures if f.part == "locations" and f.label == "UK excluding London"}
    assert {measure: figure.value for measure, figure in figures.items()} == {
        "rank_change": -52,
        "advert_count": 42,
        "median_gbp": 60_000,
        "median_change_pct": 0,
        "open_vacancy_count": 28,
    }
    assert figures["median_change_pct"].status == "no_change"
    assert row(page, "locations", "South East")["median_change_pct"] is None
    assert row(page, "locations", "Yorkshire") == {
        "rank_change": -26,
        "advert_count": 5,
        "median_gbp": 35_000,
        "median_change_pct": -39.91,
        "open_vacancy_count": 1,
    }


@pytest.mark.parametrize("name", [DEVELOPER, QA_ENGINEER])
def test_every_row_of_both_summary_tables_of_a_real_page_is_read(name: str) -> None:
    tree = LexborHTMLParser(real_bytes(name))
    for section, table in zip(("subject", "comparison"), tree.css("table.summary"), strict=True):
        printed = [[" ".join(c.text().split()) for c in line.css("td")] for line in table.css("tr")]
        read: dict[int, list[str]] = defaultdict(list)
        values: dict[int, list[float | None]] = defaultdict(list)
        for figure in real(name).figures:
            if figure.section == section and figure.column_number:
                read[figure.row_number] += [figure.label, figure.text][figure.column_number > 1 :]
                values[figure.row_number].append(figure.value)
        rows = [line for line in printed if len(line) == 4]
        assert list(read.values()) == rows
        for line, row_values in zip(rows, values.values(), strict=True):
            for text, value in zip(line[1:], row_values, strict=True):
                assert value == number(text) or (text == "-" and value == 0), line


def test_daily_and_hourly_blocks_of_the_contract_page_are_kept_apart() -> None:
    page = real(QA_ENGINEER)
    blocks = {f.pay_basis for f in page.figures if f.part == "summary" and f.measure == "median_gbp"}
    assert blocks == {"daily_rate", "hourly_rate"}
    assert rows_of(page, "locations") == {"locations": 15}
    skills = rows_of(page, "skills")
    assert (skills.pop("top"), len(skills), skills["Systems Management"]) == (30, 18, 2)
    bases = {f.pay_basis for f in page.figures if f.part == "locations" and f.measure == "median_gbp"}
    assert bases == {"daily_rate"}


def test_links_of_a_skill_give_its_slug() -> None:
    slugs = {f.label: f.slug for f in real(DEVELOPER).figures if f.part == "skills"}
    assert slugs["C#"] == "csharp"
    assert (slugs["PL/SQL"], slugs["TCP/IP"]) == ("pl/sql", "tcp/ip")
    assert None not in slugs.values()
    assert {f.slug for f in real(BACKEND).figures} == {None}


def test_the_real_index_of_2019_is_read_row_by_row() -> None:
    page = real(INDEX)
    assert (page.key.kind, page.key.market, page.key.place, page.key.window_months) == ("index", "permanent", "UK", 6)
    assert (page.key.period_end, page.key.first_row, page.key.subject) == (date(2019, 8, 15), 1, None)
    assert rows_of(page, "index") == {"index": 30}
    ranks = [figure.value for figure in page.figures if figure.measure == "rank"]
    assert ranks == list(range(1, 31))
    first = {f.measure: f.value for f in page.figures if f.part == "index" and f.row_number == 1}
    assert (first["advert_count"], first["share_pct"]) == (43_032, 30.33)


def test_some_figures_of_the_developer_page_are_those_a_reader_sees() -> None:
    page = real(DEVELOPER)
    assert (cell(page, "rank").value, cell(page, "rank_change").value) == (2, 0)
    assert (cell(page, "advert_count").value, cell(page, "share_of_all_pct").value) == (34_634, 28.35)
    assert (cell(page, "median_gbp").value, cell(page, "median_change_pct").value) == (50_500, 1.0)
    change = cell(page, "comparison_place_change_pct")
    assert (change.text, change.value, change.status) == ("-", 0, "no_change")
