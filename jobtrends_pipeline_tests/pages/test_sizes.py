"""Content of monstrous size or shape is read or refused within two seconds of processor time, and in one clear line.

The bound is a hundred times what a page takes: what breaks it takes minutes, or never ends.
"""

import time
from collections.abc import Iterator

import pytest

from jobtrends_pipeline.pages.html_outline import MAXIMUM_TAGS, MAXIMUM_UNCLOSED
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.pages.read import MAXIMUM_BYTES, MAXIMUM_LINES, read_page
from jobtrends_pipeline.pages.regular_tables import cut_regular_tables
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL, INDEX, altered
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.text import page_text

SECONDS = 30.0
"""A hang takes minutes; a slow machine, watched by the coverage tool, some seconds."""
ROW = (
    '<tr><td class="cr">1</td><td class="cp">1 <span>(1%)</span></td>'
    '<td class="cd"><a title="x" href="y">z</a></td></tr>'
)
UNITS = (
    *("<table><tr><td>", '<a title="', '<a title="' + "x" * 450, '<td class="' + "x" * 450, "<div>", "<b>", "<p><b>"),
    *("<!--", "<!-- --", '<table class="', "<table><tr><td><a href=", '<a href="#Skill-Set-', "</td>", "<br>", "< "),
    *("<table>" + ROW, "<table><tr>", "<table><tr><td><span>", "<table><tr><td>1</td>", "<select><option>", "<svg>"),
    *("<h2>top 1 ", "<p>median salary is ", "<time datetime=1>", "&amp", "&#163", "&", "6 months to ", "results 1 - "),
)
"""Markup to repeat, as often as a page may hold it."""
INSIDES = (
    *(" ", "1", "1,111", "&nbsp;", "&#163;1 ", "x ", "- ", '"', "title=", "(1%) ", "up 1 place ", "median ", "1 1% "),
    *("6 months to ", "results 1,1 - ", "as % of all permanent jobs in ", "<br>", "<span>1</span>", "<sup></sup>"),
)
"""What to fill one cell with."""
LINES = (
    *("- " * 40 + "x", "- " * 248 + "x", "1 " * 249, "a 1 " * 124, "a" + " 1" * 248, "a 1 1 - - " * 49 + "x"),
    *("1 1 ( 1 % ) " * 40, "up 1 place 1 " * 38, "as % of all permanent jobs in " * 9 + " 1 2 3", "£ 1 " * 120),
    *("as % of the " * 20 + " category" * 20 + " 1 2 3", "|" * 499, "1|" * 249, "1,111,111 " * 45, "no change " * 45),
)
"""Lines of text, just short enough to be taken for rows."""
LONG_LINES = (
    *(
        "[",
        "[](",
        "[](a ",
        "[](((",
        "|",
        "1|",
        "-",
        "1",
        "1,",
        ",111",
        " ",
        "co-occurring ",
        "top 1 co",
        "6 months to ",
    ),
    *("same period 2", "top 1 a locations", "results 1 - 1 of ", "median ", "as % of all permanent jobs in "),
)
"""What to fill one line of text with; an `x` ends it."""


def seconds(body: bytes) -> float:
    """Processor time to read a page or to refuse it, which takes one short line."""
    started = time.process_time()
    message = refusal(body)
    taken = time.process_time() - started
    assert message is None or 0 < len(message) < 300
    assert "\n" not in (message or "")
    return taken


def refusal(body: bytes) -> str | None:
    """Why a page is refused; null when it is read."""
    try:
        read_page(body)
    except UnknownPageError as error:
        return str(error)
    return None


