"""Verification of the archive: every byte is read and compared with the manifests."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jobtrends_pipeline.archive.manifest import ArchiveEntry, entry_of
from jobtrends_pipeline.archive.warc import UnreadableWarcError, read_record, record_types
from jobtrends_pipeline.archive.warc_files import WarcFiles, pairs

_PIECE = 1 << 20
_RELISTS = "`jobtrends refresh` lists what can be read of it, else restore the file"


@dataclass(frozen=True, slots=True)
class Problem:
    """A difference between an archive file and what was written.

    Attributes:
        file: The file of the archive.
        text: One-line description of the fault and the loss.
        capture_id: The affected capture, if it is one.
        is_healed: Whether another record of that capture is whole, so that nothing is lost.
    """

    file: Path
    text: str
    capture_id: str | None = None
    is_healed: bool = False

    @property
    def line(self) -> str:
        """The file and its problem, on one line."""
        return f"{self.file}: {self.text}"


@dataclass(slots=True)
class Counts:
    """Totals of a verification.

    Attributes:
        files: WARC files.
        captures: Records listed.
        bytes: Bytes read.
        lost: Captures lost.
        healed: Damaged captures of which another record is whole.
    """

    files: int = 0
    captures: int = 0
    bytes: int = 0
    lost: int = 0
    healed: int = 0


def verify(folder: Path, counts: Counts | None = None) -> Iterator[Problem]:
    """Read every file of an archive and yield what is truncated, altered or missing.

    Args:
        folder: The archive's folder; files of unfinished runs are skipped.
        counts: Totals to update on the way.
    """
    counts = counts or Counts()
    whole: dict[str, str] = {}
    damaged: list[_Lost] = []
    for pair in pairs(folder):
        counts.files += pair.warc.exists()
        for problem in _check_pair(pair, counts, whole):
            if isinstance(problem, _Lost):
                damaged.append(problem)
            else:
                yield problem
    for lost in damaged:
        yield _problem_of(lost, whole.get(lost.entry.capture_id), counts)


@dataclass(frozen=True, slots=True)
class _Lost:
    """A damaged record; whether its capture is lost is known after the last file."""

    pair: WarcFiles
    entry: ArchiveEntry
    why: str


def _problem_of(lost: _Lost, other: str | None, counts: Counts) -> Problem:
    """Return the problem of a damaged record.

    Args:
        lost: The record.
        other: File with a whole record of the same capture, if there is one.
        counts: Totals to update.
    """
    entry = lost.entry
    what = f"{entry.url} of {entry.captured_at:%Y-%m-%d} ({entry.capture_id})"
    if other is not None:
        counts.healed += 1
        text = f"{what} is not lost, a whole copy lies in {other}: here {lost.why}"
        return Problem(lost.pair.warc, text, entry.capture_id, is_healed=True)
    counts.lost += 1
    text = f"{what} is lost: {lost.why}; restore the file, or give the page again to `jobtrends ingest`"
    return Problem(lost.pair.warc, text, entry.capture_id)


def _check_pair(pair: WarcFiles, counts: Counts, whole: dict[str, str]) -> Iterator[Problem | _Lost]:
    if not pair.manifest.exists():
        if pair.journal.exists():
            return  # a run is just giving the files their names
        yield Problem(pair.warc, f"no manifest lists its captures, none can be read: {_RELISTS}")
        return
    lines = pair.manifest.read_bytes().split(b"\n")
    if lines.pop():
        yield Problem(pair.manifest, f"the last line is cut off: {_RELISTS}")
    entries = []
    for number, line in enumerate(lines, 1):
        try:
            entries.append(entry_of(line))
        except ValueError:
            yield Problem(pair.manifest, f"line {number} is altered, the capture it lists is unknown: {_RELISTS}")
    counts.captures += len(entries)
    if pair.warc.exists():
        with pair.warc.open("rb") as stream:
            yield from _check_records(pair, stream, entries, counts, whole)
        return
    for entry in entries:
        yield _Lost(pair, entry, "the file is missing")


def _check_records(
    pair: WarcFiles, stream: BinaryIO, entries: list[ArchiveEntry], counts: Counts, whole: dict[str, str]
) -> Iterator[Problem | _Lost]:
    """Read a WARC file from start to end, capture by capture, and yield its problems."""
    end = 0
    for entry in entries:
        if entry.warc_file != pair.warc.name:
            yield _Lost(pair, entry, f"its manifest says that it lies in {entry.warc_file}")
            continue
        start = entry.warc_offset if entry.span_offset is None else entry.span_offset
        if start != end:
            yield from _check_gap(pair, stream, end, start, is_old=entry.span_offset is None)
        stream.seek(start)
        span = stream.read(entry.end - start)
        counts.bytes += len(span)
        problems = list(_check_capture(pair, entry, span, start))
        if not any(isinstance(problem, _Lost) for problem in problems):
            whole[entry.capture_id] = pair.warc.name
        yield from problems
        end = max(end, entry.end)
    stream.seek(0, io.SEEK_END)
    if stream.tell() > end:
        yield Problem(pair.warc, f"{stream.tell() - end:,} bytes from byte {end:,} on are listed by no manifest line")


def _check_capture(pair: WarcFiles, entry: ArchiveEntry, span: bytes, start: int) -> Iterator[Problem | _Lost]:
    """Compare the bytes of a capture with its entry: first its page, then the rest."""
    raw = span[entry.warc_offset - start :][: entry.record_length]
    if len(raw) < entry.record_length:
        yield _Lost(pair, entry, f"the file is cut off at byte {start + len(span):,}")
    elif hashlib.sha256(raw).hexdigest() != entry.record_sha256:
        yield _Lost(pair, entry, f"bytes {entry.warc_offset:,} to {entry.warc_offset + len(raw):,} are altered")
    elif fault := _content_fault(entry, raw):
        yield _Lost(pair, entry, fault)
    elif len(span) < entry.end - start:
        text = f"the file is cut off at byte {start + len(span):,}: the request of {entry.url} is lost, not its page"
        yield Problem(pair.warc, text)
    elif entry.span_sha256 and hashlib.sha256(span).hexdigest() != entry.span_sha256:
        around = "the records about" if entry.span_offset else "the file's first record, or those about"
        yield Problem(pair.warc, f"{around} {entry.url} are altered; its page is whole: restore the file")


def _content_fault(entry: ArchiveEntry, raw: bytes) -> str | None:
    try:
        document = read_record(raw, entry.url, is_checked=True)
    except UnreadableWarcError as error:
        return f"its record cannot be read ({error})"
    if (document.sha256, len(document.body)) != (entry.sha256, entry.byte_count):
        return "its content is another than the manifest says"
    return None


def _check_gap(pair: WarcFiles, stream: BinaryIO, end: int, start: int, *, is_old: bool) -> Iterator[Problem]:
    """Yield the problem of bytes before a capture that belong to no other capture.

    In files without spans these bytes may be the file's first record.
    """
    if start < end:
        yield Problem(pair.manifest, f"two lines list byte {start:,} of {pair.warc.name}: restore the file")
    elif is_old and end == 0:
        stream.seek(0)
        try:
            kinds = record_types(_checked_members(stream.read(start)))
        except (UnreadableWarcError, EOFError, OSError, zlib.error) as error:
            yield Problem(pair.warc, f"the file's first record is altered ({error}); no page is lost by it")
        else:
            if kinds != ["warcinfo"]:
                yield Problem(pair.warc, f"the {start:,} bytes before the first capture are not as written")
    else:
        yield Problem(pair.warc, f"bytes {end:,} to {start:,} are listed by no manifest line: {_RELISTS}")


def _checked_members(content: bytes) -> bytes:
    """Return the content unchanged, after a check of its gzip checksums.

    Raises:
        EOFError, OSError, zlib.error: if a checksum does not match or a member is cut off.
    """
    with gzip.open(io.BytesIO(content)) as stream:
        while stream.read(_PIECE):
            pass
    return content
