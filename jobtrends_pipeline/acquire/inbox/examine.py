"""Files of the inbox, looked at one by one: what each holds, and that it was the same all the while."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from jobtrends_pipeline.acquire.identify import Identified, files_of, identify_files
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.saved_files.file_stamp import Stamp

CHANGED = "changed while it was looked at: it is looked at again the next time"
_NOTHING = Identified((), (), ())


@dataclass(frozen=True, slots=True)
class Looked:
    """A file of the inbox that was looked at.

    Attributes:
        file: The file.
        intake: What it holds that counts.
        stamp: The file as it was read; null where it was not, or not the same all the while.
        reason: Why it was not.
    """

    file: Path
    intake: Identified
    stamp: Stamp | None
    reason: str = ""


def look_at(files: Iterable[Path], watchlist: Watchlist, held: Mapping[str, str | None]) -> Iterator[Looked]:
    """Read files of the inbox; one that is gone is passed over, one that cannot be read or changes is left alone.

    Args:
        files: The files, as they were listed.
        watchlist: Names the role a page belongs to.
        held: Identities of the captures in the archive, with their addresses.
    """
    new: dict[str, str | None] = {}
    known = ChainMap(new, cast("dict[str, str | None]", held))  # written to is only the first
    for file in files:
        try:
            before = Stamp.of(file)
            intake = identify_files([file], watchlist, known)
            is_same = Stamp.of(file) == before
        except FileNotFoundError:
            continue
        except OSError as error:
            yield Looked(file, _NOTHING, None, f"cannot be read ({error.strerror or error})")
            continue
        if is_same:
            new.update((arrival.capture_id, arrival.document.url) for arrival in intake.arrivals)
            yield Looked(file, intake, before)
        else:
            yield Looked(file, _NOTHING, None, CHANGED)


def looked_alone(paths: Iterable[Path], watchlist: Watchlist) -> Iterator[Looked]:
    """Read files that are not to be moved, and those of folders, each for itself.

    Args:
        paths: Files and folders.
        watchlist: Names the role a page belongs to.
    """
    for path in paths:
        for file in files_of(path):
            yield Looked(file, identify_files([file], watchlist, frozenset(), is_found=file != path), None)
