"""A market index, page after page: followed by what each page says of its rows, so that none vanish unnoticed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jobtrends_pipeline.capture.attempts import CAPTURED, UNCHANGED
from jobtrends_pipeline.capture.fetched import Fetched, Fetcher
from jobtrends_pipeline.capture.live import NOT_A_PAGE, OTHER_PAGE, Clock, LastOf, Live, Verdict, capture_live
from jobtrends_pipeline.following import other_page
from jobtrends_pipeline.pages.page import PageKey, ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.pager import Results, has_next, read_results
from jobtrends_pipeline.pages.read import outline_of, read_page
from jobtrends_pipeline.targets import IndexTarget

MOST_PAGES = 400
"""Most pages of one index; 9,764 rows were 326 pages of 30."""


@dataclass(frozen=True, slots=True)
class _Pager:
    """What a page says of itself and of what follows it."""

    results: Results | None
    has_next: bool
    key: PageKey
    names: tuple[str, ...]

    @property
    def is_last(self) -> bool:
        """By the number of its last row, else for want of a next page."""
        return self.results.last >= self.results.total if self.results else not self.has_next


def capture_index(fetcher: Fetcher, target: IndexTarget, last_of: LastOf, now: Clock) -> Iterator[Live]:
    """Ask for the pages of a market index until one says that it is the last, at most 400.

    Pages are asked for without a condition: only a whole page says whether another follows. One with the bytes of the
    last time is `unchanged`. It ends before the last page where a page cannot be had or is another than asked for,
    where a page repeats the one before (`other_page`, not kept) or begins before its end, and where the pager itself
    ends too early. Rows that are missing between two pages do not end it. The reason of the page concerned tells of
    each of these, whatever its outcome.

    Args:
        fetcher: Makes the requests.
        target: The index.
        last_of: Finds the last attempt that captured a page's address or found it unchanged.
        now: The time.
    """
    before: _Pager | None = None
    for number in range(1, MOST_PAGES + 1):
        live = _one(fetcher, target, number, last_of, now)
        if live.attempt.outcome not in (CAPTURED, UNCHANGED) or live.fetched is None:
            yield live
            return
        pager = _pager_of(live.fetched)
        if before and _is_repeated(pager, before):
            reason = f"page {number} repeats page {number - 1}: the pager does not turn"
            attempt = replace(live.attempt, outcome=OTHER_PAGE, reason=reason, capture_id=None)
            yield Live(attempt, fetched=live.fetched)
            return
        ending = _ending(pager, before, number)
        said = [*_breaks(pager, before, number), *([ending] if ending else [])]
        yield replace(live, attempt=replace(live.attempt, reason="; ".join(said) or None))
        if ending or pager.is_last:
            return
        before = pager


def _one(fetcher: Fetcher, target: IndexTarget, number: int, last_of: LastOf, now: Clock) -> Live:
    """One page; the bytes held make it unchanged, but neither ETag nor Last-Modified is sent."""
    url = target.url(number)
    last = last_of(url)
    held = replace(last, etag=None, last_modified=None) if last else None
    return capture_live(fetcher, url, target.role, held, now, lambda fetched: _judge(fetched, target))


def _judge(fetched: Fetched, target: IndexTarget) -> Verdict:
    try:
        key = read_page(fetched.body).key
    except UnknownPageError as error:
        return Verdict(NOT_A_PAGE, f"{fetched.final_url}: {error}")
    asked = (None, target.market, target.place.casefold(), target.window_months)
    if (key.subject, key.market, key.place.casefold(), key.window_months) != asked:
        return other_page(target, key)
    return Verdict(CAPTURED)


def _pager_of(fetched: Fetched) -> _Pager:
    outline = outline_of(fetched.body)
    page = read_page(fetched.body)
    return _Pager(read_results(outline), has_next(outline), page.key, _names(page))


def _names(page: ParsedPage) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure.label for figure in page.figures if figure.part == "index"))


def _is_repeated(pager: _Pager, before: _Pager) -> bool:
    """Whether a page is the one before it again, by the rows it announces or else by those it has."""
    if pager.results and before.results:
        return pager.results[:2] == before.results[:2]
    return pager.names == before.names


def _breaks(pager: _Pager, before: _Pager | None, number: int) -> Iterator[str]:
    """Where a page does not continue the one before it."""
    if pager.results is None:
        yield f"page {number} does not say which rows it shows"
    elif (expected := _expected(before)) and pager.results.first > expected:
        yield f"rows {expected} to {pager.results.first - 1} are missing before page {number}"
    if before and pager.key.period_end != before.key.period_end:
        yield f"page {number} is to {pager.key.period_end}, page {number - 1} to {before.key.period_end}"


def _ending(pager: _Pager, before: _Pager | None, number: int) -> str | None:
    """Why nothing is asked for after a page that is not the last."""
    if before and pager.results and before.results and pager.results.first <= before.results.last:
        return f"page {number} begins with row {pager.results.first}, page {number - 1} ends with {before.results.last}"
    if pager.is_last:
        return None
    rest = f", of {pager.results.total} rows {pager.results.last} were shown" if pager.results else ""
    if not pager.has_next:
        return f"page {number} names no next page{rest}"
    return f"the {MOST_PAGES} pages that are asked for at most end here{rest}" if number == MOST_PAGES else None


def _expected(before: _Pager | None) -> int | None:
    """The row that a page should begin with; null where the one before does not say."""
    if before is None:
        return 1
    return before.results.last + 1 if before.results else None
