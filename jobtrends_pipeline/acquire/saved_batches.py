"""Sorting of saved files: new pages and charts in batches, and all other inputs."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from pathlib import Path

from jobtrends_pipeline.acquire.identify import Clock, IdentifiedPage, identify_new
from jobtrends_pipeline.acquire.saved_charts import charts_beside, has_parts, recorded_chart
from jobtrends_pipeline.acquire.saved_items import items_in
from jobtrends_pipeline.archive.archive import capture_id
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.base import clock as system
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.pages.address import ForeignAddressError, read_address
from jobtrends_pipeline.pages.links import is_page_address
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.saved_files.file_names import escaped
from jobtrends_pipeline.saved_files.image_types import image_type
from jobtrends_pipeline.saved_files.other_content import Beside
from jobtrends_pipeline.saved_files.read import PassedOver, Refused

BATCH_PAGES = 200
BATCH_BYTES = 32 * 1024 * 1024
"""Pages of saved files that are in memory at once: at most so many, and about so many bytes."""
_ONE = "the source may have ignored what was asked for; give the one that is right, alone"


@dataclass(frozen=True, slots=True)
class Identified:
    """Result of identifying a batch of files.

    Attributes:
        arrivals: Pages not archived before, in the order given.
        held: Sources whose page is archived already, byte for byte.
        refused: Inputs that are not a page, with the reason.
        remarks: Other notes, a line each: inputs that are certainly not pages, and digests that were not checked.
        charts: Chart images not archived before.
    """

    arrivals: tuple[IdentifiedPage, ...]
    held: tuple[str, ...]
    refused: tuple[Refused, ...]
    remarks: tuple[str, ...] = ()
    charts: tuple[Document, ...] = ()


def identify_files(
    paths: Iterable[Path],
    watchlist: Watchlist,
    held: Container[str],
    clock: Clock = system.now,
    *,
    is_found: bool = False,
) -> Identified:
    """Read saved files and sort them: new pages, archived pages, and other inputs.

    All new pages are in memory at once; `identify_batches` yields them a batch at a time, from the same arguments.

    Returns:
        The result; a page that occurs twice is in it once.
    """
    return together(identify_batches(paths, watchlist, held, clock, is_found=is_found))


def identify_batches(
    paths: Iterable[Path],
    watchlist: Watchlist,
    held: Container[str],
    clock: Clock = system.now,
    *,
    is_found: bool = False,
    batch_pages: int = BATCH_PAGES,
) -> Iterator[Identified]:
    """Read saved files and yield new captures in batches, the last with all else.

    Args:
        paths: Files and folders.
        watchlist: Assigns pages to roles.
        held: Identities of the whole captures in the archive; as a mapping, with their addresses.
        clock: Returns the current time.
        is_found: Whether the files were listed in a folder, rather than named one by one.
        batch_pages: Number of new pages in a batch; fewer if they are large.

    Yields:
        New pages and charts, each once; the last result may have none, and alone has archived pages and other inputs.
    """
    sorting = _Sorting(paths, watchlist, held, clock(), is_found=is_found)
    batch: list[IdentifiedPage] = []
    charts: list[Document] = []
    size = 0
    for one in sorting.new_captures():
        if isinstance(one, IdentifiedPage):
            batch.append(one)
            size += len(one.document.body)
        else:
            charts.append(one)
            size += len(one.body)
        if len(batch) >= batch_pages or size >= BATCH_BYTES:
            yield Identified(tuple(batch), (), (), charts=tuple(charts))
            batch, charts, size = [], [], 0
    yield Identified(tuple(batch), *sorting.rest(), tuple(charts))


class _Sorting:
    """Sorter of saved files: new pages and charts, archived ones, other inputs.

    Its arguments are those of `identify_batches`.
    """

    def __init__(
        self, paths: Iterable[Path], watchlist: Watchlist, held: Container[str], now: datetime, *, is_found: bool
    ) -> None:
        self._watchlist, self._held, self._now = watchlist, held, now
        self._beside = Beside(paths, is_page_address, is_found=is_found)
        self._addresses: dict[str, str | None] = {}
        self._sources: list[str] = []
        self._known: list[str] = []
        self._charts: set[str] = set()
        self._images: list[Document] = []

    def new_captures(self) -> Iterator[IdentifiedPage | Document]:
        """Yield the new pages and charts of all files, and keep what else is in them.

        The charts beside a page come after it.
        """
        for item in items_in(self._beside.paths):
            if not isinstance(item, Document):
                self._beside.add(item)
            elif image_type(item.body):
                yield from self._of_image(item)
            else:
                yield from self._of_page(item)

    def _of_page(self, item: Document) -> Iterator[IdentifiedPage | Document]:
        self._beside.note(item)
        identity = capture_id(item)
        is_known = identity in self._addresses or identity in self._held
        if is_known:
            self._add_known(item, identity)
            if not has_parts(item):
                return
        try:
            page = identify_new(item, self._watchlist, self._now)
        except UnknownPageError as error:
            if not is_known:
                self._beside.add_unknown(item, escaped(str(error)))
            return
        if not is_known:
            self._addresses[identity] = page.document.url
            self._sources.append(item.source)
            yield page
        if has_parts(item):
            for chart in charts_beside(page.document, page.page.key):
                yield from self._new_chart(chart)

    def _of_image(self, item: Document) -> Iterator[Document]:
        chart = recorded_chart(item)
        if chart:
            yield from self._new_chart(chart)
        elif item.url is None:
            self._images.append(replace(item, body=b""))
        else:
            self._beside.add(PassedOver(item.source, image_type(item.body) or "image", item.url))

    def _new_chart(self, chart: Document) -> Iterator[Document]:
        self._charts.add(chart.source)
        identity = capture_id(chart)
        if identity not in self._addresses and identity not in self._held:
            self._addresses[identity] = chart.url
            yield chart

    def rest(self) -> tuple[tuple[str, ...], tuple[Refused, ...], tuple[str, ...]]:
        """Return archived sources, refused inputs and remarks, after all new captures."""
        for image in self._images:
            if image.source not in self._charts:
                self._beside.add_image(image)
        self._beside.close([*self._sources, *self._known, *self._charts])
        return tuple(self._known), tuple(self._beside.refused), tuple(self._beside.remarks())

    def _add_known(self, item: Document, identity: str) -> None:
        """Add a page that is archived or came before.

        It is refused if its address contradicts that page.
        """
        before = self._addresses.get(identity)
        if identity not in self._addresses and isinstance(self._held, Mapping):
            before = self._held.get(identity)
        other = _other_index(item.url, before)
        if other:
            reason = f"byte for byte a page held of another market index, {other}: {_ONE}"
            self._beside.add(Refused(item.source, reason))
        else:
            self._known.append(item.source)


def _other_index(url: str | None, held: str | None) -> str | None:
    """Return the index of archived bytes, if a new address contradicts it.

    Two addresses of the same bytes that name different indexes cannot both be right.

    Returns:
        Market, place and window of the archived index; None if the addresses agree or are not of indexes.
    """
    try:
        one, other = read_address(url), read_address(held)
    except ForeignAddressError:
        return None
    if one.kind != "index" or other.kind != "index":
        return None
    pairs = [(a, b) for a, b in zip(astuple(one), astuple(other), strict=True) if a is not None and b is not None]
    return ", ".join(str(part) for part in astuple(other)[1:] if part) if any(a != b for a, b in pairs) else None


def together(intakes: Iterable[Identified]) -> Identified:
    """Merge the results of several batches into one."""
    each = list(intakes)
    return Identified(
        tuple(arrival for intake in each for arrival in intake.arrivals),
        tuple(source for intake in each for source in intake.held),
        tuple(refused for intake in each for refused in intake.refused),
        tuple(remark for intake in each for remark in intake.remarks),
        tuple(chart for intake in each for chart in intake.charts),
    )
