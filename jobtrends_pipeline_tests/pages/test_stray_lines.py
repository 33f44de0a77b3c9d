"""A row that is broken over two lines of a text capture names nothing else unsaid; what can be put together is."""

import pytest

from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.compare import Original
from jobtrends_pipeline_tests.support.pages.samples import cell, checks, page_on, row
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.text import TextStyle, page_text

each_style = pytest.mark.parametrize("style", ["spaces", "pipes", "lines"])
TEXT = page_text(page_on())


def with_lists(old: str, new: str, text: str = TEXT) -> bytes:
    """The text with a change in its lists."""
    lists = text.index("Top ")
    assert old in text[lists:]
    return (text[:lists] + text[lists:].replace(old, new, 1)).encode()


@each_style
@pytest.mark.parametrize("name", ["UK\nexcluding London", "UK excluding\nLondon"])
def test_a_part_of_a_name_above_its_row_of_the_locations_is_told(style: TextStyle, name: str) -> None:
    body = with_lists("UK excluding London", name, page_text(page_on(), style))
    found = [one for one in read_page(body).findings if one.check_name == "stray_line"]
    assert [one.severity for one in found] == ["warning"]
    assert name.split("\n", maxsplit=1)[0] in found[0].message


def test_a_part_of_the_first_name_below_the_head_is_told() -> None:
    assert "stray_line" in checks(read_page(with_lists("England", "North of\nEngland")))


@pytest.mark.parametrize("name", ["Spice 3\nMild", "Spice 3\nof the East"])
def test_the_end_of_a_name_of_a_skill_on_a_line_of_its_own_is_told_and_starts_no_category(name: str) -> None:
    page = read_page(with_lists("Spice 3", name))
    assert {"stray_line", "unknown_category"} & checks(page) == {"stray_line"}
    sections = {figure.section for figure in page.figures if figure.part == "skills"}
    assert sections == {"top", "General", "Miscellaneous", "Operating Systems", "Programming Languages"}


def test_a_row_of_a_skill_that_is_broken_behind_its_count_is_put_together() -> None:
    body = with_lists("2 300 (30.00%) Yeast", "2 300\n(30.00%) Yeast")
    assert Original.of(TEXT.encode()).verdict(body).name == "same"


def test_a_title_of_the_comparison_that_is_broken_is_put_together() -> None:
    body = TEXT.replace("All Permanent IT Job Roles", "All Permanent\nIT Job Roles").encode()
    assert Original.of(TEXT.encode()).verdict(body).name == "same"


@each_style
def test_a_title_of_the_comparison_that_nothing_else_on_the_page_says_is_told(style: TextStyle) -> None:
    text = page_text(page_on(), style)
    page = read_page(text.replace("All Permanent IT Job Roles", "All Permanent IT Job Total").encode())
    assert [one.severity for one in page.findings if "'total'" in one.message] == ["info"]


def test_a_place_that_the_rows_compare_with_is_missed_among_the_locations() -> None:
    body = page_html(page_on()).decode()
    lists = body.index("tabLocations")
    page = read_page((body[:lists] + body[lists:].replace(">UK excluding London<", ">UK without London<", 1)).encode())
    assert "row_absent" in checks(page)
    assert "row_absent" not in checks(read_page(body.encode()))


@each_style
def test_a_page_that_is_whole_has_no_such_line(style: TextStyle) -> None:
    page = read_page(page_text(page_on(), style).encode())
    assert not {"stray_line", "name_unconfirmed"} & checks(page)
    assert cell(page, "rank").value == 12
    assert row(page, "locations", "Wales")["advert_count"] == 8
