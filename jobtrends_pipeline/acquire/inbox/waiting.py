"""What lies in the inbox: the files to look at, and whatever else lies there, with the reason why it is left."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline import clock
from jobtrends_pipeline.saved_files.file_names import shown
from jobtrends_pipeline.saved_files.file_stamp import special

DONE, REFUSED = "done", "refused"
CLAIM = ".jobtrends-moving"
"""End of the hidden name of a file that is being put away on another disk."""
SETTLED_SECONDS = 5.0
"""A file that was written to within so many seconds may not be whole yet."""
_UNFINISHED = (".part", ".partial", ".crdownload", ".opdownload", ".download", ".tmp")
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")
_PARTS = "_files"
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Left:
    """Something that lies in the inbox and is not looked at, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in an inbox: files to look at, in order, and what is left; hidden files count as neither."""

    waiting: tuple[Path, ...]
    left: tuple[Left, ...]


def contents(inbox: Path) -> Contents:
    """What lies in an inbox, `done` and `refused` excepted; nothing is opened."""
    if not inbox.is_dir():
        left = (Left(inbox, "not a folder: move it away"),) if os.path.lexists(inbox) else ()
        return Contents((), left)
    waiting: list[Path] = []
    found: list[Left] = []
    folders = [inbox]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            found.append(Left(folder, f"cannot be read ({error.strerror})"))
            continue
        for path in entries:
            reason = _reason(path, inbox)
            if reason is not None:
                found.extend([Left(path, reason)] if reason else [])
            elif path.is_dir():
                folders.append(path)
            else:
                waiting.append(path)
    return Contents(tuple(sorted(waiting)), tuple(sorted(found, key=lambda left: left.path)))


def waiting_files(inbox: Path, *, settled_only: bool = False) -> list[Path]:
    """The files of the inbox to look at.

    Args:
        inbox: The inbox.
        settled_only: Leave those that may still be written.
    """
    now = clock.seconds()
    return [file for file in contents(inbox).waiting if not settled_only or is_settled(file, now)]


def is_settled(file: Path, now: float) -> bool:
    """Whether a file was not written to just now; one that is gone, or dated in the future, is not waited for."""
    try:
        return abs(now - file.stat().st_mtime) >= SETTLED_SECONDS
    except OSError:
        return True


def _reason(path: Path, inbox: Path) -> str | None:
    """Why something is left; empty where that need not be said, null for a file or folder to look at."""
    name, is_folder = path.name, os.path.isdir(path)  # noqa: PTH112  # Path.is_dir raises where the other says no
    if name.startswith(".") and not name.endswith(CLAIM):
        return ""
    if name in (DONE, REFUSED) and path.parent == inbox:
        return "" if is_folder else "not a folder, so that nothing can be put away into it: move it away"
    if path.is_symlink() and is_folder:
        return "a link to a folder, which is not followed: put the files themselves here"
    if name.lower().endswith(_UNFINISHED) or any(os.path.lexists(f"{path}{end}") for end in _UNFINISHED):
        return "a download that is not finished: it is looked at once it has its own name"
    is_of_page = is_folder and name.endswith(_PARTS) and _has_page(path, inbox)
    return "the parts of a saved page, which is looked at without them" if is_of_page else _kind(path)


def _kind(path: Path) -> str | None:
    try:
        return special(path)
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _has_page(folder: Path, inbox: Path) -> bool:
    """Whether the page that a browser saved with a folder of its parts lies beside it, or was put away."""
    stem, place = folder.name.removesuffix(_PARTS), folder.parent.relative_to(inbox)
    return any(
        (root / place / f"{stem}{suffix}").exists()
        for root in (inbox, inbox / DONE, inbox / REFUSED)
        for suffix in _PAGE_SUFFIXES
    )


def lines_of(left: Iterable[Left]) -> list[str]:
    """What is left in the inbox in words: a line for each reason, with the first files that it is true of."""
    groups: dict[str, list[str]] = {}
    for one in left:
        groups.setdefault(one.reason, []).append(shown(one.path.name))
    return [f"inbox: {_some(names)}: {reason}" for reason, names in groups.items()]


def told(inbox: Path) -> list[str]:
    """What lies in an inbox in words, a line each: what waits, what is left and why, what was refused."""
    lying = contents(inbox)
    lines = []
    if lying.waiting:
        count = f"{len(lying.waiting):,} file{'s' if len(lying.waiting) > 1 else ''}"
        names = _some([shown(file.name) for file in lying.waiting])
        lines.append(f"inbox: {count} to be looked at ({names}): `jobtrends refresh` takes them")
        if not os.access(inbox, os.W_OK):
            lines.append(f"inbox: {shown(inbox)} cannot be written, so that what was read stays there")
    lines += lines_of(lying.left)
    refused = [path for path in (inbox / REFUSED).rglob("*") if path.suffix != ".reason" and not path.is_dir()]
    if refused:
        names = _some([shown(path.name) for path in sorted(refused)])
        lines.append(f"inbox: {len(refused):,} in {shown(inbox / REFUSED)}, the reasons beside them: {names}")
    return lines


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
