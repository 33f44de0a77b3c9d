"""Examination of inbox files one by one, with a check that they did not change."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from jobtrends_pipeline.acquire.saved_batches import Identified, identify_files
from jobtrends_pipeline.acquire.saved_items import files_of
from jobtrends_pipeline.archive.archive import capture_id
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.saved_files.file_stamp import Stamp
from jobtrends_pipeline.saved_files.refused import Refused

CHANGED = "changed while it was looked at: it is looked at again the next time"
_NOTHING = Identified((), (), ())


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """An examined file.

    Attributes:
        file: The file.
        intake: Its identified content.
        stamp: Identity of the file as read; None if it was not read, or changed meanwhile.
        reason: Why it was not read.
    """

    file: Path
    intake: Identified
    stamp: Stamp | None
    reason: str = ""

    @property
    def refused(self) -> Sequence[Refused]:
        """Inputs of the file that are not a page."""
        return self.intake.refused


def examine_files(
    files: Iterable[Path], watchlist: Watchlist, archived: Mapping[str, str | None]
) -> Iterator[ExaminedFile]:
    """Read files of the inbox and yield their content.

    A file that has disappeared is skipped; one that cannot be read or changes is yielded with a reason and left alone.

    Args:
        files: The files, as listed before.
        watchlist: Assigns pages to roles.
        archived: Identities of the captures in the archive, with their addresses.
    """
    new: dict[str, str | None] = {}
    known = ChainMap(new, cast("dict[str, str | None]", archived))  # only the first mapping is written to
    for file in files:
        try:
            before = Stamp.of(file)
            intake = identify_files([file], watchlist, known)
            is_same = Stamp.of(file) == before
        except FileNotFoundError:
            continue
        except OSError as error:
            yield ExaminedFile(file, _NOTHING, None, f"cannot be read ({error.strerror or error})")
            continue
        if is_same:
            new.update((arrival.capture_id, arrival.document.url) for arrival in intake.arrivals)
            new.update((capture_id(chart), chart.url) for chart in intake.charts)
            yield ExaminedFile(file, intake, before)
        else:
            yield ExaminedFile(file, _NOTHING, None, CHANGED)


def examine_separately(paths: Iterable[Path], watchlist: Watchlist) -> Iterator[ExaminedFile]:
    """Read files that are not to be moved, each independent of the others.

    Args:
        paths: Files and folders; the files in a folder are read one by one.
        watchlist: Assigns pages to roles.
    """
    for path in paths:
        for file in files_of(path):
            yield ExaminedFile(file, identify_files([file], watchlist, frozenset(), is_found=file != path), None)
