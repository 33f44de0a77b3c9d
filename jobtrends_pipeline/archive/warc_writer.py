"""Writer of a file pair: hidden names, a journal line per capture, two renames.

The journal becomes the manifest, so that finishing needs no space on the disk. Its writer keeps a lock on it, which
ends with the writer's process, however that ends. All of this happens under the archive's lock.
"""

import contextlib
import itertools
import os
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.manifest import ArchiveEntry, entry_for, line_of
from jobtrends_pipeline.archive.records import exchange_records, page_record, place_of
from jobtrends_pipeline.archive.warc_files import WarcFiles, disk_full_as_error, publish
from jobtrends_pipeline.fetch.response import Response
from jobtrends_pipeline.files import lock, sync_folder

_sync = getattr(os, "fdatasync", os.fsync)


class WarcWriter:
    """Writer of a WARC file and its journal.

    Its lock marks the files as those of a running process until `finish` or `discard`.
    """

    def __init__(self, folder: Path, name: str) -> None:
        """Create a pair; if the name is taken, with the next free number appended."""
        candidates = (WarcFiles(folder, f"{name}-{number}" if number > 1 else name) for number in itertools.count(1))
        self.pair = next(pair for pair in candidates if not pair.is_taken)
        self._ends = (0, 0)
        self._unjournaled = b""
        with disk_full_as_error(self.pair.part), contextlib.ExitStack() as undo:
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
        """Whether the pair has no capture yet."""
        return self._ends[0] == 0

    def append(
        self, before: bytes, document: Document, fetched: Response | None = None, *, is_acknowledged: bool = True
    ) -> ArchiveEntry:
        """Write a capture and its journal line, or nothing of it.

        Args:
            before: Records to write in front of it: the first record of the file.
            document: The page.
            fetched: The response that contained it.
            is_acknowledged: Whether the capture is durable when this returns, rather than when the pair is finished.

        Returns:
            The manifest entry.

        Raises:
            ArchiveFullError: if the disk is full.
        """
        raw = page_record(document, fetched)
        records = before + raw + (exchange_records(document, fetched) if fetched else b"")
        place, span = place_of(raw, self._ends[0] + len(before)), place_of(records, self._ends[0])
        entry = entry_for(document, self.pair.warc.name, place, span)
        line = line_of(entry)
        try:
            with disk_full_as_error(self.pair.part):
                _write(self._warc, records, syncs=is_acknowledged)
            if is_acknowledged:
                self._write_journal(line, entry.end)
        except BaseException:
            self._truncate()
            raise
        if not is_acknowledged:
            self._ends = (entry.end, self._ends[1])
            self._unjournaled += line
        return entry

    def finish(self) -> None:
        """Publish the files under their final names; an empty pair is removed."""
        if self.is_empty:
            self.discard()
            return
        try:
            self._truncate()
            if self._unjournaled:
                with disk_full_as_error(self.pair.part):
                    _sync(self._warc)
                self._write_journal(self._unjournaled, self._ends[0])
            with disk_full_as_error(self.pair.warc):
                publish(self.pair)
        finally:
            self._close()

    def discard(self) -> None:
        """Remove the files, unless the manifest is published already."""
        written = () if self.pair.manifest.exists() else (self.pair.warc,)
        for path in (*written, self.pair.part, self.pair.journal):
            path.unlink(missing_ok=True)
        self._close()

    def _write_journal(self, lines: bytes, end: int) -> None:
        """Write journal lines for captures on disk up to byte offset `end`.

        Both lengths change in one assignment, so that an interrupt cannot separate them.
        """
        with disk_full_as_error(self.pair.journal):
            _write(self._journal, lines, syncs=True)
        self._ends = (end, self._ends[1] + len(lines))

    def _truncate(self) -> None:
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
