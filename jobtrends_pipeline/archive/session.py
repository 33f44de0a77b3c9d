"""Writing session of a run: each capture is on disk before the next request."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.manifest import ArchiveEntry, capture_id, entries_in, entry_of, read_identities
from jobtrends_pipeline.archive.records import warcinfo_record
from jobtrends_pipeline.archive.warc_files import disk_full_as_error, journaled
from jobtrends_pipeline.archive.warc_writer import WarcWriter
from jobtrends_pipeline.fetch.response import Response
from jobtrends_pipeline.files import lock

_NO_HOST = "saved"


class Session:
    """Captures written by one run, to a WARC file per host; use it with `with`.

    Other runs may write at the same time, from other processes too; each content is stored once.

    Args:
        folder: The archive's folder.
        run: Name of the run, the prefix of its file names.
        is_whole: Whether an archived record is undamaged; otherwise its content is written again.
    """

    def __init__(self, folder: Path, run: str, is_whole: Callable[[ArchiveEntry], bool] = lambda _: True) -> None:
        self._folder = folder
        self._run = run
        self._is_whole = is_whole
        self._parts: dict[str, WarcWriter] = {}
        self._known = _CaptureIndex(folder)

    def __enter__(self) -> Self:
        with archive_lock(self._folder) as generation:
            self._known.update(generation, ())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with archive_lock(self._folder, bumps=True), contextlib.ExitStack() as finishing:
            for part in self._parts.values():
                finishing.callback(part.finish)

    def keep(self, document: Document, fetched: Response | None = None) -> ArchiveEntry:
        """Write a capture to disk; afterwards no kill or power cut can lose it.

        Args:
            document: The page; has a URL.
            fetched: The response that contained it; request and response are then stored with it.

        Returns:
            The manifest entry; the existing one if the content is already archived and whole.

        Raises:
            ArchiveFullError: if the disk is full; nothing of this capture remains, all earlier ones are kept.
        """
        host = _host(fetched.url if fetched else document.url)
        with archive_lock(self._folder, bumps=host not in self._parts) as generation:
            own = {part.pair.journal.name for part in self._parts.values()}
            self._known.update(generation, own)
            entry = self._known.get(capture_id(document))
            if entry is None or not self._is_whole(entry):
                part = self._parts.get(host) or self._begin(host)
                name = part.pair.warc.name
                warcinfo = warcinfo_record(name, document.captured_at) if part.is_empty else b""
                entry = part.append(warcinfo, document, fetched)
                self._known.add(entry)
        return entry

    def contains(self, name: str) -> bool:
        """Return whether the archive has this capture, as of the session's last update."""
        return name in self._known

    def _begin(self, host: str) -> WarcWriter:
        self._parts[host] = WarcWriter(self._folder, f"{self._run}-{host}")
        return self._parts[host]


class _CaptureIndex:
    """Index of the archive's captures, those of other running sessions included.

    Most are stored as unparsed manifest lines.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "manifest"
        self._by_id: dict[str, ArchiveEntry | bytes] = {}
        self._generation = -1
        self._manifests: set[str] = set()
        self._journals: dict[Path, int] = {}

    def get(self, name: str) -> ArchiveEntry | None:
        entry = self._by_id.get(name)
        return next(entries_in([entry]), None) if isinstance(entry, bytes) else entry

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def add(self, entry: ArchiveEntry) -> None:
        self._by_id[entry.capture_id] = entry

    def update(self, generation: int, own: "set[str] | tuple[()]") -> None:
        """Add the captures that other sessions have written since the last call."""
        if generation != self._generation:
            self._list_files(own)
            self._generation = generation
        for journal, seen in self._journals.items():
            if journal.stat().st_size > seen:
                lines, length = journaled(journal.read_bytes())
                for line in lines:
                    with contextlib.suppress(ValueError):
                        self.add(entry_of(line))
                self._journals[journal] = length

    def _list_files(self, own: "set[str] | tuple[()]") -> None:
        for manifest in sorted(self._folder.glob("[!.]*.jsonl")):
            if manifest.name not in self._manifests:
                for identity, line in read_identities(manifest):
                    self._by_id[identity] = line
                self._manifests.add(manifest.name)
        journals = {journal for journal in self._folder.glob(".*.jsonl.part") if journal.name not in own}
        self._journals = {journal: self._journals.get(journal, 0) for journal in sorted(journals)}


@contextlib.contextmanager
def archive_lock(folder: Path, *, bumps: bool = False) -> Iterator[int]:
    """Take the archive's exclusive lock for the `with` block.

    Use it for one capture at a time, since other sessions wait for it.

    Args:
        folder: The archive's folder.
        bumps: Whether files may be created, removed or renamed in the block, so that other sessions list them again.

    Yields:
        The generation: a number that changes when files were created, removed or renamed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".lock"
    with disk_full_as_error(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        lock(descriptor, waits=True)
        generation = os.fstat(descriptor).st_size
        if bumps:
            os.ftruncate(descriptor, generation + 1)
        yield generation
    finally:
        os.close(descriptor)


def _host(url: str | None) -> str:
    """Return the host of an address in a form fit for a file name."""
    try:
        name = urlsplit(url or "").hostname or _NO_HOST
    except ValueError:
        name = _NO_HOST
    return re.sub(r"[^a-z0-9.-]", "-", name).strip(".")[:100] or _NO_HOST
