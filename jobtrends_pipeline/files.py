"""Files that are whole or absent: written under a temporary name, synced, then renamed."""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_KEPT_NAME = 50
"""Characters of a file's name in that of its temporary file, which must not be too long for a file system."""
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextlib.contextmanager
def replacing(path: Path, *, is_synced: bool = True) -> Iterator[BinaryIO]:
    """A binary stream that becomes `path` when the block ends well, and nothing when it does not.

    Args:
        path: The file.
        is_synced: Whether it survives a power cut, which costs milliseconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = _temporary(path)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            if is_synced:
                os.fsync(stream.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        if is_synced:
            sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sweep_temporary(folder: Path) -> None:
    """Remove what writers that were killed in `replacing` left in a folder; a living writer's file stays."""
    for temporary in folder.glob(".*.tmp"):
        with contextlib.suppress(FileNotFoundError), temporary.open("rb") as stream:
            if lock(stream.fileno()):
                temporary.unlink()


def lock(descriptor: int, *, waits: bool = False) -> bool:
    """Lock an open file until it is closed, if by the death of its process; whether it was free."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _temporary(path: Path) -> tuple[int, Path]:
    """A new file beside a path, locked by this process."""
    while True:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:_KEPT_NAME]}.", suffix=".tmp")
        lock(descriptor, waits=True)
        if os.fstat(descriptor).st_nlink:
            return descriptor, Path(name)
        os.close(descriptor)  # swept before it was locked


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a small file whole or not at all; text is UTF-8."""
    with replacing(path) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


def write_derived(path: Path, content: str | bytes) -> bool:
    """Write a small file that can be made again, whole or not at all, unless it holds the same; whether it was written.

    It is not synced: what a power cut takes differs from what is to be written, and is so made again.
    """
    new = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == new:
        return False
    with replacing(path, is_synced=False) as stream:
        stream.write(new)
    return True


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def replace_folder(draft: Path, folder: Path) -> None:
    """Put a folder in the place of another, which is then under the draft's name: at one blow where the system can."""
    if not folder.exists():
        draft.rename(folder)
    elif not _exchanged(draft, folder):
        aside = draft.with_name(f"{draft.name}.before")
        folder.rename(aside)
        draft.rename(folder)
        aside.rename(draft)
    sync_folder(folder.parent)


def _exchanged(first: Path, second: Path) -> bool:
    """Exchange two paths by Linux' renameat2; whether the system and the file system know it."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder survive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
