"""Headings and heads of lists are read by what stands below them, under words that nobody has used yet."""

import re
from datetime import date

import pytest

from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline.pages.periods import read_lag
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.compare import Original
from jobtrends_pipeline_tests.support.pages.forms import FORMS
from jobtrends_pipeline_tests.support.pages.samples import page_on

LOCATIONS = [
    *(r"\1 Busiest Places", r"Leading \1 Places", r"The \1 Areas with Most Demand", r"Geography (\1)"),
    *(r"Where the Work Is: \1 Places", r"Best \1 Towns and Regions", "Demand by Place"),
]
SKILLS = [
    *(r"\1 Most Common Companion Skills", r"Leading \1 Related Skills", r"\1 Associated Technologies"),
    *(r"The \1 Skills Most Often Asked Beside It", r"Most Frequent Companions (\1)", "Related Skills"),
]
GROUPS = ["Related Skills in Groups", "Companions by Group", "Skills per Family", "Grouped Skills", "What Else"]
PERIODS = ["Like period ", "Year-earlier period ", "Window of ", "Comparable period ", "Same window ", "In "]
REWORDED = [
    *((r"Top (\d+) [a-zA-Z ]*Locations\b", words) for words in LOCATIONS),
    *((r"Top (\d+) [Cc]o-?\s?[Oo]ccurring[^<\n]*", words) for words in SKILLS),
    *((r"[Cc]o-?\s?[Oo]ccurring[^<\n]{0,80}by Category", words) for words in GROUPS),
    *((r"Same period (?=\d{4})", words) for words in PERIODS),
]
DAYS = [date(2014, 3, 1), date(2026, 5, 1)]


def reworded(body: bytes, head: str, words: str) -> bytes:
    text, count = re.subn(head, words, body.decode())
    assert count
    return text.encode()


@pytest.mark.parametrize(("head", "words"), REWORDED)
@pytest.mark.parametrize("form", ["utf-8", "spaces", "pipes", "lines"])
def test_a_page_says_the_same_under_other_headings(form: str, head: str, words: str) -> None:
    for day in DAYS:
        body = FORMS[form](page_on(day))
        assert Original.of(body).verdict(reworded(body, head, words)).name == "same", day


def sections(page: ParsedPage) -> set[str]:
    return {figure.section for figure in page.figures if figure.part == "skills"}


def test_a_category_that_nobody_knows_is_not_the_top_list() -> None:
    text = FORMS["spaces"](page_on()).decode()
    start, end = text.index("Data Baker Skill Set"), text.rindex("Data Baker Skill Set")
    page = read_page((text[:start] + text[end:].replace("General", "Bread", 1)).encode())
    assert "Bread" in sections(page)
    assert "top" not in sections(page)


@pytest.mark.parametrize(
    ("text", "lag"),
    [
        ("6 months to 15 Feb 2026", 0),
        ("6 months to 15 Feb 2025", 1),
        ("Year to 2024", 2),
        ("Same period 2023", None),
        ("2025 against 2024", None),
        ("Rank", None),
        ("£2,025", None),
        ("20.25%", None),
    ],
)
def test_a_head_says_by_a_year_which_window_it_is_of(text: str, lag: int | None) -> None:
    assert read_lag(text, date(2026, 2, 15)) == lag
