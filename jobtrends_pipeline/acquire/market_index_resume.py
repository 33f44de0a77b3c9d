"""Where an interrupted crawl of a market index goes on: after the pages that need not be asked for again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from jobtrends_pipeline.acquire.conditional_get import LastOf
from jobtrends_pipeline.acquire.market_index_page import IndexPage, breaks, ending, index_page, is_repeated
from jobtrends_pipeline.acquire.targets import IndexTarget
from jobtrends_pipeline.pages.page import UnknownPageError

BodyOf = Callable[[str], bytes | None]
"""Finds the bytes of a capture by its identity; null where they are not held."""
SAME_CRAWL = timedelta(days=1)
"""How long a page that was had belongs to a crawl that goes on."""


def last_held(
    target: IndexTarget, first: IndexPage, last_of: LastOf, body_of: BodyOf, moment: datetime
) -> tuple[int, IndexPage]:
    """The number of the page after which a crawl goes on, and the page: page 1, unless a crawl was interrupted.

    Pages had within a day are not asked for again if page 1 says of itself what it said then (period end, rows,
    number of all rows, subjects), and as far as each of them says the same period end and number of all rows and goes
    on, row by row, where the one before it ends. If they reach the last page, that crawl was whole and this is
    another: a crawl interrupted within a day of a whole one is begun anew, which costs requests, never rows.

    Args:
        target: The index.
        first: Page 1 as it is now.
        last_of: Finds the last attempt that captured a page's address or found it unchanged.
        body_of: Finds the bytes of a capture.
        moment: The present.
    """
    if first.results is None or _held(target, 1, last_of, body_of, moment) != first:
        return 1, first
    number, before = 1, first
    while not before.is_last:
        page = _held(target, number + 1, last_of, body_of, moment)
        if page is None or not _goes_on(page, before, number + 1):
            return number, before
        number, before = number + 1, page
    return 1, first


def _held(target: IndexTarget, number: int, last_of: LastOf, body_of: BodyOf, moment: datetime) -> IndexPage | None:
    """A page as it was had within a day."""
    last = last_of(target.url(number))
    if last is None or last.capture_id is None or moment - last.attempted_at > SAME_CRAWL:
        return None
    body = body_of(last.capture_id)
    try:
        return index_page(body, last.url) if body else None
    except UnknownPageError:
        return None


def _goes_on(page: IndexPage, before: IndexPage, number: int) -> bool:
    """Whether nothing changed and no row is lost between a page and the one before it."""
    if not (page.results and before.results and page.results.total == before.results.total):
        return False
    is_followed = not any(breaks(page, before, number)) and ending(page, before, number) is None
    return is_followed and not is_repeated(page, before)
