"""Sizes of chunks inside a body: taken out exactly where they add up, and never a silent part of a name."""

import random
from itertools import pairwise

import pytest

from jobtrends_pipeline.pages.chunks import sizes_in_text, without_chunk_sizes
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.compare import Original
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.text import TextStyle, page_text

BODY = DETAIL.encode()
TEXT = page_text(page_on(), "lines").encode()


def chunked(body: bytes, *sizes: int, end: str = "\r\n", form: str = "{:x}", last: str = "0") -> bytes:
    """The body in chunks of some sizes, the rest in one, as HTTP/1.1 sends it."""
    places = [0, *(sum(sizes[: n + 1]) for n in range(len(sizes))), len(body)]
    chunks = [body[start:stop] for start, stop in pairwise(places)]
    framed = b"".join(f"{form.format(len(chunk))}{end}".encode() + chunk + end.encode() for chunk in chunks if chunk)
    return framed + (f"{last}{end}{end}".encode() if last else b"")


@pytest.mark.parametrize("body", [BODY, TEXT], ids=["html", "text"])
@pytest.mark.parametrize(
    "framed",
    [
        {"form": "{:x}"},
        {"form": "{:X}"},
        {"form": "{:08x}"},
        {"form": "{:x}   "},
        {"form": "{:x};name=value"},
        {"end": "\n"},
        {"last": ""},
        {"last": "000"},
    ],
    ids=str,
)
def test_sizes_that_add_up_are_taken_out(body: bytes, framed: dict[str, str]) -> None:
    assert without_chunk_sizes(chunked(body, 700, 1, 812, 999, **framed)) == body


def test_one_chunk_and_trailing_fields_are_taken_out_too() -> None:
    assert without_chunk_sizes(chunked(BODY)) == BODY
    assert without_chunk_sizes(chunked(BODY, 512).removesuffix(b"\r\n") + b"Expires: 0\r\n\r\n") == BODY


def test_sizes_whose_first_line_was_lost_are_taken_out() -> None:
    framed = chunked(BODY, 700, 812)
    assert without_chunk_sizes(framed.partition(b"\r\n")[2]) == BODY


def test_a_body_cut_in_a_chunk_is_all_that_came() -> None:
    framed = chunked(BODY, 700, 812, 900)
    assert without_chunk_sizes(framed[:3000]) == BODY[: 3000 - len(b"2bc\r\n\r\n32c\r\n\r\n384\r\n\r\n") - 6]


@pytest.mark.parametrize(
    "body",
    [BODY, TEXT, b"", b"\r\n", b"0\r\n\r\n", b"5\n12345\n7\nno\n", b"132\n157\n193\n", b"a\nb\nc\n", b"fff\r\nshort"],
)
def test_a_body_without_sizes_stays_as_it_is(body: bytes) -> None:
    assert without_chunk_sizes(body) == body


def test_a_page_in_chunks_reads_as_the_page() -> None:
    assert read_page(chunked(BODY, 2000, 3000)) == read_page(BODY)


def test_a_size_line_anywhere_never_changes_a_fact_in_silence() -> None:
    original = Original.of(BODY)
    rng = random.Random(7)  # noqa: S311
    start, end = BODY.index(b"<table"), BODY.rindex(b"</table>")
    verdicts = {}
    for _ in range(300):
        at, size = rng.randrange(start, end), rng.choice((b"2000", b"1ff8", b"7d2", b"1000"))
        verdicts[at] = original.verdict(BODY[:at] + b"\r\n" + size + b"\r\n" + BODY[at:]).name
    assert [at for at, verdict in verdicts.items() if verdict == "silent"] == []


@pytest.mark.parametrize("name", ["requiring a Data Ba|ker", "all permanent jobs in Lon|don", "Data Baker|</td>"])
def test_a_size_line_in_a_name_that_a_page_is_filed_by_quarantines(name: str) -> None:
    page = DETAIL.replace("in the UK<", "in London<")
    assert name.replace("|", "") in page
    broken = page.replace(name.replace("|", ""), name.replace("|", "\r\n1ff8\r\n"), 1)
    found = read_page(broken.encode())
    assert found.outcome == "quarantined"
    assert found.reason is not None
    assert found.reason.startswith("the line '1ff8' in a text is the size of a chunk: save or fetch the page again")


def test_a_line_of_prose_that_is_a_year_or_a_small_number_is_no_size() -> None:
    page = DETAIL.replace("15 February 2026", "15 February\n2026\n").replace("<h1>", "<h1>12\n12\n")
    assert page != DETAIL
    assert "chunk_size" not in {one.check_name for one in read_page(page.encode()).findings}


@pytest.mark.parametrize("size", ["44f1", "7d17", "fe1", "00ab12"])
@pytest.mark.parametrize("style", ["spaces", "pipes", "lines"])
def test_a_size_alone_on_a_line_of_a_text_is_found_and_names_nothing(size: str, style: TextStyle) -> None:
    text = page_text(page_on(), style)
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if "Percentile" in line)
    page = read_page("\r\n".join([*lines[:at], size, *lines[at:]]).encode())
    assert [found.check_name for found in page.findings].count("chunk_size") == 1


@pytest.mark.parametrize("name", ["CAD", "3D", "E2E", "B2B", "2016", "cafe", "1207"])
def test_names_and_figures_alone_on_a_line_are_no_sizes(name: str) -> None:
    assert list(sizes_in_text(f"Skill\n{name}\nShare\n")) == []


@pytest.mark.parametrize("style", ["spaces", "pipes", "lines"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("size", ["4096", "125"])
def test_a_size_of_decimal_digits_in_a_text_never_changes_a_fact_in_silence(
    style: TextStyle, end: str, size: str
) -> None:
    text = page_text(page_on(), style)
    original, rng = Original.of(text.encode()), random.Random(size)  # noqa: S311
    places = rng.sample(range(1, len(text)), 25)
    names = [text.index(f"\n{name}") + 3 for name in ("Wales", "UK excl", "London") if f"\n{name}" in text]
    for at in (*places, *names):
        verdict = original.verdict((text[:at] + f"{end}{size}{end}" + text[at:]).encode())
        assert verdict.name != "silent", (at, text[at - 30 : at], verdict)


@pytest.mark.parametrize("line", ["2019", "12", "4,096", "Skill 4096"])
def test_a_year_or_a_small_number_alone_is_no_size(line: str) -> None:
    rows = "\n".join(f"{number} {100 - number} ({50 - number}.00%) Spice {number}" for number in range(1, 10))
    assert list(sizes_in_text(f"{rows}\n{line}\n10 5 (1.00%) Spice\n")) == []
    assert len(list(sizes_in_text(f"{rows}\n4096\n10 5 (1.00%) Spice\n"))) == 1
