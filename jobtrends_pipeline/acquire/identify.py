"""Identification of pages: which page a document is, its role and its month."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from jobtrends_pipeline.archive.archive import ArchiveEntry, capture_id
from jobtrends_pipeline.archive.document import BY_FILE, BY_PAGE, LIVE, SAVED, Document
from jobtrends_pipeline.base import clock as system
from jobtrends_pipeline.base.errors import confined
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.pages.address import at_source
from jobtrends_pipeline.pages.links import category_url, detail_url, index_url, read_link
from jobtrends_pipeline.pages.page import PageKey, ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.periods import Window
from jobtrends_pipeline.pages.plausibility import impossible_times
from jobtrends_pipeline.pages.read import read_page

Clock = Callable[[], datetime]
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


def identify_new(document: Document, watchlist: Watchlist, now: datetime) -> IdentifiedPage:
    """Return the page of a saved file, identified.

    A page without an address is named by its content. A file whose own time is impossible for its page counts as
    captured now.

    Raises:
        UnknownPageError: if it is not a page of the source, or does not say which one.
    """
    named = replace(document, named_by=BY_PAGE) if document.url is None else document
    page = read_page(named.body, given_address(named))
    end = page.key.period_end
    if named.named_by in (BY_FILE, BY_PAGE) and any(impossible_times(end, named.captured_at, now)):
        named = replace(named, captured_at=now.replace(microsecond=0))
    return _arrival(named, page.with_findings(impossible_times(end, named.captured_at, now)), watchlist, now)


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
