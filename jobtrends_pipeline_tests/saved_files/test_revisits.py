"""What a crawler saw again and did not store again is read as the capture it repeats, or is told as lost."""

import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobtrends_pipeline.acquire.saved_batches import identify_files
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.saved_files.read import read_saved
from jobtrends_pipeline.saved_files.refused import Refused
from jobtrends_pipeline_tests.support.foreign_archives import ADDRESSES, JAVA, PAGE, read, record, sha1
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.markup import page_html

FIRST, AGAIN = "2020-03-03T06:00:00Z", "2020-04-04T06:00:00Z"
NUMBER = "<urn:uuid:6ba7b811-9dad-11d1-80b4-00c04fd430c8>"
HEXADECIMAL = hashlib.sha1(PAGE, usedforsecurity=False).hexdigest()
BY_DIGEST = (f"WARC-Payload-Digest: {sha1(PAGE)}",)
WAYS = {
    "id": (f"WARC-Refers-To: {NUMBER}",),
    "digest": BY_DIGEST,
    "digest in capitals of hexadecimal": (f"WARC-Payload-Digest: SHA-1:{HEXADECIMAL.upper()}",),
    "address and time": (f"WARC-Refers-To-Target-URI: <{JAVA}>", f"WARC-Refers-To-Date: {FIRST}"),
}


def original(payload: bytes = PAGE, url: str = JAVA) -> bytes:
    return record(payload, url, warc=(f"WARC-Record-ID: {NUMBER}", f"WARC-Payload-Digest: {sha1(payload)}"))


def revisit(*warc: str, url: str = JAVA, http: str = "", fields: tuple[str, ...] = ()) -> bytes:
    return record(b"", url, http=http, fields=fields, warc=warc, date=AGAIN, kind="revisit")


def moments(pages: Iterable[Document]) -> list[tuple[str | None, str]]:
    return [(page.url, f"{page.captured_at:%Y-%m-%d}") for page in pages]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("http", ["", "HTTP/1.1 200 OK", "HTTP/1.1 304 Not Modified"])
def test_a_revisit_is_the_page_it_repeats_at_its_own_time(tmp_path: Path, way: str, place: int, http: str) -> None:
    parts = [original()]
    parts.insert(place, revisit(*WAYS[way], http=http))
    pages, refused, passed = read(tmp_path, b"".join(parts))
    assert (moments(pages), refused, passed) == ([(JAVA, "2020-03-03"), (JAVA, "2020-04-04")], [], [])
    assert {page.body for page in pages} == {PAGE}


def test_a_revisit_as_warcio_writes_it_is_resolved(tmp_path: Path) -> None:
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(JAVA, "response", io.BytesIO(PAGE), http_headers=head))
    again = writer.create_revisit_record(JAVA, sha1(PAGE), JAVA, FIRST, http_headers=head)
    again.rec_headers.replace_header("WARC-Date", AGAIN)
    writer.write_record(again)
    pages, refused, _ = read(tmp_path, stream.getvalue(), "a.warc.gz")
    assert ([page.body for page in pages], refused) == ([PAGE, PAGE], [])
    assert pages[1].captured_at == datetime(2020, 4, 4, 6, tzinfo=UTC)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_capture_may_be_in_another_file_of_the_input(tmp_path: Path, order: tuple[int, int]) -> None:
    for number, content in zip(order, (original(), revisit(*BY_DIGEST)), strict=True):
        (tmp_path / f"{number}.warc.gz").write_bytes(gzip.compress(content))
    items = list(read_saved([tmp_path]))
    assert moments(item for item in items if isinstance(item, Document)) == [(JAVA, "2020-03-03"), (JAVA, "2020-04-04")]
    assert len(items) == 2


def test_the_capture_may_be_in_another_archive_of_a_wacz(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("archive/2.warc", revisit(*BY_DIGEST))
        archive.writestr("archive/3.warc", original())
    pages, refused, _ = read(tmp_path, stream.getvalue(), "a.wacz")
    assert (moments(pages), refused) == ([(JAVA, "2020-03-03"), (JAVA, "2020-04-04")], [])


@pytest.mark.parametrize(
    ("there", "warc"),
    [
        (b"", BY_DIGEST),
        (original(PAGE + b"."), BY_DIGEST),
        (original(PAGE + b"."), (*WAYS["id"], *BY_DIGEST)),
        (original(url=ADDRESSES[0]), BY_DIGEST),
        (original()[:-200], BY_DIGEST),
        (original(), ()),
    ],
    ids=["not there", "other bytes", "other bytes of that id", "other address", "cut off", "says nothing"],
)
def test_a_revisit_of_what_is_not_there_is_one_line(tmp_path: Path, there: bytes, warc: tuple[str, ...]) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(revisit(*warc) + there)
    lines = [item for item in read_saved([path]) if isinstance(item, Refused) and item.source == "a.warc#0"]
    (line,) = lines
    assert line.url == JAVA
    assert line.reason.startswith(f"{JAVA}: repeats the capture")
    assert "in no file given" in line.reason


def test_a_revisit_of_no_page_is_passed_over(tmp_path: Path) -> None:
    others = [
        revisit(url="dns:www.itjobswatch.co.uk"),
        revisit(url="https://x/a.png", http="HTTP/1.1 200 OK", fields=("Content-Type: image/png",)),
        revisit(http="HTTP/1.1 404 Not Found"),
    ]
    pages, refused, passed = read(tmp_path, b"".join(others))
    assert (pages, refused, [one.kind for one in passed]) == ([], [], ["dns", "image/png", "HTTP 404"])


def test_lost_revisits_of_other_sites_are_counted_and_those_of_the_source_refused(tmp_path: Path) -> None:
    body = page_html(page_on())
    path = tmp_path / "crawl.warc"
    elsewhere = [revisit(*BY_DIGEST, url=f"https://example.org/{number}") for number in range(3)]
    path.write_bytes(b"".join((record(body, ADDRESSES[1]), *elsewhere, revisit(*BY_DIGEST))))
    taken = identify_files([path], Watchlist(()), frozenset())
    assert len(taken.refused) == 1
    assert "in no file given" in taken.refused[0].reason
    assert any("3 passed over" in remark for remark in taken.remarks)


def test_a_page_seen_again_in_another_file_is_the_one_page_that_is_taken(tmp_path: Path) -> None:
    body = page_html(page_on())
    url = "https://www.itjobswatch.co.uk/jobs/uk/data%20baker.do"
    first, second = tmp_path / "1.warc", tmp_path / "2.warc"
    first.write_bytes(record(body, url))
    second.write_bytes(revisit(f"WARC-Payload-Digest: {sha1(body)}", url=url))
    taken = identify_files([first, second], Watchlist(()), frozenset())
    assert ([arrival.document.url for arrival in taken.arrivals], taken.refused) == ([url], ())
    assert taken.held == ("2.warc#0",)
