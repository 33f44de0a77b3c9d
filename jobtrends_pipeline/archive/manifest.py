"""Manifest of a WARC file: a line of JSON per capture, with offset and digests."""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from jobtrends_pipeline.archive.document import AdvertLabel, Document
from jobtrends_pipeline.archive.records import RecordPlace, label_fields, label_of
from jobtrends_pipeline.base.errors import Cause, JobtrendsError

_BEGIN, _CHECK = b'{"capture_id": "', b', "check": "'
LABEL = "label"
_LABELLED = f', "{LABEL}": {{'.encode()
"""What only the lines of inputs of adverts have; in a text of JSON its quotes would be escaped."""


class ArchiveDamagedError(JobtrendsError):
    """A record that is not as it was written; the message names file and remedy."""

    cause = Cause.DAMAGED_ARCHIVE


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One capture of the archive: a line of a manifest.

    Attributes:
        capture_id: Identity of the content.
        url: Address at the source.
        origin: `live`, `wayback`, `common_crawl` or `saved`.
        captured_at: When the bytes were taken from the source, UTC.
        http_status: Status of the response; None for a saved file.
        media_type: Media type of the content; None if unknown.
        byte_count: Length of the content, decompressed.
        sha256: SHA-256 of the content, hexadecimal.
        warc_file: Name of the WARC file.
        warc_offset: Byte offset of the page's record (`response` or `resource`).
        record_length: Length of that record in the file, in bytes, compressed.
        record_sha256: SHA-256 of those bytes.
        provenance: Where the bytes were obtained if not at the source.
        span_offset: Byte offset of all records of this capture; for the first capture of a file the file's first record
            is included. The spans of a file cover all of it; None in older manifests, which do not store spans.
        span_length: Length of the span in bytes.
        span_sha256: SHA-256 of the span.
        label: Source and day of a raw input of adverts; None for pages and charts, whose lines do not name it.
    """

    capture_id: str
    url: str
    origin: str
    captured_at: datetime
    http_status: int | None
    media_type: str | None
    byte_count: int
    sha256: str
    warc_file: str
    warc_offset: int
    record_length: int
    record_sha256: str
    provenance: str | None = None
    span_offset: int | None = None
    span_length: int | None = None
    span_sha256: str | None = None
    label: AdvertLabel | None = None

    @property
    def end(self) -> int:
        """Byte offset in the file at which this capture ends."""
        if self.span_offset is None or self.span_length is None:
            return self.warc_offset + self.record_length
        return self.span_offset + self.span_length


def capture_id(document: Document) -> str:
    """Return the identity of a capture: the same content is one capture.

    It is the start of the content's SHA-256 and does not depend on the origin. Of an input of adverts it depends on
    source and day too, as the same answer on another day says that its adverts are still there.
    """
    if document.label is None:
        return document.sha256[:16]
    content = f"{document.label.source}\n{document.label.seen_on}\n{document.sha256}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def entry_for(document: Document, file: str, place: RecordPlace, span: RecordPlace) -> ArchiveEntry:
    """Return the manifest entry of a document just written.

    Args:
        document: The page.
        file: Name of the WARC file.
        place: Position of the page's record.
        span: Position of all records of the capture.
    """
    return ArchiveEntry(
        capture_id=capture_id(document),
        url=document.url or "",
        origin=document.origin,
        captured_at=document.captured_at.astimezone(UTC),
        http_status=document.http_status,
        media_type=document.media_type,
        byte_count=len(document.body),
        sha256=document.sha256,
        warc_file=file,
        warc_offset=place.offset,
        record_length=place.length,
        record_sha256=place.sha256,
        provenance=document.provenance,
        span_offset=span.offset,
        span_length=span.length,
        span_sha256=span.sha256,
        label=document.label,
    )


def line_of(entry: ArchiveEntry) -> bytes:
    """Return the manifest line of an entry, with a checksum and a line end."""
    fields = asdict(entry) | {"captured_at": entry.captured_at.isoformat()}
    del fields[LABEL]
    labelled = {LABEL: label_fields(entry.label)} if entry.label else {}
    content = json.dumps(fields | labelled).encode()[:-1]
    return content + _CHECK + _check(content) + b'"}\n'


def entry_of(line: bytes) -> ArchiveEntry:
    """Parse and check a line of a manifest.

    Raises:
        ValueError: if the line is not an entry, or was altered.
    """
    content, mark, check = line.rpartition(_CHECK)
    if mark and check != _check(content) + b'"}':
        raise ValueError("a line of a manifest is altered")
    try:
        fields = json.loads(content + b"}" if mark else line)
        moment, label = datetime.fromisoformat(fields["captured_at"]), fields.get(LABEL)
        entry = ArchiveEntry(**(fields | {"captured_at": moment, "label": None if label is None else label_of(label)}))
    except (TypeError, KeyError) as error:
        raise ValueError(f"no entry of a manifest: {error}") from error
    if not mark and entry.span_sha256:
        raise ValueError("a line of a manifest is altered")
    return entry


def identity_of(line: bytes) -> str:
    """Return the capture identity in a manifest line; checks, but does not parse it.

    Raises:
        ValueError: if the line is not an entry, or was altered.
    """
    content, mark, check = line.rpartition(_CHECK)
    if not mark or not content.startswith(_BEGIN):
        return entry_of(line).capture_id
    if check != _check(content) + b'"}':
        raise ValueError("a line of a manifest is altered")
    return _identity(content)


def read_manifest(path: Path) -> Iterator[ArchiveEntry]:
    """Yield the entries of a manifest in order.

    Altered lines are skipped; `verify` reports them.
    """
    return entries_in(filter(None, path.read_bytes().split(b"\n")))


def entries_in(lines: Iterable[bytes]) -> Iterator[ArchiveEntry]:
    """Yield the entries of manifest lines; altered ones are skipped."""
    for line in lines:
        with contextlib.suppress(ValueError):
            yield entry_of(line)


def read_identities(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the capture identities of a manifest, each with its line.

    The lines are not checked, so that it is fifty times as fast as to parse them; `entry_of` checks one that is wanted.
    """
    for line in filter(None, path.read_bytes().split(b"\n")):
        with contextlib.suppress(ValueError):
            is_ours = line.startswith(_BEGIN)
            yield _identity(line) if is_ours else entry_of(line).capture_id, line


def is_labelled(line: bytes) -> bool:
    """Return whether a manifest line is of an input of adverts; it is not parsed."""
    return _LABELLED in line


def _identity(line: bytes) -> str:
    return line[len(_BEGIN) : line.index(b'"', len(_BEGIN))].decode()


def _check(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest()[:16].encode()
