"""Repair of manifests from their WARC files, after loss, truncation or alteration."""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.manifest import ArchiveEntry, entry_for, entry_of, identity_of, line_of
from jobtrends_pipeline.archive.members import has_page, members, page_in, read_range
from jobtrends_pipeline.archive.records import RecordPlace, place_of
from jobtrends_pipeline.archive.warc_files import WarcFiles, pairs
from jobtrends_pipeline.files import write_whole

_TAIL = 1 << 14
_SPAN = re.compile(rb'"span_offset": (\d+), "span_length": (\d+)')


@dataclass(frozen=True, slots=True)
class Relisted:
    """A repaired manifest.

    Attributes:
        warc_file: Name of the WARC file.
        captures: Number of captures listed again.
    """

    warc_file: str
    captures: int


def incomplete(folder: Path, known: Collection[str] = ()) -> Iterator[WarcFiles]:
    """Yield the file pairs whose manifest does not list all of the WARC file.

    It is quick: no record is read.

    Args:
        folder: The archive's folder.
        known: Names of pairs that are not looked at.
    """
    for pair in pairs(folder):
        if pair.name not in known and pair.warc.exists() and not pair.journal.exists() and not _is_complete(pair):
            yield pair


def evident_faults(folder: Path) -> Iterator[str]:
    """Yield one-line descriptions of faults that file sizes alone show."""
    for pair in pairs(folder):
        if not pair.warc.exists():
            yield f"{pair.warc} is missing, its captures are lost: restore it"
        elif not pair.journal.exists():
            size, listed = pair.warc.stat().st_size, _listed_until(pair)
            if listed is None:
                yield f"no line can be read of {pair.manifest}: `jobtrends refresh` makes it anew from its WARC file"
            elif size < listed:
                yield f"{pair.warc} is cut off at byte {size:,} of {listed:,}: see `jobtrends archive verify`"


def _listed_until(pair: WarcFiles) -> int | None:
    """Return the end offset of the last capture in a manifest; None if unreadable."""
    try:
        with pair.manifest.open("rb") as stream:
            stream.seek(max(0, pair.manifest.stat().st_size - _TAIL))
            return entry_of(stream.read().rstrip(b"\n").rpartition(b"\n")[2]).end
    except (OSError, ValueError):
        return None


def relist(pair: WarcFiles) -> Relisted | None:
    """List the captures of a WARC file that its manifest does not list.

    Whole lines stay as they are; a manifest with damaged lines is first copied to another name. Only the process with
    the archive's lock may call this.

    Returns:
        The repaired manifest; None if nothing could be added.
    """
    good, bad = _split_lines(pair)
    known = [entry_of(line) for line in good]
    added = [entry for start, end in _gaps(pair, known) for entry in _entries(pair, start, end)]
    missing = _gaps(pair, [*known, *added])
    if not added and (missing or not bad):
        return None
    if bad:
        _back_up(pair.manifest)
    lines = {(entry.warc_offset, line + b"\n") for entry, line in zip(known, good, strict=True)}
    lines |= {(entry.warc_offset, line_of(entry)) for entry in added}
    rest = bad if missing else []
    write_whole(pair.manifest, b"".join([line for _, line in sorted(lines)] + [line + b"\n" for line in rest]))
    return Relisted(pair.warc.name, len(added))


def _is_complete(pair: WarcFiles) -> bool:
    good, bad = _split_lines(pair)
    if bad or not good:
        return not pair.warc.stat().st_size and not bad
    places = [_SPAN.search(line) for line in good]
    if not all(places):
        return not _gaps(pair, map(entry_of, good))
    ends = [0, *itertools.accumulate(int(place[2]) for place in places if place)]
    starts = [int(place[1]) for place in places if place]
    return starts == ends[:-1] and ends[-1] == pair.warc.stat().st_size


def _split_lines(pair: WarcFiles) -> tuple[list[bytes], list[bytes]]:
    """Return the whole lines of a manifest, and the altered ones."""
    good: list[bytes] = []
    bad: list[bytes] = []
    content = pair.manifest.read_bytes() if pair.manifest.is_file() else b""
    for line in filter(None, content.split(b"\n")):
        try:
            identity_of(line)
        except ValueError:
            bad.append(line)
        else:
            good.append(line)
    return good, bad


def _gaps(pair: WarcFiles, entries: Iterable[ArchiveEntry]) -> list[tuple[int, int]]:
    """Return the parts of a WARC file that belong to no given capture.

    In files without spans the first record does not count as a gap.

    Returns:
        Start and end of each part, in bytes.
    """
    end, gaps = 0, []
    for entry in sorted(entries, key=lambda entry: entry.warc_offset):
        start = entry.warc_offset if entry.span_offset is None else entry.span_offset
        if start > end and not (end == 0 and entry.span_offset is None and not has_page(pair.warc, start)):
            gaps.append((end, start))
        end = max(end, entry.end)
    size = pair.warc.stat().st_size
    return [*gaps, (end, size)] if end < size else gaps


def _entries(pair: WarcFiles, start: int, end: int) -> Iterator[ArchiveEntry]:
    """Yield entries for the captures in a part of a WARC file.

    A capture is a page record with the following records, up to the next page record.
    """
    page: tuple[Document, RecordPlace] | None = None
    begin = until = start
    for first, last in members(pair.warc, start, end):
        document = page_in(pair.warc, first, last)
        if page and (document or first != until):
            yield entry_for(page[0], pair.warc.name, page[1], _place(pair, begin, until))
            page, begin = None, until
        if first != until:
            begin = first  # damaged bytes belong to no capture
        if document:
            page = document, _place(pair, first, last)
        until = last
    if page:
        yield entry_for(page[0], pair.warc.name, page[1], _place(pair, begin, until))


def _place(pair: WarcFiles, start: int, end: int) -> RecordPlace:
    return place_of(read_range(pair.warc, start, end), start)


def _back_up(manifest: Path) -> None:
    names = (manifest.with_name(f"{manifest.name}.damaged{number or ''}") for number in itertools.count())
    write_whole(next(name for name in names if not name.exists()), manifest.read_bytes())
