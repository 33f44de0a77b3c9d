"""A row of changes with two figures, as texts of 2013 to 2017 have it, is read under words that nobody has used yet."""

from dataclasses import replace
from datetime import date

import pytest

from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.compare import Original
from jobtrends_pipeline_tests.support.pages.samples import checks, page_on
from jobtrends_pipeline_tests.support.site.text import TextStyle, page_text

WORDS = [
    *("Pay against last year", "Movement since the year before", "Yearly shift", "Growth over the year"),
    *("Difference to 12 months earlier", "Trend on last year", "Year's rise or fall"),
]
PAGE = page_on(date(2014, 3, 1))
CHANGES = [
    (table, number)
    for table in ("subject_table", "market_table")
    for number, row in enumerate(getattr(PAGE, table))
    if "hange" in row[0]
]


@pytest.mark.parametrize("style", ["spaces", "lines"])
@pytest.mark.parametrize("words", WORDS)
def test_a_change_of_two_figures_is_read_whatever_it_is_called_and_told(style: TextStyle, words: str) -> None:
    original = Original.of(page_text(PAGE, style).encode())
    assert len(CHANGES) >= 4
    for table, number in CHANGES:
        rows = list(getattr(PAGE, table))
        rows[number] = (words, *rows[number][1:])
        reworded = replace(PAGE, **{table: tuple(rows)})  # type: ignore[arg-type]
        body = page_text(reworded, style).encode()
        assert original.verdict(body).name in ("same", "noticed"), rows[number]
        assert {"new_wording", "unknown_label"} & checks(read_page(body)), rows[number]


def test_a_sentence_that_ends_with_two_changes_is_no_row() -> None:
    text = page_text(PAGE)
    sentence = "Last year the two rates moved by +1.00% -2.00%"
    page = read_page(text.replace("\n\n", f"\n\n{sentence}\n\n", 3).encode())
    assert not {"new_wording", "unknown_label", "repeated_row"} & checks(page)
