"""Raw adverts of saved files: pages, answers and tables, each also as a record of a web archive."""

import gzip
import io
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobtrends_pipeline.acquire.saved_adverts import inputs_in
from jobtrends_pipeline.archive.document import AdvertLabel, Document
from jobtrends_pipeline.config.adverts import AdvertSource
from jobtrends_pipeline.saved_files.refused import PassedOver, Refused
from jobtrends_pipeline_tests.support.raw_adverts import job, page_with

BOARD = AdvertSource(name="board", publisher="own", kind="answers", licence="Terms")
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


def test_records_are_inputs_with_their_address_and_day(tmp_path: Path) -> None:
    page = page_with(job())
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(
        warc(
            ("https://example.org/1", "200 OK", "text/html; charset=utf-8", page.encode()),
            ("https://example.org/api", "200 OK", "application/json", RESULTS.encode()),
            ("https://example.org/about", "200 OK", "text/html", b"<html><body>About us</body></html>"),
            ("https://example.org/gone", "404 Not Found", "text/html", page.encode()),
            ("https://example.org/logo", "200 OK", "image/png", b"\x89PNG"),
        )
    )
    html, answer, about, gone, logo = inputs_in(file, BOARD, None)
    assert isinstance(html, Document)
    assert isinstance(answer, Document)
    assert (html.url, html.body, html.media_type) == ("https://example.org/1", page.encode(), "text/html")
    assert html.captured_at == datetime(2026, 8, 1, 6, tzinfo=UTC)
    assert html.label == AdvertLabel("board", "own", "Terms", "crawl.warc.gz#0", date(2026, 8, 1), "record")
    assert answer.body == RESULTS.encode()
    assert isinstance(about, Refused)
    assert "no markup of an advert" in about.reason
    assert [item.kind for item in (gone, logo) if isinstance(item, PassedOver)] == ["HTTP 404", "image/png"]


def test_the_day_is_that_of_the_option_else_of_the_name_else_of_the_file(tmp_path: Path) -> None:
    for name in ("answer.json", "board-2026-08-04.json", "board-2026-13-45.json"):
        file = tmp_path / name
        file.write_text(RESULTS, encoding="utf-8")
        os.utime(file, (1_785_000_000, 1_785_000_000))  # 2026-07-25
    labels = {}
    for name in ("answer.json", "board-2026-08-04.json", "board-2026-13-45.json"):
        for given in (None, date(2018, 12, 31)):
            (found,) = inputs_in(tmp_path / name, BOARD, given)
            assert isinstance(found, Document)
            assert found.label is not None
            assert found.captured_at.date() == found.label.seen_on
            labels[name, given is None] = (found.label.seen_on, found.label.dated_by)
    assert {held for (_, is_null), held in labels.items() if not is_null} == {(date(2018, 12, 31), "option")}
    assert labels["answer.json", True] == labels["board-2026-13-45.json", True] == (date(2026, 7, 25), "file time")
    assert labels["board-2026-08-04.json", True] == (date(2026, 8, 4), "file name")


def test_a_file_of_an_answer_is_the_same_input_packed_or_not(tmp_path: Path) -> None:
    for name, body in (("a.json", RESULTS.encode()), ("a.json.gz", gzip.compress(RESULTS.encode()))):
        (tmp_path / name).write_bytes(body)
        (found,) = inputs_in(tmp_path / name, BOARD, date(2026, 8, 4))
        assert isinstance(found, Document)
        assert found.body == RESULTS.encode()


def test_a_large_table_is_kept_packed_and_another_large_file_refused(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    file.write_bytes(b"title\n" + b"Data Engineer\n" * 3_000_000)
    table = AdvertSource(name="t", publisher="own", kind="table", licence="Terms", columns={"title": ("title",)})
    (found,) = inputs_in(file, table, None)
    assert isinstance(found, Document)
    assert gzip.decompress(found.body) == file.read_bytes()
    assert [item.reason for item in inputs_in(file, BOARD, None) if isinstance(item, Refused)] == [
        "larger than 32 MiB: split it"
    ]


def test_what_cannot_hold_adverts_is_refused_and_does_not_hold_up_the_others(tmp_path: Path) -> None:
    (tmp_path / "cut.json.gz").write_bytes(gzip.compress(RESULTS.encode() * 1000)[:-20])
    (tmp_path / "empty.json").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("title,place")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\0")
    (tmp_path / "whole.json").write_text(RESULTS, encoding="utf-8")
    found = list(inputs_in(tmp_path, BOARD, None))
    assert [type(item) for item in found] == [Refused, Refused, Refused, Refused, Document]
    (missing,) = inputs_in(tmp_path / "none.json", BOARD, None)
    assert isinstance(missing, Refused)


def test_a_damaged_record_does_not_hide_the_next(tmp_path: Path) -> None:
    page = page_with(job(description="Python " * 5_000)).encode()
    first = warc(("https://example.org/1", "200 OK", "text/html", page))
    one = warc(("https://example.org/api", "200 OK", "application/json", RESULTS.encode()))
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(first + one[:60] + b"\0" * 20 + one[80:] + one)
    found = list(inputs_in(file, BOARD, None))
    assert [item.body for item in found if isinstance(item, Document)] == [page, RESULTS.encode()]
    assert [type(item) for item in found].count(Refused) == 1
