"""Resumption of an interrupted market index crawl."""

from collections.abc import Callable
from datetime import datetime, timedelta

from jobtrends_pipeline.acquire.conditional_get import LastOf
from jobtrends_pipeline.acquire.market_index_page import IndexPage, breaks, ending, index_page, is_repeated
from jobtrends_pipeline.acquire.targets import IndexTarget
from jobtrends_pipeline.pages.page import UnknownPageError

BodyOf = Callable[[str], bytes | None]
"""Returns the bytes of a capture by its identity; None if they are not archived."""
SAME_CRAWL = timedelta(days=1)
"""How long after its capture a page belongs to a crawl that is resumed."""


def resume_point(
    target: IndexTarget, first: IndexPage, last_of: LastOf, body_of: BodyOf, moment: datetime
) -> tuple[int, IndexPage]:
    """Find the page after which a crawl continues: page 1, unless it was interrupted.

    Pages captured within a day are not requested again if page 1 still prints the same period end, row numbers, total
    and subjects, and as far as each of them prints the same period end and total and continues, row by row, the one
    before it. If they reach the last page, that crawl was complete and this is a new one: a crawl interrupted within a
    day after a complete one starts again, which costs requests, never rows.

    Args:
        target: The index.
        first: Page 1 as just captured.
        last_of: Returns the last good attempt at a page's address.
        body_of: Returns the bytes of a capture.
        moment: The current time.

    Returns:
        Number and data of that page.
    """
    if first.results is None or _recent_page(target, 1, last_of, body_of, moment) != first:
        return 1, first
    number, before = 1, first
    while not before.is_last:
        page = _recent_page(target, number + 1, last_of, body_of, moment)
        if page is None or not _continues(page, before, number + 1):
            return number, before
        number, before = number + 1, page
    return 1, first


def _recent_page(
    target: IndexTarget, number: int, last_of: LastOf, body_of: BodyOf, moment: datetime
) -> IndexPage | None:
    """Return a page captured within a day; None if it was not."""
    last = last_of(target.url(number))
    if last is None or last.capture_id is None or moment - last.attempted_at > SAME_CRAWL:
        return None
    body = body_of(last.capture_id)
    try:
        return index_page(body, last.url) if body else None
    except UnknownPageError:
        return None


def _continues(page: IndexPage, before: IndexPage, number: int) -> bool:
    """Return whether a page continues the one before it.

    Nothing may have changed between them, and no row may be lost.
    """
    if not (page.results and before.results and page.results.total == before.results.total):
        return False
    is_followed = not any(breaks(page, before, number)) and ending(page, before, number) is None
    return is_followed and not is_repeated(page, before)
