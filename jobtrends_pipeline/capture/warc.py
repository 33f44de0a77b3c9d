"""WARC files: documents to records and back. The only module that knows warcio."""

import gzip
import hashlib
import io
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobtrends_pipeline.capture.document import Document
from jobtrends_pipeline.files import replacing

RIGHTS = (
    "Statistics: Source IT Jobs Watch (itjobswatch.co.uk), CC BY-NC-SA 4.0, "
    "https://creativecommons.org/licenses/by-nc-sa/4.0/"
)
RECORD_TYPES = ("response", "resource", "conversion")
# warcio lets errors of its own parsing through as they come when the bytes are not a whole WARC.
_FAULTS = (ArchiveLoadFailed, EOFError, ValueError, OSError, AttributeError, TypeError, zlib.error)
_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


class UnreadableWarcError(Exception):
    """A WARC file that is cut off, altered or no WARC at all."""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record lies in its file: offset and length in bytes, and the SHA-256 of those bytes."""

    offset: int
    length: int
    sha256: str


def write_warc(path: Path, documents: Iterable[Document]) -> list[RecordPlace]:
    """Write documents as one gzipped WARC 1.1 file, complete or not at all.

    The same documents give the same bytes: record ids are derived from address, time and content.

    Args:
        path: The file; it appears under this name only when whole and on disk.
        documents: The pages, in the order of their records; each has a URL.

    Returns:
        Where each document's record lies, in the same order.
    """
    held = list(documents)
    with replacing(path) as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        writer.write_record(_warcinfo(writer, path.name, held))
        return [_write(writer, stream, document) for document in held]


def read_warc(path: Path) -> Iterator[Document]:
    """The pages of a WARC or WET file, gzipped or not, in order.

    Raises:
        UnreadableWarcError: if the file ends early or is no WARC; what came before it was yielded.
    """
    try:
        _check_gzip(path)
        with path.open("rb") as stream:
            for number, record in enumerate(ArchiveIterator(stream, check_digests="raise")):
                if record.rec_type in RECORD_TYPES:
                    yield _document(record, f"{path.name}#{number}")
    except _FAULTS as error:
        raise UnreadableWarcError(f"{path.name}: {error}") from error


def read_record(raw: bytes, source: str) -> Document:
    """The document of one gzipped record, as cut out of its file by `RecordPlace`.

    Raises:
        UnreadableWarcError: if the bytes are not one whole record.
    """
    try:
        for record in ArchiveIterator(io.BytesIO(raw), check_digests="raise"):
            return _document(record, source)
    except _FAULTS as error:
        raise UnreadableWarcError(f"{source}: {error}") from error
    raise UnreadableWarcError(f"{source}: no record")


def _check_gzip(path: Path) -> None:
    """Read a gzipped file to its end: warcio takes a member that ends early for a short record."""
    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            return
    with gzip.open(path) as stream:
        while stream.read(1 << 20):
            pass


def _write(writer: WARCWriter, stream: BinaryIO, document: Document) -> RecordPlace:
    offset = stream.tell()
    writer.write_record(_record(writer, document))
    end = stream.tell()
    stream.seek(offset)
    raw = stream.read(end - offset)
    return RecordPlace(offset, len(raw), hashlib.sha256(raw).hexdigest())


def _record(writer: WARCWriter, document: Document) -> ArcWarcRecord:
    http_headers = None
    if document.http_status is not None:
        fields = [
            ("Content-Type", document.media_type or "text/html"),
            ("Content-Length", str(len(document.body))),
        ]
        http_headers = StatusAndHeaders(f"{document.http_status} ", fields, protocol="HTTP/1.1")
    date = _warc_date(document.captured_at)
    return writer.create_warc_record(
        document.url,
        "resource" if http_headers is None else "response",
        payload=io.BytesIO(document.body),
        length=len(document.body),
        warc_content_type="" if http_headers else document.media_type or "application/octet-stream",
        http_headers=http_headers,
        warc_headers_dict={
            "WARC-Record-ID": _record_id(f"{document.url} {date} {document.sha256}"),
            "WARC-Date": date,
            "X-Jobtrends-Origin": document.origin,
        },
    )


def _warcinfo(writer: WARCWriter, name: str, documents: list[Document]) -> ArcWarcRecord:
    latest = max((document.captured_at for document in documents), default=datetime(2004, 1, 1, tzinfo=UTC))
    lines = f"software: jobtrends_pipeline\r\nformat: WARC File Format 1.1\r\nrights: {RIGHTS}\r\n".encode()
    return writer.create_warc_record(
        "",
        "warcinfo",
        payload=io.BytesIO(lines),
        length=len(lines),
        warc_content_type="application/warc-fields",
        warc_headers_dict={
            "WARC-Record-ID": _record_id(name + "".join(document.sha256 for document in documents)),
            "WARC-Date": _warc_date(latest),
            "WARC-Filename": name,
        },
    )


def _document(record: ArcWarcRecord, source: str) -> Document:
    headers = record.rec_headers
    http = record.http_headers
    media_type = http.get_header("Content-Type") if http else record.content_type
    date = headers.get_header("WARC-Date")
    if not date:
        raise ValueError("a record without WARC-Date: no WARC file")
    body = record.content_stream().read()
    if record.raw_stream.limit:
        raise EOFError(f"record of {headers.get_header('WARC-Target-URI')} is cut off")
    return Document(
        url=headers.get_header("WARC-Target-URI"),
        captured_at=datetime.fromisoformat(date).astimezone(UTC),
        origin=headers.get_header("X-Jobtrends-Origin") or "saved",
        body=body,
        media_type=(media_type or "").split(";")[0].strip().lower() or None,
        http_status=int(http.get_statuscode()) if http else None,
        source=source,
    )


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _record_id(seed: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, seed)}>"
