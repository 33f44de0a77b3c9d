"""A market index, page after page: followed by what each page says of its rows, so that none vanish unnoticed."""

from collections.abc import Iterator
from dataclasses import replace

from jobtrends_pipeline.acquire.conditional_get import (
    NOT_A_PAGE,
    OTHER_PAGE,
    Clock,
    LastOf,
    Live,
    Verdict,
    capture_live,
)
from jobtrends_pipeline.acquire.live_pages import other_page
from jobtrends_pipeline.acquire.market_index_page import IndexPage, breaks, ending, index_page, is_repeated
from jobtrends_pipeline.acquire.market_index_resume import BodyOf, last_held
from jobtrends_pipeline.acquire.targets import IndexTarget
from jobtrends_pipeline.archive.attempts import CAPTURED, UNCHANGED
from jobtrends_pipeline.fetch.response import Fetcher, Response
from jobtrends_pipeline.pages.address import at_source
from jobtrends_pipeline.pages.asked import is_other
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.pages.read import read_page


def capture_index(
    fetcher: Fetcher, target: IndexTarget, last_of: LastOf, now: Clock, body_of: BodyOf
) -> Iterator[Live]:
    """Ask for the pages of a market index until one says that it is the last, at most 400.

    Pages are asked for without a condition: only a whole page says whether another follows. One with the bytes of the
    last time is `unchanged`. It ends before the last page where a page cannot be had or is another than asked for,
    where a page repeats the one before (`other_page`, not kept) or begins before its end, and where the pager itself
    ends too early. Rows that are missing between two pages do not end it. The reason of the page concerned tells of
    each of these, whatever its outcome. A crawl that was interrupted (see `last_held`) goes on where it stopped, and
    the reason of page 1 tells which pages are not asked for again.

    Args:
        fetcher: Makes the requests.
        target: The index.
        last_of: Finds the last attempt that captured a page's address or found it unchanged.
        now: The time.
        body_of: Finds the bytes of a capture by its identity.
    """
    before: IndexPage | None = None
    number = 1
    while True:
        live = _one(fetcher, target, number, last_of, now)
        if live.attempt.outcome not in (CAPTURED, UNCHANGED) or live.fetched is None:
            yield live
            return
        page = index_page(live.fetched.body, live.fetched.final_url)
        if before and is_repeated(page, before):
            reason = f"page {number} repeats page {number - 1}: the pager does not turn"
            attempt = replace(live.attempt, outcome=OTHER_PAGE, reason=reason, capture_id=None)
            yield Live(attempt, fetched=live.fetched)
            return
        end = ending(page, before, number)
        said = [*breaks(page, before, number), *([end] if end else [])]
        if number == 1 and not end:
            number, page = last_held(target, page, last_of, body_of, live.attempt.attempted_at)
            if number > 1:
                said.append(f"pages 2 to {number} are held of a crawl that was interrupted: it goes on after them")
        yield replace(live, attempt=replace(live.attempt, reason="; ".join(said) or None))
        if end or page.is_last:
            return
        before, number = page, number + 1


def _one(fetcher: Fetcher, target: IndexTarget, number: int, last_of: LastOf, now: Clock) -> Live:
    """One page; the bytes held make it unchanged, but neither ETag nor Last-Modified is sent."""
    url = target.url(number)
    last = last_of(url)
    held = replace(last, etag=None, last_modified=None) if last else None
    return capture_live(fetcher, url, target.role, held, now, lambda fetched: _judge(fetched, target))


def _judge(fetched: Response, target: IndexTarget) -> Verdict:
    try:
        key = read_page(fetched.body, at_source(fetched.final_url)).key
    except UnknownPageError as error:
        return Verdict(NOT_A_PAGE, f"{fetched.final_url}: {error}")
    if key.subject is not None or is_other(key, target.market, target.place, target.window_months):
        return other_page(target, key)
    return Verdict(CAPTURED)
