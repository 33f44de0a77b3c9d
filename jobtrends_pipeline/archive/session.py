"""A run's captures going into the archive one by one, each on disk before the next is asked for."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.manifest import ArchiveEntry, capture_id, entry_of, read_identities
from jobtrends_pipeline.archive.records import warcinfo_record
from jobtrends_pipeline.archive.warc_files import journaled, room_for
from jobtrends_pipeline.archive.warc_writer import WarcWriter
from jobtrends_pipeline.fetch.response import Response
from jobtrends_pipeline.files import lock

_NO_HOST = "saved"


class Session:
    """What one run keeps, a WARC file per host asked; to be entered and left.

    Other runs may keep at the same time, from other processes too: a content is kept once.
    """

    def __init__(self, folder: Path, run: str, is_whole: Callable[[ArchiveEntry], bool] = lambda _: True) -> None:
        self._folder = folder
        self._run = run
        self._is_whole = is_whole
        self._parts: dict[str, WarcWriter] = {}
        self._known = _Known(folder)

    def __enter__(self) -> Self:
        with changing(self._folder) as generation:
            self._known.look(generation, ())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with changing(self._folder, bumps=True), contextlib.ExitStack() as finishing:
            for part in self._parts.values():
                finishing.callback(part.finish)

    def keep(self, document: Document, fetched: Response | None = None) -> ArchiveEntry:
        """Keep a capture; when this returns, it is on disk and no kill or power cut takes it away.

        Args:
            document: The page; has a URL.
            fetched: The answer that brought it: what was asked and answered is then kept with it.

        Returns:
            The entry of the manifest; that of before, when the archive has this content already, and whole.

        Raises:
            ArchiveFullError: if there is no room; nothing of this capture is left, all before is kept.
        """
        host = _host(fetched.url if fetched else document.url)
        with changing(self._folder, bumps=host not in self._parts) as generation:
            own = {part.pair.journal.name for part in self._parts.values()}
            self._known.look(generation, own)
            held = self._known.get(capture_id(document))
            if held is None or not self._is_whole(held):
                part = self._parts.get(host) or self._begin(host)
                name = part.pair.warc.name
                before = warcinfo_record(name, document.captured_at) if part.is_empty else b""
                held = part.append(before, document, fetched)
                self._known.add(held)
        return held

    def holds(self, name: str) -> bool:
        """Whether the archive has a capture of this identity, as far as this session has looked."""
        return name in self._known

    def _begin(self, host: str) -> WarcWriter:
        self._parts[host] = WarcWriter(self._folder, f"{self._run}-{host}")
        return self._parts[host]


class _Known:
    """The captures that the archive holds, most as lines not read yet, and those that sessions of now have kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "manifest"
        self._by_id: dict[str, ArchiveEntry | bytes] = {}
        self._generation = -1
        self._manifests: set[str] = set()
        self._journals: dict[Path, int] = {}

    def get(self, name: str) -> ArchiveEntry | None:
        entry = self._by_id.get(name)
        return entry_of(entry) if isinstance(entry, bytes) else entry

    def __contains__(self, name: str) -> bool:
        return name in self._by_id

    def add(self, entry: ArchiveEntry) -> None:
        self._by_id[entry.capture_id] = entry

    def look(self, generation: int, own: "set[str] | tuple[()]") -> None:
        """Take in what others have kept since the last look."""
        if generation != self._generation:
            self._look_around(own)
            self._generation = generation
        for journal, seen in self._journals.items():
            if journal.stat().st_size > seen:
                lines, length = journaled(journal.read_bytes())
                for line in lines:
                    with contextlib.suppress(ValueError):
                        self.add(entry_of(line))
                self._journals[journal] = length

    def _look_around(self, own: "set[str] | tuple[()]") -> None:
        for manifest in sorted(self._folder.glob("[!.]*.jsonl")):
            if manifest.name not in self._manifests:
                for identity, line in read_identities(manifest):
                    self._by_id[identity] = line
                self._manifests.add(manifest.name)
        journals = {journal for journal in self._folder.glob(".*.jsonl.part") if journal.name not in own}
        self._journals = {journal: self._journals.get(journal, 0) for journal in sorted(journals)}


@contextlib.contextmanager
def changing(folder: Path, *, bumps: bool = False) -> Iterator[int]:
    """Be the only one to change the archive, for as long as one capture takes.

    Args:
        folder: The archive.
        bumps: Whether files may appear, vanish or be renamed meanwhile: others are to look again.

    Yields:
        A number that differs when files have appeared, vanished or been renamed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".lock"
    with room_for(path):
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
    """The host of an address as part of a file's name."""
    try:
        name = urlsplit(url or "").hostname or _NO_HOST
    except ValueError:
        name = _NO_HOST
    return re.sub(r"[^a-z0-9.-]", "-", name).strip(".")[:100] or _NO_HOST
