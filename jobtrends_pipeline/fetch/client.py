"""The polite fetcher: every hop of a request checked, paced and bounded; what all origins on the web ask through.

Nothing of the environment has a say: no proxy (it would look names up in our place, unchecked), no `.netrc` (its
secrets are not for sources), no cookies, no other certificate authorities than those given.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import requests

from jobtrends_pipeline import clock
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
"""Most bytes of a body; the source's largest page has 113 kB."""
MOST_REDIRECTS = 5
_TRIES = 2


class PoliteFetcher:
    """Gets addresses of allowed hosts, as robots.txt and the pace allow; one object is one run.

    Args:
        contact: Email or http(s) address of the operator, for the user agent.
        addresses: Which hosts may be asked, redirects included.
        pace: Turns to ask, shared by the processes of the machine.
        deadline_seconds: For one request from look-up to the last byte; waiting for its turn does not count.
        byte_limit: Most bytes of a body, as transferred and decoded, where a call names no other.
        ca_file: Certificate authorities in PEM to trust instead of the usual ones.

    Raises:
        MissingContactError: if there is no contact, or none that could be written to.
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
        """Get one address, redirects followed.

        Args:
            url: Absolute http or https address.
            headers: Further request header fields, e.g. If-None-Match or Range; a request with a Range asks for the
                bytes as they are, others for gzip. The fetcher's own fields cannot be changed.
            byte_limit: Most bytes of the body, where it differs from the fetcher's own.
            is_archived: Tells what an archive replays from what it says itself, by the head of an answer: a 429 or 503
                that was archived is an answer like any other, without its body.

        Raises:
            DisallowedError: robots.txt forbids the address or one redirected to.
            UnsafeAddressError: the same, for scheme, host or network.
            OversizedError: the body is longer than the limit, or the head than 64 KiB.
            BrokenAnswerError: the answer is not whole, or is redirected in circles or more than five times.
            UnreachableError: no whole answer came within the deadline, on being asked again neither.
            DeferredError: the host is not to be asked now; says from when on.
        """
        bounds = self._bounds if byte_limit is None else replace(self._bounds, byte_limit=byte_limit)
        return self._follow(url, headers or {}, bounds, self._robots, is_archived or _never)

    def _robots_at(self, url: str) -> Response:
        return self._follow(url, {}, replace(self._bounds, byte_limit=ROBOTS_BYTES, keeps_start=True), None, _never)

    def _follow(
        self,
        url: str,
        headers: Mapping[str, str],
        bounds: Bounds,
        robots: Robots | None,
        is_archived: Callable[[Response], bool],
    ) -> Response:
        """Ask hop by hop; each one is checked as if it had been asked for."""
        hops = [self._addresses.check(url)]
        while True:
            hop = hops[-1]
            delay = robots.check(hop) if robots else 0.0
            request = self._prepare(hop, headers)
            answer = self._ask(hop, request, bounds, delay, is_archived, is_rules=robots is None)
            target = answer.header("Location") if answer.status in REDIRECTS else None
            if target is None:
                *passed, last = (url, *(later.url for later in hops[1:]))
                return replace(answer, url=url, final_url=last, redirects=tuple(passed))
            following = self._addresses.check(_joined(hop.url, target), before=hop)
            if following in hops:
                raise BrokenAnswerError(f"{url}: redirected in a circle, again to {following.url}")
            if len(hops) > MOST_REDIRECTS:
                raise BrokenAnswerError(f"{url}: redirected more than {MOST_REDIRECTS} times, last to {following.url}")
            hops.append(following)

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
        """One hop's answer, in the host's turn; asked once more where it wants a short pause or no answer came.

        A host that serves its robots.txt and refuses its pages still refuses.
        """
        for tried in range(1, _TRIES + 1):
            with self._pace.turn(hop.host, delay) as turn:
                deadline = Deadline(hop.url, self._deadline_seconds)
                try:
                    answer = exchange(
                        request, self._addresses.locate(hop, deadline.left()), deadline, bounds, verify=self._verify
                    )
                except UnreachableError as error:
                    if is_rules:
                        raise
                    _judge(turn, hop, error, is_last=tried == _TRIES)
                    continue
                if answer.status not in DEFERRALS or is_archived(answer):
                    if not is_rules:
                        turn.answered()
                    return answer
                not_before = turn.refused(answer.header("Retry-After"))
        message = f"{hop.url}: {hop.host} answers {answer.status} and asks to wait until {_time(not_before)}"
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


def _judge(turn: Permit, hop: Hop, error: UnreachableError, *, is_last: bool) -> None:
    """Say how a host is taken that gave no whole answer; nothing where it is asked once more.

    A host that takes no connection twice is left alone. An answer that does not come may be for want of this one page,
    so that the host is left alone only if the next one does not come either.

    Raises:
        DeferredError: if it is left alone.
        UnreachableError: the error, if other addresses of it may be asked.
    """
    failures = turn.failed()
    if failures == 1 and not is_last:
        return
    if isinstance(error, OffLineError):
        raise DeferredError(f"{error}: nothing more is asked for now", clock.now() + FIRST_PAUSE) from error
    if isinstance(error, NoConnectionError) or failures > _TRIES:
        until = turn.left_alone()
        raise DeferredError(f"{error}: {hop.host} is left alone until {_time(until)}", until) from error
    raise error


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _never(_: Response) -> bool:
    return False


def _joined(base: str, location: str) -> str:
    """The address that a Location field means; its bytes are taken for UTF-8, as browsers do."""
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urldefrag(urljoin(base, location)).url
    except ValueError:
        return location
