"""Polite fetcher, used for every origin on the web.

Every hop of a request is checked, rate-limited and bounded. The environment has no influence: no proxy (it would
resolve names itself, unchecked), no `.netrc` (its passwords are not for sources), no cookies, and no certificate
authorities other than those given.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import requests

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.fetch.addresses import AddressRules, Hop
from jobtrends_pipeline.fetch.connection import Deadline
from jobtrends_pipeline.fetch.exchange import DEFERRALS, REDIRECTS, Bounds, exchange
from jobtrends_pipeline.fetch.rate_limit import Permit, RateLimiter
from jobtrends_pipeline.fetch.response import (
    BrokenAnswerError,
    DeferredError,
    NoConnectionError,
    OffLineError,
    Response,
    UnreachableError,
)
from jobtrends_pipeline.fetch.retry_after import FIRST_PAUSE
from jobtrends_pipeline.fetch.robots import BYTE_LIMIT as ROBOTS_BYTES
from jobtrends_pipeline.fetch.robots import Robots
from jobtrends_pipeline.fetch.user_agent import PRODUCT, user_agent

DEADLINE_SECONDS = 60.0
BYTE_LIMIT = 8 * 1024 * 1024
"""Default maximum size of a body, in bytes; the largest page of the source has 113 kB."""
MOST_REDIRECTS = 5
_TRIES = 2


class PoliteFetcher:
    """HTTP client for allowed hosts that obeys robots.txt and rate limits.

    One object serves one run.

    Args:
        contact: Email or http(s) address of the operator, for the user agent.
        addresses: Rules for hosts, applied to redirects too.
        pace: Rate limiter, shared by the processes of the machine.
        deadline_seconds: Time limit of one request, from look-up to the last byte, without waiting for a permit.
        byte_limit: Default maximum size of a body in bytes, as transferred and decoded.
        ca_file: Certificate authorities in PEM that replace the usual ones.

    Raises:
        MissingContactError: if the contact is missing or not usable.
    """

    def __init__(
        self,
        contact: str | None,
        addresses: AddressRules,
        pace: RateLimiter,
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
        byte_limit: int = BYTE_LIMIT,
        ca_file: Path | None = None,
    ) -> None:
        self._agent = user_agent(contact)
        self._addresses = addresses
        self._pace = pace
        self._deadline_seconds = deadline_seconds
        self._bounds = Bounds(byte_limit)
        self._verify: bool | str = str(ca_file) if ca_file else True
        self._robots = Robots(self._robots_at, PRODUCT)

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        byte_limit: int | None = None,
        is_archived: Callable[[Response], bool] | None = None,
    ) -> Response:
        """Request an address, follow redirects, and return the response.

        Arguments and errors are those of `Fetcher.get`.
        """
        bounds = self._bounds if byte_limit is None else replace(self._bounds, byte_limit=byte_limit)
        return self._follow(url, headers or {}, bounds, self._robots, is_archived or _is_never_archived)

    def _robots_at(self, url: str) -> Response:
        return self._follow(
            url, {}, replace(self._bounds, byte_limit=ROBOTS_BYTES, keeps_start=True), None, _is_never_archived
        )

    def _follow(
        self,
        url: str,
        headers: Mapping[str, str],
        bounds: Bounds,
        robots: Robots | None,
        is_archived: Callable[[Response], bool],
    ) -> Response:
        """Request an address hop by hop; each redirect's target passes the same checks."""
        hops = [self._addresses.check(url)]
        while True:
            hop = hops[-1]
            delay = robots.check(hop) if robots else 0.0
            request = self._prepare(hop, headers)
            answer = self._ask(hop, request, bounds, delay, is_archived, is_rules=robots is None)
            target = answer.header("Location") if answer.status in REDIRECTS else None
            if target is None:
                *passed, last = (url, *(each.url for each in hops[1:]))
                return replace(answer, url=url, final_url=last, redirects=tuple(passed))
            next_hop = self._addresses.check(_joined(hop.url, target), before=hop)
            if next_hop in hops:
                raise BrokenAnswerError(f"{url}: redirected in a circle, again to {next_hop.url}")
            if len(hops) > MOST_REDIRECTS:
                raise BrokenAnswerError(f"{url}: redirected more than {MOST_REDIRECTS} times, last to {next_hop.url}")
            hops.append(next_hop)

    def _ask(
        self,
        hop: Hop,
        request: requests.PreparedRequest,
        bounds: Bounds,
        delay: float,
        is_archived: Callable[[Response], bool],
        *,
        is_rules: bool,
    ) -> Response:
        """Request one hop with the host's permit; retry once after a failure or deferral.

        If the host asks for a short wait, the retry waits that long. Responses to requests for robots.txt do not reset
        the counts of refusals: a host that serves its robots.txt and refuses its pages still refuses.

        Raises:
            DeferredError: if the host refuses, or takes no connection.
            UnreachableError: if no whole response arrived.
        """
        for attempt in range(1, _TRIES + 1):
            with self._pace.turn(hop.host, delay) as turn:
                deadline = Deadline(hop.url, self._deadline_seconds)
                try:
                    answer = exchange(
                        request, self._addresses.locate(hop, deadline.left()), deadline, bounds, verify=self._verify
                    )
                except UnreachableError as error:
                    if is_rules:
                        raise
                    _defer_or_retry(turn, hop, error, is_last=attempt == _TRIES)
                    continue
                if answer.status not in DEFERRALS or is_archived(answer):
                    if not is_rules:
                        turn.answered()
                    return answer
                not_before = turn.refused(answer.header("Retry-After"))
        message = f"{hop.url}: {hop.host} answers {answer.status} and asks to wait until {_format_time(not_before)}"
        raise DeferredError(message, not_before)

    def _prepare(self, hop: Hop, headers: Mapping[str, str]) -> requests.PreparedRequest:
        has_range = any(name.lower() == "range" for name in headers)
        own = {
            "Host": hop.authority,
            "User-Agent": self._agent,
            "Accept-Encoding": "identity" if has_range else "gzip",
            "Connection": "close",
        }
        names = {name.lower() for name in own}
        further = {name: value for name, value in headers.items() if name.lower() not in names}
        return requests.Request("GET", hop.url, headers=own | {"Accept": "*/*"} | further).prepare()


def _defer_or_retry(turn: Permit, hop: Hop, error: UnreachableError, *, is_last: bool) -> None:
    """Decide what to do about a host that gave no whole response; return to retry.

    A host that takes no connection twice is not asked for a while. A missing response may concern one page only, so
    then the host is deferred only if the next page fails too.

    Raises:
        DeferredError: if the host is not to be asked for a while.
        UnreachableError: the error given, if other addresses of the host may be requested.
    """
    failures = turn.failed()
    if failures == 1 and not is_last:
        return
    if isinstance(error, OffLineError):
        raise DeferredError(f"{error}: nothing more is asked for now", clock.now() + FIRST_PAUSE) from error
    if isinstance(error, NoConnectionError) or failures > _TRIES:
        until = turn.left_alone()
        raise DeferredError(f"{error}: {hop.host} is left alone until {_format_time(until)}", until) from error
    raise error


def _format_time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _is_never_archived(_: Response) -> bool:
    return False


def _joined(base: str, location: str) -> str:
    """Resolve a Location field against the address that sent it.

    The field's bytes are read as UTF-8, as browsers do.
    """
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urldefrag(urljoin(base, location)).url
    except ValueError:
        return location
