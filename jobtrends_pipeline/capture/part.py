"""A pair of archive files while it is written: hidden names, a journal line per capture, finished by two renames.

The journal is the manifest before its time: so that finishing needs no room on the disk. Its writer holds a lock on it,
which ends with the writer, however that dies. All of this happens under the lock of the archive.
"""

import contextlib
import errno
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.capture.document import Document
from jobtrends_pipeline.capture.fetched import Fetched
from jobtrends_pipeline.capture.manifest import Held, entry_of, held_of, line_of
from jobtrends_pipeline.capture.records import exchange_records, page_record, place_of
from jobtrends_pipeline.files import lock, sync_folder

_FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file is at its size limit",
}
_sync = getattr(os, "fdatasync", os.fsync)


class ArchiveFullError(Exception):
    """No room for a capture; what was acknowledged before is kept."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The names of two files of the archive that belong together, as written and when finished."""

    folder: Path
    name: str

    @property
    def warc(self) -> Path:
        """The records."""
        return self.folder / "warc" / f"{self.name}.warc.gz"

    @property
    def manifest(self) -> Path:
        """The list of the records; without it the records do not count."""
        return self.folder / "manifest" / f"{self.name}.jsonl"

    @property
    def part(self) -> Path:
        """The records while they are written."""
        return self.warc.with_name(f".{self.warc.name}.part")

    @property
    def journal(self) -> Path:
        """The manifest while it is written."""
        return self.manifest.with_name(f".{self.manifest.name}.part")


@contextlib.contextmanager
def room_for(path: Path) -> Iterator[None]:
    """Say of a file that has no room to grow what to do.

    Raises:
        ArchiveFullError: instead of the system's error.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise ArchiveFullError(
            f"{path}: not written, {_FULL[error.errno]}: make room and run the same command again; "
            "what was captured before is kept"
        ) from error


class Part:
    """Two files being written; holds the lock that tells them from a dead run's until `finish` or `discard`."""

    def __init__(self, folder: Path, name: str) -> None:
        """Begin a pair under a name, or where that is taken under it and the next free number."""
        candidates = (Pair(folder, f"{name}-{number}" if number > 1 else name) for number in itertools.count(1))
        self.pair = next(pair for pair in candidates if not _is_taken(pair))
        self._length = self._journal_length = 0
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
        return self._journal_length == 0

    def append(
        self, before: bytes, document: Document, fetched: Fetched | None = None, *, is_acknowledged: bool = True
    ) -> Held:
        """Write a capture and its line, or nothing of it.

        Args:
            before: Records that belong in front of it: the first of the file.
            document: The page.
            fetched: The answer that brought it.
            is_acknowledged: Whether it has to be on disk when this returns, rather than when the pair is finished.

        Raises:
            ArchiveFullError: if there is no room.
        """
        raw = page_record(document, fetched)
        records = before + raw + (exchange_records(document, fetched) if fetched else b"")
        place, span = place_of(raw, self._length + len(before)), place_of(records, self._length)
        entry = held_of(document, self.pair.warc.name, place, span)
        line = line_of(entry)
        try:
            with room_for(self.pair.part):
                _write(self._warc, records, syncs=is_acknowledged)
            with room_for(self.pair.journal):
                _write(self._journal, line, syncs=is_acknowledged)
        except BaseException:
            self._cut()
            raise
        self._length = entry.end
        self._journal_length += len(line)
        return entry

    def finish(self) -> None:
        """Give the files their names; a pair without a capture vanishes."""
        if self.is_empty:
            self.discard()
            return
        try:
            self._cut()
            self._sync()
            publish(self.pair)
        finally:
            self._close()

    def discard(self) -> None:
        """Leave nothing of it."""
        written = () if self.pair.manifest.exists() else (self.pair.warc,)
        for path in (*written, self.pair.part, self.pair.journal):
            path.unlink(missing_ok=True)
        self._close()

    def _sync(self) -> None:
        for path, descriptor in ((self.pair.part, self._warc), (self.pair.journal, self._journal)):
            with room_for(path):
                _sync(descriptor)

    def _cut(self) -> None:
        os.ftruncate(self._warc, self._length)
        os.ftruncate(self._journal, self._journal_length)

    def _close(self) -> None:
        for descriptor in (self._warc, self._journal):
            if descriptor >= 0:
                os.close(descriptor)
        self._warc = self._journal = -1


def publish(pair: Pair) -> None:
    """Rename the records, then their manifest: a kill in between leaves what `mend` finishes."""
    if pair.part.exists():
        pair.part.replace(pair.warc)
        sync_folder(pair.warc.parent)
    pair.journal.replace(pair.manifest)
    sync_folder(pair.manifest.parent)


def mend(folder: Path) -> list[str]:
    """Finish what killed writers left, and only that; gives the names of the WARC files finished."""
    finished = []
    for journal in sorted((folder / "manifest").glob(".*.jsonl.part")):
        pair = Pair(folder, journal.name.removeprefix(".").removesuffix(".jsonl.part"))
        with journal.open("r+b") as stream:
            if lock(stream.fileno()) and _mended(pair, stream.read()):
                finished.append(pair.warc.name)
    for part in (folder / "warc").glob(".*.warc.gz.part"):
        name = part.name.removeprefix(".").removesuffix(".warc.gz.part")
        if not Pair(folder, name).journal.exists():
            part.unlink()
    return finished


def journaled(content: bytes) -> tuple[list[bytes], int]:
    """The lines of a journal as far as they were written, and their length with their ends.

    What a power cut left behind the last whole line is none; a damaged line in the midst is left for the manifest to
    tell of.
    """
    lines = content.split(b"\n")[:-1]
    while lines and not _is_entry(lines[-1]):
        lines.pop()
    return lines, sum(len(line) + 1 for line in lines)


def _mended(pair: Pair, content: bytes) -> bool:
    """Cut a pair whose writer is dead to its last journaled capture and name it; one without a capture vanishes."""
    lines, length = journaled(content)
    if not lines:
        pair.part.unlink(missing_ok=True)
        pair.journal.unlink()
        return False
    end = entry_of(lines[-1]).end
    written = pair.part if pair.part.exists() else pair.warc
    if written.exists() and written.stat().st_size > end:
        os.truncate(written, end)
    os.truncate(pair.journal, length)
    publish(pair)
    return True


def _is_taken(pair: Pair) -> bool:
    return any(path.exists() for path in (pair.warc, pair.manifest, pair.part, pair.journal))


def _is_entry(line: bytes) -> bool:
    try:
        return entry_of(line).span_sha256 is not None
    except ValueError:
        return False


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)


def _write(descriptor: int, content: bytes, *, syncs: bool) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    if syncs:
        _sync(descriptor)
