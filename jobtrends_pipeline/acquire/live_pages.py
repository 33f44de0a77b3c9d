"""Live capture of detail pages, checked against what was requested.

A page is never archived under the name of another.
"""

from collections.abc import Collection, Iterator
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
from jobtrends_pipeline.acquire.targets import IndexTarget, Target
from jobtrends_pipeline.archive.attempts import CAPTURED, NOT_FOUND, Attempt
from jobtrends_pipeline.fetch.response import Fetcher, Response
from jobtrends_pipeline.pages.address import at_source
from jobtrends_pipeline.pages.asked import is_other
from jobtrends_pipeline.pages.links import read_link
from jobtrends_pipeline.pages.nearest_names import nearest_names
from jobtrends_pipeline.pages.page import PageKey, UnknownPageError
from jobtrends_pipeline.pages.read import outline_of, read_page


def capture_page(
    fetcher: Fetcher, target: Target, last_of: LastOf, now: Clock, names: Collection[str] = ()
) -> Iterator[LiveResult]:
    """Request a detail page by its present name, and while not found by its aliases.

    Only the statuses 404 and 410 lead to the next name.

    Args:
        fetcher: Sends the requests.
        target: The page.
        last_of: Returns the last good attempt at an address.
        now: Returns the current time.
        names: Subjects in the market index; if a name is not found, similar ones are suggested.

    Yields:
        A result for each name requested.
    """
    for named in target.by_names():
        live = capture_target(fetcher, named, last_of(named.url), now, names)
        yield live
        if live.attempt.outcome != NOT_FOUND:
            return


def capture_target(
    fetcher: Fetcher, target: Target, last: Attempt | None, now: Clock, names: Collection[str] = ()
) -> LiveResult:
    """Request a detail page under one name; return it if it is new and as requested.

    Args:
        fetcher: Sends the request.
        target: The page.
        last: The last good attempt at its address, if there is one.
        now: Returns the current time.
        names: Subjects in the market index; if a name is not found, similar ones are suggested.

    Returns:
        The result. The outcome is `not_a_page` for a page that is not the source's, and `other_page` for one of another
        market, place, subject or window; neither is archived, and the reason names what was received. A page of a
        subject that the source renamed is archived, with the new name in the reason.
    """
    live = capture_live(fetcher, target.url, target.role, last, now, lambda fetched: judge_page(fetched, target))
    if live.attempt.outcome != NOT_FOUND:
        return live
    reason = not_found_reason(live.attempt.http_status or 404, target.subject, names)
    return replace(live, attempt=replace(live.attempt, reason=reason))


def not_found_reason(status: int, subject: str, names: Collection[str]) -> str:
    """Return the reason for a subject without a page.

    It never says that there is no demand for the subject.
    """
    reason = f"{status}: no page of the name {subject!r}"
    if not names:
        return reason
    near = ", ".join(nearest_names(subject, names))
    return f"{reason}; nearest names of the index: {near}" if near else f"{reason}; the index lists no name near it"


def judge_page(fetched: Response, target: Target) -> Verdict:
    """Judge whether a response is the detail page requested."""
    try:
        key = read_page(fetched.body, at_source(fetched.final_url)).key
    except UnknownPageError as error:
        return Verdict(NOT_A_PAGE, f"{fetched.final_url}: {error}")
    if key.subject is None or is_other(key, target.market, target.place, target.window_months):
        return other_page(target, key)
    if key.subject.casefold() in {name.casefold() for name in (target.subject, *target.aliases)}:
        return Verdict(CAPTURED)
    if not _is_renamed(fetched, target):
        return other_page(target, key)
    return Verdict(CAPTURED, f"renamed: {target.subject} is now {key.subject}; add the alias to the watchlist")


def other_page(target: Target | IndexTarget, key: PageKey) -> Verdict:
    """Return the verdict on a page other than the one requested."""
    subject = target.subject if isinstance(target, Target) else None
    asked = _describe(target.market, target.place, subject, target.window_months)
    received = _describe(key.market, key.place, key.subject, key.window_months)
    return Verdict(OTHER_PAGE, f"asked for {asked}; received {received}")


def _is_renamed(fetched: Response, target: Target) -> bool:
    """Return whether the source presents another subject's page as the one requested.

    It does so by a redirect, or by the page's canonical address, if that has the same market and place.
    """
    redirected = fetched.final_url if fetched.redirects else None
    links = (read_link(redirected), read_link(outline_of(fetched.body).canonical_url))
    asked = (target.market, target.place.lower())
    return any(link and (link.market, link.place) == asked for link in links)


def _describe(market: str, place: str, subject: str | None, window_months: int) -> str:
    return f"{subject or 'the market index'} ({market}, {place}, {window_months} months)"
