"""Identity of a saved file, to detect that it was changed or replaced."""

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
    """Identity of the file at a path.

    Attributes:
        device: Number of the device.
        number: Inode number.
        size: Size in bytes.
        written_ns: Time of the last write, in nanoseconds.
    """

    device: int
    number: int
    size: int
    written_ns: int

    @classmethod
    def at(cls, path: Path) -> "Lying":
        """Return the identity of the file at a path; of a link itself, not its target.

        Raises:
            OSError: if there is no file.
        """
        found = path.lstat()
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file and its content at one time; equal stamps mean that nothing changed.

    Attributes:
        lying: Identity of the file.
        changed_ns: Time of the last change, including its name and times, in nanoseconds.
        sha256: SHA-256 of its content, hexadecimal.
    """

    lying: Lying
    changed_ns: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        """Return the stamp of a file; a pipe, socket or device is not opened.

        Raises:
            OSError: if it cannot be read, or is not a file.
        """
        kind = special(path)
        if kind:
            raise OSError(kind)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # whatever took its place meanwhile does not block
        with os.fdopen(descriptor, "rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(Lying.at(path), path.lstat().st_ctime_ns, digest)


def special(path: Path) -> str | None:
    """Describe a special file, such as a pipe or a device, which must not be opened.

    Returns:
        A description for messages; None for a file or a folder.

    Raises:
        OSError: if there is no file, or only a link to nothing.
    """
    kind = stat.S_IFMT(path.stat().st_mode)
    return None if kind in (stat.S_IFREG, stat.S_IFDIR) else f"{_KINDS.get(kind, 'no file')}, not a file"
