"""Saved pages arrive once, under the role and the month they name themselves."""

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.identify import page_address
from jobtrends_pipeline.acquire.saved_batches import Identified, identify_files
from jobtrends_pipeline.acquire.saved_items import refusals
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.watchlist import MARKET_INDEX, Role, Watchlist
from jobtrends_pipeline.saved_files.read import Refused
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.text import page_text

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample" / "itjobswatch-sample.warc.gz"
WATCHLIST = Watchlist((Role(name="Backend Developer"), Role(name="Java"), Role(name="Bread", aliases=("Data Baker",))))
NONE_HELD: frozenset[str] = frozenset()
PAGE = page_on()


def saved(folder: Path, **contents: bytes) -> list[Path]:
    paths = [folder / name.replace("_", ".") for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    return paths


def taken(paths: list[Path], held: frozenset[str] = NONE_HELD) -> Identified:
    return identify_files(paths, WATCHLIST, held)


def test_a_page_arrives_under_the_role_of_its_alias_and_the_month_of_its_period(tmp_path: Path) -> None:
    (arrival,) = taken(saved(tmp_path, a_html=page_html(PAGE))).arrivals
    assert (arrival.role, arrival.month) == ("bread", "2026-02-01")
    assert arrival.document.url == "https://www.itjobswatch.co.uk/jobs/uk/data%20baker.do"
    assert arrival.document.media_type == "text/html"
    assert arrival.page.outcome == "read"


def test_a_page_of_no_role_gets_a_role_key_of_its_own(tmp_path: Path) -> None:
    body = page_html(PAGE).replace(b"Data Baker", b"Sauce Chef (C++)")
    (arrival,) = taken(saved(tmp_path, a_html=body)).arrivals
    assert arrival.role == "sauce-chef-c-plus-plus"


def test_one_content_in_two_files_is_one_arrival(tmp_path: Path) -> None:
    body = page_html(PAGE)
    intake = taken(saved(tmp_path, a_html=body, b_html=body, c_html_gz=gzip.compress(body)))
    assert len(intake.arrivals) == 1
    assert intake.held == (str(tmp_path / "b.html"), str(tmp_path / "c.html.gz"))


def test_a_page_in_the_archive_is_held_and_does_not_arrive(tmp_path: Path) -> None:
    paths = saved(tmp_path, a_html=page_html(PAGE))
    first = taken(paths)
    again = taken(paths, frozenset(arrival.capture_id for arrival in first.arrivals))
    assert (again.arrivals, again.held, again.refused) == ((), (str(paths[0]),), ())


def test_markup_and_text_of_one_page_are_two_captures_of_one_address(tmp_path: Path) -> None:
    paths = saved(tmp_path, a_html=page_html(PAGE), a_txt=page_text(PAGE).encode())
    html, text = taken(paths).arrivals
    assert html.capture_id != text.capture_id
    assert (html.role, html.month, html.document.url) == (text.role, text.month, text.document.url)
    assert [one.document.media_type for one in (html, text)] == ["text/html", "text/plain"]


def test_pager_pages_of_an_index_have_addresses_of_their_own(tmp_path: Path) -> None:
    index = index_of(count=120)
    arrivals = taken(saved(tmp_path, a_html=index_html(index, 1), b_html=index_html(index, 2))).arrivals
    assert [arrival.role for arrival in arrivals] == [MARKET_INDEX] * 2
    assert len({page_address(arrival.page.key) for arrival in arrivals}) == 2
    assert [arrival.month for arrival in arrivals] == ["2026-06-01"] * 2


def test_a_quarantined_page_arrives_so_that_it_can_be_looked_at(tmp_path: Path) -> None:
    body = page_html(PAGE).replace(b"&#163;30,000", b"&#163;45,000", 1)
    assert body != page_html(PAGE)
    (arrival,) = taken(saved(tmp_path, a_html=body)).arrivals
    assert arrival.page.outcome == "quarantined"


def test_what_is_no_page_is_refused_by_name_and_the_rest_arrives(tmp_path: Path) -> None:
    paths = saved(tmp_path, a_html=b"", b_html=b"<html>hello</html>", c_txt=b"\x89PNG\0", d_html=page_html(PAGE))
    intake = taken([tmp_path / "none.html", *paths])
    assert [Path(refused.source).name for refused in intake.refused] == ["none.html", "a.html", "b.html", "c.txt"]
    assert all(refused.reason and "\n" not in refused.reason for refused in intake.refused)
    assert len(intake.arrivals) == 1


@pytest.mark.skipif(not SAMPLE.exists(), reason="data/sample holds no archive")
def test_the_sample_archive_gives_its_ten_pages() -> None:
    arrivals = taken([SAMPLE]).arrivals
    assert len(arrivals) == 10
    assert {arrival.role for arrival in arrivals} == {"backend-developer", "java"}
    assert {arrival.page.outcome for arrival in arrivals} == {"read"}
    assert {finding.severity for arrival in arrivals for finding in arrival.page.findings} <= {"info"}
    assert min(arrival.page.key.period_end for arrival in arrivals) == date(2025, 5, 2)


def test_what_arrived_reads_the_same_from_the_archive(tmp_path: Path) -> None:
    arrivals = taken(saved(tmp_path, a_html=page_html(PAGE), b_txt=page_text(PAGE).encode())).arrivals
    archive = Archive(tmp_path / "archive")
    held = archive.add("run", [arrival.document for arrival in arrivals])
    assert [entry.capture_id for entry in held] == [arrival.capture_id for arrival in arrivals]
    assert [archive.read(entry).body for entry in held] == [arrival.document.body for arrival in arrivals]
    assert taken([tmp_path], frozenset(entry.capture_id for entry in held)).arrivals == ()


def test_a_refused_file_is_logged_by_its_name_and_a_path_to_nothing_is_not() -> None:
    moment = datetime(2026, 2, 16, tzinfo=UTC)
    refused = [
        Refused("/home/me/old.gz", "/home/me/old.gz: the gzip file is cut off"),
        Refused("old.warc.gz#3", "an error page"),
        Refused("/home/me/none.html", "no such file", is_there=False),
    ]
    assert [
        (one.origin, one.url, one.role, one.month, one.outcome, one.reason) for one in refusals(refused, moment)
    ] == [
        ("saved", "old.gz", None, None, "refused", "old.gz: the gzip file is cut off"),
        ("saved", "old.warc.gz#3", None, None, "refused", "an error page"),
    ]
