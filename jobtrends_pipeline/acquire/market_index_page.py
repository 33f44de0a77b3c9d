"""Pager data of a market index page, and its continuity with the page before."""

from collections.abc import Iterator
from dataclasses import dataclass

from jobtrends_pipeline.pages.address import at_source
from jobtrends_pipeline.pages.page import PageKey, ParsedPage
from jobtrends_pipeline.pages.pager import Results, has_next, read_results
from jobtrends_pipeline.pages.read import outline_of, read_page

MOST_PAGES = 400
"""Maximum number of pages of one index; 9,764 rows were 326 pages of 30."""


@dataclass(frozen=True, slots=True)
class IndexPage:
    """Position of a page in its index, with its key and subjects.

    Attributes:
        results: Row numbers and total that the page prints; None if it prints none.
        has_next: Whether it has a link to a next page.
        key: Identity of the page.
        names: Subjects on the page, in order, each once.
    """

    results: Results | None
    has_next: bool
    key: PageKey
    names: tuple[str, ...]

    @property
    def is_last(self) -> bool:
        """Whether it is the last page, by its last row, else by the missing next link."""
        return self.results.last >= self.results.total if self.results else not self.has_next


def index_page(body: bytes, url: str) -> IndexPage:
    """Parse a page of an index.

    Args:
        body: The bytes of the page.
        url: Address that responded, at the source or at a substitute for it.

    Raises:
        UnknownPageError: if it is not a page of the source.
    """
    outline = outline_of(body)
    page = read_page(body, at_source(url))
    return IndexPage(read_results(outline), has_next(outline), page.key, _names(page))


def _names(page: ParsedPage) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure.label for figure in page.figures if figure.part == "index"))


def is_repeated(page: IndexPage, before: IndexPage) -> bool:
    """Return whether a page repeats the one before it.

    They are compared by their printed row numbers, or else by their subjects.
    """
    if page.results and before.results:
        return page.results[:2] == before.results[:2]
    return page.names == before.names


def breaks(page: IndexPage, before: IndexPage | None, number: int) -> Iterator[str]:
    """Yield descriptions of where a page does not continue the one before it."""
    if page.results is None:
        yield f"page {number} does not say which rows it shows"
    elif (expected := _expected(before)) and page.results.first > expected:
        yield f"rows {expected} to {page.results.first - 1} are missing before page {number}"
    if before and page.key.period_end != before.key.period_end:
        yield f"page {number} is to {page.key.period_end}, page {number - 1} to {before.key.period_end}"


def ending(page: IndexPage, before: IndexPage | None, number: int) -> str | None:
    """Return why a crawl ends after a page that is not the last.

    Returns:
        A one-line reason; None if the crawl continues, or the page is the last.
    """
    if before and page.results and before.results and page.results.first <= before.results.last:
        return f"page {number} begins with row {page.results.first}, page {number - 1} ends with {before.results.last}"
    if page.is_last:
        return None
    rest = f", of {page.results.total} rows {page.results.last} were shown" if page.results else ""
    if not page.has_next:
        return f"page {number} names no next page{rest}"
    return f"the {MOST_PAGES} pages that are asked for at most end here{rest}" if number == MOST_PAGES else None


def _expected(before: IndexPage | None) -> int | None:
    """Return the number of the first row expected on a page; None if unknown."""
    if before is None:
        return 1
    return before.results.last + 1 if before.results else None