def filled(unit: str, size: int, most_tags: int = MAXIMUM_TAGS - 2000) -> str:
    """A unit repeated up to a size, and no more often than its tags allow."""
    return unit * min(size // len(unit), most_tags // max(unit.count("<"), 1) if "<" in unit else size)


def nested(opened: str, closed: str, depth: int) -> bytes:
    """Elements one inside another, each closed."""
    return f"<html>{opened * depth}{closed * depth}</html>".encode()


@pytest.mark.parametrize("unit", UNITS, ids=range(len(UNITS)))
def test_a_page_full_of_one_thing_ends(unit: str) -> None:
    assert seconds(b"<html>" + filled(unit, MAXIMUM_BYTES - 100).encode()) < SECONDS
    assert seconds(altered(DETAIL, "</section>", filled(unit, 2_000_000)).encode()) < SECONDS


@pytest.mark.parametrize("unit", UNITS, ids=range(len(UNITS)))
def test_the_patterns_of_regular_tables_end_on_four_megabytes(unit: str) -> None:
    started = time.process_time()
    cut_regular_tables(unit * (4_000_000 // len(unit)))
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("inside", INSIDES, ids=range(len(INSIDES)))
@pytest.mark.parametrize("before", ['quoted</td><td class="fig">', "<tr><td>Rank", '<tr><td class="cr">', 'href="'])
def test_a_page_with_one_monstrous_cell_or_link_ends(inside: str, before: str) -> None:
    assert seconds(altered(DETAIL, before, before + filled(inside, 400_000) + "x").encode()) < SECONDS


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_a_text_full_of_one_line_ends(line: str) -> None:
    for start in ("", page_text(page_on()), "Top 12 Job Locations\n", "Top 30 Co-Occurring Skills\n", "Rank 1 2 3\n"):
        lines = (line + "\n") * min(MAXIMUM_LINES // 4, 50_000 // len(line))
        assert seconds((start + lines).encode()) < SECONDS


@pytest.mark.parametrize("unit", LONG_LINES, ids=range(len(LONG_LINES)))
def test_a_text_of_one_long_line_ends(unit: str) -> None:
    assert seconds((filled(unit, 200_000) + "x").encode()) < SECONDS


@pytest.mark.parametrize("lines", ["1\n", "1\n1 (1%)\n", "6\nmonths\nto\n", "Rank\n1\n2\n3\n", "-\n", "| 1 | 2 |\n"])
def test_a_text_of_very_many_lines_ends(lines: str) -> None:
    assert seconds((lines * ((MAXIMUM_LINES - 100) // lines.count("\n"))).encode()) < SECONDS


def monstrous_rows() -> Iterator[tuple[str, str]]:
    """Tables of the source with tens of thousands of rows or columns."""
    yield "skills", altered(DETAIL, ROW[:20], filled(ROW, 2_000_000, 80_000) + ROW[:20])
    yield (
        "rows of an index that are none",
        altered(INDEX, "</tr>\n<", filled("</tr><tr><td>x</td>", 2_000_000, 80_000) + "</tr>\n<"),
    )
    yield (
        "heads of locations",
        altered(DETAIL, "<th>Location</th>", "<th>Location</th>" + "<th>Rank Change</th>" * 40_000),
    )
    yield "heads of an index", altered(INDEX, "<th>Description</th>", "<th>Description</th>" + "<th>Rank</th>" * 40_000)
    yield "cells of a row", altered(DETAIL, '<td class="fig">12</td>', '<td class="fig">12</td>' * 40_000)
    name = "a" * 200_000
    yield "a name nearly its link", altered(DETAIL, '/jobs/uk/flour.do">Flour', f'/jobs/uk/{name}.do">{name}b')


MONSTROUS = dict(monstrous_rows())


@pytest.mark.parametrize("name", MONSTROUS)
def test_a_list_of_monstrous_length_or_width_ends(name: str) -> None:
    assert seconds(MONSTROUS[name].encode()) < SECONDS


@pytest.mark.parametrize("depth", [MAXIMUM_UNCLOSED - 100, 24_000])
@pytest.mark.parametrize("tags", [("<div>", "</div>"), ("<b>", "</b>"), ("<table><tr><td>", "</td></tr></table>")])
def test_deep_nesting_ends_even_where_every_element_is_closed(tags: tuple[str, str], depth: int) -> None:
    assert seconds(nested(*tags, depth // tags[0].count("<"))) < SECONDS


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>" + b" " * 50 * 1024**2, "50 MiB: no page of IT Jobs Watch is this long"),
        (b"<html><table><tr><td>" + b"9" * 10 * 1024**2, "10 MiB: no page of IT Jobs Watch is this long"),
        (
            b"<html>" + b"<table><tr><td>" * 100_000,
            "more than 100,000 tags or character references: no page of IT Jobs Watch is like this",
        ),
        (
            nested("<table><tr><td>", "</td></tr></table>", 100_000),
            "more than 100,000 tags or character references: no page of IT Jobs Watch",
        ),
        (nested("<div>", "</div>", 40_000), "thousands of elements stand one inside another: no page of IT Jobs Watch"),
        (b"<html>" + b"<div>" * 40_000, "thousands of elements stand one inside another: no page of IT Jobs Watch"),
        (b"median salary " * 100_000, "a text of 1,400,000 characters: no page of IT Jobs Watch is this long"),
        (b"z\n" * 60_000, "a text of 120,000 characters: no page of IT Jobs Watch is this long"),
    ],
    ids=["bytes", "cell", "open tables", "closed tables", "closed boxes", "open boxes", "text", "lines"],
)
def test_what_no_page_is_like_is_refused_in_one_clear_line(body: bytes, words: str) -> None:
    started = time.process_time()
    with pytest.raises(UnknownPageError, match=words) as caught:
        read_page(body)
    assert "\n" not in str(caught.value)
    assert time.process_time() - started < SECONDS
