"""Archive of captures: immutable WARC files, each with a manifest of its records."""

import hashlib
import os
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.manifest import (
    ArchiveDamagedError,
    ArchiveEntry,
    capture_id,
    entries_in,
    is_labelled,
    read_identities,
    read_manifest,
)
from jobtrends_pipeline.archive.relist import incomplete, relist
from jobtrends_pipeline.archive.session import Session, archive_lock
from jobtrends_pipeline.archive.warc import UnreadableWarcError, read_record, warcinfo_of
from jobtrends_pipeline.archive.warc_files import ArchiveFullError, Stamp, WarcFiles, finish_interrupted, stamps
from jobtrends_pipeline.archive.warc_writer import WarcWriter
from jobtrends_pipeline.files import sweep_temporary

__all__ = [
    "Archive",
    "ArchiveDamagedError",
    "ArchiveEntry",
    "ArchiveFullError",
    "Session",
    "Stamp",
    "WholeCaptures",
    "capture_id",
]


class Archive:
    """Captures under a folder, with a WARC file and a manifest per run and host.

    The files are `warc/*.warc.gz` and `manifest/*.jsonl`.

    Args:
        folder: The archive's folder; created by the first write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._warcs = folder / "warc"
        self._manifests = folder / "manifest"

    def entries(self, names: Iterable[str] | None = None) -> Iterator[ArchiveEntry]:
        """Yield listed records, in the order in which they were written.

        Call `recover` or `sweep` before, if a run may have been killed. A capture may be listed twice: it is written
        again if its first record was damaged.

        Args:
            names: WARC files that are looked at, with or without `.warc.gz`; all when null.
        """
        for manifest in self._manifest_files(names):
            yield from read_manifest(manifest)

    def copies(self, names: Iterable[str] | None = None) -> dict[str, list[ArchiveEntry]]:
        """Return the records of each capture by its identity, newest first.

        Args:
            names: WARC files that are looked at, with or without `.warc.gz`; all when null.
        """
        copies: dict[str, list[ArchiveEntry]] = {}
        for entry in self.entries(names):
            copies.setdefault(entry.capture_id, []).insert(0, entry)
        return copies

    def pages_and_charts(self, names: Iterable[str] | None = None) -> dict[str, list[ArchiveEntry]]:
        """Return the records as `copies` does, without those of inputs of adverts."""
        return {identity: copies for identity, copies in self.copies(names).items() if copies[0].label is None}

    def advert_inputs(self, known: Container[str] = ()) -> dict[str, list[ArchiveEntry]]:
        """Return the records of inputs of adverts by their identity, newest first.

        Args:
            known: Identities that are left out; no line of them is parsed, nor of pages.
        """
        lines = {
            identity: [line for line in held if is_labelled(line)]
            for identity, held in self.lines().items()
            if identity not in known
        }
        found = {identity: list(entries_in(reversed(held))) for identity, held in lines.items() if held}
        return {identity: copies for identity, copies in found.items() if copies}

    def find(self, capture_id: str) -> list[ArchiveEntry]:
        """Return the records of one capture, newest first; no other is parsed."""
        return list(entries_in(reversed(self.lines().get(capture_id, []))))

    def lines(self) -> dict[str, list[bytes]]:
        """Return the manifest lines of each capture by its identity, oldest first.

        `entries_in` parses them.
        """
        lines: dict[str, list[bytes]] = {}
        for manifest in self._manifest_files(None):
            for identity, line in read_identities(manifest):
                lines.setdefault(identity, []).append(line)
        return lines

    def _manifest_files(self, names: Iterable[str] | None) -> Iterable[Path]:
        if names is None:
            return sorted(self._manifests.glob("[!.]*.jsonl"))
        stems = sorted({name.removesuffix(".warc.gz") for name in names})
        files = (WarcFiles(self.folder, stem).manifest for stem in stems)
        return (file for file in files if file.is_file())

    def stamps(self) -> dict[str, Stamp]:
        """Return the state of each finished pair of files, by its name and in that order."""
        return stamps(self.folder)

    def whole_captures(self) -> "WholeCaptures":
        """Return a lookup of the captures that can be read without damage."""
        return WholeCaptures(self)

    def recover(self, known: Mapping[str, Stamp] | None = None) -> list[str]:
        """Run `sweep`, then list records again that damaged manifests lost.

        Args:
            known: Pairs of files that were complete, with their stamps; those that have not changed are not read.

        Returns:
            Names of the WARC files that were finished or listed again.
        """
        finished = self.sweep()
        unchanged = dict(self.stamps().items() & known.items()) if known else {}
        broken = list(incomplete(self.folder, unchanged))
        if not broken or not os.access(self.folder, os.W_OK):
            return finished
        with archive_lock(self.folder, bumps=True):
            return finished + [relisted.warc_file for relisted in map(relist, broken) if relisted]

    def sweep(self) -> list[str]:
        """Finish the files of killed runs.

        Afterwards the archive lists every capture that those runs acknowledged, and their other bytes are removed.
        Files of running processes are left alone. Call it before `entries`; a second call does nothing.

        Returns:
            Names of the WARC files that were finished.
        """
        if not any(next(folder.glob(".*"), None) for folder in (self._warcs, self._manifests)):
            return []
        if not os.access(self.folder, os.W_OK):
            return []  # a read-only disk: finished files can still be read
        with archive_lock(self.folder, bumps=True):
            for folder in (self._warcs, self._manifests):
                sweep_temporary(folder)
            return finish_interrupted(self.folder)

    def session(self, run: str) -> Session:
        """Return a session that writes the captures of a run, after `sweep`.

        Enter it with `with`; each capture is durable once kept. The files get their final names when the block is left,
        also by an error.

        Args:
            run: Prefix of the file names `<run>-<host>.warc.gz`; names sort by time.
        """
        self.sweep()
        return Session(self.folder, run, self.is_whole)

    def add(self, name: str, documents: Iterable[Document]) -> list[ArchiveEntry]:
        """Write documents as one new WARC file with its manifest: all of them or none.

        Args:
            name: Name of the pair of files, unique to the run; names sort by time.
            documents: The pages; each has a URL.

        Returns:
            The manifest entries, in the order of the documents.

        Raises:
            ArchiveFullError: if the disk is full.
        """
        pages = list(documents)
        if not pages:
            return []
        with archive_lock(self.folder, bumps=True):
            part = WarcWriter(self.folder, name)
            try:
                warcinfo = warcinfo_of(part.pair.warc.name, pages)
                starts = (warcinfo, *(b"" for _ in pages[1:]))
                pairs = zip(starts, pages, strict=True)
                entries = [part.append(start, each, is_acknowledged=False) for start, each in pairs]
                part.finish()
            except BaseException:
                part.discard()
                raise
        return entries

    def read(self, entry: ArchiveEntry) -> Document:
        """Read the document of a record and check it against its manifest entry.

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
        """Read the document of a capture from the first of its records that is whole.

        Raises:
            ArchiveDamagedError: if no record is whole.
        """
        failure = ArchiveDamagedError("it is listed by no manifest of the archive: restore its files")
        for entry in copies:
            try:
                return self.read(entry)
            except ArchiveDamagedError as error:
                failure = error
        raise failure

    def is_whole(self, entry: ArchiveEntry) -> bool:
        """Return whether a record is as it was written."""
        try:
            self.read(entry)
        except ArchiveDamagedError:
            return False
        return True

    def raw(self, entry: ArchiveEntry, *, start: int | None = None, until: int | None = None) -> bytes:
        """Return the unchecked bytes of a record, also of a running session's file.

        Args:
            entry: The record.
            start: Byte offset in the file to start at, if not the start of the record.
            until: Byte offset in the file to end at, exclusive, if not the end of the record.

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


class WholeCaptures(Mapping[str, str]):
    """Addresses of the captures with a whole record, by capture identity.

    A record is read and checked only when its identity is looked up.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lines = archive.lines()

    def __getitem__(self, name: str) -> str:
        """Return the address of a capture that has a whole record.

        Raises:
            KeyError: if the capture is not archived, or all its records are damaged.
        """
        whole = next(filter(self._archive.is_whole, entries_in(reversed(self._lines[name]))), None)
        if whole is None:
            raise KeyError(name)
        return whole.url

    def __iter__(self) -> Iterator[str]:
        """Yield the identities of whole captures; reads every record."""
        return (name for name in self._lines if name in self)

    def __len__(self) -> int:
        """Return the number of whole captures; reads every record."""
        return sum(1 for _ in self)
