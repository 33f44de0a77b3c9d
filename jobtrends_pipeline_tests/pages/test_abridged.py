"""The rows left out for the second reading are those that the visible text would repeat, and no others."""

from datetime import date

import pytest

from jobtrends_pipeline.pages.abridged import LIST_MARK
from jobtrends_pipeline.pages.html_outline import html_outline
from jobtrends_pipeline.pages.outline import Abridged
from jobtrends_pipeline.pages.quick_witness import is_confirmed
from jobtrends_pipeline.pages.read import outline_of, read_outline, read_unchecked
from jobtrends_pipeline.pages.visible_text import visible_text
from jobtrends_pipeline_tests.support.pages.forms import prettified
from jobtrends_pipeline_tests.support.pages.mutants import seeded_mutants
from jobtrends_pipeline_tests.support.pages.mutants_tables import HTML_MUTATIONS
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, needs_shared

SAMPLES = {day.year: page_html(page_on(day)).decode() for day in (date(2014, 3, 1), date(2018, 6, 1), date(2026, 5, 1))}


def abridged(text: str) -> Abridged | None:
    return html_outline(text).abridged


def restored(short: Abridged) -> list[str]:
    """Lines of the text of a shortened document, with the rows left out put back."""
    lines: list[str] = []
    for line in visible_text(short.markup).split("\n"):
        before, mark, number = line.partition(LIST_MARK)
        lines.append(f"{before.rstrip()} |" if mark else line)
        if mark:
            rows = short.lists[int(number.removesuffix(" |"))]
            lines += [
                f"| {rank} | {count} ({share}%) | {' '.join(name.split())} |" for rank, count, share, _, name, _ in rows
            ]
    return lines


def assert_same_text(text: str) -> int:
    """Number of rows left out; the text is the same with them."""
    short = abridged(text)
    if short is None:
        return 0
    assert restored(short) == visible_text(text).split("\n")
    return sum(map(len, short.lists))


@needs_shared
def test_a_real_page_without_most_of_its_rows_has_the_same_text() -> None:
    text = (SHARED / "pages" / "permanent-uk-developer-2020-03-02.html").read_text(encoding="utf-8")
    assert assert_same_text(text) == 390 - 20
    assert assert_same_text(prettified(text.encode()).decode()) == 390 - 20


@pytest.mark.parametrize("year", SAMPLES)
def test_mutants_without_most_of_their_rows_have_the_same_text(year: int) -> None:
    mutants = [body.decode("utf-8", "replace") for _, body in seeded_mutants(SAMPLES[year], 300, year, HTML_MUTATIONS)]
    assert sum(map(assert_same_text, (SAMPLES[year], *mutants))) > 300


def listed(*names: str) -> str:
    """A page with a list of skills."""
    rows = (
        f'<tr><td class="cr">{rank}</td><td class="cp">{20 - rank} <span>(3.40%)</span></td>'
        f'<td class="cd"><a title="A Job" href="/jobs/uk/x.do">{name}</a></td></tr>'
        for rank, name in enumerate(names, 1)
    )
    return f'<html><body><table class="itab">{"".join(rows)}</table></body></html>'


@pytest.mark.parametrize("name", ["a | b", " ", ""], ids=["pipe", "blank", "empty"])
def test_a_list_with_a_name_that_is_not_plain_is_left_whole(name: str) -> None:
    plain, odd = abridged(listed("Flour", "Salt", "Yeast")), abridged(listed("Flour", name, "Yeast"))
    assert plain is not None
    assert odd is not None
    assert [[row[4] for row in rows] for rows in plain.lists] == [["Salt", "Yeast"]]
    assert odd.lists == ()


def test_a_title_between_the_rows_of_a_list_keeps_all_of_them() -> None:
    page = listed("Flour", "Salt", "Yeast")
    at = page.rindex("<tr")
    short = abridged(f"{page[:at]}<tr><td>Other</td></tr>{page[at:]}")
    assert short is not None
    assert short.lists == ()


@pytest.mark.parametrize("sign", ["\f", "\u2019", "\xad"])
def test_a_document_with_characters_that_a_text_shows_otherwise_is_read_whole(sign: str) -> None:
    text = listed("Flour", "Salt").replace("<table", f"<p>x{sign}y</p><table")
    short = abridged(text)
    assert short is None or short.markup == text


def test_a_row_repeated_in_a_list_is_not_confirmed() -> None:
    text = SAMPLES[2026]
    second = text.index("<tr", text.index("</tr>", text.index(">Flour</a>")))
    row = text[second : text.index("</tr>", second) + len("</tr>")]
    doubled = text.replace(row, row * 2, 1)
    outline = outline_of(doubled.encode())
    assert outline.abridged is not None
    assert not is_confirmed(doubled, read_outline(outline), read_unchecked, outline.abridged)
