"""Rules in robots.txt (RFC 9309), checked before every request.

Each host's file is read once per run and day.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from protego import Protego

from jobtrends_pipeline.base import clock as system
from jobtrends_pipeline.fetch.addresses import Hop
from jobtrends_pipeline.fetch.response import DeferredError, DisallowedError, FetchError, Response, UnsafeAddressError
from jobtrends_pipeline.fetch.retry_after import FIRST_PAUSE

BYTE_LIMIT = 500 * 1024
"""Bytes read of a robots.txt; the rest is ignored."""
LONGEST_DELAY = 30.0
"""Maximum Crawl-delay that is obeyed, in seconds; a longer one is cut to this."""
_KEPT_SECONDS = 24 * 3600
_AGENT = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*([^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Rules:
    """Parsed robots.txt of a host; without parsed rules everything is allowed.

    Attributes:
        read_at: When it was read, in seconds since 1970.
        parsed: The rules, or None.
        failure: Error to raise for every address of the host, or None.
    """

    read_at: float
    parsed: Protego | None = None
    failure: DeferredError | DisallowedError | None = None


class Robots:
    """The robots.txt rules of hosts, cached for one run.

    Args:
        ask: Returns the response with a robots.txt, redirects followed, cut at `BYTE_LIMIT` bytes.
        product: Name of this program in robots.txt.
        clock: Returns seconds since 1970.
    """

    def __init__(
        self, ask: Callable[[str], Response], product: str, clock: Callable[[], float] = system.seconds
    ) -> None:
        self._ask = ask
        self._product = product
        self._clock = clock
        self._rules: dict[str, _Rules] = {}

    def check(self, hop: Hop) -> float:
        """Check an address against its host's robots.txt.

        Returns:
            Seconds that the host wants between requests; 0 if it does not say.

        Raises:
            DisallowedError: if the host forbids the address, or its robots.txt redirects to a forbidden address.
            DeferredError: if robots.txt cannot be read now; until then nothing is allowed.
        """
        robots_url = f"{hop.scheme}://{hop.authority}/robots.txt"
        rules = self._rules.get(robots_url)
        if rules is None or not self._is_fresh(rules):
            rules = self._rules[robots_url] = self._read(robots_url)
        if rules.failure:
            raise rules.failure.with_traceback(None)
        if rules.parsed is None:
            return 0.0
        if not rules.parsed.can_fetch(hop.url, self._product):
            raise DisallowedError(f"{hop.url}: {robots_url} forbids it")
        return min(rules.parsed.crawl_delay(self._product) or 0.0, LONGEST_DELAY)

    def _is_fresh(self, rules: _Rules) -> bool:
        now = self._clock()
        if isinstance(rules.failure, DeferredError):
            return now < rules.failure.not_before.timestamp()
        return abs(now - rules.read_at) < _KEPT_SECONDS

    def _read(self, robots_url: str) -> _Rules:
        now = self._clock()
        try:
            answer = self._ask(robots_url)
        except DeferredError as error:
            return _Rules(now, failure=error)
        except UnsafeAddressError as error:
            return _Rules(now, failure=DisallowedError(f"{robots_url} cannot be followed: {error}"))
        except FetchError as error:
            return _Rules(now, failure=_deferral(now, str(error)))
        if answer.status >= 500:
            return _Rules(now, failure=_deferral(now, f"{robots_url} answers {answer.status}"))
        return _Rules(now, parsed=_parse(answer.body, self._product) if answer.status < 300 else None)


def _deferral(now: float, reason: str) -> DeferredError:
    """Return the error for a robots.txt that cannot be read: all is forbidden for now."""
    not_before = datetime.fromtimestamp(now, UTC) + FIRST_PAUSE
    return DeferredError(f"nothing is asked of a host whose rules cannot be read: {reason}", not_before)


def _parse(body: bytes, product: str) -> Protego:
    whole = body if len(body) < BYTE_LIMIT else body[:BYTE_LIMIT].rpartition(b"\n")[0]
    text = whole.decode("utf-8-sig", errors="replace")
    return Protego.parse("\n".join(_without_others(line, product) for line in text.splitlines()))


def _without_others(line: str, product: str) -> str:
    """Return a line with other programs' names unified, and ours without a version.

    Protego takes a name that is a prefix of ours for ours, which RFC 9309 does not; and it keeps every rule for every
    program match above it, which exhausts memory if both are many.
    """
    match = _AGENT.match(line)
    if not match:
        return line
    name = match[1].partition("/")[0].strip().lower()
    return f"User-agent: {name if name in ('*', product.lower()) else 'other'}"
