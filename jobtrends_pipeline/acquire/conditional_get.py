"""Conditional request to the source for one address, and its result.

The content of a response is judged by the caller; here are only HTTP and bytes.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from jobtrends_pipeline.archive.archive import capture_id
from jobtrends_pipeline.archive.attempts import CAPTURED, NOT_FOUND, UNCHANGED, Attempt
from jobtrends_pipeline.archive.document import LIVE, Document
from jobtrends_pipeline.fetch.response import DeferredError, Fetcher, FetchError, Response

FAILED, NOT_A_PAGE, OTHER_PAGE = "failed", "not_a_page", "other_page"
NOT_AN_IMAGE, OTHER_CHART = "not_an_image", "other_chart"
_OK, _NOT_MODIFIED, _GONE = 200, 304, (404, 410)
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,200}"')
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")

Clock = Callable[[], datetime]
"""Returns the current time, UTC."""
LastOf = Callable[[str], Attempt | None]
"""Returns the last attempt that captured an address or found it unchanged, or None."""


@dataclass(frozen=True, slots=True)
class LiveResult:
    """Result of a request to the source.

    Attributes:
        attempt: The attempt, for the log; its `url` is the address requested.
        document: The page to archive, if it is new; its `url` is the address that responded.
        fetched: The response, if there was one.
    """

    attempt: Attempt
    document: Document | None = None
    fetched: Response | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Judgement of a response with status 200.

    Attributes:
        outcome: Outcome of the attempt; `captured` if the response is to be archived.
        reason: One-line reason or note.
        media_type: Media type recognised in the content, if it overrides the header field.
    """

    outcome: str
    reason: str | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class WantedBody:
    """Body that a request asks for.

    Attributes:
        byte_limit: Maximum size of the body in bytes; None for the fetcher's default.
        accept: Media types for the header field Accept; None for any.
    """

    byte_limit: int | None = None
    accept: str | None = None


ANY_BODY = WantedBody()


def capture_live(
    fetcher: Fetcher,
    url: str,
    role: str,
    last: Attempt | None,
    now: Clock,
    judge: Callable[[Response], Verdict],
    wanted: WantedBody = ANY_BODY,
) -> LiveResult:
    """Request an address once; return its content if it is new and as requested.

    Args:
        fetcher: Sends the request, and a second one if a redirect makes the condition meaningless.
        url: The address.
        role: Partition key of the role it is requested for.
        last: The last attempt that captured the address or found it unchanged, so that its page is archived; any other
            attempt is ignored.
        now: Returns the current time.
        judge: Judges a response with status 200.
        wanted: Size and type of the body.

    Returns:
        The result, always with an attempt: a failed request has the outcome of its error.
    """
    last_good = last if last and last.outcome in (CAPTURED, UNCHANGED) and last.capture_id and last.url == url else None
    moment = now()
    attempt = Attempt(LIVE, url, role, f"{moment:%Y-%m}-01", moment, FAILED)
    try:
        fetched = _ask(fetcher, url, last_good, wanted)
    except FetchError as error:
        not_before = error.not_before if isinstance(error, DeferredError) else None
        return LiveResult(replace(attempt, outcome=error.outcome, reason=str(error), not_before=not_before))
    attempt = replace(attempt, http_status=fetched.status)
    if fetched.status == _NOT_MODIFIED and last_good and _conditions(last_good):
        return LiveResult(_not_modified(attempt, last_good, fetched), fetched=fetched)
    if fetched.status in _GONE:
        reason = f"{fetched.status}: there is no such page"
        return LiveResult(replace(attempt, outcome=NOT_FOUND, reason=reason), fetched=fetched)
    if fetched.status != _OK:
        reason = f"{fetched.final_url}: the source answered HTTP {fetched.status}"
        return LiveResult(replace(attempt, reason=reason), fetched=fetched)
    return _judge_response(attempt, last_good, fetched, judge)


def latest_good(attempts: Iterable[Attempt]) -> dict[str, Attempt]:
    """Return the last good live attempt at each address.

    It captured the address or found it unchanged. The dictionary's `get` is a `LastOf`.
    """
    good = (each for each in attempts if each.origin == LIVE and each.outcome in (CAPTURED, UNCHANGED))
    return {each.url: each for each in sorted(good, key=lambda each: each.attempted_at)}


def _ask(fetcher: Fetcher, url: str, last_good: Attempt | None, wanted: WantedBody) -> Response:
    """Request an address on condition that it changed.

    If the address redirects and the target is unmodified, it is requested again: the target's state says nothing about
    the page archived for the address.
    """
    accept = {"Accept": wanted.accept} if wanted.accept else {}
    conditions = _conditions(last_good) if last_good else {}
    fetched = fetcher.get(url, headers=accept | conditions, byte_limit=wanted.byte_limit)
    if fetched.status == _NOT_MODIFIED and fetched.redirects:
        return fetcher.get(url, headers=accept, byte_limit=wanted.byte_limit)
    return fetched


def _conditions(last_good: Attempt) -> dict[str, str]:
    fields = {"If-None-Match": last_good.etag, "If-Modified-Since": last_good.last_modified}
    return {name: value for name, value in fields.items() if value}


def _judge_response(
    attempt: Attempt, last_good: Attempt | None, fetched: Response, judge: Callable[[Response], Verdict]
) -> LiveResult:
    """Return the result of a whole response, by its verdict and the archived content."""
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
        return LiveResult(attempt, fetched=fetched)
    etag, modified = _validators(fetched)
    attempt = replace(attempt, capture_id=capture_id(document), etag=etag, last_modified=modified)
    if last_good and last_good.capture_id == attempt.capture_id:
        return LiveResult(replace(attempt, outcome=UNCHANGED), fetched=fetched)
    return LiveResult(attempt, replace(document, media_type=verdict.media_type or document.media_type), fetched)


def _not_modified(attempt: Attempt, last_good: Attempt, fetched: Response) -> Attempt:
    """Return the attempt for a 304.

    It keeps the reason of the last good attempt, and each validator that the response lacks.
    """
    etag, modified = _validators(fetched)
    return replace(
        attempt,
        outcome=UNCHANGED,
        reason=last_good.reason,
        capture_id=last_good.capture_id,
        etag=etag or last_good.etag,
        last_modified=modified or last_good.last_modified,
    )


def _validators(fetched: Response) -> tuple[str | None, str | None]:
    """Return ETag and Last-Modified for the next request; None for each invalid one.

    Those of a redirect's target belong to another address and are not returned.
    """
    if fetched.redirects:
        return None, None
    etag, modified = fetched.header("ETag") or "", fetched.header("Last-Modified") or ""
    return etag if _ETAG.fullmatch(etag) else None, modified if _HTTP_DATE.fullmatch(modified) else None
