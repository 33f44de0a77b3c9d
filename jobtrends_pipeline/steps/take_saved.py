"""Take saved pages and charts: archive and list them, a batch at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from jobtrends_pipeline.acquire.identify import FiledPage
from jobtrends_pipeline.acquire.inbox.examine import ExaminedFile
from jobtrends_pipeline.acquire.saved_batches import BATCH_BYTES, BATCH_PAGES, Identified, together
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.saved_files.read import Refused
from jobtrends_pipeline.steps.list_captures import store_arrivals
from jobtrends_pipeline.warehouse.store import Warehouse


@dataclass(slots=True)
class TakenPages:
    """Result of taking saved pages: the pages, without their bytes, and other inputs.

    Attributes:
        filed: The new pages.
        held: Number of inputs that were archived before.
        refused: Inputs that are not a page, with the reason.
        quarantined: New pages that are not in the facts, a line each.
        remarks: Other notes, a line each.
        charts: Number of new chart images.
    """

    filed: list[FiledPage] = field(default_factory=list)
    held: int = 0
    refused: list[Refused] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    charts: int = 0

    @property
    def problems(self) -> list[str]:
        """A line for each input that is not a page, and for each quarantined page."""
        return [*(f"{one.source}: {one.reason}" for one in self.refused), *self.quarantined]

    def add(self, identified: Identified) -> None:
        """Add a batch."""
        self.held += len(identified.held)
        self.refused += identified.refused
        self.remarks += identified.remarks
        self.charts += len(identified.charts)
        for page in identified.arrivals:
            self.filed.append(page.filed)
            if page.page.outcome == "quarantined":
                line = f"{page.document.source}: quarantined, kept but not in the facts: {page.page.reason}"
                self.quarantined.append(line)


def take_saved(
    batches: Iterable[Identified], archive: Archive, store: Warehouse, name: str, watchlist: Watchlist
) -> TakenPages:
    """Archive and list the pages and charts of each batch before the next is read.

    What a killed run archived is kept, and the next run goes on behind it.

    Args:
        batches: New pages and other inputs.
        archive: Receives the pages.
        store: Lists them.
        name: Name of the file of the first batch; those of further ones have a number behind it.
        watchlist: Assigns charts to roles.
    """
    taken = TakenPages()
    for number, batch in enumerate(batches):
        numbered = f"{name}-{number + 1}" if number else name
        store_arrivals(archive, store, numbered, batch.arrivals, batch.charts, watchlist)
        taken.add(batch)
    return taken


def in_batches(examined: Iterable[ExaminedFile], finished: list[ExaminedFile]) -> Iterator[Identified]:
    """Yield the content of inbox files in batches of some pages.

    Args:
        examined: The files, read when asked for.
        finished: Receives the files that were read, without the bytes of their pages.
    """
    batch: list[Identified] = []
    for one in examined:
        batch.append(one.intake)
        finished.append(replace(one, intake=replace(one.intake, arrivals=(), charts=())))
        pages = [page.document for intake in batch for page in intake.arrivals]
        charts = [chart for intake in batch for chart in intake.charts]
        if len(pages) >= BATCH_PAGES or sum(len(one.body) for one in (*pages, *charts)) >= BATCH_BYTES:
            yield together(batch)
            batch.clear()
    yield together(batch)
