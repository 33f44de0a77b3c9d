"""Characters: what a person cannot tell apart is one text, in names and in figures; the fast way changes nothing."""

import pytest

from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline.pages.visible import mixes_alphabets, visible, visible_name
from jobtrends_pipeline_tests.support.pages.compare import facts_of
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.text import TextStyle, page_text

PLAIN = "\tR&D  C++ \r\n<td>Café £5</td> naïve – no"


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Man\u00adches\u00adter", "Manchester"),
        ("Man\u200bches\u200dter\u2060", "Manchester"),
        ("\ufeffJava\ufe0f", "Java"),
        ("\u200e\u20125%", "-5%"),
        ("\u22124", "-4"),
        ("\u2066+3\u2069", "+3"),
        ("Back\u2011End", "Back-End"),
        ("Back\u2013End", "Back-End"),
        ("Backend\u00a0Developer", "Backend Developer"),
        ("\u00a360\u202f000", "£60 000"),
        ("Backend\u3000Developer", "Backend Developer"),
        ("Master\u2019s", "Master's"),
        ("Zu\u0308rich", "Zürich"),
        ("\uff23\uff03 \uff11\uff12\uff05", "C# 12%"),
        ("\U0001d7cf\U0001d7d0", "12"),
        ("Arti\ufb01cial", "Artificial"),
        ("Ja\x08va\x7f", "Java"),
        ("Ja\x92va", "Java"),
        ("\uff1ctd\uff1e", "\uff1ctd\uff1e"),
        ("I\u00b2C", "I\u00b2C"),
    ],
)
def test_a_text_is_what_a_person_sees(written: str, seen: str) -> None:
    assert visible(written) == seen
    assert visible(seen) == seen


def test_a_plain_text_stays_the_same() -> None:
    assert visible(PLAIN.replace("–", "-")) == PLAIN.replace("–", "-")
    assert visible_name("  Back\u00a0 End\u200b ") == "Back End"


@pytest.mark.parametrize(
    ("name", "mixes"), [("Pyth\u043en", True), ("\u0391ws", True), ("Java", False), ("Café", False)]
)
def test_letters_of_two_alphabets_are_told(name: str, *, mixes: bool) -> None:
    assert mixes_alphabets(name) is mixes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Data Baker", "Da&shy;ta Ba\u00adker"),
        ("Data Baker", "Data\u00a0Ba\u200bker"),
        ("Data Baker", "Data&nbsp;Ba&#8203;ker"),
        ("Data Baker", "Data&#x2009;Ba&zwnj;ker"),
        (">London<", ">Lon&shy;don<"),
        (">London<", ">\u2066London\u2069<"),
        (">London<", ">&#xFF2C;ondon<"),
        (">Yeast<", ">Yeas\u200bt<"),
        (">+3<", ">&lrm;+3<"),
        ("+20.00%", "\u200e+20.00\u00a0%"),
        (">-<", ">\u2012<"),
        (">-<", ">&#8722;<"),
        ("year-on-year", "year\u2011on\u2011year"),
        ("15 Feb 2026", "15\u00a0Feb\u202f2026"),
    ],
)
def test_a_page_of_such_characters_reads_as_the_page_without_them(before: str, after: str) -> None:
    assert before in DETAIL
    page, odd = read_page(DETAIL.encode()), read_page(DETAIL.replace(before, after).encode())
    assert facts_of(odd) == facts_of(page)
    assert odd.outcome == "read"


@pytest.mark.parametrize("style", ["spaces", "pipes", "lines"])
def test_a_text_capture_of_such_characters_reads_as_the_one_without_them(style: TextStyle) -> None:
    text = page_text(page_on(), style)
    odd = text.replace("Data Baker", "Da\u00adta\u00a0Baker").replace("-", "\u2011").replace("Lon", "L\u200bon")
    assert facts_of(read_page(odd.encode())) == facts_of(read_page(text.encode()))


def test_a_letter_of_another_alphabet_is_no_name_of_a_subject_and_told_of_a_skill() -> None:
    page = read_page(DETAIL.replace("requiring a Data Baker", "requiring a D\u0430ta Baker").encode())
    assert (page.outcome, page.reason) == ("quarantined", "the rows name the subject 'D\u0430ta Baker': no name")
    found = read_page(DETAIL.replace(">Yeast<", ">Ye\u0430st<").encode()).findings
    assert {one.message for one in found if one.check_name == "name_altered"} == {
        "'Ye\u0430st' mixes letters of two alphabets"
    }
