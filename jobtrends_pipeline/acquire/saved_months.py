"""Saved pages as a backfill sees them: which files hold pages that are asked for, and which are done with then."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

from jobtrends_pipeline.acquire.identify import IdentifiedPage
from jobtrends_pipeline.acquire.inbox.examine import Looked
from jobtrends_pipeline.saved_files.read import Refused


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
    arrivals: tuple[IdentifiedPage, ...]
    held: int
    others: int
    refused: tuple[Refused, ...]
    finished: tuple[Looked, ...]
    remarks: tuple[str, ...] = ()


def sort_out(
    looked: Iterable[Looked], is_asked_for: Callable[[IdentifiedPage], bool], held: Container[str]
) -> SortedOut:
    """Tell the pages asked for from others, file by file.

    Args:
        looked: Files with what they hold, each for itself, whatever the archive holds.
        is_asked_for: Whether a page is one to take.
        held: Identities of the captures in the archive.
    """
    arrivals: dict[str, IdentifiedPage] = {}
    known: set[str] = set()
    others = 0
    refused: list[Refused] = []
    remarks: list[str] = []
    finished: list[Looked] = []
    each = list(looked)
    for one in each:
        asked = [arrival for arrival in one.intake.arrivals if is_asked_for(arrival)]
        passed = [arrival for arrival in one.intake.arrivals if not is_asked_for(arrival)]
        known.update(arrival.capture_id for arrival in asked if arrival.capture_id in held)
        arrivals.update((arrival.capture_id, arrival) for arrival in asked if arrival.capture_id not in held)
        others += len(passed)
        refused.extend(one.intake.refused)
        remarks.extend(one.intake.remarks)
        if (asked or not passed) and all(arrival.capture_id in held for arrival in passed):
            finished.append(one)
    return SortedOut(
        len(each), tuple(arrivals.values()), len(known), others, tuple(refused), tuple(finished), tuple(remarks)
    )
