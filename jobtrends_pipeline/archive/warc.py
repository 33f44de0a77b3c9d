"""WARC files: documents to a file and back.

With `records` this is the only module that uses warcio.
"""

import io
import itertools
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParser

from jobtrends_pipeline.archive.document import BY_RECORD, SAVED, Document
from jobtrends_pipeline.archive.records import (
    ADVERTS,
    EARLIEST,
    NAMED_BY,
    ORIGIN,
    PROVENANCE,
    label_of,
    warcinfo_record,
)
from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.fetch.body import take_body
from jobtrends_pipeline.fetch.codings import GZIP_CODINGS
from jobtrends_pipeline.fetch.response import BrokenAnswerError, OversizedError

MAXIMUM_BYTES = 32 * 1024 * 1024
"""Maximum size in bytes of a page in a record, as stored and decoded."""
_PIECE = 64 * 1024
_STATUS = re.compile(r"[A-Za-z]+(?:/[\d.]+)?\s+(\d{3})(?:\s.*)?", re.DOTALL)
_ARC = re.compile(rb"(\S.*) \S+ (\d{14}) (\S+)(?: .*)? \d+\s*")
_ADDRESSES = ("warc-target-uri", "warc-refers-to-target-uri")
# warcio does not convert the errors of its own parsing when the bytes are not a whole WARC.
_FAULTS = (
    ArchiveLoadFailed,
    BrokenAnswerError,
    OversizedError,
    EOFError,
    ValueError,
    OSError,
    AttributeError,
    TypeError,
    zlib.error,
)


class UnreadableWarcError(JobtrendsError):
    """A WARC file that is cut off or altered, or another kind of file."""


def warcinfo_of(name: str, documents: list[Document]) -> bytes:
    """Return the first record of a file whose documents are all known in advance."""
    latest = max((document.captured_at for document in documents), default=EARLIEST)
    return warcinfo_record(name, latest, (document.sha256 for document in documents))


@dataclass(frozen=True, slots=True)
class Fields:
    """The head of a record or of a response: first line and header fields.

    Attributes:
        first: The first line.
        values: Names and values of the fields, in order.
    """

    first: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """Return the value of a field, ignoring case; None if missing.

        Of a repeated field the first value is returned; all of them, joined, for fields of codings.
        """
        values = [value for field, value in self.values if field.lower() == name.lower()]
        if not values:
            return None
        return ", ".join(values) if name.lower().endswith("-encoding") else values[0]

    @property
    def status(self) -> int:
        """HTTP status of a response.

        Raises:
            UnreadableWarcError: if the first line has no status.
        """
        status = _STATUS.fullmatch(self.first)
        if not status:
            raise UnreadableWarcError(f"the answer begins with {self.first[:60]!r}, which names no status")
        return int(status[1])


def record_fields(head: bytes) -> Fields:
    """Parse the head of a WARC record, or of an ARC record.

    The head of an ARC record is returned as that of the equivalent WARC record.
    """
    arc = _ARC.fullmatch(head)
    if not arc:
        parsed = StatusAndHeadersParser([], verify=False).parse(io.BytesIO(head))
        return Fields(parsed.protocol, tuple((name, _without_brackets(name, value)) for name, value in parsed.headers))
    url, date, media_type = (part.decode("utf-8", "replace") for part in arc.groups())
    moment = datetime.strptime(date, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    kind = "warcinfo" if url.startswith("filedesc:") else "response"
    values = (("WARC-Type", kind), ("WARC-Target-URI", url), ("WARC-Date", moment.isoformat()))
    return Fields("ARC", (*values, ("Content-Type", media_type)))


def answer_of(block: bytes) -> tuple[Fields, bytes]:
    """Split the block of a record into the response's head and the remaining bytes."""
    stream = io.BytesIO(block)
    parsed = StatusAndHeadersParser([], verify=False).parse(stream)
    return Fields(f"{parsed.protocol} {parsed.statusline}", tuple(parsed.headers)), stream.read()


def _without_brackets(name: str, value: str) -> str:
    """Return a field's value; an address without the angle brackets that wget writes."""
    is_address = name.lower() in _ADDRESSES
    return value.removeprefix("<").removesuffix(">").replace(" ", "%20") if is_address else value


def read_record(raw: bytes, source: str, *, is_checked: bool = False) -> Document:
    """Return the document of one gzipped record, as located by `RecordPlace`.

    Args:
        raw: The record's bytes in the file.
        source: Name of the record for messages.
        is_checked: Whether the bytes were already compared with a hash, so that the record's own digests are not
            checked.

    Raises:
        UnreadableWarcError: if the bytes are not one whole record.
    """
    try:
        for record in ArchiveIterator(io.BytesIO(raw), check_digests=False if is_checked else "raise"):
            return _document(record, source)
    except _FAULTS as error:
        raise UnreadableWarcError(f"{source}: {error}") from error
    raise UnreadableWarcError(f"{source}: no record")


def record_types(content: bytes) -> list[str]:
    """Return the types of the records in a part of a WARC file; checks their digests.

    Raises:
        UnreadableWarcError: if the bytes are not whole records.
    """
    kinds = []
    try:
        for record in ArchiveIterator(io.BytesIO(content), check_digests="raise"):
            for _ in _pieces(record.raw_stream):
                pass
            kinds.append(record.rec_type)
    except _FAULTS as error:
        raise UnreadableWarcError(str(error)) from error
    return kinds


def _document(record: ArcWarcRecord, source: str) -> Document:
    headers = record.rec_headers
    http = record.http_headers
    media_type = http.get_header("Content-Type") if http else record.content_type
    date = headers.get_header("WARC-Date")
    label = headers.get_header(ADVERTS)
    if not date:
        raise ValueError("a record without WARC-Date: no WARC file")
    body = _content(record)
    if record.raw_stream.limit:
        raise EOFError(f"record of {headers.get_header('WARC-Target-URI')} is cut off")
    return Document(
        url=headers.get_header("WARC-Target-URI"),
        captured_at=datetime.fromisoformat(date).astimezone(UTC),
        origin=headers.get_header(ORIGIN) or SAVED,
        body=body,
        media_type=(media_type or "").split(";")[0].strip().lower() or None,
        http_status=int(http.get_statuscode()) if http else None,
        source=source,
        provenance=headers.get_header(PROVENANCE),
        named_by=headers.get_header(NAMED_BY) or (None if headers.get_header(ORIGIN) else BY_RECORD),
        label=label_of(json.loads(label)) if label and headers.get_header(ORIGIN) else None,
    )


def _content(record: ArcWarcRecord) -> bytes:
    """Return the page of a record, its content coding decoded, within the size limit."""
    http = record.http_headers
    coding = (http.get_header("Content-Encoding") or "").strip().lower() if http else ""
    is_chunked = http is not None and http.get_header("Transfer-Encoding") == "chunked"
    if is_chunked or coding not in GZIP_CODINGS:
        return take_body(_pieces(record.content_stream()), "", MAXIMUM_BYTES)[1]
    pieces = _pieces(record.raw_stream)
    start = next(pieces, b"")
    # Some crawlers decode the body and leave the header field.
    actual = coding if start.startswith(b"\x1f\x8b") else ""
    return take_body(itertools.chain([start], pieces), actual, MAXIMUM_BYTES)[1]


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece
