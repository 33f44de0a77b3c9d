"""The two files of a run in the archive, by name; and what is done about those a killed run left."""

import contextlib
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.archive.manifest import entry_of
from jobtrends_pipeline.archive.members import has_page, members
from jobtrends_pipeline.errors import Cause, JobtrendsError
from jobtrends_pipeline.files import lock, sync_folder

_FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file is at its size limit",
}


class ArchiveFullError(JobtrendsError):
    """No room for a capture; what was acknowledged before is kept."""

    cause = Cause.FULL_DISK


@dataclass(frozen=True, slots=True)
class WarcFiles:
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
    def is_taken(self) -> bool:
        """Whether any of the files is there."""
        return any(path.exists() for path in (self.warc, self.manifest, self.part, self.journal))

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
        ) from None  # the line to show: the cause would only say that there is no space


def pairs(folder: Path) -> list[WarcFiles]:
    """The pairs of an archive of which any file is finished, by name."""
    names = {path.name.removesuffix(".warc.gz") for path in (folder / "warc").glob("[!.]*.warc.gz")}
    names |= {path.name.removesuffix(".jsonl") for path in (folder / "manifest").glob("[!.]*.jsonl")}
    return [WarcFiles(folder, name) for name in sorted(names)]


def publish(pair: WarcFiles) -> None:
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
        pair = WarcFiles(folder, journal.name.removeprefix(".").removesuffix(".jsonl.part"))
        with journal.open("r+b") as stream:
            if lock(stream.fileno()) and _mended(pair, stream.read()):
                finished.append(pair.warc.name)
    for part in (folder / "warc").glob(".*.warc.gz.part"):
        pair = WarcFiles(folder, part.name.removeprefix(".").removesuffix(".warc.gz.part"))
        if pair.journal.exists():
            continue
        if has_page(part) and not pair.warc.exists():
            part.rename(pair.warc)  # its journal was lost: the manifest is made anew from it
            finished.append(pair.warc.name)
        else:
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


def _mended(pair: WarcFiles, content: bytes) -> bool:
    """Cut a pair whose writer is dead to its last journaled capture and name it; one without a capture vanishes.

    Where the journal ends in lines that are altered, whole records are left: the manifest is made anew from the file.
    """
    lines, length = journaled(content)
    if not lines:
        pair.part.unlink(missing_ok=True)
        pair.journal.unlink()
        return False
    end = entry_of(lines[-1]).end
    written = pair.part if pair.part.exists() else pair.warc
    if b"\n" in content[length:] and written.exists():  # lines that are altered: the file tells what they listed
        end = max((last for _, last in members(written, end, written.stat().st_size)), default=end)
    if written.exists() and written.stat().st_size > end:
        os.truncate(written, end)
    os.truncate(pair.journal, length)
    publish(pair)
    return True


def _is_entry(line: bytes) -> bool:
    try:
        return entry_of(line).span_sha256 is not None
    except ValueError:
        return False
