"""A saved file as it lies there: what it is, and what tells it from another that takes its place."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


@dataclass(frozen=True, slots=True)
class Lying:
    """Which file lies at a path: device, number, size, and when it was last written to, in nanoseconds."""

    device: int
    number: int
    size: int
    written_ns: int

    @classmethod
    def at(cls, path: Path) -> "Lying":
        """What lies at a path; of a link the link itself.

        Raises:
            OSError: if nothing does.
        """
        found = path.lstat()
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file and its content at a moment: two that are equal had nothing changed between them.

    Attributes:
        lying: Which file it is.
        changed_ns: When anything of it changed last, its name or its times included, in nanoseconds.
        sha256: SHA-256 of its content, hexadecimal.
    """

    lying: Lying
    changed_ns: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        """The stamp of a file; nothing but a file is opened.

        Raises:
            OSError: if it cannot be read, or is no file.
        """
        kind = special(path)
        if kind:
            raise OSError(kind)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # whatever took its place meanwhile does not block
        with os.fdopen(descriptor, "rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(Lying.at(path), path.lstat().st_ctime_ns, digest)


def special(path: Path) -> str | None:
    """What lies at a path where that is neither file nor folder, which must not be opened; else null.

    Raises:
        OSError: if nothing lies there, or a link leads to nothing.
    """
    kind = stat.S_IFMT(path.stat().st_mode)
    return None if kind in (stat.S_IFREG, stat.S_IFDIR) else f"{_KINDS.get(kind, 'no file')}, not a file"
