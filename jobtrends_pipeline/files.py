"""Atomic file operations: write to a temporary name, sync, then rename."""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_KEPT_NAME = 50
"""Characters of the target's name used in the temporary name, so that it fits the limits of file systems."""
_PIECE_BYTES = 1 << 20
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextlib.contextmanager
def replacing(path: Path, *, is_synced: bool = True) -> Iterator[BinaryIO]:
    """Write a binary stream that replaces a file if the block succeeds.

    If the block fails, the file stays as it was and the temporary file is removed.

    Args:
        path: The file to replace; its folder is made if missing.
        is_synced: Whether the file must survive a power cut, which costs milliseconds.
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
    """Remove temporary files that killed writers left in a folder.

    A file whose writer is alive is locked, and stays.
    """
    for temporary in folder.glob(".*.tmp"):
        with contextlib.suppress(FileNotFoundError), temporary.open("rb") as stream:
            if lock(stream.fileno()):
                temporary.unlink()


def lock(descriptor: int, *, waits: bool = False) -> bool:
    """Take an exclusive lock on an open file, released on close or process exit.

    Args:
        descriptor: Number of the open file.
        waits: Whether to wait until the lock is free.

    Returns:
        Whether the lock was acquired.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _temporary(path: Path) -> tuple[int, Path]:
    """Open a new file beside a path, locked by this process."""
    while True:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:_KEPT_NAME]}.", suffix=".tmp")
        lock(descriptor, waits=True)
        if os.fstat(descriptor).st_nlink:
            return descriptor, Path(name)
        os.close(descriptor)  # removed by `sweep_temporary` before it was locked


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a small file completely or not at all; text is encoded as UTF-8."""
    with replacing(path) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


def write_derived(path: Path, content: str | bytes) -> bool:
    """Write a small derived file atomically, unless it already has this content.

    It is not synced: a file damaged by a power cut has other content, and is therefore written again next time.

    Returns:
        Whether the file was written.
    """
    new = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == new:
        return False
    with replacing(path, is_synced=False) as stream:
        stream.write(new)
    return True


def file_hash(path: Path) -> str:
    """Compute the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copy_hashed(source: Path, target: Path) -> str:
    """Copy a file, and compute the SHA-256 of what was copied, in hexadecimal."""
    digest = hashlib.sha256()
    with source.open("rb") as read, target.open("wb") as written:
        while piece := read.read(_PIECE_BYTES):
            digest.update(piece)
            written.write(piece)
    return digest.hexdigest()


def link_or_copy(source: Path, target: Path) -> None:
    """Make a hard link to a file, or a copy where the file system has none.

    Args:
        source: A file that is only ever replaced, never changed.
        target: A path without a file.
    """
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def replace_folder(draft: Path, folder: Path) -> None:
    """Put a folder in the place of another, atomically where the system can.

    Args:
        draft: The new folder; afterwards this name refers to the replaced folder, if there was one.
        folder: Where to put it.
    """
    if not folder.exists():
        draft.rename(folder)
    elif not _exchanged(draft, folder):
        aside = draft.with_name(f"{draft.name}.before")
        folder.rename(aside)
        draft.rename(folder)
        aside.rename(draft)
    sync_folder(folder.parent)


def _exchanged(first: Path, second: Path) -> bool:
    """Exchange two paths by Linux' renameat2.

    Returns:
        Whether it was done; false where the system or the file system does not support it.
    """
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
