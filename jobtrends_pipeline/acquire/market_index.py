"""Live capture of a market index, page by page, with checks for missing rows."""

from collections.abc import Iterator
from dataclasses import replace

from jobtrends_pipeline.acquire.conditional_get import (
    NOT_A_PAGE,
    OTHER_PAGE,
    Clock,
    LastOf,
    LiveResult,
    Verdict,
    capture_live,
)
from jobtrends_pipeline.acquire.live_pages import other_page
from jobtrends_pipeline.acquire.market_index_page import IndexPage, breaks, ending, index_page, is_repeated
from jobtrends_pipeline.acquire.market_index_resume import BodyOf, resume_point
from jobtrends_pipeline.acquire.targets import IndexTarget
from jobtrends_pipeline.archive.attempts import CAPTURED, UNCHANGED
from jobtrends_pipeline.fetch.response import Fetcher, Response
from jobtrends_pipeline.pages.address import at_source
from jobtrends_pipeline.pages.asked import is_other
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.pages.read import read_page


def capture_index(
    fetcher: Fetcher, target: IndexTarget, last_of: LastOf, now: Clock, body_of: BodyOf
) -> Iterator[LiveResult]:
    """Request the pages of a market index up to the last one, at most 400.

    Pages are requested without a condition: only a whole page says whether another follows. One with the bytes of its
    last capture is `unchanged`. The crawl ends early if a page cannot be retrieved or is another than requested, if a
    page repeats the one before (`other_page`, not archived) or starts before its end, and if the pager itself ends too
    early. Rows missing between two pages do not end it. The reason of the page concerned reports each of these,
    whatever its outcome. An interrupted crawl (see `resume_point`) continues where it stopped, and the reason of page 1
    names the pages that are not requested again.

    Args:
        fetcher: Sends the requests.
        target: The index.
        last_of: Returns the last good attempt at a page's address.
        now: Returns the current time.
        body_of: Returns the bytes of a capture by its identity.

    Yields:
        A result for each page requested.
    """
    before: IndexPage | None = None
    number = 1
    while True:
        live = _capture_page(fetcher, target, number, last_of, now)
        if live.attempt.outcome not in (CAPTURED, UNCHANGED) or live.fetched is None:
            yield live
            return
        page = index_page(live.fetched.body, live.fetched.final_url)
        if before and is_repeated(page, before):
            reason = f"page {number} repeats page {number - 1}: the pager does not turn"
            attempt = replace(live.attempt, outcome=OTHER_PAGE, reason=reason, capture_id=None)
            yield LiveResult(attempt, fetched=live.fetched)
            return
        end = ending(page, before, number)
        notes = [*breaks(page, before, number), *([end] if end else [])]
        if number == 1 and not end:
            number, page = resume_point(target, page, last_of, body_of, live.attempt.attempted_at)
            if number > 1:
                notes.append(f"pages 2 to {number} are archived from an interrupted crawl: it continues after them")
        yield replace(live, attempt=replace(live.attempt, reason="; ".join(notes) or None))
        if end or page.is_last:
            return
        before, number = page, number + 1


def _capture_page(fetcher: Fetcher, target: IndexTarget, number: int, last_of: LastOf, now: Clock) -> LiveResult:
    """Request one page of the index, without validators.

    A page with the bytes of its last capture is still `unchanged`.
    """
    url = target.url(number)
    last = last_of(url)
    last_good = replace(last, etag=None, last_modified=None) if last else None
    return capture_live(fetcher, url, target.role, last_good, now, lambda fetched: _judge(fetched, target))


def _judge(fetched: Response, target: IndexTarget) -> Verdict:
    try:
        key = read_page(fetched.body, at_source(fetched.final_url)).key
    except UnknownPageError as error:
        return Verdict(NOT_A_PAGE, f"{fetched.final_url}: {error}")
    if key.subject is not None or is_other(key, target.market, target.place, target.window_months):
        return other_page(target, key)
    return Verdict(CAPTURED)
