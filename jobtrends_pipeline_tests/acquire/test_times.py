"""Pages of times that cannot be are quarantined, whichever way they come in, and stay so when they are read again."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.identify import IdentifiedPage, identify, read_document
from jobtrends_pipeline.acquire.saved_batches import identify_files
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline.saved_files.read import read_saved
from jobtrends_pipeline_tests.support.pages.index_text import index_text
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.text import page_text
from jobtrends_pipeline_tests.support.warc_files import write_warc

END = date(2026, 2, 15)
NOW = datetime(2026, 2, 16, 9, 30, tzinfo=UTC)
WATCHLIST = Watchlist(())
URL = f"{SITE}/jobs/uk/data%20baker.do"
CENTURY = {"2026": "2126", "2025": "2125", "2024": "2124"}


def of_years(years: dict[str, str], text: str) -> bytes:
    for before, after in years.items():
        text = text.replace(before, after)
    return text.encode()


def a_file(folder: Path, body: bytes, day: datetime) -> Path:
    path = folder / "page.html"
    path.write_bytes(body)
    os.utime(path, (day.timestamp(), day.timestamp()))
    return path


def taken(path: Path, now: datetime = NOW) -> IdentifiedPage:
    (arrival,) = identify_files([path], WATCHLIST, frozenset(), lambda: now).arrivals
    return arrival


def a_record(captured_at: datetime, end: date = END, origin: str = "saved") -> Document:
    return Document(URL, captured_at, origin, page_html(page_on(end)), "text/html", 200, "page.warc#1")


def verdict(document: Document, now: datetime = NOW) -> tuple[str, list[str]]:
    page = read_document(document, now)
    return page.outcome, [finding.position for finding in page.findings if finding.check_name == "time"]


@pytest.mark.parametrize(
    ("captured_at", "positions"),
    [
        (datetime(2026, 2, 16, 3, 0, tzinfo=UTC), []),
        (datetime(2026, 2, 15, 3, 0, tzinfo=UTC), []),
        (datetime(2026, 2, 14, 0, 30, tzinfo=UTC), []),
        (datetime(2026, 2, 13, 23, 59, tzinfo=UTC), ["page/period_end"]),
        (datetime(2019, 1, 1, tzinfo=UTC), ["page/period_end"]),
        (NOW + timedelta(hours=24), []),
        (NOW + timedelta(hours=24, seconds=1), ["page/captured_at"]),
        (datetime(9999, 12, 31, tzinfo=UTC), ["page/captured_at"]),
    ],
)
def test_a_day_is_allowed_between_the_end_of_a_period_its_capture_and_now(
    captured_at: datetime, positions: list[str]
) -> None:
    for origin in ("saved", "wayback", "common_crawl", "live"):
        expected = ("quarantined" if positions else "read", positions)
        assert verdict(a_record(captured_at, origin=origin)) == expected


@pytest.mark.parametrize(("year", "outcome"), [(2003, "quarantined"), (2004, "read"), (1999, "quarantined")])
def test_a_period_before_the_source_existed_is_quarantined(year: int, outcome: str) -> None:
    page = read_document(a_record(NOW, date(year, 6, 1)), NOW)
    assert [f.severity for f in page.findings if f.check_name == "time"] == (["error"] if outcome != "read" else [])
    assert page.outcome != "read" if outcome != "read" else page.outcome in ("read", "partial")


def test_a_file_of_a_century_to_come_is_quarantined_and_filed_under_the_month_it_came(tmp_path: Path) -> None:
    for body in (page_text(page_on()), page_html(page_on()).decode()):
        arrival = taken(a_file(tmp_path, of_years(CENTURY, body), NOW))
        assert (arrival.page.outcome, arrival.month) == ("quarantined", "2026-02-01")
        assert (arrival.page.reason or "").startswith(
            "its period ends on 15 Feb 2126, after it was captured on 16 Feb 2026"
        )


@pytest.mark.parametrize(
    "day", [datetime(2126, 1, 1, tzinfo=UTC), datetime(1980, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)]
)
def test_a_file_whose_own_time_cannot_be_its_pages_counts_as_captured_now(tmp_path: Path, day: datetime) -> None:
    arrival = taken(a_file(tmp_path, page_html(page_on()), day))
    assert (arrival.document.captured_at, arrival.page.outcome, arrival.month) == (NOW, "read", "2026-02-01")


def test_a_files_own_time_counts_where_it_can(tmp_path: Path) -> None:
    day = datetime(2026, 2, 15, 22, 0, tzinfo=UTC)
    assert taken(a_file(tmp_path, page_html(page_on()), day)).document.captured_at == day


@pytest.mark.parametrize("seconds", [10**12, -(10**12)])
def test_a_file_of_a_time_that_no_calendar_has_is_taken_all_the_same(tmp_path: Path, seconds: int) -> None:
    path = a_file(tmp_path, page_html(page_on()), NOW)
    try:
        os.utime(path, (seconds, seconds))
    except OSError:
        pytest.skip("this file system keeps no such time")
    (document,) = read_saved([path])
    assert isinstance(document, Document)
    assert (taken(path).document.captured_at, taken(path).page.outcome) == (NOW, "read")


def test_the_verdict_is_the_same_when_the_archive_is_read_again_after_that_day(tmp_path: Path) -> None:
    arrival = taken(a_file(tmp_path, page_html(page_on(END + timedelta(days=30))), NOW))
    assert arrival.page.outcome == "quarantined"
    archive = Archive(tmp_path / "archive")
    (held,) = archive.add("20260216T093000-a", [arrival.document])
    for now in (NOW, NOW + timedelta(days=400)):
        again = identify(archive.read(held), WATCHLIST, iter([now]).__next__)
        assert (again.page.outcome, again.page.reason) == ("quarantined", arrival.page.reason)


def test_a_record_keeps_its_date_and_its_verdict_through_a_warc(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", [replace(a_record(datetime(2126, 1, 1, tzinfo=UTC)), origin="live")])
    arrival = taken(tmp_path / "a.warc.gz")
    assert arrival.document.captured_at.year == 2126
    assert (arrival.page.outcome, arrival.month) == ("quarantined", "2026-02-01")


def test_of_files_in_archives_of_before_only_a_period_to_come_is_known_to_be_wrong() -> None:
    before = Document(URL, datetime(1980, 1, 1, tzinfo=UTC), "saved", page_html(page_on()), "text/html", None, "a.html")
    assert verdict(before) == ("read", [])
    index = f"{SITE}/default.aspx?ql=&ll=UK&id=0&p=6&page=1&sortby=0&orderby=0"
    record = Document(index, datetime(2126, 1, 1, tzinfo=UTC), "saved", index_text(), "text/plain", None, "a.wet#1")
    assert verdict(record, datetime(2026, 6, 2, tzinfo=UTC)) == ("quarantined", ["page/captured_at"])
    future = replace(before, body=of_years(CENTURY, page_html(page_on()).decode()))
    assert verdict(future) == ("quarantined", ["page/period_end"])
