"""Identification of saved pages: role, month, and whether they are archived."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from jobtrends_pipeline import clock as system
from jobtrends_pipeline.acquire.saved_items import items_in
from jobtrends_pipeline.archive.archive import ArchiveEntry, capture_id
from jobtrends_pipeline.archive.document import BY_FILE, BY_PAGE, LIVE, SAVED, Document
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.errors import confined
from jobtrends_pipeline.pages.address import ForeignAddressError, at_source, read_address
from jobtrends_pipeline.pages.links import category_url, detail_url, index_url, is_page_address, read_link
from jobtrends_pipeline.pages.page import PageKey, ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.periods import Window
from jobtrends_pipeline.pages.plausibility import impossible_times
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline.saved_files.file_names import escaped
from jobtrends_pipeline.saved_files.other_content import Beside
from jobtrends_pipeline.saved_files.read import Refused

Clock = Callable[[], datetime]
BATCH_PAGES = 200
BATCH_BYTES = 32 * 1024 * 1024
"""Pages of saved files that are in memory at once: at most so many, and about so many bytes."""
_ONE = "the source may have ignored what was asked for; give the one that is right, alone"
_MADE = re.compile(r".*[?&]id=0&p=\d{1,2}&page=\d{1,4}|.*/IT-Job-Market/[^?]*", re.IGNORECASE)
"""Addresses of indexes as they are built from the content of a page."""


class FiledPage(NamedTuple):
    """Partition and address of a page that is archived and listed.

    Attributes:
        role: Partition key of its role.
        month: First day of its month, `2026-02-01`.
        url: Its address.
    """

    role: str
    month: str
    url: str


@dataclass(frozen=True, slots=True)
class IdentifiedPage:
    """A page that may be archived, with its identity and its partition.

    Attributes:
        capture_id: Identity of the content.
        role: Partition key of its role.
        month: First day of its month, `2026-02-01`.
        document: The captured bytes, with an address.
        page: The parsed page without its figures, which take ten times the space of its bytes.
    """

    capture_id: str
    role: str
    month: str
    document: Document
    page: ParsedPage

    @property
    def filed(self) -> FiledPage:
        """Its partition and address."""
        return FiledPage(self.role, self.month, str(self.document.url))


@dataclass(frozen=True, slots=True)
class Identified:
    """Result of identifying a batch of files.

    Attributes:
        arrivals: Pages not archived before, in the order given.
        held: Sources whose page is archived already, byte for byte.
        refused: Inputs that are not a page, with the reason.
        remarks: Other notes, a line each: inputs that are certainly not pages, and digests that were not checked.
    """

    arrivals: tuple[IdentifiedPage, ...]
    held: tuple[str, ...]
    refused: tuple[Refused, ...]
    remarks: tuple[str, ...] = ()


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
    """Read saved files and yield their new pages in batches, the last with all else.

    Args:
        paths: Files and folders.
        watchlist: Assigns pages to roles.
        held: Identities of the whole captures in the archive; as a mapping, with their addresses.
        clock: Returns the current time.
        is_found: Whether the files were listed in a folder, rather than named one by one.
        batch_pages: Number of new pages in a batch; fewer if they are large.

    Yields:
        New pages, each once; the last result may have none, and alone has archived pages and other inputs.
    """
    sorting = _Sorting(paths, watchlist, held, clock(), is_found=is_found)
    batch: list[IdentifiedPage] = []
    size = 0
    for page in sorting.new_pages():
        batch.append(page)
        size += len(page.document.body)
        if len(batch) >= batch_pages or size >= BATCH_BYTES:
            yield Identified(tuple(batch), (), ())
            batch, size = [], 0
    yield Identified(tuple(batch), *sorting.rest())


class _Sorting:
    """Sorter of saved files: new pages, archived pages, other inputs.

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

    def new_pages(self) -> Iterator[IdentifiedPage]:
        """Yield the new pages of all files, and keep what else is in them."""
        for item in items_in(self._beside.paths):
            if not isinstance(item, Document):
                self._beside.add(item)
                continue
            self._beside.note(item)
            identity = capture_id(item)
            if identity in self._addresses or identity in self._held:
                self._add_known(item, identity)
                continue
            try:
                page = _as_new(_named(item), self._watchlist, self._now)
            except UnknownPageError as error:
                self._beside.add_unknown(item, escaped(str(error)))
            else:
                self._addresses[identity] = page.document.url
                self._sources.append(item.source)
                yield page

    def rest(self) -> tuple[tuple[str, ...], tuple[Refused, ...], tuple[str, ...]]:
        """Return archived sources, refused inputs and remarks, after all new pages."""
        self._beside.close(self._sources + self._known)
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


