"""Raw adverts of saved files: pages, answers and tables, each also as a record of a web archive."""

import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobtrends_pipeline.acquire.saved_adverts import ReadInput, adverts_of
from jobtrends_pipeline.adverts.readers.posting import Source
from jobtrends_pipeline.saved_files.refused import PassedOver, Refused
from jobtrends_pipeline_tests.support.raw_adverts import job, page_with

BOARD = Source("board")
RESULTS = json.dumps({"results": [{"jobId": 1, "jobTitle": "A"}, {"jobId": 2, "jobTitle": "B"}]})


def warc(*records: tuple[str, str, str, bytes]) -> bytes:
    """A web archive of answers: address, status, media type, body."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    for url, status, media_type, body in records:
        head = StatusAndHeaders(status, [("Content-Type", media_type)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=head,
            warc_headers_dict={"WARC-Date": "2026-08-01T06:00:00Z"},
        )  # fmt: skip
        writer.write_record(record)
    return file.getvalue()


def test_records_are_read_with_their_address_and_time(tmp_path: Path) -> None:
    page = page_with(job(datePosted="2 days ago"))
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(
        warc(
            ("https://example.org/1", "200 OK", "text/html; charset=utf-8", page.encode()),
            ("https://example.org/api", "200 OK", "application/json", RESULTS.encode()),
            ("https://example.org/gone", "404 Not Found", "text/html", page.encode()),
            ("https://example.org/logo", "200 OK", "image/png", b"\x89PNG"),
        )
    )
    html, answer, gone, logo = adverts_of(file, BOARD)
    assert isinstance(html, ReadInput)
    assert isinstance(answer, ReadInput)
    (posting,) = html.read.postings
    assert posting.source_url == "https://example.org/1"
    assert posting.seen_on == datetime(2026, 8, 1, 6, tzinfo=UTC)
    assert str(posting.posted_on) == "2026-07-30"
    assert [posting.title for posting in answer.read.postings] == ["A", "B"]
    assert [item.kind for item in (gone, logo) if isinstance(item, PassedOver)] == ["HTTP 404", "image/png"]


def test_a_file_of_an_answer_is_read_packed_or_not(tmp_path: Path) -> None:
    for name, body in (("a.json", RESULTS.encode()), ("a.json.gz", gzip.compress(RESULTS.encode()))):
        (tmp_path / name).write_bytes(body)
        (found,) = adverts_of(tmp_path / name, BOARD)
        assert isinstance(found, ReadInput)
        assert len(found.read.postings) == 2
        assert found.answer.body == RESULTS.encode()


def test_a_file_that_is_not_there_or_damaged_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cut.json.gz").write_bytes(gzip.compress(RESULTS.encode() * 1000)[:-20])
    for name in ("none.json", "cut.json.gz"):
        assert [type(item) for item in adverts_of(tmp_path / name, BOARD)] == [Refused]


def test_a_damaged_record_does_not_hide_the_next(tmp_path: Path) -> None:
    page = page_with(job(description="Python " * 5_000)).encode()
    first = warc(("https://example.org/1", "200 OK", "text/html", page))
    one = warc(("https://example.org/api", "200 OK", "application/json", RESULTS.encode()))
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(first + one[:60] + b"\0" * 20 + one[80:] + one)
    found = list(adverts_of(file, BOARD))
    assert [len(item.read.postings) for item in found if isinstance(item, ReadInput)] == [1, 2]
    assert [type(item) for item in found].count(Refused) == 1
