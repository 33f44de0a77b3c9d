"""Printing from facts gives the real pages again: labels, rows and every figure."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline_tests.support.site import figures
from jobtrends_pipeline_tests.support.site.facts import LocationFacts, PageFacts, PayFacts, TableFacts, print_page
from jobtrends_pipeline_tests.support.site.labels import Heading, page_title, pay_labels
from jobtrends_pipeline_tests.support.site.printed import FigureRow, PrintedPage, load_page
from jobtrends_pipeline_tests.support.site.read_back import facts_of
from jobtrends_pipeline_tests.support.site.real_pages import each_case, subsequence

ROLE = Heading(
    kind="permanent",
    subject="Developer",
    is_role=True,
    location="UK",
    comparison_place="UK excluding London",
    category="Job Titles",
    period_end=date(2026, 2, 15),
)
PAY = PayFacts(
    quoted=(1200, 1300, 0),
    median=(50_000, 50_000, None),
    p10=(30_000, None, None),
    comparison_median=(45_000, 45_000, None),
)
TABLE = TableFacts(
    advert_count=(1500, 1600, 0),
    share_of_all=(2.5, 0.04, None),
    pay={"salary": PAY},
    rank=(2, 5, None),
    rank_change=(3, 0, None),
    share_of_category=(3.0, 3.1, None),
)
FACTS = PageFacts(heading=ROLE, subject=TABLE, market=TABLE)


def printed_on(day: date, facts: PageFacts = FACTS) -> PrintedPage:
    """A small UK role page as printed with this period end."""
    return print_page(replace(facts, heading=replace(facts.heading, period_end=day)))


def cells(page: PrintedPage) -> dict[str, tuple[str, ...]]:
    """The figures of the subject's table by label; salary or daily rows give way to hourly namesakes."""
    return {row[0]: row[1:] for row in page.subject_table}


def hyphened(page: PrintedPage) -> PrintedPage:
    """A page of an excerpt that lost its hyphens, with those of its labels restored."""

    def restored(rows: tuple[FigureRow, ...]) -> tuple[FigureRow, ...]:
        return tuple((row[0].replace("yearonyear", "year-on-year"), *row[1:]) for row in rows)

    return replace(page, subject_table=restored(page.subject_table), market_table=restored(page.market_table))


@each_case
def test_facts_of_a_real_page_print_its_tables_again(case: Path) -> None:
    real, excerpt = hyphened(load_page(case)), json.loads(case.read_text(encoding="utf-8"))
    printed = print_page(facts_of(real))
    if "lost all hyphens" in excerpt["notes"]:  # and with them the rows that held signs
        assert subsequence(list(real.subject_table), list(printed.subject_table))
        assert subsequence(list(real.market_table), list(printed.market_table))
    else:
        assert printed.subject_table == real.subject_table
        end = len(real.market_table) if excerpt["truncated_after"] == "subject_table" else None
        assert printed.market_table[:end] == real.market_table


@each_case
def test_headings_of_a_real_page_are_printed_again(case: Path) -> None:
    real = load_page(case)
    printed = print_page(facts_of(real))
    assert printed.period_labels == real.period_labels
    assert printed.market_title == real.market_title
    assert real.title in (None, printed.title)
    assert printed.lead_median == real.lead_median


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2013, "Average salary"),
        (2016, "Median salary"),
        (2020, "UK median annual salary"),
        (2022, "Median annual salary (50th Percentile)"),
    ],
)
def test_the_median_is_named_as_in_its_year(year: int, label: str) -> None:
    heading = replace(ROLE, period_end=date(year, 3, 2))
    assert dict(pay_labels(heading, "salary"))["median"] == label


def test_quartiles_exist_only_since_may_2021() -> None:
    measures = {
        day: [name for name, _ in pay_labels(replace(ROLE, period_end=day), "salary")]
        for day in (date(2021, 4, 30), date(2021, 5, 1))
    }
    assert "p25" not in measures[date(2021, 4, 30)]
    assert measures[date(2021, 5, 1)][1:4] == ["p10", "p25", "median"]


def test_change_rows_with_nothing_to_show_are_not_printed() -> None:
    assert "Median % change year-on-year" not in cells(printed_on(date(2026, 2, 15)))


def test_a_missing_figure_is_a_hyphen_and_a_counted_zero_a_zero() -> None:
    page = cells(printed_on(date(2026, 2, 15)))
    assert page["Permanent jobs requiring a Developer"] == ("1,500", "1,600", "0")
    assert page["Rank"] == ("2", "5", "-")
    assert page["As % of all permanent jobs in the UK"] == ("2.50%", "0.040%", "-")
    assert page["90th Percentile"] == ("-", "-", "-")


def test_pages_before_late_2017_leave_the_oldest_change_blank_and_counts_unseparated() -> None:
    page = cells(printed_on(date(2015, 1, 23)))
    assert page["Rank change year-on-year"] == ("+3", "0", "")
    assert page["Number of salaries quoted"] == ("1200", "1300", "0")


def test_a_contract_page_has_an_hourly_block_only_where_hourly_rates_were_quoted() -> None:
    heading = replace(ROLE, kind="contract")
    idle = replace(TABLE, pay={"daily rate": PAY})
    busy = replace(TABLE, pay={"daily rate": PAY, "hourly rate": replace(PAY, median=(21, 20.5, None))})
    page = cells(print_page(PageFacts(heading, subject=busy, market=idle)))
    assert page["Median hourly rate"] == ("£21.00", "£20.50", "-")
    market = print_page(PageFacts(heading, subject=busy, market=idle)).market_table
    assert not any("hourly" in row[0] for row in market)


def test_skills_with_equal_counts_share_a_rank_and_the_next_follows_on() -> None:
    page = print_page(replace(FACTS, top_skills=(("Python", 900), ("C#", 600), ("SQL", 600), ("Go", 15))))
    assert [(row.rank, row.share, row.slug) for row in page.top_skills] == [
        ("1", "60.00%", "python"),
        ("2", "40.00%", "csharp"),
        ("2", "40.00%", "sql"),
        ("3", "1.00%", "go"),
    ]


def test_a_location_without_live_jobs_has_an_empty_cell() -> None:
    page = print_page(replace(FACTS, locations=(LocationFacts("London", None, 3, 66_250, 0, None),)))
    assert list(vars(page.locations[0]).values()) == ["London", "-", "3", "£66,250", "-", ""]


def test_titles_name_every_place_but_the_uk() -> None:
    assert page_title(ROLE) == "Developer Job Trends"
    glasgow = replace(ROLE, kind="contract", location="North West", period_end=date(2024, 6, 1))
    assert page_title(glasgow) == "Developer Contracts in the North West"


def test_changes_are_rounded_half_up_or_cut_off_as_the_source_does() -> None:
    assert figures.change_pct(52_500, 57_500, truncated=False) == -8.7
    assert figures.change_pct(52_500, 57_500, truncated=True) == -8.69
    assert figures.change_pct(52_500, None, truncated=True) is None


def test_shares_round_half_up_and_gain_a_decimal_where_small() -> None:
    day = date(2026, 2, 15)
    assert [figures.share(value, day) for value in (12.125, 0.1, 0.0994)] == ["12.13%", "0.10%", "0.099%"]
    assert figures.share(9.73, date(2013, 6, 19)) == "9.730%"


@each_case
def test_a_printed_page_survives_its_json(case: Path) -> None:
    page = load_page(case)
    assert PrintedPage.from_json(json.loads(json.dumps(page.to_json()))) == page
