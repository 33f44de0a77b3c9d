"""Saved pages for a backfill: the wanted pages in files, and the finished files."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

from jobtrends_pipeline.acquire.identify import IdentifiedPage
from jobtrends_pipeline.acquire.inbox.examine import ExaminedFile
from jobtrends_pipeline.archive.archive import capture_id
from jobtrends_pipeline.archive.document import Document
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
        charts: Wanted chart images that are not archived, each once.
    """

    files: int
    arrivals: tuple[IdentifiedPage, ...]
    archived: int
    others: int
    refused: tuple[Refused, ...]
    finished: tuple[ExaminedFile, ...]
    remarks: tuple[str, ...] = ()
    charts: tuple[Document, ...] = ()


def select_wanted(
    examined: Iterable[ExaminedFile],
    is_wanted: Callable[[IdentifiedPage], bool],
    is_wanted_chart: Callable[[Document], bool],
    archived: Container[str],
) -> WantedPages:
    """Select the wanted pages from examined files.

    Args:
        examined: Files with their pages, each examined by itself, independent of the archive.
        is_wanted: Whether a page is wanted.
        is_wanted_chart: Whether a chart image is wanted.
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
    charts: dict[str, Document] = {}
    each = list(examined)
    for file in each:
        wanted = [arrival for arrival in file.intake.arrivals if is_wanted(arrival)]
        unwanted = [arrival for arrival in file.intake.arrivals if not is_wanted(arrival)]
        known.update(arrival.capture_id for arrival in wanted if arrival.capture_id in archived)
        arrivals.update((arrival.capture_id, arrival) for arrival in wanted if arrival.capture_id not in archived)
        others += len(unwanted)
        refused.extend(file.intake.refused)
        remarks.extend(file.intake.remarks)
        new = {capture_id(chart): chart for chart in file.intake.charts}
        new = {name: chart for name, chart in new.items() if name not in archived}
        charts |= {name: chart for name, chart in new.items() if is_wanted_chart(chart)}
        left = [*(arrival.capture_id for arrival in unwanted), *(new.keys() - charts.keys())]
        if (wanted or not unwanted) and all(name in archived for name in left):
            finished.append(file)
    return WantedPages(
        len(each),
        tuple(arrivals.values()),
        len(known),
        others,
        tuple(refused),
        tuple(finished),
        tuple(remarks),
        tuple(charts.values()),
    )
