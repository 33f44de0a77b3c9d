"""The source itself: one address asked for, under the condition that it changed, and what came of it.

What an answer says is judged by whoever asks; here are only HTTP and the bytes.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from jobtrends_pipeline.archive.archive import capture_id
from jobtrends_pipeline.archive.attempts import CAPTURED, NOT_FOUND, UNCHANGED, Attempt
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.fetch.response import DeferredError, Fetcher, FetchError, Response

LIVE = "live"
FAILED, NOT_A_PAGE, OTHER_PAGE, NOT_AN_IMAGE = "failed", "not_a_page", "other_page", "not_an_image"
_OK, _NOT_MODIFIED, _GONE = 200, 304, (404, 410)
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,200}"')
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")

Clock = Callable[[], datetime]
"""Says what time it is, UTC."""
LastOf = Callable[[str], Attempt | None]
"""Finds the last attempt at an address that captured it or found it unchanged."""


@dataclass(frozen=True, slots=True)
class Live:
    """What came of asking for an address.

    Attributes:
        attempt: For the log; its `url` is the address asked for.
        document: The bytes to keep, where they are new; its `url` is the address that answered.
        fetched: The answer, wherever there was one.
    """

    attempt: Attempt
    document: Document | None = None
    fetched: Response | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer with status 200 is: its outcome, `captured` where it is to be kept, and why."""

    outcome: str
    reason: str | None = None
    media_type: str | None = None


def capture_live(
    fetcher: Fetcher,
    url: str,
    role: str,
    last: Attempt | None,
    now: Clock,
    judge: Callable[[Response], Verdict],
    byte_limit: int | None = None,
) -> Live:
    """Ask the source for an address once, and keep what comes if it is new and what was asked for.

    Args:
        fetcher: Makes the request, and a second one where a redirect makes the condition worthless.
        url: The address.
        role: Partition key of the role it is asked for.
        last: The last attempt that captured the address or found it unchanged: its page is held. Others do not count.
        now: The time.
        judge: Says what an answer with status 200 is.
        byte_limit: Most bytes of the body, where it differs from the fetcher's own.

    Returns:
        Always an attempt: a request that fails is one with the outcome of its error.
    """
    held = last if last and last.outcome in (CAPTURED, UNCHANGED) and last.capture_id and last.url == url else None
    moment = now()
    attempt = Attempt(LIVE, url, role, f"{moment:%Y-%m}-01", moment, FAILED)
    try:
        fetched = _ask(fetcher, url, held, byte_limit)
    except FetchError as error:
        not_before = error.not_before if isinstance(error, DeferredError) else None
        return Live(replace(attempt, outcome=error.outcome, reason=str(error), not_before=not_before))
    attempt = replace(attempt, http_status=fetched.status)
    if fetched.status == _NOT_MODIFIED and held and _conditions(held):
        return Live(_not_modified(attempt, held, fetched), fetched=fetched)
    if fetched.status in _GONE:
        reason = f"{fetched.status}: there is no such page"
        return Live(replace(attempt, outcome=NOT_FOUND, reason=reason), fetched=fetched)
    if fetched.status != _OK:
        reason = f"{fetched.final_url}: the source answered HTTP {fetched.status}"
        return Live(replace(attempt, reason=reason), fetched=fetched)
    return _judged(attempt, held, fetched, judge)


def latest_good(attempts: Iterable[Attempt]) -> dict[str, Attempt]:
    """By address, the last live attempt that captured it or found it unchanged; `get` of it is a `LastOf`."""
    good = (each for each in attempts if each.origin == LIVE and each.outcome in (CAPTURED, UNCHANGED))
    return {each.url: each for each in sorted(good, key=lambda each: each.attempted_at)}


def _ask(fetcher: Fetcher, url: str, held: Attempt | None, byte_limit: int | None) -> Response:
    """The answer. That the page an address redirects to is unmodified says nothing of the one held for the address."""
    conditions = _conditions(held) if held else {}
    fetched = fetcher.get(url, headers=conditions, byte_limit=byte_limit)
    if fetched.status == _NOT_MODIFIED and fetched.redirects:
        return fetcher.get(url, byte_limit=byte_limit)
    return fetched


def _conditions(held: Attempt) -> dict[str, str]:
    fields = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
    return {name: value for name, value in fields.items() if value}


def _judged(attempt: Attempt, held: Attempt | None, fetched: Response, judge: Callable[[Response], Verdict]) -> Live:
    """What a whole answer is, and whether its bytes are those held."""
    document = Document(
        url=fetched.final_url,
        captured_at=fetched.fetched_at,
        origin=LIVE,
        body=fetched.body,
        media_type=(fetched.header("Content-Type") or "").split(";")[0].strip().lower() or None,
        http_status=fetched.status,
        source=fetched.final_url,
    )
    verdict = judge(fetched)
    attempt = replace(attempt, outcome=verdict.outcome, reason=verdict.reason)
    if verdict.outcome != CAPTURED:
        return Live(attempt, fetched=fetched)
    etag, modified = _validators(fetched)
    attempt = replace(attempt, capture_id=capture_id(document), etag=etag, last_modified=modified)
    if held and held.capture_id == attempt.capture_id:
        return Live(replace(attempt, outcome=UNCHANGED), fetched=fetched)
    return Live(attempt, replace(document, media_type=verdict.media_type or document.media_type), fetched)


def _not_modified(attempt: Attempt, held: Attempt, fetched: Response) -> Attempt:
    """The attempt that a 304 makes: what was to be said of the page still is, and its fields need not be repeated."""
    etag, modified = _validators(fetched)
    return replace(
        attempt,
        outcome=UNCHANGED,
        reason=held.reason,
        capture_id=held.capture_id,
        etag=etag or held.etag,
        last_modified=modified or held.last_modified,
    )


def _validators(fetched: Response) -> tuple[str | None, str | None]:
    """ETag and Last-Modified to ask with the next time; those of a page redirected to are of another address."""
    if fetched.redirects:
        return None, None
    etag, modified = fetched.header("ETag") or "", fetched.header("Last-Modified") or ""
    return etag if _ETAG.fullmatch(etag) else None, modified if _HTTP_DATE.fullmatch(modified) else None
