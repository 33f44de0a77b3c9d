"""The pages followed at the source, asked for and held against what was asked: they are kept under no other name."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from jobtrends_pipeline.acquire.conditional_get import (
    NOT_A_PAGE,
    NOT_AN_IMAGE,
    OTHER_PAGE,
    Clock,
    LastOf,
    Live,
    Verdict,
    capture_live,
)
from jobtrends_pipeline.acquire.image_types import image_type
from jobtrends_pipeline.acquire.targets import IndexTarget, Target, chart_urls
from jobtrends_pipeline.archive.attempts import CAPTURED, NOT_FOUND, Attempt
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.fetch.response import DeferredError, Fetcher, Response
from jobtrends_pipeline.pages.address import at_source
from jobtrends_pipeline.pages.asked import is_other
from jobtrends_pipeline.pages.decode import NotTextError, decode
from jobtrends_pipeline.pages.links import read_link
from jobtrends_pipeline.pages.nearest_names import nearest_names
from jobtrends_pipeline.pages.page import PageKey, UnknownPageError
from jobtrends_pipeline.pages.read import outline_of, read_page

IMAGE_BYTES = 2 * 1024 * 1024
"""Most bytes of a chart; one of 1400x700 has some tens of kB."""


def capture_page(
    fetcher: Fetcher, target: Target, last_of: LastOf, now: Clock, names: Collection[str] = ()
) -> Iterator[Live]:
    """Ask for a detail page under its present name, and where there is none under its aliases, one after another.

    Only an answer that there is no such page (404, 410) leads to the next name.

    Args:
        fetcher: Makes the requests.
        target: The page.
        last_of: Finds the last attempt that captured an address or found it unchanged.
        now: The time.
        names: Subjects that the market index lists; those near a name that is not found are told.
    """
    for named in target.by_names():
        live = capture_target(fetcher, named, last_of(named.url), now, names)
        yield live
        if live.attempt.outcome != NOT_FOUND:
            return


def capture_target(
    fetcher: Fetcher, target: Target, last: Attempt | None, now: Clock, names: Collection[str] = ()
) -> Live:
    """Ask for a detail page under one name, and keep it if it is new and the page asked for.

    Args:
        fetcher: Makes the request.
        target: The page.
        last: The last attempt that captured its address or found it unchanged, where there is one.
        now: The time.
        names: Subjects that the market index lists; those near a name that is not found are told.

    Returns:
        What came of it. A page that is none of the source's is `not_a_page`, one of another market, place, subject or
        window than asked for is `other_page`; neither is kept, and the reason says what came. A page of a subject
        that the source renamed is kept, and the reason says so.
    """
    live = capture_live(fetcher, target.url, target.role, last, now, lambda fetched: judge_page(fetched, target))
    if live.attempt.outcome != NOT_FOUND:
        return live
    reason = not_found_reason(live.attempt.http_status or 404, target.subject, names)
    return replace(live, attempt=replace(live.attempt, reason=reason))


def capture_charts(
    fetcher: Fetcher, target: Target, page: Document | None, last_of: LastOf, now: Clock
) -> Iterator[Live]:
    """Ask for the chart images of a detail page, one after another; ends early where the host is not to be asked.

    An image is itself whatever address it came from: one with the bytes of the last is `unchanged`.

    Args:
        fetcher: Makes the requests.
        target: The detail page.
        page: The page as captured, which names its charts; without one, those that such pages are known to have.
        last_of: Finds the last attempt that captured an image's address or found it unchanged.
        now: The time.
    """
    for url in chart_urls(target, _text_of(page) if page else None):
        live = capture_live(fetcher, url, target.role, last_of(url), now, _judge_image, IMAGE_BYTES)
        yield live
        if live.attempt.outcome == DeferredError.outcome:
            return


def not_found_reason(status: int, subject: str, names: Collection[str]) -> str:
    """What to say of a subject without a page; never that there is no demand for it."""
    said = f"{status}: no page of the name {subject!r}"
    if not names:
        return said
    near = ", ".join(nearest_names(subject, names))
    return f"{said}; nearest names of the index: {near}" if near else f"{said}; the index lists no name near it"


def judge_page(fetched: Response, target: Target) -> Verdict:
    """Whether an answer is the detail page asked for."""
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
    """The verdict on a page that is not the one asked for."""
    subject = target.subject if isinstance(target, Target) else None
    asked = _words(target.market, target.place, subject, target.window_months)
    came = _words(key.market, key.place, key.subject, key.window_months)
    return Verdict(OTHER_PAGE, f"asked for {asked}; what came is {came}")


def _is_renamed(fetched: Response, target: Target) -> bool:
    """Whether the source itself says that a page of another subject stands for the one asked for.

    It does by a redirect or by the address that the page gives itself, if that is of the same market and place.
    """
    redirected = fetched.final_url if fetched.redirects else None
    links = (read_link(redirected), read_link(outline_of(fetched.body).canonical_url))
    asked = (target.market, target.place.lower())
    return any(link and (link.market, link.place) == asked for link in links)


def _judge_image(fetched: Response) -> Verdict:
    media_type = image_type(fetched.body)
    if media_type:
        return Verdict(CAPTURED, media_type=media_type)
    return Verdict(NOT_AN_IMAGE, f"{fetched.final_url}: what came is no PNG, WebP, GIF or JPEG")


def _text_of(page: Document) -> str | None:
    try:
        return decode(page.body)
    except NotTextError:
        return None


def _words(market: str, place: str, subject: str | None, window_months: int) -> str:
    return f"{subject or 'the market index'} ({market}, {place}, {window_months} months)"
