"""Which market index a page is: by its head, its links and its address, which must agree; it is never assumed."""

import re
from dataclasses import replace
from datetime import date

import pytest

from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline.pages.page import ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.index_text import Style, index_text
from jobtrends_pipeline_tests.support.pages.samples import checks, index_of
from jobtrends_pipeline_tests.support.site.index_markup import index_html

LONDON = f"{SITE}/default.aspx?ql=&ll=London&id=0&p=6&page=1&sortby=0&orderby=0"
CONTRACTS = f"{SITE}/contracts/default.aspx?ql=&ll=London&id=0&p=6&page=1"
STYLES = pytest.mark.parametrize("style", ["spaces", "pipes"])
BROKEN_HEADS = {
    "html2text": """
**Period** 6 months 3 months to 1 June 2026 | Skill / Job Role(Historical trends & salary statistics)| Rank6 Months to
1 Jun 2026| Rank
ChangeYear-on-Year| Median Salary6 Months to
1 Jun 2026| Median Salary
% ChangeYear-on-Year| Historical
Permanent
Job Ads| Live
Job
Vacancies
""",
    "html2text with links": """
**Period** 6 months 3 months to 1 June 2026 |  | [Skill / Job Role](/default.aspx?sortby=1 "Sort")| [Rank6 Months to
1 Jun 2026](/default.aspx?sortby=6 "Sort")| [Median Salary6 Months to
1 Jun 2026](/default.aspx?sortby=3 "Sort")| [Historical
Permanent
Job Ads](/default.aspx?sortby=5 "Sort")| Live
Job
Vacancies
""",
    "inscriptis": """
6 months  3 months
to 1 June 2026
  Skill / Job Role                             Rank           Rank           Median Salary    Median Salary   Historical
    (Historical trends & salary statistics)      6 Months to  Change           6 Months to    % Change        Permanent
                                                 1 Jun 2026   Year-on-Year     1 Jun 2026     Year-on-Year    Job Ads
""",
}
"""Heads as extractors break the lines of their cells: after one another, or beside one another."""
LINKLESS = re.sub(rb' href="[^"]*"', b"", index_html(index_of(count=6)))


def who(page: ParsedPage) -> tuple[object, ...]:
    key = page.key
    bases = {figure.pay_basis for figure in page.figures if figure.measure == "median_gbp"}
    return page.outcome, key.market, key.place, key.window_months, key.period_end, *sorted(map(str, bases))


@STYLES
def test_a_text_index_is_of_its_heads_window_and_its_address_place(style: Style) -> None:
    page = read_page(index_text(style=style), LONDON)
    assert who(page) == ("read", "permanent", "London", 6, date(2026, 6, 1), "annual_salary")
    assert {figure.value for figure in page.figures if figure.measure == "rank"} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("months", [3, 6])
def test_the_form_that_offers_both_windows_decides_nothing(months: int) -> None:
    body = index_text(replace(index_of(count=6), window_months=months))
    assert read_page(body, f"{SITE}/").key.window_months == months


@pytest.mark.parametrize(
    ("form", "choice"),
    [
        ("6 months      3 months    to 1 June 2026", "beside one another"),
        ("6 months | 3 months | to 1 June 2026", "in pipes"),
        ("(*) 6 months ( ) 3 months to 1 June 2026", "with marks"),
        ("3 months, 6 months to 1 June 2026", "with a comma"),
    ],
)
def test_a_choice_of_windows_alone_does_not_say_the_period(form: str, choice: str) -> None:
    text = index_text().decode()
    lines = [line for line in text.splitlines() if "Rank" not in line and "Median" not in line]
    body = "\n".join(form if line.startswith("6 months") else line for line in lines).encode()
    with pytest.raises(UnknownPageError, match="which period"):
        read_page(body, LONDON)
    assert choice


def test_a_window_that_the_text_names_once_is_that_of_an_index_without_a_head() -> None:
    lines = [line for line in index_text().decode().splitlines() if not line.startswith(("Skill /", "Rank", "Median"))]
    body = "\n".join(["Figures for the 3 months to 1 June 2026", *lines]).encode()
    assert who(read_page(body, f"{SITE}/jobs/")) == ("read", "permanent", "UK", 3, date(2026, 6, 1), "annual_salary")


@pytest.mark.parametrize(("pay", "basis"), [("Daily Rate", "daily_rate"), ("Hourly Rate", "hourly_rate")])
def test_market_and_pay_of_a_contract_index_are_those_of_its_head(pay: str, basis: str) -> None:
    rows = tuple(replace(row, median=f"£{number}50") for number, row in enumerate(index_of(count=6).rows, 3))
    body = index_text(replace(index_of(count=6), rows=rows), pay=pay, ads="Contract")
    for url in (CONTRACTS, f"{SITE}/Contract-IT-Job-Market?ll=London&p=6", LONDON):
        assert who(read_page(body, url))[1:] == ("contract", "London", 6, date(2026, 6, 1), basis)


