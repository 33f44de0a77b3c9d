"""Markup and visible text witness each other, and each gives what the other has lost."""

import re
from dataclasses import replace

import pytest

from jobtrends_pipeline.pages.page import ERROR, ParsedPage
from jobtrends_pipeline.pages.quick_witness import is_confirmed
from jobtrends_pipeline.pages.read import outline_of, read_outline, read_page
from jobtrends_pipeline.pages.second_reading import weighed
from jobtrends_pipeline_tests.support.pages.compare import facts_of
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL, INDEX, altered, half_seen
from jobtrends_pipeline_tests.support.pages.samples import cell, checks
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import CASES, SHARED

SOUND = {
    "detail": DETAIL.encode(),
    "index": INDEX.encode(),
    **{path.name: path.read_bytes() for path in sorted((SHARED / "pages").glob("*.html"))},
    **{path.stem: page_html(load_page(path)) for path in CASES},
}
PAGE = read_page(DETAIL.encode())


def in_divs(body: str, start: str, end: str = "</table>") -> str:
    """The page with one table in other elements."""
    first = body.index(start)
    last = body.index(end, first) + len(end)
    table = re.sub(r"<(/?)(?:table|tr|td|th)\b[^>]*>", r"<\1div>", body[first:last])
    return body[:first] + table + body[last:]


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_page_is_confirmed_by_its_text_and_otherwise_as_its_markup_alone(name: str) -> None:
    body = SOUND[name]
    page = read_outline(outline_of(body))
    assert is_confirmed(body.decode(), page, read_outline)
    assert read_page(body) == page


@pytest.mark.parametrize("name", SOUND)
def test_the_full_comparison_finds_nothing_on_a_sound_page_either(name: str) -> None:
    body = SOUND[name].decode()
    hidden = body.replace("</body>", "<p hidden>not seen</p></body>")
    page = read_outline(outline_of(hidden.encode()))
    assert not is_confirmed(hidden, page, read_outline)
    read = read_page(hidden.encode())
    assert facts_of(read) == facts_of(page)
    added = {finding.check_name for finding in read.findings} - {finding.check_name for finding in page.findings}
    assert added <= ({"in_one_reading"} if page.outcome == "quarantined" else set())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<td class="fig">900</td>', '<td class="fig">90</td>'),
        ('<td class="cr">2</td>', '<td class="cr">3</td>'),
        (">Yeast</a>", ">Yeasts</a>"),
        (">General</a></th>", ">Generals</a></th>"),
        ("&#163;61,000", "&#163;62,000"),
        ("6 months to<br>15 Feb 2026", "6 months to<br>14 Feb 2026"),
    ],
)
def test_a_page_is_not_confirmed_by_the_text_of_another(before: str, after: str) -> None:
    other = altered(DETAIL, before, after)
    assert not is_confirmed(other, PAGE, read_outline)


def test_a_figure_of_the_summary_that_is_given_otherwise_quarantines_with_both() -> None:
    body = half_seen('quoted</td><td class="fig">20,000', 'quoted</td><td class="fig">20<b class="gone">,000</b>')
    page = read_page(body.encode())
    assert page.outcome == "quarantined"
    (finding,) = (one for one in page.findings if one.check_name == "readings_differ")
    assert finding.severity == ERROR
    assert finding.message.endswith("'20,000' and '20'")


def test_a_figure_of_a_list_that_is_given_otherwise_is_in_no_fact() -> None:
    page = read_page(half_seen('<td class="fig">400</td>', '<td class="fig"><b class="gone">1,</b>400</td>').encode())
    (figure,) = (
        one for one in page.figures if (one.part, one.label, one.measure) == ("locations", "London", "advert_count")
    )
    assert (figure.status, figure.value, figure.text) == ("unreadable", None, "1,400")
    assert page.outcome == "read"


@pytest.mark.parametrize(
    ("start", "part", "count"),
    [('<table class="tab tabLocations">', "locations", 20), ('<table id="Skill-Set-General"', "skills", 180)],
)
def test_a_list_that_only_the_text_has_is_taken_from_it(start: str, part: str, count: int) -> None:
    body = in_divs(DETAIL, start)
    assert len([f for f in read_outline(outline_of(body.encode())).figures if f.part == part]) < count
    page = read_page(body.encode())
    assert (page.outcome, page.layout) == ("read", "detail/html")
    assert {f for f in facts_of(page) if f.part == part} == {f for f in facts_of(PAGE) if f.part == part}
    marks = [finding for finding in page.findings if finding.check_name == "read_from_text"]
    assert [mark.position for mark in marks] == ["locations" if part == "locations" else "skills/General"]
    assert not {"part_cut_off", "part_absent"} & checks(page)


def test_a_comparison_that_only_the_text_has_is_taken_from_it() -> None:
    second = DETAIL.index('<table class="summary">', DETAIL.index('<table class="summary">') + 1)
    body = DETAIL[:second] + in_divs(DETAIL[second:], '<table class="summary">')
    page = read_page(body.encode())
    assert page.outcome == "read"
    assert cell(page, "advert_count", section="comparison").value == 25_000
    assert "read_from_text" in checks(page)


def test_a_summary_that_only_the_text_has_makes_the_page_one_of_text() -> None:
    page = read_page(in_divs(DETAIL, '<table class="summary">').encode())
    assert (page.outcome, page.layout) == ("read", "detail/html-text")
    assert facts_of(page) == facts_of(PAGE)


def test_a_damaged_row_is_not_mended_by_a_text_that_lacks_it() -> None:
    for body in (
        altered(DETAIL, '<td class="fig">12</td>', '<td class="fig">1 2</td>'),
        altered(INDEX, '<td class="c3">1</td>', '<td class="c3">I</td>'),
    ):
        page = read_page(body.encode())
        assert (page.outcome, page.layout.endswith("/html")) == ("quarantined", True)


def other_page(**changes: object) -> ParsedPage:
    return replace(PAGE, layout="detail/html-text", key=replace(PAGE.key, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes", [{"place": "London"}, {"subject": "Data Maker"}, {"window_months": 3}, {"market": "contract"}]
)
def test_readings_of_two_pages_are_none(changes: dict[str, object]) -> None:
    page = weighed(PAGE, other_page(**changes))
    (finding,) = page.findings
    assert (page.outcome, finding.check_name, finding.position) == ("quarantined", "readings_differ", "page/key")
    for value in changes.values():
        assert repr(str(value)) in finding.message


def test_a_page_whose_text_gives_none_is_read_and_says_that_nothing_confirms_it() -> None:
    page = weighed(PAGE, None)
    assert (page.outcome, page.figures) == ("read", PAGE.figures)
    assert [finding.check_name for finding in page.findings] == ["in_one_reading"]
