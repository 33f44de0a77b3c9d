"""Documents come back from a WARC file as they went in, or not at all."""

import dataclasses
import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.records import RIGHTS
from jobtrends_pipeline.archive.warc import UnreadableWarcError, read_record
from jobtrends_pipeline_tests.support.documents import a_document
from jobtrends_pipeline_tests.support.warc_files import read_warc, write_warc

DOCUMENTS = [
    a_document(),
    a_document(b"plain \x00\xff\r\n\r\nWARC/1.1\r\n text", 2, media_type="text/plain"),
    a_document(b"", 3),
    a_document(b"\x1f\x8b looks like gzip", 4, http_status=200, origin="live"),
    a_document(b"gone", 5, http_status=404, origin="wayback"),
]


def essence(document: Document) -> tuple[object, ...]:
    """All of a document but what to call it."""
    return dataclasses.astuple(dataclasses.replace(document, source=""))


def test_documents_come_back_as_they_went_in(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_warc(path, DOCUMENTS)
    pages = [document for document in DOCUMENTS if document.http_status != 404]
    assert [essence(document) for document in read_warc(path)] == [essence(document) for document in pages]


def test_each_record_can_be_cut_out_and_read_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    places = write_warc(path, DOCUMENTS)
    whole = path.read_bytes()
    for place, document in zip(places, DOCUMENTS, strict=True):
        raw = whole[place.offset : place.offset + place.length]
        assert essence(read_record(raw, "x")) == essence(document)


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / name / "a.warc.gz" for name in ("one", "two")]
    for path in paths:
        write_warc(path, DOCUMENTS)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_the_file_carries_the_rights_of_the_figures(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_warc(path, DOCUMENTS)
    assert RIGHTS.encode() in gzip.decompress(path.read_bytes())


def test_a_time_of_another_zone_is_kept_as_that_moment(tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2026-02-15T08:00:00+02:00")
    write_warc(tmp_path / "a.warc.gz", [a_document(captured_at=moment)])
    (document,) = read_warc(tmp_path / "a.warc.gz")
    assert document.captured_at == datetime(2026, 2, 15, 6, tzinfo=UTC)


@pytest.mark.parametrize("form", ["gzipped", "plain"])
def test_a_file_cut_at_any_byte_never_yields_an_altered_document(tmp_path: Path, form: str) -> None:
    path = tmp_path / "a.warc.gz"
    write_warc(path, DOCUMENTS[:2])
    whole = path.read_bytes() if form == "gzipped" else gzip.decompress(path.read_bytes())
    sound = [essence(document) for document in DOCUMENTS[:2]]
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        read: list[tuple[object, ...]] = []
        refusal = refused_after(path, read)
        assert read == sound[: len(read)], length
        # A file that ends with a record is a whole WARC of fewer records: only a manifest can tell.
        ends_a_record = whole[length : length + 2] == b"\x1f\x8b" or length < 2
        assert refusal or ends_a_record or form == "plain", length


def refused_after(path: Path, read: list[tuple[object, ...]]) -> str:
    """Read what is whole into the list, and say why the rest is refused, if it is."""
    try:
        read.extend(essence(document) for document in read_warc(path))
    except UnreadableWarcError as error:
        return str(error)
    return ""


def test_an_altered_byte_is_noticed_or_harmless(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_warc(path, DOCUMENTS[:1])
    whole = path.read_bytes()
    for position in range(0, len(whole), 3):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x10]) + whole[position + 1 :])
        try:
            bodies = [document.body for document in read_warc(path)]
        except UnreadableWarcError:
            continue
        assert bodies in ([], [DOCUMENTS[0].body]), position


@pytest.mark.parametrize(
    "content", [b"", b"WARC/1.1\r\n", b"WARC/9.9\r\nhello\r\n\r\n", b"<html></html>", b"\x1f\x8b\x08"]
)
def test_what_is_no_warc_yields_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(content)
    read: list[tuple[object, ...]] = []
    refusal = refused_after(path, read)
    assert not refusal or refusal.startswith(("a.warc: ", "a.warc#0: "))
    assert read == []