def _named(document: Document) -> Document:
    """Return a document; one without an address is marked as named by its content."""
    return replace(document, named_by=BY_PAGE) if document.url is None else document


def together(intakes: Iterable[Identified]) -> Identified:
    """Merge the results of several batches into one."""
    each = list(intakes)
    return Identified(
        tuple(arrival for intake in each for arrival in intake.arrivals),
        tuple(source for intake in each for source in intake.held),
        tuple(refused for intake in each for refused in intake.refused),
        tuple(remark for intake in each for remark in intake.remarks),
    )


def is_page(entry: ArchiveEntry) -> bool:
    """Return whether a capture may be a page; charts are archived, but not parsed."""
    return not (entry.media_type or "").startswith("image/")


def page_address(key: PageKey) -> str:
    """Return the address of a page, built from its content.

    It is the same for every address that the page was saved from.
    """
    if key.category is not None:
        return category_url(key.place, key.category)
    if key.subject is None:
        return index_url(key.market, key.place, Window(key.window_months, key.period_end), key.first_row)
    return detail_url(key.market, key.place, key.subject, key.window_months)


@confined(UnknownPageError)
def identify(document: Document, watchlist: Watchlist, clock: Clock = system.now) -> IdentifiedPage:
    """Return the page of a document with its role and month.

    Raises:
        UnknownPageError: if it is not a page of the source, or does not say which one.
    """
    now = clock()
    return _arrival(document, read_document(document, now), watchlist, now)


def read_document(document: Document, now: datetime) -> ParsedPage:
    """Parse the page of a document and check it against its address and capture time.

    Args:
        document: The page, new or from the archive.
        now: The current time.

    Raises:
        UnknownPageError: if it is not a page of the source, or does not say which one.
    """
    page = read_page(document.body, given_address(document))
    return page.with_findings(impossible_times(page.key.period_end, _known_time(document, now), now))


def given_address(document: Document) -> str | None:
    """Return the address of a page, if a record or a server gave it.

    Older archives do not store where an address was found: there the content of a saved page counts. An index may not
    print its place, so its stored address counts if its form differs from the one built here.

    Returns:
        The address; None if it was built from the page's content.
    """
    if not document.url or document.named_by == BY_PAGE:
        return None
    if document.origin == LIVE:
        return at_source(document.url)
    return None if _is_of_before(document) and not _is_index_as_given(document.url) else document.url


def _is_of_before(document: Document) -> bool:
    return document.named_by is None and document.origin == SAVED and document.http_status is None


def _is_index_as_given(url: str) -> bool:
    return read_link(url) is None and _MADE.fullmatch(url) is None


def _known_time(document: Document, now: datetime) -> datetime:
    """Return the capture time of a page.

    Of saved files in older archives only an upper bound is certain, so for these it is the current time.
    """
    is_a_file = _is_of_before(document) and given_address(document) is None
    return now if is_a_file else document.captured_at


def _as_new(document: Document, watchlist: Watchlist, now: datetime) -> IdentifiedPage:
    """Return a new page, identified.

    A file whose own time is impossible for its page counts as captured now.
    """
    page = read_page(document.body, given_address(document))
    end = page.key.period_end
    if document.named_by in (BY_FILE, BY_PAGE) and any(impossible_times(end, document.captured_at, now)):
        document = replace(document, captured_at=now.replace(microsecond=0))
    return _arrival(document, page.with_findings(impossible_times(end, document.captured_at, now)), watchlist, now)


def _arrival(document: Document, page: ParsedPage, watchlist: Watchlist, now: datetime) -> IdentifiedPage:
    """Return a parsed page with role and month.

    A page with an impossible time is filed under the current month.
    """
    media_type = "text/html" if "/html" in page.layout else "text/plain"
    is_possible = not any(impossible_times(page.key.period_end, _known_time(document, now), now))
    return IdentifiedPage(
        capture_id=capture_id(document),
        role=watchlist.role_of(page.key),
        month=(page.key.period_end if is_possible else now).strftime("%Y-%m-01"),
        document=replace(
            document, url=document.url or page_address(page.key), media_type=document.media_type or media_type
        ),
        page=replace(page, figures=()),
    )
