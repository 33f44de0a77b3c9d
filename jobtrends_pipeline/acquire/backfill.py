"""Past periods from web archives: what to ask for, what is settled already, and the pages that come of it.

A backfill goes target by target: one listing of what the archive holds, then a page for each month that is not
settled. The log of attempts is what it resumes by.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from jobtrends_pipeline.acquire.identify import IdentifiedPage, identify
from jobtrends_pipeline.acquire.origins import Origin
from jobtrends_pipeline.archive.attempts import CAPTURED, NOTHING, UNCHANGED, Attempt
from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline.errors import confined
from jobtrends_pipeline.fetch.response import DeferredError, FetchError
from jobtrends_pipeline.pages.asked import is_other
from jobtrends_pipeline.pages.links import SITE, detail_url
from jobtrends_pipeline.pages.page import PARSER_VERSION, UnknownPageError
from jobtrends_pipeline.web_archives.cdx import CaptureChoice, CdxRecord, Months, choose

RETRIED = frozenset({"deferred", "unreachable", "failed", "disallowed"})
"""Outcomes that may be others next time; every other one settles its month."""
STILL_ARCHIVED = timedelta(days=120)
"""How long after its end a month may still gain captures in an archive's index."""
NOT_A_PAGE, OTHER_PAGE = "not_a_page", "other_page"
HeldKey = tuple[str, str, str]
"""Role, market and place in lower case."""


@dataclass(frozen=True, slots=True)
class PastTarget:
    """A page of a role to look for in an archive, under every name it went by; its first address names it."""

    role: str
    market: str
    place: str
    urls: tuple[str, ...]

    @property
    def url(self) -> str:
        """The address under the role's present name."""
        return self.urls[0]

    @property
    def held_key(self) -> HeldKey:
        """By what captures of this page are found, however the place is written."""
        return self.role, self.market, self.place.casefold()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a backfill would do at most.

    Attributes:
        targets: Targets with the months to look for.
        settled: Months of targets that an earlier run settled.
        held: Months of targets that a page is held of already.
        every: Whether each distinct page of a month is taken, not only the last good one.
    """

    targets: tuple[tuple[PastTarget, tuple[date, ...]], ...]
    settled: int
    held: int
    every: bool = False

    @property
    def month_count(self) -> int:
        """Months of targets to look for."""
        return sum(len(months) for _, months in self.targets)

    def requests(self, listings: int) -> int:
        """Most requests: so many listings for each target, and a page for each month."""
        return len(self.targets) * listings + self.month_count


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one month of one target."""

    target: PastTarget
    attempt: Attempt
    arrival: IdentifiedPage | None = None


def past_targets(role: Role, site: str = SITE) -> list[PastTarget]:
    """The pages of a role to look for: every place and market, each under every name of the subject."""
    return [
        PastTarget(
            role.key,
            market,
            place,
            tuple(detail_url(market, place, name, 6).replace(SITE, site) for name in (role.name, *role.aliases)),
        )
        for market in role.markets
        for place in role.places
    ]


def plan(
    targets: Iterable[PastTarget],
    months: Sequence[date],
    origin: str,
    attempts: Iterable[Attempt],
    held: Mapping[HeldKey, frozenset[date]],
    *,
    every: bool = False,
) -> Plan:
    """What is left to look for.

    Args:
        targets: The pages.
        months: First days of the months.
        origin: The archive.
        attempts: What earlier runs tried.
        held: Months that a page is held of, by `PastTarget.held_key`.
        every: Look also where a page is held: an archive may have others of that month.

    Returns:
        The plan, in which months that could not be had the last time come last, so that they keep no other from
        being asked for.
    """
    failing: set[tuple[str, str]] = set()
    done: dict[tuple[str, str], set[str]] = {}
    for attempt in attempts:
        if attempt.origin != origin or not attempt.role or not attempt.month:
            continue
        if is_settled(attempt):
            done.setdefault((attempt.role, attempt.url), set()).add(attempt.month)
        elif attempt.outcome in RETRIED:
            failing.add((attempt.url, attempt.month))
    named = [(month, month.isoformat()) for month in months]
    left = []
    settled = passed = 0
    for target in targets:
        known = done.get((target.role, target.url), set())
        owned = frozenset[date]() if every else held.get(target.held_key, frozenset())
        empty = [(month, name) for month, name in named if month not in owned]
        wanted = tuple(month for month, name in empty if name not in known)
        settled += len(empty) - len(wanted)
        passed += len(named) - len(empty)
        if wanted:
            left.append((target, tuple(sorted(wanted, key=lambda month: (target.url, f"{month}") in failing))))
    return Plan(tuple(left), settled, passed, every)


