"""A pair of archive files while it is written: hidden names, a journal line per capture, finished by two renames.

The journal is the manifest before its time: so that finishing needs no room on the disk. Its writer holds a lock on it,
which ends with the writer, however that dies. All of this happens under the lock of the archive.
"""

import contextlib
import itertools
import os
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.manifest import ArchiveEntry, held_of, line_of
from jobtrends_pipeline.archive.records import exchange_records, page_record, place_of
from jobtrends_pipeline.archive.warc_files import WarcFiles, publish, room_for
from jobtrends_pipeline.fetch.response import Response
from jobtrends_pipeline.files import lock, sync_folder

_sync = getattr(os, "fdatasync", os.fsync)


class WarcWriter:
    """Two files being written; holds the lock that tells them from a dead run's until `finish` or `discard`."""

    def __init__(self, folder: Path, name: str) -> None:
        """Begin a pair under a name, or where that is taken under it and the next free number."""
        candidates = (WarcFiles(folder, f"{name}-{number}" if number > 1 else name) for number in itertools.count(1))
        self.pair = next(pair for pair in candidates if not pair.is_taken)
        self._ends = (0, 0)
        self._unsaid = b""
        with room_for(self.pair.part), contextlib.ExitStack() as undo:
            for path in (self.pair.part, self.pair.journal):
                path.parent.mkdir(parents=True, exist_ok=True)
            self._journal = _create(self.pair.journal)
            undo.callback(self.discard)
            self._warc = -1
            lock(self._journal)
            self._warc = _create(self.pair.part)
            for parent in (self.pair.part.parent, self.pair.journal.parent, folder):
                sync_folder(parent)
            undo.pop_all()

    @property
    def is_empty(self) -> bool:
        """Whether there is no capture in it."""
        return self._ends[0] == 0

    def append(
        self, before: bytes, document: Document, fetched: Response | None = None, *, is_acknowledged: bool = True
    ) -> ArchiveEntry:
        """Write a capture and its line, or nothing of it.

        Args:
            before: Records that belong in front of it: the first of the file.
            document: The page.
            fetched: The answer that brought it.
            is_acknowledged: Whether it is kept from now on, whatever comes, rather than from when the pair is finished.

        Raises:
            ArchiveFullError: if there is no room.
        """
        raw = page_record(document, fetched)
        records = before + raw + (exchange_records(document, fetched) if fetched else b"")
        place, span = place_of(raw, self._ends[0] + len(before)), place_of(records, self._ends[0])
        entry = held_of(document, self.pair.warc.name, place, span)
        line = line_of(entry)
        try:
            with room_for(self.pair.part):
                _write(self._warc, records, syncs=is_acknowledged)
            if is_acknowledged:
                self._say(line, entry.end)
        except BaseException:
            self._cut()
            raise
        if not is_acknowledged:
            self._ends = (entry.end, self._ends[1])
            self._unsaid += line
        return entry

    def finish(self) -> None:
        """Give the files their names; a pair without a capture vanishes."""
        if self.is_empty:
            self.discard()
            return
        try:
            self._cut()
            if self._unsaid:
                with room_for(self.pair.part):
                    _sync(self._warc)
                self._say(self._unsaid, self._ends[0])
            with room_for(self.pair.warc):
                publish(self.pair)
        finally:
            self._close()

    def discard(self) -> None:
        """Leave nothing of it."""
        written = () if self.pair.manifest.exists() else (self.pair.warc,)
        for path in (*written, self.pair.part, self.pair.journal):
            path.unlink(missing_ok=True)
        self._close()

    def _say(self, lines: bytes, end: int) -> None:
        """Journal what is on disk up to an end; one assignment, so that no interrupt parts the two lengths."""
        with room_for(self.pair.journal):
            _write(self._journal, lines, syncs=True)
        self._ends = (end, self._ends[1] + len(lines))

    def _cut(self) -> None:
        os.ftruncate(self._warc, self._ends[0])
        os.ftruncate(self._journal, self._ends[1])

    def _close(self) -> None:
        for descriptor in (self._warc, self._journal):
            if descriptor >= 0:
                os.close(descriptor)
        self._warc = self._journal = -1


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)


def _write(descriptor: int, content: bytes, *, syncs: bool) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    if syncs:
        _sync(descriptor)
