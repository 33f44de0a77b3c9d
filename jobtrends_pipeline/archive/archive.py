"""The archive: WARC files that are never changed, and beside each a manifest of its records."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.manifest import ArchiveDamagedError, ArchiveEntry, capture_id, read_manifest
from jobtrends_pipeline.archive.relist import incomplete, relist
from jobtrends_pipeline.archive.session import Session, changing
from jobtrends_pipeline.archive.warc import UnreadableWarcError, read_record, warcinfo_of
from jobtrends_pipeline.archive.warc_files import ArchiveFullError, WarcFiles, mend
from jobtrends_pipeline.archive.warc_writer import WarcWriter
from jobtrends_pipeline.files import sweep_temporary

__all__ = ["Archive", "ArchiveDamagedError", "ArchiveEntry", "ArchiveFullError", "Holding", "Session", "capture_id"]


class Archive:
    """The pages kept, under one folder: `warc/*.warc.gz` and `manifest/*.jsonl`, one pair per run and host."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._warcs = folder / "warc"
        self._manifests = folder / "manifest"

    def held(self) -> Iterator[ArchiveEntry]:
        """Every record that is listed, in the order it was written; `mend` or `sweep` first, where a run may have died.

        A capture may be listed twice, where it was given again after its first record was damaged.
        """
        for manifest in sorted(self._manifests.glob("[!.]*.jsonl")):
            yield from read_manifest(manifest)

    def copies(self) -> dict[str, list[ArchiveEntry]]:
        """The records of each capture by its identity, the newest first."""
        found: dict[str, list[ArchiveEntry]] = {}
        for entry in self.held():
            found.setdefault(entry.capture_id, []).insert(0, entry)
        return found

    def holding(self) -> "Holding":
        """The captures that are held whole, to ask for identities."""
        return Holding(self)

    def recover(self) -> list[str]:
        """Sweep, and list anew what lost, cut or altered manifests do not list any more.

        Returns:
            Names of the WARC files that were finished or listed anew.
        """
        finished = self.sweep()
        broken = list(incomplete(self.folder))
        if not broken or not os.access(self.folder, os.W_OK):
            return finished
        with changing(self.folder, bumps=True):
            return finished + [found.warc_file for found in map(relist, broken) if found]

    def sweep(self) -> list[str]:
        """Finish what killed runs left: all they acknowledged is then held, and the rest of them is gone.

        Files of runs that are alive are left alone. To be called before `held`; a second call does nothing.

        Returns:
            Names of the WARC files that were finished.
        """
        if not any(next(folder.glob(".*"), None) for folder in (self._warcs, self._manifests)):
            return []
        if not os.access(self.folder, os.W_OK):
            return []  # on a read-only disk what is finished can be read all the same
        with changing(self.folder, bumps=True):
            for folder in (self._warcs, self._manifests):
                sweep_temporary(folder)
            return mend(self.folder)

    def session(self, run: str) -> Session:
        """A run's captures, each durable once kept; to be entered with `with`. Mends first.

        The files get their names, and their captures are held, when the block is left, by an error too.

        Args:
            run: Begin of the names of its files `<run>-<host>.warc.gz`; names sort in the order of time.
        """
        self.recover()
        return Session(self.folder, run, self.is_whole)

    def add(self, name: str, documents: Iterable[Document]) -> list[ArchiveEntry]:
        """Write documents as one new WARC file with its manifest: all of them or none.

        Args:
            name: Name of the pair of files, unique to the run; names sort in the order of time.
            documents: The pages; each has a URL.

        Raises:
            ArchiveFullError: if there is no room.
        """
        entries = list(documents)
        if not entries:
            return []
        with changing(self.folder, bumps=True):
            part = WarcWriter(self.folder, name)
            try:
                before = warcinfo_of(part.pair.warc.name, entries)
                starts = (before, *(b"" for _ in entries[1:]))
                pairs = zip(starts, entries, strict=True)
                held = [part.append(start, each, is_acknowledged=False) for start, each in pairs]
                part.finish()
            except BaseException:
                part.discard()
                raise
        return held

    def read(self, entry: ArchiveEntry) -> Document:
        """The document of a record, checked against its manifest.

        Raises:
            ArchiveDamagedError: if a byte of the record is missing or altered.
        """
        path = self._warcs / entry.warc_file
        raw = self.raw(entry)
        if hashlib.sha256(raw).hexdigest() != entry.record_sha256:
            raise ArchiveDamagedError(
                f"{path.name}, record at byte {entry.warc_offset} ({entry.url}) is cut off or altered: "
                "restore the file, or give the same page again to `jobtrends ingest`"
            )
        try:
            return read_record(raw, f"{entry.warc_file}@{entry.warc_offset}", is_checked=True)
        except UnreadableWarcError as error:
            raise ArchiveDamagedError(str(error)) from error

    def read_any(self, copies: Iterable[ArchiveEntry]) -> Document:
        """The document of a capture from the first of its records that is whole.

        Raises:
            ArchiveDamagedError: if none is.
        """
        failure = ArchiveDamagedError("it is listed by no manifest of the archive: restore its files")
        for entry in copies:
            try:
                return self.read(entry)
            except ArchiveDamagedError as error:
                failure = error
        raise failure

    def is_whole(self, entry: ArchiveEntry) -> bool:
        """Whether a record is as it was written."""
        try:
            self.read(entry)
        except ArchiveDamagedError:
            return False
        return True

    def raw(self, entry: ArchiveEntry, *, start: int | None = None, until: int | None = None) -> bytes:
        """The bytes where a record lies, unchecked; also of a session that is not left yet.

        Args:
            entry: The record.
            start: Where in the file to begin, when that is not the begin of the record.
            until: Where in the file to end, when that is not the end of the record.

        Raises:
            ArchiveDamagedError: if the file cannot be read.
        """
        path = self._warcs / entry.warc_file
        part = WarcFiles(self.folder, entry.warc_file.removesuffix(".warc.gz")).part
        first = entry.warc_offset if start is None else start
        end = entry.warc_offset + entry.record_length if until is None else until
        try:
            with (path if path.exists() or not part.exists() else part).open("rb") as stream:
                stream.seek(first)
                return stream.read(end - first)
        except OSError as error:
            raise ArchiveDamagedError(
                f"{path.name} cannot be read ({error.strerror}): restore it from a backup"
            ) from error


class Holding(Mapping[str, str]):
    """The captures that an archive holds whole: address by identity. A record is read when it is asked for."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._copies = archive.copies()

    def __getitem__(self, name: str) -> str:
        """The address of a capture of which a record is as it was written."""
        whole = next(filter(self._archive.is_whole, self._copies[name]), None)
        if whole is None:
            raise KeyError(name)
        return whole.url

    def __iter__(self) -> Iterator[str]:
        """Identities; every record is read."""
        return (name for name in self._copies if name in self)

    def __len__(self) -> int:
        """How many there are; every record is read."""
        return sum(1 for _ in self)
