"""The archive: WARC files that are never changed, and beside each a manifest of its records."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from jobtrends_pipeline.capture.document import Document
from jobtrends_pipeline.capture.manifest import ArchiveDamagedError, Held, capture_id, read_manifest
from jobtrends_pipeline.capture.pair import ArchiveFullError, Pair, mend
from jobtrends_pipeline.capture.part import Part
from jobtrends_pipeline.capture.session import Session, changing
from jobtrends_pipeline.capture.warc import UnreadableWarcError, read_record, warcinfo_of
from jobtrends_pipeline.files import sweep_temporary

__all__ = ["Archive", "ArchiveDamagedError", "ArchiveFullError", "Held", "Session", "capture_id"]


class Archive:
    """The pages kept, under one folder: `warc/*.warc.gz` and `manifest/*.jsonl`, one pair per run and host."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._warcs = folder / "warc"
        self._manifests = folder / "manifest"

    def held(self) -> Iterator[Held]:
        """Every record of finished files, in the order it was written; `sweep` first, where a run may have died.

        Raises:
            ArchiveDamagedError: if a line of a manifest is no longer what was written.
        """
        for manifest in sorted(self._manifests.glob("[!.]*.jsonl")):
            yield from read_manifest(manifest)

    def sweep(self) -> list[str]:
        """Finish what killed runs left: all they acknowledged is then held, and the rest of them is gone.

        Files of runs that are alive are left alone. To be called before `held`; a second call does nothing.

        Returns:
            Names of the WARC files that were finished.
        """
        if not any(next(folder.glob(".*"), None) for folder in (self._warcs, self._manifests)):
            return []
        with changing(self.folder, bumps=True):
            for folder in (self._warcs, self._manifests):
                sweep_temporary(folder)
            return mend(self.folder)

    def session(self, run: str) -> Session:
        """A run's captures, each durable once kept; to be entered with `with`. Sweeps first.

        The files get their names, and their captures are held, when the block is left, by an error too.

        Args:
            run: Begin of the names of its files `<run>-<host>.warc.gz`; names sort in the order of time.
        """
        self.sweep()
        return Session(self.folder, run)

    def add(self, name: str, documents: Iterable[Document]) -> list[Held]:
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
            part = Part(self.folder, name)
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

    def read(self, entry: Held) -> Document:
        """The document of a record, checked against its manifest.

        Raises:
            ArchiveDamagedError: if a byte of the record is missing or altered.
        """
        path = self._warcs / entry.warc_file
        raw = self.raw(entry)
        if hashlib.sha256(raw).hexdigest() != entry.record_sha256:
            raise ArchiveDamagedError(
                f"{path}, record at byte {entry.warc_offset} ({entry.url}) is cut off or altered: restore the file"
            )
        try:
            return read_record(raw, f"{entry.warc_file}@{entry.warc_offset}", is_checked=True)
        except UnreadableWarcError as error:
            raise ArchiveDamagedError(str(error)) from error

    def raw(self, entry: Held, *, start: int | None = None, until: int | None = None) -> bytes:
        """The bytes where a record lies, unchecked; also of a session that is not left yet.

        Args:
            entry: The record.
            start: Where in the file to begin, when that is not the begin of the record.
            until: Where in the file to end, when that is not the end of the record.

        Raises:
            ArchiveDamagedError: if the file cannot be read.
        """
        path = self._warcs / entry.warc_file
        part = Pair(self.folder, entry.warc_file.removesuffix(".warc.gz")).part
        first = entry.warc_offset if start is None else start
        end = entry.warc_offset + entry.record_length if until is None else until
        try:
            with (path if path.exists() or not part.exists() else part).open("rb") as stream:
                stream.seek(first)
                return stream.read(end - first)
        except OSError as error:
            raise ArchiveDamagedError(f"{path} cannot be read ({error.strerror}): restore it from a backup") from error
