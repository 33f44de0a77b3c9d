"""Moving of read inbox files to their destination, without loss.

Only the very file that was read is moved.
"""

import errno
import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from jobtrends_pipeline.acquire.inbox.examine import CHANGED
from jobtrends_pipeline.acquire.inbox.waiting import CLAIM, DONE, REFUSED, LeftPath
from jobtrends_pipeline.files import replacing, write_whole
from jobtrends_pipeline.saved_files.file_names import fitting, free_beside, shown
from jobtrends_pipeline.saved_files.file_stamp import Lying, Stamp
from jobtrends_pipeline.saved_files.refused import Refused

_PIECE = 1 << 20


class ReadFile(Protocol):
    """A file of an inbox that was read, of pages or of adverts."""

    @property
    def file(self) -> Path:
        """The file."""

    @property
    def stamp(self) -> Stamp | None:
        """Its identity as read; null if it was not read, or changed meanwhile."""

    @property
    def reason(self) -> str:
        """Why it was not read."""

    @property
    def refused(self) -> Sequence[Refused]:
        """Inputs of the file that are refused."""


class _ChangedError(Exception):
    """A file that changed since it was read."""


def put_away(inbox: Path, examined: Iterable[ReadFile]) -> list[LeftPath]:
    """Move read files to `done`, or to `refused` with the reason beside them.

    A file of which some records are refused goes to `done`; the reasons are written beside it too. A file that
    changed since it was read stays, and so does one that cannot be moved; neither stops the others.

    Args:
        inbox: The inbox.
        examined: Its files, of which all that is taken is archived by now.

    Returns:
        The files that stay, with the reason.
    """
    stays = []
    for one in examined:
        reason = _put_away(inbox, one)
        if reason:
            stays.append(LeftPath(one.file, reason))
    return stays


def _put_away(inbox: Path, one: ReadFile) -> str:
    """Move one file.

    Returns:
        Why the file stays; empty if it was moved or has disappeared.
    """
    if one.stamp is None:
        return one.reason
    try:
        _move(inbox, one, one.stamp)
    except FileNotFoundError:
        return ""  # it has disappeared
    except _ChangedError:
        return CHANGED
    except OSError as error:
        return f"was read, but cannot be put away ({error.strerror or error})"
    return ""


def _move(inbox: Path, one: ReadFile, stamp: Stamp) -> None:
    if Stamp.of(one.file) != stamp:
        raise _ChangedError
    names = {shown(one.file), shown(one.file.name)}
    refused = one.refused
    folder = REFUSED if names & {each.source for each in refused} else DONE
    place = _place(inbox, folder, one.file)
    try:
        one.file.rename(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_across_disks(one.file, place, stamp)
    else:
        if Lying.at(place) != stamp.lying:
            _give_back(place, one.file)
            raise _ChangedError
    if refused:
        lines = "".join(f"{each.source}: {each.reason}\n" for each in refused)
        write_whole(free_beside(place.with_name(fitting(place.name, ".reason"))), lines)


def _place(inbox: Path, folder: str, file: Path) -> Path:
    """Return the destination of a file and create its folders.

    If a folder's name is taken by something else, a free name beside it is used.
    """
    place = inbox / folder
    place.mkdir(exist_ok=True)
    *folders, name = file.relative_to(inbox).parts
    for part in folders:
        place = place / part if (place / part).is_dir() else free_beside(place / part)
        place.mkdir(exist_ok=True)
    return free_beside(place / (name[1:].removesuffix(CLAIM) if name.endswith(CLAIM) else name))


def _move_across_disks(file: Path, place: Path, stamp: Stamp) -> None:
    """Move a file to another disk: copy it, compare the copy, then delete the file."""
    is_claimed = file.name.startswith(".") and file.name.endswith(CLAIM)
    claim = file if is_claimed else free_beside(file.with_name(fitting(f".{file.name}", CLAIM)))
    with replacing(place) as copy:
        digest = hashlib.sha256()
        with file.open("rb") as original:
            while piece := original.read(_PIECE):
                digest.update(piece)
                copy.write(piece)
        if digest.hexdigest() != stamp.sha256:
            raise _ChangedError
        file.rename(claim)
        if Lying.at(claim) != stamp.lying:
            _give_back(claim, file)
            raise _ChangedError
    os.utime(place, ns=(stamp.lying.written_ns, stamp.lying.written_ns))
    claim.unlink()


def _give_back(place: Path, file: Path) -> None:
    """Move back a file that replaced the one read.

    A file that appeared at its old path since is kept too.
    """
    place.rename(free_beside(file))
