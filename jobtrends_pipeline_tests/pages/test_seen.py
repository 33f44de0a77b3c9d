"""Markup that changes what is seen: struck and hidden text is left out with a finding, and nothing is glued."""

import pytest

from jobtrends_pipeline.pages.inline import END, LOWERED, OTHER, RAISED, SPAN, joined
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.compare import facts_of
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL
from jobtrends_pipeline_tests.support.site.real_pages import CASES, SHARED

RANK = '<td class="fig">12</td>'
PAGE = read_page(DETAIL.encode())


@pytest.mark.parametrize(
    ("inside", "check"),
    [
        ("<del>36</del><ins>12</ins>", "text_deleted"),
        ("<ins>12</ins><del>36</del>", "text_deleted"),
        ("<s>36</s>12", "text_deleted"),
        ("<strike>36</strike> 12", "text_deleted"),
        ('<span style="text-decoration: line-through red">36</span>12', "text_deleted"),
        ("<DEL>3<b>6</b><del>7</del></DEL>12", "text_deleted"),
        ("<b hidden>36</b>12", "text_hidden"),
        ('<i style="color:red; DISPLAY : none">36</i>12', "text_hidden"),
        ("<i style='visibility:hidden'>3</i>12", "text_hidden"),
        ('<bdo dir="rtl">21</bdo>12', "text_hidden"),
        ("<dialog>36</dialog>12", "text_hidden"),
        ("<dialog open>12</dialog>", None),
        ('<i hidden="until-found">12</i>', None),
        ("<template>36</template>12", None),
        ("12<canvas>36</canvas>", None),
        ("12<video>36</video>", None),
        ("1<wbr>2", None),
        ("1<!-- -->2", None),
        ("<ruby>12<rt>36</rt></ruby>", None),
        ("12<sup>1</sup>", "note_mark"),
        ("12<sup>1,2</sup>", "note_mark"),
        ('12<sup><a href="#n">[3]</a></sup>', "note_mark"),
        ("<sup>3</sup>12", "note_mark"),
        ("12<sub>4</sub>", "note_mark"),
        ("12<sup>*</sup><sup>a</sup>", "note_mark"),
        ("12\u00b9", "note_mark"),
        ("12&sup2;", "note_mark"),
        ("12\u2020", "note_mark"),
    ],
)
def test_a_figure_is_what_a_person_reads_and_a_finding_says_what_was_left_out(inside: str, check: str | None) -> None:
    page = read_page(DETAIL.replace(RANK, f'<td class="fig">{inside}</td>').encode())
    assert facts_of(page) == facts_of(PAGE)
    found = {one.check_name for one in page.findings if one.check_name != "text_inserted"}
    assert found == ({check} if check else set())


@pytest.mark.parametrize("tag", ["span", "b", "i", "em", "u", "a", "font", "mark", "time", "x-figure", "ins", "sub"])
def test_two_numbers_of_two_elements_are_never_one(tag: str) -> None:
    page = read_page(DETAIL.replace(RANK, f'<td class="fig"><{tag}>1</{tag}><{tag}>2</{tag}></td>').encode())
    ranks = [one.value for one in page.figures if one.measure == "rank" and one.part == "summary"]
    assert 12 not in ranks
    assert page.outcome == "quarantined"


def test_numbers_around_a_deleted_one_are_never_one() -> None:
    page = read_page(DETAIL.replace(RANK, '<td class="fig">1<del>6</del>2</td>').encode())
    assert (page.outcome, page.reason) == ("quarantined", "'Rank' prints '1 2'")


@pytest.mark.parametrize(
    "inside",
    [
        "Yea<span>st</span>",
        "<mark>Ye</mark>ast",
        "<b>Y</b>east",
        "Ye<wbr>ast",
        "Ye<!-- x -->ast",
        "Yeast<sup>1</sup>",
        "Yeast<sup>12</sup>",
        "<del>Bran</del>Yeast",
        "Yeast<span hidden> new</span>",
    ],
)
def test_a_name_in_pieces_is_the_name_that_a_person_reads(inside: str) -> None:
    page = read_page(DETAIL.replace(">Yeast<", f">{inside}<").encode())
    assert facts_of(page) == facts_of(PAGE)


@pytest.mark.parametrize(
    ("written", "seen", "notes"),
    [
        (f"25{RAISED}th{END} Percentile", "25th Percentile", 0),
        (f"I{RAISED}2{END}C", "I2C", 0),
        (f"CO{LOWERED}2{END}", "CO2", 0),
        (f"Java{RAISED}TM{END}", "JavaTM", 0),
        (f"C{SPAN}#{SPAN}", "C#", 0),
        (f"C{OTHER}++{OTHER}", "C++", 0),
        (f"15,607{SPAN}34.83%{SPAN}", "15,607 34.83% ", 0),
        (f"1,200{SPAN}(4%){SPAN}", "1,200 (4%) ", 0),
        (f"{SPAN}Up 1 place{SPAN}+1", "Up 1 place +1", 0),
        (f"80{OTHER},000{OTHER}", "80,000", 0),
        (f"528{RAISED}1{END}{RAISED}2{END}", "528 ", 2),
    ],
)
def test_pieces_are_joined_as_a_browser_shows_them(written: str, seen: str, notes: int) -> None:
    assert joined(written) == (seen, notes)


def test_what_is_hidden_outside_the_tables_is_no_finding_and_a_page_hidden_until_its_script_ran_is_read() -> None:
    body = DETAIL.replace("<body>", '<body style="display:none"><div hidden>Cookies: 3</div>')
    assert body != DETAIL
    assert read_page(body.encode()) == PAGE


def test_a_hidden_table_is_left_out_with_a_finding() -> None:
    start = DETAIL.index('<table class="tab tabLocations">')
    page = read_page(f'{DETAIL[:start]}<div style="display: none">{DETAIL[start:]}'.encode())
    assert "text_hidden" in {one.check_name for one in page.findings}
    assert not any(one.part == "locations" for one in page.figures)


@pytest.mark.skipif(not CASES, reason="real pages are not beside the repository")
def test_a_comparison_of_two_captures_is_read_in_its_new_state() -> None:
    page = read_page((SHARED / "faults" / "inputs" / "wm-diff-combined.html").read_bytes())
    live = [one.value for one in page.figures if one.part == "locations" and one.measure == "open_vacancy_count"]
    assert {35, 13, 9, 3} <= set(live)
    assert not {3635, 1413, 89, 43} & set(live)
    assert {one.check_name for one in page.findings} == {"text_deleted", "text_inserted"}


@pytest.mark.skipif(not CASES, reason="real pages are not beside the repository")
@pytest.mark.parametrize(
    ("name", "subject", "place"), [("place", "Backend Developer", "Manchester"), ("subject", "Backend Developer", "UK")]
)
def test_a_hyphenated_page_is_of_the_same_subject_and_place(name: str, subject: str, place: str) -> None:
    page = read_page((SHARED / "faults" / "inputs" / f"shy-{name}.html").read_bytes())
    assert (page.key.subject, page.key.place, page.outcome) == (subject, place, "read")
