"""What is cut off, foreign, empty or monstrous is refused or marked, and never passes for a page read whole."""

import time
from pathlib import Path

import pytest

from jobtrends_pipeline.pages.page import ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, each_case, needs_shared
from jobtrends_pipeline_tests.support.site.text import page_text

REAL_HTML = ("permanent-uk-developer-2020-03-02", "contract-uk-qa-engineer-2020-03-06", "index-uk-2019-08-15")
REAL_TEXT = SHARED / "pages" / "permanent-uk-backend-developer-2026-02-15.txt"


def outcome(body: bytes) -> str:
    """How a page reads: its outcome, or `refused` with one clear line."""
    try:
        return read_page(body).outcome
    except UnknownPageError as error:
        message = str(error)
    assert message
    assert "\n" not in message
    return "refused"


def values(page: ParsedPage) -> dict[tuple[object, ...], float]:
    """Every value read, by its place on the page."""
    return {
        (f.part, f.section, f.label, f.measure, f.pay_basis, f.lag_years): f.value
        for f in page.figures
        if f.value is not None
    }


@needs_shared
@pytest.mark.parametrize("name", REAL_HTML)
def test_a_page_cut_anywhere_is_never_read_as_whole(name: str) -> None:
    body = (SHARED / "pages" / f"{name}.html").read_bytes()
    cuts = [len(body) * part // 61 for part in range(1, 61)]
    assert "read" not in {outcome(body[:cut]) for cut in cuts}


@needs_shared
def test_what_is_left_of_a_cut_page_is_read_as_printed_or_not_at_all() -> None:
    body = (SHARED / "pages" / f"{REAL_HTML[0]}.html").read_bytes()
    whole = values(read_page(body))
    for part in range(1, 21):
        if outcome(body[: len(body) * part // 21]) == "partial":
            left = values(read_page(body[: len(body) * part // 21]))
            # The last cell may be cut inside its digits; nothing else may differ.
            assert len([place for place, value in left.items() if whole.get(place) != value]) <= 3


@needs_shared
def test_a_text_cut_before_its_last_list_is_never_read_as_whole() -> None:
    body = REAL_TEXT.read_bytes()
    end = body.index(b"\nVendors\n")
    assert "read" not in {outcome(body[: end * part // 61]) for part in range(1, 61)}


@each_case
@pytest.mark.parametrize("form", ["html", "text"])
def test_a_page_whose_first_table_is_cut_in_half_is_not_trusted(case: Path, form: str) -> None:
    page = load_page(case)
    text = page_html(page).decode() if form == "html" else page_text(page)
    *_, last = [row[0] for row in page.subject_table if row[0].startswith("Number of")][:1]
    half = text[: text.index(last)]
    assert outcome(half.encode()) in ("quarantined", "refused")
    assert outcome((half + "</table></body></html>").encode()) in ("quarantined", "refused")


def test_an_index_cut_off_is_partial() -> None:
    body = index_html(index_of(count=50))
    assert outcome(body[: body.index(b"Skill 30<")]) == "partial"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x1f\x8b\x08\x00" + b"\x03\x9c" * 40, "binary|not a job-trend page"),
        (b"<html><body><h1>404 - File or directory not found</h1></body></html>", "not a job-trend page"),
        (
            b"<html><body><form>Log in <input name=u></form><p>We value your privacy</p></body></html>",
            "not a job-trend",
        ),
        (
            b"<html><table><tr><th>Rank</th><th>Team</th></tr><tr><td>1</td><td>Leeds</td></tr></table></html>",
            "not a job",
        ),
        (b"<table></table><table><tr></tr></table>", "not a job-trend page"),
        (b"Salaries rose by 3% to \xc2\xa350,000, says a report.\n", "not a job-trend page"),
        (b'{"rank": 1, "median": 50000}', "not a job-trend page"),
    ],
)
def test_what_is_no_page_of_the_source_is_refused_in_one_line(body: bytes, words: str) -> None:
    with pytest.raises(UnknownPageError, match=words) as caught:
        read_page(body)
    assert "\n" not in str(caught.value)


def test_a_page_without_its_head_row_takes_its_period_from_nowhere_else_unnoticed() -> None:
    body = page_html(page_on()).replace(b"6 months to<br>15 Feb 2026", b"now")
    page = read_page(body)
    assert page.outcome == "quarantined"
    assert page.reason is not None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html>" + b"<table><tr><td>" * 20_000, id="nested tables"),
        pytest.param(b"<html>" + b"<div>" * 100_000, id="nested boxes"),
        pytest.param(page_html(page_on()).replace(b"<td>Rank", b"<td>" + b"median salary " * 100_000, 1), id="label"),
        pytest.param(page_html(page_on()).replace(b'"fig">', b'"fig">' + b"9" * 2_000_000, 1), id="cell"),
        pytest.param(page_text(page_on()).encode() + b"\n1" * 100_000, id="figures"),
        pytest.param(b"Top 12 Job Locations\n" + b"a 1 " * 500_000, id="line"),
        pytest.param(b"6 months to " * 200_000, id="periods"),
        pytest.param(b" " * 5_000_000 + b"x", id="far too long"),
    ],
)
def test_a_monstrous_page_ends_in_bounded_time(body: bytes) -> None:
    started = time.process_time()
    outcome(body)
    assert time.process_time() - started < 5


def test_a_page_far_too_long_is_refused_unread() -> None:
    with pytest.raises(UnknownPageError, match="no page of IT Jobs Watch is this long"):
        read_page(b"<html>" + b" " * 5_000_000)
