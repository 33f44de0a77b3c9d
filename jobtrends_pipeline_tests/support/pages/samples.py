"""Small pages to doctor: printed from facts that keep every identity, and shorthands to look into what was read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from jobtrends_pipeline.pages.page import Figure, ParsedPage
from jobtrends_pipeline_tests.support.site.facts import LocationFacts, PageFacts, PayFacts, TableFacts, print_page
from jobtrends_pipeline_tests.support.site.labels import Heading
from jobtrends_pipeline_tests.support.site.printed import IndexRow, PrintedIndex, PrintedPage

ROLE = Heading(
    kind="permanent",
    subject="Data Baker",
    is_role=True,
    location="UK",
    comparison_place="UK excluding London",
    category="Job Titles",
    period_end=date(2026, 2, 15),
)
PAY = PayFacts(
    quoted=(900, 800, 700),
    median=(60_000, 50_000, 50_000),
    median_change=(20.0, None, 11.11),
    p10=(30_000, 29_000, 28_000),
    p25=(40_000, 39_000, 38_000),
    p75=(75_000, 74_000, 73_000),
    p90=(90_000, 89_000, 88_000),
    comparison_median=(45_000, 45_000, 40_000),
    comparison_change=(None, 12.5, None),
)
SUBJECT = TableFacts(
    advert_count=(1_000, 900, 800),
    share_of_all=(2.0, 1.8, 1.6),
    pay={"salary": PAY},
    rank=(12, 15, 11),
    rank_change=(3, -4, None),
    share_of_category=(4.0, 3.6, 3.2),
)
MARKET = TableFacts(
    advert_count=(25_000,) * 3, share_of_all=(50.0,) * 3, pay={"salary": replace(PAY, quoted=(20_000,) * 3)}
)
_MINOR = tuple((f"Spice {number}", 100 - 2 * number) for number in range(27))
FACTS = PageFacts(
    heading=ROLE,
    subject=SUBJECT,
    market=MARKET,
    locations=(
        LocationFacts("England", 5, 700, 61_000, 1.67, 40),
        LocationFacts("London", -2, 400, 65_000, None, 20),
        LocationFacts("UK excluding London", None, 350, 45_000, None, None),
        LocationFacts("Wales", 0, 8, None, None, 1),
    ),
    top_skills=(("Flour", 500), ("C#", 300), ("Yeast", 300), *_MINOR),
    skill_categories={
        "General": (("Flour", 500), *_MINOR[:9]),
        "Miscellaneous": _MINOR[9:18],
        "Operating Systems": _MINOR[18:],
        "Programming Languages": (("C#", 300), ("Yeast", 300)),
    },
)


def page_on(day: date = ROLE.period_end, **changes: object) -> PrintedPage:
    """The page as printed with this period end; `changes` replace fields of its subject table's facts."""
    subject = replace(SUBJECT, **changes)  # type: ignore[arg-type]
    return print_page(replace(FACTS, heading=replace(ROLE, period_end=day), subject=subject))


def with_pay(**changes: object) -> Mapping[str, PayFacts]:
    """A salary block with some fields replaced."""
    return {"salary": replace(PAY, **changes)}  # type: ignore[arg-type]


def rewritten(page: PrintedPage, label: str, *cells: str) -> PrintedPage:
    """The page with the cells of one row of its first table written over."""
    assert any(row[0] == label for row in page.subject_table), label
    first, second, third = cells
    rows = tuple((label, first, second, third) if row[0] == label else row for row in page.subject_table)
    return replace(page, subject_table=rows)


def cell(page: ParsedPage, measure: str, lag: int = 0, section: str = "subject") -> Figure:
    """One cell of a summary table."""
    (found,) = (
        figure
        for figure in page.figures
        if (figure.part, figure.section, figure.measure, figure.lag_years) == ("summary", section, measure, lag)
    )
    return found


def row(page: ParsedPage, part: str, label: str, section: str | None = None) -> dict[str | None, float | None]:
    """The values of one row of a list, by measure."""
    found = [f for f in page.figures if f.part == part and f.label == label and section in (None, f.section)]
    assert len({figure.section for figure in found}) == 1, found
    return {figure.measure: figure.value for figure in found}


def checks(page: ParsedPage) -> set[str]:
    """Names of the checks that found something."""
    return {finding.check_name for finding in page.findings}


def index_of(count: int = 120, day: date = date(2026, 6, 1), location: str = "UK") -> PrintedIndex:
    """An index of so many subjects; each row's share is its count over 100,000 adverts."""
    rows = tuple(
        IndexRow(
            subject=f"Skill {number}",
            slug=f"skill {number}",
            rank=str(number),
            rank_change=("+5", "-179", "0", "-")[number % 4],
            median=f"£{30_000 + 10 * number:,}",
            median_change=("+2.50%", "-", "-10.35%")[number % 3],
            advert_count=f"{20_000 - 10 * number:,}",
            share=f"{(20_000 - 10 * number) / 1000:.2f}%",
            live_jobs="" if number % 7 == 0 else str(number),
        )
        for number in range(1, count + 1)
    )
    return PrintedIndex(location, 6, day, rows)
