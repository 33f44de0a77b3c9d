"""Pages out of Common Crawl: real WARC and WET files behind an index and a server of byte ranges, on loopback."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from jobtrends_pipeline.fetch.response import DeferredError, FetchError
from jobtrends_pipeline.web_archives.cdx import Months, choose
from jobtrends_pipeline.web_archives.common_crawl import Record, fetch, search
from jobtrends_pipeline.web_archives.crawls import Crawl, Service
from jobtrends_pipeline.web_archives.errors import (
    ArchivedStatusError,
    ArchiveFailedError,
    DamagedCaptureError,
    IndexAnswerError,
    NotArchivedError,
    WithheldError,
)
from jobtrends_pipeline_tests.support.crawl_site import ADDRESS, CRAWL, FILE, PAGES, RECORDS, CrawlSite, index_rows
from jobtrends_pipeline_tests.support.loopback import Answer, LoopbackFetcher, answering
from jobtrends_pipeline_tests.support.pywb_archive import SITE, Archived, sha1, warc_date, write_warc_of

MAY = Months(date(2025, 5, 1), date(2025, 5, 1))


@pytest.fixture
def site(tmp_path: Path) -> CrawlSite:
    places = write_warc_of(tmp_path / "a.warc.gz", RECORDS)
    return CrawlSite((tmp_path / "a.warc.gz").read_bytes(), index_rows(places))


@pytest.fixture
def base(site: CrawlSite) -> Iterator[str]:
    with answering(site.answer) as address:
        yield address


@pytest.fixture
def service(base: str) -> Service:
    return Service(base, base)


@pytest.fixture
def crawl(base: str) -> Crawl:
    return replace(CRAWL, index=f"{base}/CC-MAIN-2025-21-index")


@pytest.fixture
def fetcher() -> LoopbackFetcher:
    return LoopbackFetcher()


@pytest.fixture
def record(fetcher: LoopbackFetcher, crawl: Crawl, service: Service) -> Record:
    return search(fetcher, crawl, [ADDRESS], service).snapshots[0]


def test_a_page_comes_back_as_the_crawler_stored_it(
    fetcher: LoopbackFetcher, crawl: Crawl, service: Service, base: str
) -> None:
    found = search(fetcher, crawl, [ADDRESS, "http://itjobswatch.co.uk/jobs/UK/data%20baker.do"], service)
    (choice,) = choose(found.snapshots, MAY, every=False)
    documents = [fetch(fetcher, record, service) for record in choice.candidates[:2]]
    assert [document.body for document in documents] == [PAGES["20250520010203"], PAGES["20250511010203"]]
    (document, _) = documents
    assert (document.url, document.origin, document.http_status) == (ADDRESS, "common_crawl", 200)
    assert document.captured_at == datetime.fromisoformat(warc_date("20250520010203"))
    record = choice.candidates[0]
    assert document.provenance == f"{base}/{FILE}#bytes={record.offset}-{record.last_byte}"
    assert len(fetcher.asked) == 3


def test_an_address_that_the_crawl_did_not_capture_has_none(
    fetcher: LoopbackFetcher, crawl: Crawl, service: Service
) -> None:
    assert search(fetcher, crawl, [f"{SITE}/jobs/uk/none.do"], service).snapshots == ()


@pytest.mark.parametrize("page_rows", [1, 2, 3, 4])
def test_a_listing_of_many_pages_is_read_to_its_end(
    fetcher: LoopbackFetcher, crawl: Crawl, service: Service, site: CrawlSite, page_rows: int
) -> None:
    whole = search(fetcher, crawl, [ADDRESS], service)
    site.page_rows = page_rows
    assert search(fetcher, crawl, [ADDRESS], replace(service, block_rows=page_rows)) == whole
    assert sum("showNumPages" in path for path in site.requested) == 1


@pytest.mark.parametrize("count", [{}, {"pages": "many"}, {"pages": 4000}])
def test_a_number_of_pages_that_cannot_be_is_no_end_of_a_listing(
    fetcher: LoopbackFetcher, crawl: Crawl, service: Service, site: CrawlSite, count: object
) -> None:
    query = urlencode({"url": ADDRESS, "output": "json", "showNumPages": "true"})
    site.said[f"/CC-MAIN-2025-21-index?{query}"] = Answer(body=json.dumps(count).encode())
    with pytest.raises(IndexAnswerError):
        search(fetcher, crawl, [ADDRESS], replace(service, block_rows=2))


def test_rows_that_lead_to_no_record_are_passed_over_and_counted(
    fetcher: LoopbackFetcher, crawl: Crawl, service: Service, site: CrawlSite
) -> None:
    bad = [
        {"filename": "../secret.warc.gz"},
        {"filename": "/etc/secret.warc.gz"},
        {"filename": "https://elsewhere/a.warc.gz"},
        {"offset": "-1"},
        {"length": "0"},
        {"length": "99999999999"},
        {"timestamp": "today"},
    ]
    whole = search(fetcher, crawl, [ADDRESS], service)
    site.rows += [site.rows[0] | change for change in bad]
    found = search(fetcher, crawl, [ADDRESS], service)
    assert (found.snapshots, found.malformed) == (whole.snapshots, len(bad))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(404, b"<html>no such page</html>"), IndexAnswerError),
        (Answer(200, b"<html>busy</html>"), IndexAnswerError),
        (Answer(403, b"blocked"), WithheldError),
        (Answer(500, b"oops"), ArchiveFailedError),
        (Answer(503, b"slow down"), DeferredError),
        (Answer(429, b"slow down"), DeferredError),
    ],
)
def test_an_index_that_fails_says_nothing_about_captures(
    fetcher: LoopbackFetcher, crawl: Crawl, service: Service, site: CrawlSite, answer: Answer, error: type[FetchError]
) -> None:
    site.said["/CC-MAIN"] = answer
    with pytest.raises(error):
        search(fetcher, crawl, [ADDRESS], service)


def test_errors_and_redirects_of_the_source_are_known_from_the_index(
    fetcher: LoopbackFetcher, crawl: Crawl, service: Service
) -> None:
    found = search(fetcher, crawl, [ADDRESS], service).snapshots
    asked = len(fetcher.asked)
    for record, status in zip(found[2:], (301, 404), strict=True):
        with pytest.raises(ArchivedStatusError, match=f"HTTP {status}"):
            fetch(fetcher, record, service)
    assert len(fetcher.asked) == asked


def test_an_error_that_an_old_index_does_not_tell_is_known_from_the_record(
    fetcher: LoopbackFetcher, crawl: Crawl, service: Service
) -> None:
    for record, status in zip(search(fetcher, crawl, [ADDRESS], service).snapshots[2:], (301, 404), strict=True):
        with pytest.raises(ArchivedStatusError, match=f"HTTP {status}"):
            fetch(fetcher, replace(record, status=None), service)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(200, b"the whole file"), DamagedCaptureError),
        (Answer(206, b"short"), DamagedCaptureError),
        (Answer(403, b"AccessDenied"), WithheldError),
        (Answer(404, b"NoSuchKey"), NotArchivedError),
        (Answer(416, b"out of range"), ArchiveFailedError),
        (Answer(503, b"SlowDown"), DeferredError),
    ],
)
def test_anything_but_the_range_asked_for_is_refused(
    fetcher: LoopbackFetcher, record: Record, service: Service, site: CrawlSite, answer: Answer, error: type[FetchError]
) -> None:
    site.said[f"/{FILE}"] = answer
    with pytest.raises(error):
        fetch(fetcher, record, service)


def test_a_range_that_is_a_byte_too_long_or_too_short_or_called_a_whole_file_is_refused(
    fetcher: LoopbackFetcher, record: Record, service: Service, site: CrawlSite
) -> None:
    right = site.data[record.offset : record.last_byte + 1]
    for answer in (Answer(206, right + b"\x1f"), Answer(200, right)):
        site.said[f"/{FILE}"] = answer
        with pytest.raises(FetchError):
            fetch(fetcher, record, service)
    site.said[f"/{FILE}"] = Answer(206, right[:-1])
    with pytest.raises(DamagedCaptureError, match=f"{len(right) - 1} bytes received of {len(right)}"):
        fetch(fetcher, record, service)


def test_an_altered_byte_of_a_record_is_noticed(
    fetcher: LoopbackFetcher, record: Record, service: Service, site: CrawlSite
) -> None:
    whole = site.data
    for position in range(record.offset + 12, record.last_byte, 97):
        site.data = whole[:position] + bytes([whole[position] ^ 0x10]) + whole[position + 1 :]
        with pytest.raises(DamagedCaptureError):
            fetch(fetcher, record, service)


def test_a_record_whose_own_digest_does_not_hold_is_refused(
    fetcher: LoopbackFetcher, record: Record, service: Service, site: CrawlSite, tmp_path: Path
) -> None:
    wrong = Archived(ADDRESS, "20250511010203", b"altered before it was compressed", digest=sha1(b"as it was"))
    ((offset, length),) = write_warc_of(tmp_path / "wrong.warc.gz", [wrong])
    site.data = (tmp_path / "wrong.warc.gz").read_bytes()
    with pytest.raises(DamagedCaptureError):
        fetch(fetcher, replace(record, offset=offset, length=length), service)


def test_the_record_of_another_address_is_refused(
    fetcher: LoopbackFetcher, record: Record, crawl: Crawl, service: Service
) -> None:
    (other,) = search(fetcher, crawl, [RECORDS[-1].url], service).snapshots
    with pytest.raises(DamagedCaptureError, match="another than the index says"):
        fetch(fetcher, replace(record, offset=other.offset, length=other.length), service)


def test_a_page_that_the_crawler_cut_off_is_not_asked_for(
    fetcher: LoopbackFetcher, crawl: Crawl, service: Service, site: CrawlSite
) -> None:
    site.rows[0]["truncated"] = "length"
    record = search(fetcher, crawl, [ADDRESS], service).snapshots[0]
    with pytest.raises(DamagedCaptureError, match=r"cut the page off \(length\)"):
        fetch(fetcher, record, service)
    assert len(fetcher.asked) == 1


def test_a_bomb_is_not_opened(fetcher: LoopbackFetcher, record: Record, service: Service, site: CrawlSite) -> None:
    site.data = gzip.compress(bytes(20 * 1024 * 1024))
    with pytest.raises(DamagedCaptureError, match="larger than any page"):
        fetch(fetcher, replace(record, offset=0, length=len(site.data)), service)


def test_an_old_record_that_names_a_coding_already_undone_is_read(
    fetcher: LoopbackFetcher, record: Record, service: Service, site: CrawlSite, tmp_path: Path
) -> None:
    body = PAGES["20250511010203"]
    old = Archived(
        ADDRESS, "20250511010203", body, headers={"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    )
    ((offset, length),) = write_warc_of(tmp_path / "old.warc.gz", [old])
    site.data = (tmp_path / "old.warc.gz").read_bytes()
    assert fetch(fetcher, replace(record, offset=offset, length=length, status=None), service).body == body