def is_settled(attempt: Attempt) -> bool:
    """Whether a month need not be looked for again; what a reader refused, a later one may take."""
    if attempt.outcome in (NOT_A_PAGE, OTHER_PAGE):
        return (attempt.parser_version or 0) >= PARSER_VERSION
    if attempt.outcome != NOTHING or attempt.month is None:
        return attempt.outcome not in RETRIED
    ended = date.fromisoformat(attempt.month) + timedelta(days=31)
    return attempt.attempted_at.date() - ended >= STILL_ARCHIVED


def run(
    plan: Plan,
    origin: Origin,
    watchlist: Watchlist,
    is_held: Callable[[str], bool],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Step]:
    """Look for everything in a plan, a step for each month; ends early where the archive asks to wait.

    Args:
        plan: What to look for.
        origin: The archive.
        watchlist: Names the role a page belongs to.
        is_held: Whether a capture is in the archive of pages already.
        clock: The present moment.
    """
    for target, months in plan.targets:
        span = Months(min(months), max(months))
        note = _Note(origin.name, target, clock)
        try:
            with confined(FetchError):
                listed = origin.search(target.urls, span)
                choices = choose(listed, span, every=plan.every)
        except FetchError as error:
            yield Step(target, note.of(months[0], error))
            if isinstance(error, DeferredError):
                return
            continue
        for month in months:
            of_month = [choice for choice in choices if choice.month == month]
            if not of_month:
                yield Step(target, note.empty(month, listed))
            for choice in of_month:
                step = _take(target, choice, origin, watchlist, is_held, note)
                yield step
                if step.attempt.not_before:
                    return


def _take(
    target: PastTarget,
    choice: CaptureChoice[CdxRecord],
    origin: Origin,
    watchlist: Watchlist,
    is_held: Callable[[str], bool],
    note: "_Note",
) -> Step:
    """The first candidate that is the page asked for, or why none is."""
    last: Attempt | None = None
    for snapshot in choice.candidates:
        try:
            with confined(FetchError):
                document = origin.fetch(snapshot)
            arrival = identify(document, watchlist)
        except DeferredError as error:
            return Step(target, note.of(choice.month, error))
        except FetchError as error:
            last = note.of(choice.month, error)
        except UnknownPageError as error:
            last = note.refuse(choice.month, NOT_A_PAGE, f"{snapshot.timestamp}: {error}")
        else:
            reason = _not_asked_for(target, arrival)
            if reason is None:
                outcome = UNCHANGED if is_held(arrival.capture_id) else CAPTURED
                attempt = replace(note.say(choice.month, outcome, None), capture_id=arrival.capture_id, http_status=200)
                return Step(target, attempt, None if outcome == UNCHANGED else arrival)
            last = note.refuse(choice.month, OTHER_PAGE, f"{snapshot.timestamp}: {reason}")
    return Step(target, last or note.say(choice.month, NOTHING, "nothing to take"))


def _not_asked_for(target: PastTarget, arrival: IdentifiedPage) -> str | None:
    """How a page is another than was asked for: of another role, market or place."""
    key = arrival.page.key
    if arrival.role == target.role and not is_other(key, target.market, target.place, None):
        return None
    return f"asked for {target.market} {target.role} in {target.place}, it is {key.market} {key.subject} in {key.place}"


@dataclass(frozen=True, slots=True)
class _Note:
    """Writes attempts of one target."""

    origin: str
    target: PastTarget
    clock: Callable[[], datetime]

    def say(self, month: date, outcome: str, reason: str | None) -> Attempt:
        """An attempt with an outcome of ours."""
        return Attempt(self.origin, self.target.url, self.target.role, month.isoformat(), self.clock(), outcome, reason)

    def refuse(self, month: date, outcome: str, reason: str) -> Attempt:
        """An attempt that brought what this version of the reader does not take."""
        return replace(self.say(month, outcome, reason), parser_version=PARSER_VERSION)

    def of(self, month: date, error: FetchError) -> Attempt:
        """An attempt that ended in an error."""
        not_before = error.not_before if isinstance(error, DeferredError) else None
        return replace(self.say(month, error.outcome, str(error)), not_before=not_before)

    def empty(self, month: date, listed: Sequence[CdxRecord]) -> Attempt:
        """An attempt for a month of which the archive lists no page, with what else it lists."""
        statuses = sorted({snapshot.status or 0 for snapshot in listed if snapshot.month == month} - {0})
        reason = f"only HTTP {', '.join(map(str, statuses))} archived" if statuses else "nothing archived"
        return self.say(month, NOTHING, reason)
