"""The address that a record or a server gave a page counts; one that was made from the page's own words does not."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.identify import given_address, identify, read_document
from jobtrends_pipeline.acquire.saved_batches import Identified, identify_files
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline_tests.support.pages.index_text import index_text
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html

NOW = datetime(2026, 6, 2, 6, 0, tzinfo=UTC)
WATCHLIST = Watchlist(())
LONDON, UK = (f"{SITE}/default.aspx?ql=&ll={place}&id=0&p=6&page=1" for place in ("London", "UK"))


def wet(folder: Path, body: bytes, url: str, name: str = "a.warc.wet") -> Path:
    """A record of text as crawls write it, of one file each."""
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-06-02T05:00:00Z\r\n"
    record = f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    path = folder / name
    path.write_bytes((head + record).encode() + body + b"\r\n\r\n")
    return path


def taken(*paths: Path, held: dict[str, str] | None = None) -> Identified:
    return identify_files(paths, WATCHLIST, held or {}, lambda: NOW)


def test_a_record_of_text_is_of_its_address_place_and_stays_so_when_it_is_read_again(tmp_path: Path) -> None:
    (arrival,) = taken(wet(tmp_path, index_text(), LONDON)).arrivals
    assert (arrival.page.key.place, arrival.page.outcome) == ("London", "read")
    archive = Archive(tmp_path / "archive")
    (held,) = archive.add("20260602T060000-a", [arrival.document])
    again = identify(archive.read(held), WATCHLIST, lambda: NOW)
    assert (again.page, again.document.url) == (arrival.page, LONDON)


def test_the_address_made_for_a_file_is_no_witness_of_its_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(index_html(index_of(count=6)))
    (arrival,) = taken(path).arrivals
    (held,) = Archive(tmp_path / "archive").add("20260602T060000-a", [arrival.document])
    document = Archive(tmp_path / "archive").read(held)
    assert (document.url, given_address(document)) == (UK, None)
    with pytest.raises(UnknownPageError, match="which place"):
        read_document(replace(document, body=index_text()), NOW)


def test_a_file_taken_again_from_the_archive_of_another_root_is_none_either(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(index_html(index_of(count=6)))
    Archive(tmp_path / "one").add("20260602T060000-a", [arrival.document for arrival in taken(path).arrivals])
    (arrival,) = taken(*(tmp_path / "one" / "warc").iterdir()).arrivals
    assert (given_address(arrival.document), arrival.page.key.place) == (None, "UK")


@pytest.mark.parametrize(
    ("url", "given"),
    [(UK, None), (f"{SITE}/jobs/uk/java.do", None), (f"{UK}&sortby=0&orderby=0", f"{UK}&sortby=0&orderby=0")],
)
def test_archives_of_before_do_not_say_whose_an_address_is_unless_it_is_written_otherwise(
    url: str, given: str | None
) -> None:
    before = Document(url, NOW, "saved", b"", "text/plain", None, "a")
    assert given_address(before) == given
    assert given_address(replace(before, http_status=200)) == url
    assert given_address(replace(before, origin="wayback")) == url


def test_a_live_page_is_of_the_source_whatever_stands_in_for_it() -> None:
    live = Document("http://mirror.example/jobs/uk/data%20baker.do", NOW, "live", page_html(page_on()), None, 200, "a")
    assert read_document(live, NOW).outcome == "read"
    with pytest.raises(UnknownPageError, match=r"of the host mirror\.example"):
        read_document(replace(live, origin="saved"), NOW)


def test_a_record_of_another_host_is_refused_and_the_next_is_taken(tmp_path: Path) -> None:
    foreign = wet(tmp_path, index_text(), LONDON.replace("www.itjobswatch.co.uk", "evil.example"), "a.wet")
    intake = taken(foreign, wet(tmp_path, index_text(), LONDON, "b.wet"))
    assert [arrival.page.key.place for arrival in intake.arrivals] == ["London"]
    ((source, reason),) = [(one.source, one.reason) for one in intake.refused]
    assert source.startswith("a.wet")
    assert "of the host evil.example, which is neither IT Jobs Watch nor" in reason


def test_the_same_bytes_under_the_address_of_another_index_are_refused_not_passed_over(tmp_path: Path) -> None:
    paths = [wet(tmp_path, index_text(), LONDON, "a.wet"), wet(tmp_path, index_text(), UK, "b.wet")]
    intake = taken(*paths)
    assert (len(intake.arrivals), intake.held) == (1, ())
    reasons = [one.reason.partition(":")[0] for one in intake.refused]
    assert reasons == ["byte for byte a page held of another market index, London, 6"]
    held = {intake.arrivals[0].capture_id: LONDON}
    later = taken(*paths, held=held)
    assert ([name.partition("#")[0] for name in later.held], len(later.refused)) == (["a.wet"], 1)


def test_a_page_that_contradicts_its_record_is_quarantined_and_holds_no_other_up(tmp_path: Path) -> None:
    ignored = wet(tmp_path, index_html(index_of(count=6)), LONDON, "a.wet")
    intake = taken(ignored, wet(tmp_path, index_text(), LONDON, "b.wet"))
    assert [arrival.page.outcome for arrival in intake.arrivals] == ["quarantined", "read"]
    assert (intake.arrivals[0].page.reason or "").startswith("its address is of a market index, London, 6 months")
