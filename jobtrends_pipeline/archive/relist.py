"""Manifests made anew from their WARC files: what a lost, cut or altered manifest does not list any more."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.manifest import ArchiveEntry, entry_of, held_of, identity_of, line_of
from jobtrends_pipeline.archive.members import has_page, members, page_in, read_range
from jobtrends_pipeline.archive.records import RecordPlace, place_of
from jobtrends_pipeline.archive.warc_files import WarcFiles, pairs
from jobtrends_pipeline.files import write_whole

_TAIL = 1 << 14
_SPAN = re.compile(rb'"span_offset": (\d+), "span_length": (\d+)')


@dataclass(frozen=True, slots=True)
class Relisted:
    """A manifest that was made anew: its WARC file, and how many captures it lists again."""

    warc_file: str
    captures: int


def incomplete(folder: Path) -> Iterator[WarcFiles]:
    """The pairs of an archive whose manifest does not list all of its file; quick, as no record is read."""
    for pair in pairs(folder):
        if pair.warc.exists() and not pair.journal.exists() and not _is_complete(pair):
            yield pair


def evident_faults(folder: Path) -> Iterator[str]:
    """What is wrong with files of an archive by their sizes alone, a line each."""
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
    """Where the last capture ends that a manifest lists; null where it lists none."""
    try:
        with pair.manifest.open("rb") as stream:
            stream.seek(max(0, pair.manifest.stat().st_size - _TAIL))
            return entry_of(stream.read().rstrip(b"\n").rpartition(b"\n")[2]).end
    except (OSError, ValueError):
        return None


def relist(pair: WarcFiles) -> Relisted | None:
    """List what the file of a pair holds and its manifest does not; null where there is nothing of that kind.

    The lines that are whole stay as they are; a manifest with others is kept under a further name. To be called by
    the one process that changes the archive.
    """
    good, bad = _lines(pair)
    known = [entry_of(line) for line in good]
    found = [entry for start, end in _gaps(pair, known) for entry in _entries(pair, start, end)]
    missing = _gaps(pair, [*known, *found])
    if not found and (missing or not bad):
        return None
    if bad:
        _keep(pair.manifest)
    lines = {(entry.warc_offset, line + b"\n") for entry, line in zip(known, good, strict=True)}
    lines |= {(entry.warc_offset, line_of(entry)) for entry in found}
    rest = bad if missing else []
    write_whole(pair.manifest, b"".join([line for _, line in sorted(lines)] + [line + b"\n" for line in rest]))
    return Relisted(pair.warc.name, len(found))


def _is_complete(pair: WarcFiles) -> bool:
    good, bad = _lines(pair)
    if bad or not good:
        return not pair.warc.stat().st_size and not bad
    places = [_SPAN.search(line) for line in good]
    if not all(places):
        return not _gaps(pair, map(entry_of, good))
    ends = [0, *itertools.accumulate(int(place[2]) for place in places if place)]
    starts = [int(place[1]) for place in places if place]
    return starts == ends[:-1] and ends[-1] == pair.warc.stat().st_size


def _lines(pair: WarcFiles) -> tuple[list[bytes], list[bytes]]:
    """The lines of a manifest that are as they were written, and those that are not."""
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
    """The parts of a file that are of none of some captures; in files of before spans not the first record."""
    end, gaps = 0, []
    for entry in sorted(entries, key=lambda entry: entry.warc_offset):
        start = entry.warc_offset if entry.span_offset is None else entry.span_offset
        if start > end and not (end == 0 and entry.span_offset is None and not has_page(pair.warc, start)):
            gaps.append((end, start))
        end = max(end, entry.end)
    size = pair.warc.stat().st_size
    return [*gaps, (end, size)] if end < size else gaps


def _entries(pair: WarcFiles, start: int, end: int) -> Iterator[ArchiveEntry]:
    """The captures that lie in a part of a file: each page record with the records about it, up to the next."""
    page: tuple[Document, RecordPlace] | None = None
    begin = until = start
    for first, last in members(pair.warc, start, end):
        document = page_in(pair.warc, first, last)
        if page and (document or first != until):
            yield held_of(page[0], pair.warc.name, page[1], _place(pair, begin, until))
            page, begin = None, until
        if first != until:
            begin = first  # what is damaged is of no capture
        if document:
            page = document, _place(pair, first, last)
        until = last
    if page:
        yield held_of(page[0], pair.warc.name, page[1], _place(pair, begin, until))


def _place(pair: WarcFiles, start: int, end: int) -> RecordPlace:
    return place_of(read_range(pair.warc, start, end), start)


def _keep(manifest: Path) -> None:
    names = (manifest.with_name(f"{manifest.name}.damaged{number or ''}") for number in itertools.count())
    write_whole(next(name for name in names if not name.exists()), manifest.read_bytes())