@pytest.mark.parametrize(
    "body",
    [index_text(), LINKLESS, b'{"html": "' + LINKLESS.replace(b'"', b'\\"') + b'"}'],
    ids=["text", "html", "json"],
)
@pytest.mark.parametrize(
    "url",
    [None, "file:///tmp/a.html", f"{SITE}/find/x", f"{SITE}/default.aspx?l=London&p=6", f"{SITE}/default.aspx?lid=77"],
)
def test_an_index_of_a_place_that_nothing_says_is_refused_with_what_to_do(body: bytes, url: str | None) -> None:
    with pytest.raises(UnknownPageError, match="which place the market index is: give the page with its address"):
        read_page(body, url)


def test_html_whose_names_have_no_links_is_of_its_address_place() -> None:
    assert who(read_page(LINKLESS, LONDON))[:4] == ("read", "permanent", "London", 6)


def test_an_address_that_the_saver_noted_counts_where_no_record_gives_one() -> None:
    note = f"<!-- saved from url=(0099){LONDON} -->".encode()
    assert read_page(b"<!DOCTYPE html>" + note + LINKLESS).key.place == "London"
    assert read_page(f"Title: Jobs\n\nURL Source: {LONDON}\n\n".encode() + index_text()).key.place == "London"
    singlefile = f"<!--\n Page saved with SingleFile \n url: {LONDON} \n saved date: Fri -->".encode()
    assert read_page(b"<!DOCTYPE html> <html>" + singlefile + LINKLESS).key.place == "London"


@pytest.mark.parametrize(
    ("body", "url", "other"),
    [
        (index_html(index_of(count=6)), LONDON, "place"),
        (index_text(), LONDON.replace("p=6", "p=3"), "window"),
        (index_text(), CONTRACTS, "market"),
        (index_text(pay="Daily Rate", ads="Contract"), f"{SITE}/IT-Job-Market/UK/Vendors", "market"),
        (index_text(), f"{SITE}/jobs/uk/java.do", "kind"),
        (index_html(index_of(count=6, location="London")), f"{SITE}/", "place"),
    ],
)
def test_an_index_that_is_another_than_its_address_says_is_quarantined(body: bytes, url: str, other: str) -> None:
    page = read_page(body, url) if other != "kind" else read_page(index_html(index_of(count=6)), url)
    assert [finding.position for finding in page.findings if finding.check_name == "address"] == [
        f"page/address/{other}"
    ]
    assert page.outcome == "quarantined"
    assert page.reason
    assert page.reason.startswith("its address is of ")


def test_a_head_that_contradicts_itself_or_the_links_is_quarantined() -> None:
    both = read_page(index_text(pay="Daily Rate"), LONDON)
    assert (both.outcome, checks(both) & {"index_market", "index_pay"}) == (
        "quarantined",
        {"index_market", "index_pay"},
    )
    linked = index_html(index_of(count=6)).replace(b'href="/jobs/', b'href="/contracts/')
    assert (read_page(linked).outcome, read_page(linked).key.market) == ("quarantined", "permanent")


def test_rows_that_mostly_link_to_one_place_make_the_index_that_places() -> None:
    body = index_html(index_of(count=6)).replace(b'href="/jobs/uk/', b'href="/jobs/wales/', 1)
    assert (read_page(body).key.place, read_page(body).outcome) == ("UK", "read")
    assert "index_links" in checks(read_page(body))


@pytest.mark.parametrize("extractor", BROKEN_HEADS)
def test_a_head_that_an_extractor_broke_over_lines_still_says_window_market_and_pay(extractor: str) -> None:
    lines = index_text(style="pipes").decode().splitlines()
    rows = [line for line in lines if line.startswith("| Skill ") and "/" not in line]
    page = read_page("\n".join([BROKEN_HEADS[extractor], *rows]).encode(), LONDON)
    assert who(page) == ("read", "permanent", "London", 6, date(2026, 6, 1), "annual_salary")
    assert [figure.value for figure in page.figures if figure.measure == "rank"] == [1, 2, 3, 4, 5, 6]


def test_a_row_that_is_not_known_breaks_no_index_in_two_and_is_missed() -> None:
    body = index_text().replace(b"Skill 3 3", b"Skill 3 third")
    page = read_page(body, LONDON)
    assert (page.outcome, page.reason) == ("partial", "the page announces rows 1 to 6, 5 were read")
    assert [figure.value for figure in page.figures if figure.measure == "rank"] == [1, 2, 4, 5, 6]
