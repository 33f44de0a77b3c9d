"""Saved pages for a backfill: the wanted pages in files, and the finished files."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

from jobtrends_pipeline.acquire.identify import IdentifiedPage
from jobtrends_pipeline.acquire.inbox.examine import ExaminedFile
from jobtrends_pipeline.saved_files.read import Refused


@dataclass(frozen=True, slots=True)
class WantedPages:
    """Wanted pages in some files.

    Attributes:
        files: Number of files examined.
        arrivals: Wanted pages that are not archived, each once.
        archived: Number of wanted pages that are archived already, byte for byte.
        others: Number of pages that are not wanted.
        refused: Inputs that are not a page, with the reason.
        finished: Files without further pages once the arrivals are archived; a file with another page that is not
            archived stays.
        remarks: Other notes, a line each.
    """

    files: int
    arrivals: tuple[IdentifiedPage, ...]
    archived: int
    others: int
    refused: tuple[Refused, ...]
    finished: tuple[ExaminedFile, ...]
    remarks: tuple[str, ...] = ()


def select_wanted(
    examined: Iterable[ExaminedFile], is_wanted: Callable[[IdentifiedPage], bool], archived: Container[str]
) -> WantedPages:
    """Select the wanted pages from examined files.

    Args:
        examined: Files with their pages, each examined by itself, independent of the archive.
        is_wanted: Whether a page is wanted.
        archived: Identities of the captures in the archive.

    Returns:
        The selection.
    """
    arrivals: dict[str, IdentifiedPage] = {}
    known: set[str] = set()
    others = 0
    refused: list[Refused] = []
    remarks: list[str] = []
    finished: list[ExaminedFile] = []
    each = list(examined)
    for file in each:
        wanted = [arrival for arrival in file.intake.arrivals if is_wanted(arrival)]
        unwanted = [arrival for arrival in file.intake.arrivals if not is_wanted(arrival)]
        known.update(arrival.capture_id for arrival in wanted if arrival.capture_id in archived)
        arrivals.update((arrival.capture_id, arrival) for arrival in wanted if arrival.capture_id not in archived)
        others += len(unwanted)
        refused.extend(file.intake.refused)
        remarks.extend(file.intake.remarks)
        if (wanted or not unwanted) and all(arrival.capture_id in archived for arrival in unwanted):
            finished.append(file)
    return WantedPages(
        len(each), tuple(arrivals.values()), len(known), others, tuple(refused), tuple(finished), tuple(remarks)
    )
