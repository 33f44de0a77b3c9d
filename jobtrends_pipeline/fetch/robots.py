"""robots.txt of each host, as RFC 9309 has it: read once a run and day, and asked before every address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from protego import Protego

from jobtrends_pipeline import clock as system
from jobtrends_pipeline.fetch.addresses import Hop
from jobtrends_pipeline.fetch.response import DeferredError, DisallowedError, FetchError, Response, UnsafeAddressError
from jobtrends_pipeline.fetch.retry_after import FIRST_PAUSE

BYTE_LIMIT = 500 * 1024
"""Bytes that are read of a robots.txt; what lies beyond does not count."""
LONGEST_DELAY = 30.0
"""Seconds of a Crawl-delay that are kept to; a longer one counts as this."""
_KEPT_SECONDS = 24 * 3600
_AGENT = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*([^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Rules:
    """A robots.txt as read; without a parsed text everything is allowed."""

    read_at: float
    parsed: Protego | None = None
    failure: DeferredError | DisallowedError | None = None


class Robots:
    """The rules of the hosts of one run.

    Args:
        ask: Gets the robots.txt at an address, of a long one the first `BYTE_LIMIT` bytes, redirects followed.
        product: The name of this program in robots.txt.
        clock: Seconds since 1970.
    """

    def __init__(
        self, ask: Callable[[str], Response], product: str, clock: Callable[[], float] = system.seconds
    ) -> None:
        self._ask = ask
        self._product = product
        self._clock = clock
        self._rules: dict[str, _Rules] = {}

    def check(self, hop: Hop) -> float:
        """Seconds that the host wants between requests; 0 when it does not say.

        Raises:
            DisallowedError: if the host forbids the address, or sends for its rules to where none may be asked.
            DeferredError: if the rules cannot be had now; until they can, nothing is allowed.
        """
        place = f"{hop.scheme}://{hop.authority}/robots.txt"
        rules = self._rules.get(place)
        if rules is None or not self._is_fresh(rules):
            rules = self._rules[place] = self._read(place)
        if rules.failure:
            raise rules.failure.with_traceback(None)
        if rules.parsed is None:
            return 0.0
        if not rules.parsed.can_fetch(hop.url, self._product):
            raise DisallowedError(f"{hop.url}: {place} forbids it")
        return min(rules.parsed.crawl_delay(self._product) or 0.0, LONGEST_DELAY)

    def _is_fresh(self, rules: _Rules) -> bool:
        now = self._clock()
        if isinstance(rules.failure, DeferredError):
            return now < rules.failure.not_before.timestamp()
        return abs(now - rules.read_at) < _KEPT_SECONDS

    def _read(self, place: str) -> _Rules:
        now = self._clock()
        try:
            answer = self._ask(place)
        except DeferredError as error:
            return _Rules(now, failure=error)
        except UnsafeAddressError as error:
            return _Rules(now, failure=DisallowedError(f"{place} cannot be followed: {error}"))
        except FetchError as error:
            return _Rules(now, failure=_later(now, str(error)))
        if answer.status >= 500:
            return _Rules(now, failure=_later(now, f"{place} answers {answer.status}"))
        return _Rules(now, parsed=_parse(answer.body, self._product) if answer.status < 300 else None)


def _later(now: float, reason: str) -> DeferredError:
    """Rules that cannot be had forbid everything, but only for now."""
    not_before = datetime.fromtimestamp(now, UTC) + FIRST_PAUSE
    return DeferredError(f"nothing is asked of a host whose rules cannot be had: {reason}", not_before)


def _parse(body: bytes, product: str) -> Protego:
    whole = body if len(body) < BYTE_LIMIT else body[:BYTE_LIMIT].rpartition(b"\n")[0]
    text = whole.decode("utf-8-sig", errors="replace")
    return Protego.parse("\n".join(_without_others(line, product) for line in text.splitlines()))


def _without_others(line: str, product: str) -> str:
    """The line, with one name for all other programs, and ours without a version.

    Protego takes a name that ours begins with for ours, which RFC 9309 does not; and it
    keeps every rule for every program named above it, which fills the memory when both are many.
    """
    named = _AGENT.match(line)
    if not named:
        return line
    name = named[1].partition("/")[0].strip().lower()
    return f"User-agent: {name if name in ('*', product.lower()) else 'other'}"
