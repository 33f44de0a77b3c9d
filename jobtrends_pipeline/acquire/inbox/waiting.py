"""Content of the inbox: files to read, and other entries with the reason to leave."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.saved_files.file_names import shown
from jobtrends_pipeline.saved_files.file_stamp import special

DONE, REFUSED = "done", "refused"
CLAIM = ".jobtrends-moving"
"""Suffix of the hidden name of a file that is being moved to another disk."""
SETTLED_SECONDS = 5.0
"""A file that was modified within this many seconds may not be complete yet."""
_UNFINISHED = (".part", ".partial", ".crdownload", ".opdownload", ".download", ".tmp")
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")
_PARTS = "_files"
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class LeftPath:
    """An inbox entry that is not read.

    Attributes:
        path: The file or folder.
        reason: Why it is left alone.
    """

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Entries of an inbox; hidden files are in neither list.

    Attributes:
        waiting: Files to read, in order.
        left: Other entries, with the reason.
    """

    waiting: tuple[Path, ...]
    left: tuple[LeftPath, ...]


def contents(inbox: Path) -> Contents:
    """List an inbox, except `done` and `refused`; no file is opened."""
    if not inbox.is_dir():
        left = (LeftPath(inbox, "not a folder: move it away"),) if os.path.lexists(inbox) else ()
        return Contents((), left)
    waiting: list[Path] = []
    left_paths: list[LeftPath] = []
    folders = [inbox]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            left_paths.append(LeftPath(folder, f"cannot be read ({error.strerror})"))
            continue
        for path in entries:
            reason = _reason(path, inbox)
            if reason is not None:
                left_paths.extend([LeftPath(path, reason)] if reason else [])
            elif path.is_dir():
                folders.append(path)
            else:
                waiting.append(path)
    return Contents(tuple(sorted(waiting)), tuple(sorted(left_paths, key=lambda left: left.path)))


def waiting_files(inbox: Path, *, settled_only: bool = False) -> list[Path]:
    """Return the files of the inbox to read.

    Args:
        inbox: The inbox.
        settled_only: Whether to omit files that may still be written.
    """
    now = clock.seconds()
    return [file for file in contents(inbox).waiting if not settled_only or is_settled(file, now)]


def is_settled(file: Path, now: float) -> bool:
    """Return whether a file was not modified just now.

    A file that has disappeared, or has a time in the future, counts as settled.
    """
    try:
        return abs(now - file.stat().st_mtime) >= SETTLED_SECONDS
    except OSError:
        return True


def _reason(path: Path, inbox: Path) -> str | None:
    """Return why an inbox entry is left alone.

    Returns:
        The reason, empty if it need not be reported; None for a file or folder to read.
    """
    name, is_folder = path.name, os.path.isdir(path)  # noqa: PTH112  # Path.is_dir may raise
    if name.startswith(".") and not name.endswith(CLAIM):
        return ""
    if name in (DONE, REFUSED) and path.parent == inbox:
        return "" if is_folder else "not a folder, so that nothing can be put away into it: move it away"
    if path.is_symlink() and is_folder:
        return "a link to a folder, which is not followed: put the files themselves here"
    if name.lower().endswith(_UNFINISHED) or any(os.path.lexists(f"{path}{end}") for end in _UNFINISHED):
        return "a download that is not finished: it is looked at once it has its own name"
    is_of_page = is_folder and name.endswith(_PARTS) and _has_page(path, inbox)
    return "the parts of a saved page, of which only its charts are taken" if is_of_page else _kind(path)


def _kind(path: Path) -> str | None:
    try:
        return special(path)
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _has_page(folder: Path, inbox: Path) -> bool:
    """Return whether the page saved with a folder of its parts exists.

    It may be beside the folder, or in `done` or `refused`.
    """
    stem, place = folder.name.removesuffix(_PARTS), folder.parent.relative_to(inbox)
    return any(
        (root / place / f"{stem}{suffix}").exists()
        for root in (inbox, inbox / DONE, inbox / REFUSED)
        for suffix in _PAGE_SUFFIXES
    )


def describe_left(left: Iterable[LeftPath], named: str = "inbox") -> list[str]:
    """Describe entries that are left: a line per reason, with the first file names.

    Args:
        left: The entries.
        named: What the lines call the inbox.
    """
    groups: dict[str, list[str]] = {}
    for one in left:
        groups.setdefault(one.reason, []).append(shown(one.path.name))
    return [f"{named}: {_some(names)}: {reason}" for reason, names in groups.items()]


def describe_inbox(inbox: Path, named: str = "inbox") -> list[str]:
    """Describe an inbox, a line each: waiting files, other entries, refused files."""
    listing = contents(inbox)
    lines = []
    if listing.waiting:
        count = f"{len(listing.waiting):,} file{'s' if len(listing.waiting) > 1 else ''}"
        names = _some([shown(file.name) for file in listing.waiting])
        lines.append(f"{named}: {count} to be looked at ({names}): `jobtrends refresh` takes them")
        if not os.access(inbox, os.W_OK):
            lines.append(f"{named}: {shown(inbox)} cannot be written, so that what was read stays there")
    lines += describe_left(listing.left, named)
    refused = [path for path in (inbox / REFUSED).rglob("*") if path.suffix != ".reason" and not path.is_dir()]
    if refused:
        names = _some([shown(path.name) for path in sorted(refused)])
        lines.append(f"{named}: {len(refused):,} in {shown(inbox / REFUSED)}, the reasons beside them: {names}")
    return lines


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
