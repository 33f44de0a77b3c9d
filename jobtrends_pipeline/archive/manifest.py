"""The manifest of an archive file: a line of JSON per capture, which says what lies where and what it hashes to."""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.records import RecordPlace
from jobtrends_pipeline.errors import Cause, JobtrendsError

_BEGIN, _CHECK = b'{"capture_id": "', b', "check": "'
_T = TypeVar("_T")


class ArchiveDamagedError(JobtrendsError):
    """A record that is no longer what was written; says which file and what to do."""

    cause = Cause.DAMAGED_ARCHIVE


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One capture of the archive: a line of its manifest.

    Attributes:
        capture_id: Identity of the content.
        url: Address at the source.
        origin: `live`, `wayback`, `common_crawl` or `saved`.
        captured_at: When the bytes were taken from the source, UTC.
        http_status: Status of the response; null for a saved file.
        media_type: Media type of the content; null when unknown.
        byte_count: Length of the content, decompressed.
        sha256: SHA-256 of the content, hexadecimal.
        warc_file: Name of the file.
        warc_offset: Where its response or resource record begins.
        record_length: Length of that record as it lies in the file, compressed.
        record_sha256: SHA-256 of those bytes.
        provenance: Where the bytes were had, when that is not the source.
        span_offset: Where the bytes of this capture begin in the file: its records of any type, the file's first one
            with its first capture. The spans of a file cover all of it; null in manifests of before they were kept.
        span_length: Length of those bytes.
        span_sha256: SHA-256 of those bytes.
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

    @property
    def end(self) -> int:
        """Where the bytes of this capture end in the file."""
        if self.span_offset is None or self.span_length is None:
            return self.warc_offset + self.record_length
        return self.span_offset + self.span_length


def capture_id(document: Document) -> str:
    """Identity of a capture: a page names itself, so the same content is one capture, wherever it came from."""
    return document.sha256[:16]


def held_of(document: Document, file: str, place: RecordPlace, span: RecordPlace) -> ArchiveEntry:
    """The manifest's entry of a document just written: where its page record lies, and all of its records."""
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
    )


def line_of(entry: ArchiveEntry) -> bytes:
    """An entry as a line, with its end; it carries a check of itself."""
    content = json.dumps(asdict(entry) | {"captured_at": entry.captured_at.isoformat()}).encode()[:-1]
    return content + _CHECK + _check(content) + b'"}\n'


def entry_of(line: bytes) -> ArchiveEntry:
    """The entry that a line is.

    Raises:
        ValueError: if the line is none, or not as it was written.
    """
    content, mark, check = line.rpartition(_CHECK)
    if mark and check != _check(content) + b'"}':
        raise ValueError("a line of a manifest is altered")
    try:
        fields = json.loads(content + b"}" if mark else line)
        entry = ArchiveEntry(**(fields | {"captured_at": datetime.fromisoformat(fields["captured_at"])}))
    except (TypeError, KeyError) as error:
        raise ValueError(f"no entry of a manifest: {error}") from error
    if not mark and entry.span_sha256:
        raise ValueError("a line of a manifest is altered")
    return entry


def identity_of(line: bytes) -> str:
    """The identity of the capture that a line is of; the line is checked, but not read any further.

    Raises:
        ValueError: if the line is none, or not as it was written.
    """
    content, mark, check = line.rpartition(_CHECK)
    if not mark or not content.startswith(_BEGIN):
        return entry_of(line).capture_id
    if check != _check(content) + b'"}':
        raise ValueError("a line of a manifest is altered")
    return content[len(_BEGIN) : content.index(b'"', len(_BEGIN))].decode()


def read_manifest(path: Path) -> Iterator[ArchiveEntry]:
    """The entries of a manifest, in order; lines that are altered are passed over, `verify` names them."""
    return (entry for _, entry in _read(path, entry_of))


def read_identities(path: Path) -> Iterator[tuple[str, bytes]]:
    """The captures of a manifest by their identities, each with its line: ten times as fast as all of its entries."""
    return ((identity, line) for line, identity in _read(path, identity_of))


def _read(path: Path, reading: Callable[[bytes], _T]) -> Iterator[tuple[bytes, _T]]:
    for line in filter(None, path.read_bytes().split(b"\n")):
        with contextlib.suppress(ValueError):
            yield line, reading(line)


def _check(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest()[:16].encode()
