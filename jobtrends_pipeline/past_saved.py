"""Saved pages as a backfill sees them: which files hold pages that are asked for, and which are done with then."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.capture.saved import Refused, files_in
from jobtrends_pipeline.intake import Arrival, take_in
from jobtrends_pipeline.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class SortedOut:
    """What some files hold of the pages asked for.

    Attributes:
        files: Files that were looked at.
        arrivals: Pages asked for that are not held, each once.
        held: Pages asked for that are held already, byte for byte.
        others: Pages that are not asked for.
        refused: What is no page, and why.
        finished: Files with nothing left to take once the arrivals are; one with another page that is not held stays.
        remarks: What else there was to say, a line each.
    """

    files: int
    arrivals: tuple[Arrival, ...]
    held: int
    others: int
    refused: tuple[Refused, ...]
    finished: tuple[Path, ...]
    remarks: tuple[str, ...] = ()


def sort_out(
    paths: Iterable[Path],
    watchlist: Watchlist,
    is_asked_for: Callable[[Arrival], bool],
    held: Container[str],
    *,
    is_found: bool = False,
) -> SortedOut:
    """Read saved files and tell the pages asked for from others, file by file.

    Args:
        paths: Files and folders.
        watchlist: Names the role a page belongs to.
        is_asked_for: Whether a page is one to take.
        held: Identities of the captures in the archive.
        is_found: Whether the files were found in a folder, rather than named one by one.
    """
    arrivals: dict[str, Arrival] = {}
    known: set[str] = set()
    others = 0
    refused: list[Refused] = []
    remarks: list[str] = []
    finished: list[Path] = []
    named = list(paths)
    files = [file for path in named for file in (files_in(path) or [path])]
    for file in files:
        intake = take_in([file], watchlist, frozenset(), is_found=is_found or file not in named)
        asked = [arrival for arrival in intake.arrivals if is_asked_for(arrival)]
        passed = [arrival for arrival in intake.arrivals if not is_asked_for(arrival)]
        known.update(arrival.capture_id for arrival in asked if arrival.capture_id in held)
        arrivals.update((arrival.capture_id, arrival) for arrival in asked if arrival.capture_id not in held)
        others += len(passed)
        refused.extend(intake.refused)
        remarks.extend(intake.remarks)
        if (asked or not passed) and all(arrival.capture_id in held for arrival in passed):
            finished.append(file)
    return SortedOut(
        len(files), tuple(arrivals.values()), len(known), others, tuple(refused), tuple(finished), tuple(remarks)
    )
