"""Moving files of the inbox to where they go once they were looked at: exactly what was read, and nothing lost."""

import errno
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from jobtrends_pipeline.acquire.inbox.examine import CHANGED, Looked
from jobtrends_pipeline.acquire.inbox.waiting import CLAIM, DONE, REFUSED, Left
from jobtrends_pipeline.files import replacing, write_whole
from jobtrends_pipeline.saved_files.file_names import fitting, free_beside, shown
from jobtrends_pipeline.saved_files.file_stamp import Lying, Stamp

_PIECE = 1 << 20


class _ChangedError(Exception):
    """The file is another than was read."""


def put_away(inbox: Path, looked: Iterable[Looked]) -> list[Left]:
    """Move files that were looked at to `done`, or to `refused` with the reason beside them.

    A file of which some records are no page is done; the reasons stand beside it all the same. A file that is another
    by now than was read stays, and so does one that cannot be moved; neither keeps the others from going.

    Args:
        inbox: The inbox.
        looked: Its files, of which every page is in the archive by now.

    Returns:
        What stays, and why.
    """
    stays = []
    for one in looked:
        reason = _put_away(inbox, one)
        if reason:
            stays.append(Left(one.file, reason))
    return stays


def _put_away(inbox: Path, one: Looked) -> str:
    """Move one file; why it stays, empty where it does not."""
    if one.stamp is None:
        return one.reason
    try:
        _move(inbox, one, one.stamp)
    except FileNotFoundError:
        return ""  # somebody took it away
    except _ChangedError:
        return CHANGED
    except OSError as error:
        return f"was read, but cannot be put away ({error.strerror or error})"
    return ""


def _move(inbox: Path, one: Looked, stamp: Stamp) -> None:
    if Stamp.of(one.file) != stamp:
        raise _ChangedError
    names = {shown(one.file), shown(one.file.name)}
    said = one.intake.refused
    folder = REFUSED if names & {refused.source for refused in said} else DONE
    place = _place(inbox, folder, one.file)
    try:
        one.file.rename(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _carry(one.file, place, stamp)
    else:
        if Lying.at(place) != stamp.lying:
            _give_back(place, one.file)
            raise _ChangedError
    if said:
        lines = "".join(f"{refused.source}: {refused.reason}\n" for refused in said)
        write_whole(free_beside(place.with_name(fitting(place.name, ".reason"))), lines)


def _place(inbox: Path, folder: str, file: Path) -> Path:
    """Where a file goes: its folders are made below, beside what has their names and is none."""
    place = inbox / folder
    place.mkdir(exist_ok=True)
    *folders, name = file.relative_to(inbox).parts
    for part in folders:
        place = place / part if (place / part).is_dir() else free_beside(place / part)
        place.mkdir(exist_ok=True)
    return free_beside(place / (name[1:].removesuffix(CLAIM) if name.endswith(CLAIM) else name))


def _carry(file: Path, place: Path, stamp: Stamp) -> None:
    """Move a file to another disk: a copy that is what was read, and only then the file itself away."""
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
    """Put a file back that took the other's place before it was moved; what came there since stays too."""
    place.rename(free_beside(file))
