"""File pairs of the archive: names, publication, and recovery after killed runs."""

import contextlib
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from jobtrends_pipeline.archive.manifest import entry_of
from jobtrends_pipeline.archive.members import has_page, members
from jobtrends_pipeline.base.errors import Cause, JobtrendsError
from jobtrends_pipeline.files import lock, sync_folder

_FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file is at its size limit",
}


class ArchiveFullError(JobtrendsError):
    """A full disk; captures acknowledged before are kept."""

    cause = Cause.FULL_DISK


@dataclass(frozen=True, slots=True)
class WarcFiles:
    """Names of a WARC file and its manifest, while written and when finished.

    Attributes:
        folder: The archive's folder.
        name: Name of the pair, without suffix.
    """

    folder: Path
    name: str

    @property
    def warc(self) -> Path:
        """The WARC file."""
        return self.folder / "warc" / f"{self.name}.warc.gz"

    @property
    def manifest(self) -> Path:
        """The manifest; records that it does not list do not count."""
        return self.folder / "manifest" / f"{self.name}.jsonl"

    @property
    def part(self) -> Path:
        """The WARC file while it is written."""
        return self.warc.with_name(f".{self.warc.name}.part")

    @property
    def is_taken(self) -> bool:
        """Whether any of the four files exists."""
        return any(path.exists() for path in (self.warc, self.manifest, self.part, self.journal))

    @property
    def journal(self) -> Path:
        """The manifest while it is written."""
        return self.manifest.with_name(f".{self.manifest.name}.part")


@contextlib.contextmanager
def disk_full_as_error(path: Path) -> Iterator[None]:
    """Convert the error of a full disk into one that names the remedy.

    Args:
        path: The file that is written in the `with` block.

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
        ) from None  # the message is complete: the cause would only say that there is no space


def pairs(folder: Path) -> list[WarcFiles]:
    """Return the file pairs of an archive with at least one finished file, by name."""
    names = {path.name.removesuffix(".warc.gz") for path in (folder / "warc").glob("[!.]*.warc.gz")}
    names |= {path.name.removesuffix(".jsonl") for path in (folder / "manifest").glob("[!.]*.jsonl")}
    return [WarcFiles(folder, name) for name in sorted(names)]


class Stamp(NamedTuple):
    """State of a finished pair of files, by which a change of one is noticed.

    Attributes:
        manifest_bytes: Length of the manifest.
        modified_ns: When it was written, in nanoseconds since 1970.
        warc_bytes: Length of the WARC file; -1 if it is missing.
    """

    manifest_bytes: int
    modified_ns: int
    warc_bytes: int


def stamps(folder: Path) -> dict[str, Stamp]:
    """Return the stamp of each pair with a finished manifest, in order of name."""
    sizes = {name: stat.st_size for name, stat in _finished(folder / "warc", ".warc.gz")}
    found = {
        name: Stamp(stat.st_size, stat.st_mtime_ns, sizes.get(name, -1))
        for name, stat in _finished(folder / "manifest", ".jsonl")
    }
    return dict(sorted(found.items()))


def _finished(folder: Path, suffix: str) -> Iterator[tuple[str, os.stat_result]]:
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(suffix) and not entry.name.startswith("."):
                yield entry.name.removesuffix(suffix), entry.stat()


def publish(pair: WarcFiles) -> None:
    """Give a pair its final names: first the WARC file, then the manifest.

    After a kill in between, `finish_interrupted` completes the renames.
    """
    if pair.part.exists():
        pair.part.replace(pair.warc)
        sync_folder(pair.warc.parent)
    pair.journal.replace(pair.manifest)
    sync_folder(pair.manifest.parent)


def finish_interrupted(folder: Path) -> list[str]:
    """Finish the files of killed writers; files of running ones are left alone.

    Returns:
        Names of the WARC files that were finished.
    """
    finished = []
    for journal in sorted((folder / "manifest").glob(".*.jsonl.part")):
        pair = WarcFiles(folder, journal.name.removeprefix(".").removesuffix(".jsonl.part"))
        with journal.open("r+b") as stream:
            if lock(stream.fileno()) and _finish_pair(pair, stream.read()):
                finished.append(pair.warc.name)
    for part in (folder / "warc").glob(".*.warc.gz.part"):
        pair = WarcFiles(folder, part.name.removeprefix(".").removesuffix(".warc.gz.part"))
        if pair.journal.exists():
            continue
        if has_page(part) and not pair.warc.exists():
            part.rename(pair.warc)  # its journal was lost: the manifest is repaired from this file
            finished.append(pair.warc.name)
        else:
            part.unlink()
    return finished


def journaled(content: bytes) -> tuple[list[bytes], int]:
    """Return the whole lines of a journal, and their length in bytes with line ends.

    Bytes after the last whole line, as a power cut leaves them, are ignored; a damaged line in the middle stays, for
    the manifest to report.
    """
    lines = content.split(b"\n")[:-1]
    while lines and not _is_entry(lines[-1]):
        lines.pop()
    return lines, sum(len(line) + 1 for line in lines)


def _finish_pair(pair: WarcFiles, content: bytes) -> bool:
    """Cut a dead writer's pair after its last journaled capture and publish it.

    If the journal ends in altered lines, whole records of the WARC file are kept: the manifest is repaired from them. A
    pair without a capture is removed.

    Returns:
        Whether the pair was published.
    """
    lines, length = journaled(content)
    if not lines:
        pair.part.unlink(missing_ok=True)
        pair.journal.unlink()
        return False
    end = entry_of(lines[-1]).end
    written = pair.part if pair.part.exists() else pair.warc
    if b"\n" in content[length:] and written.exists():  # altered lines: read from the WARC file what they listed
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
