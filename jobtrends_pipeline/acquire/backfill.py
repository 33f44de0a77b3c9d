"""Backfill from web archives: the plan of requests, and the pages they return.

A backfill goes target by target: one listing of the archive's captures, then a page for each month that is not settled.
It resumes by the log of attempts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from jobtrends_pipeline.acquire.attempt_builder import AttemptBuilder
from jobtrends_pipeline.acquire.identify import IdentifiedPage, identify
from jobtrends_pipeline.acquire.origins import Origin
from jobtrends_pipeline.archive.attempts import CAPTURED, NOTHING, UNCHANGED, Attempt
from jobtrends_pipeline.base import clock as system
from jobtrends_pipeline.base.errors import confined
from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline.fetch.response import DeferredError, FetchError
from jobtrends_pipeline.pages.asked import is_other
from jobtrends_pipeline.pages.links import SITE, detail_url
from jobtrends_pipeline.pages.page import PARSER_VERSION, UnknownPageError
from jobtrends_pipeline.web_archives.cdx import CaptureChoice, CdxRecord, Months, choose

RETRIED = frozenset({"deferred", "unreachable", "failed", "disallowed"})
"""Outcomes to retry; every other one settles its month."""
STILL_ARCHIVED = timedelta(days=120)
"""How long after its end a month may gain captures in an archive's index."""
NOT_A_PAGE, OTHER_PAGE = "not_a_page", "other_page"
TargetKey = tuple[str, str, str]
"""Role, market, and place in lower case."""


@dataclass(frozen=True, slots=True)
class PastTarget:
    """A page of a role to look for in an archive, under all names of the role.

    Attributes:
        role: Partition key of the role.
        market: `permanent` or `contract`.
        place: Place as the watchlist names it.
        urls: Addresses under each name; the first one identifies the target.
    """

    role: str
    market: str
    place: str
    urls: tuple[str, ...]

    @property
    def url(self) -> str:
        """Address under the role's present name."""
        return self.urls[0]

    @property
    def key(self) -> TargetKey:
        """Key of the page's captures, independent of the case of the place."""
        return self.role, self.market, self.place.casefold()


@dataclass(frozen=True, slots=True)
class Plan:
    """Work of a backfill at most.

    Attributes:
        targets: Targets with the months to look for.
        settled: Number of months of targets that an earlier run settled.
        archived: Number of months of targets that have a page in the archive already.
        every: Whether each distinct page of a month is retrieved, not only the last good one.
        takes_charts: Whether the demand charts that the pages name are looked for too.
    """

    targets: tuple[tuple[PastTarget, tuple[date, ...]], ...]
    settled: int
    archived: int
    every: bool = False
    takes_charts: bool = False

    @property
    def month_count(self) -> int:
        """Number of months of targets to look for."""
        return sum(len(months) for _, months in self.targets)

    def requests(self, listings: int) -> int:
        """Return the most requests: so many listings per target, and a page per month.

        With charts there are a listing for each of the two forms of their address, and an image per month.
        """
        pages = len(self.targets) * listings + self.month_count
        return pages + (len(self.targets) * 2 + self.month_count if self.takes_charts else 0)

    @property
    def span(self) -> Months:
        """Range of the months to look for; there must be one."""
        months = [month for _, of_target in self.targets for month in of_target]
        return Months(min(months), max(months))


@dataclass(frozen=True, slots=True)
class MonthResult:
    """Result of looking for one month of one target.

    Attributes:
        target: The target.
        attempt: The attempt, for the log.
        arrival: The page, if it is not archived yet.
    """

    target: PastTarget
    attempt: Attempt
    arrival: IdentifiedPage | None = None


def past_targets(role: Role, site: str = SITE) -> list[PastTarget]:
    """Return the pages of a role to look for: one per place and market.

    Args:
        role: The role, as the watchlist defines it.
        site: Address of the source, without a slash at the end.
    """
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
    archived: Mapping[TargetKey, frozenset[date]],
    *,
    every: bool = False,
) -> Plan:
    """Plan the months still to look for.

    Args:
        targets: The pages.
        months: First days of the months.
        origin: Name of the web archive.
        attempts: Attempts of earlier runs.
        archived: Months that have an archived page, by `PastTarget.key`.
        every: Whether to look for archived months too: a web archive may have other pages of that month.

    Returns:
        The plan. Months whose last attempt failed come last, so that they do not delay others.
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
    wanted_targets = []
    settled = archived_count = 0
    for target in targets:
        known = done.get((target.role, target.url), set())
        months_archived = frozenset[date]() if every else archived.get(target.key, frozenset())
        missing = [(month, name) for month, name in named if month not in months_archived]
        wanted = tuple(month for month, name in missing if name not in known)
        settled += len(missing) - len(wanted)
        archived_count += len(named) - len(missing)
        if wanted:
            wanted_targets.append(
                (target, tuple(sorted(wanted, key=lambda month: (target.url, f"{month}") in failing)))
            )
    return Plan(tuple(wanted_targets), settled, archived_count, every)


def is_settled(attempt: Attempt) -> bool:
    """Return whether a month need not be looked for again.

    A page that an older parser rejected is not settled: a newer one may accept it.
    """
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
    is_archived: Callable[[str], bool],
    clock: Callable[[], datetime] = system.now,
) -> Iterator[MonthResult]:
    """Execute a plan and yield a result per month; stop if the archive asks to wait.

    Args:
        plan: The plan.
        origin: The web archive.
        watchlist: Assigns pages to roles.
        is_archived: Whether a capture is archived here already, by its identity.
        clock: Returns the current time.
    """
    for target, months in plan.targets:
        span = Months(min(months), max(months))
        builder = AttemptBuilder(origin.name, target.url, target.role, clock)
        try:
            with confined(FetchError):
                listed = origin.search(target.urls, span)
                choices = choose(listed, span, every=plan.every)
        except FetchError as error:
            yield MonthResult(target, builder.failed(months[0], error))
            if isinstance(error, DeferredError):
                return
            continue
        for month in months:
            of_month = [choice for choice in choices if choice.month == month]
            if not of_month:
                yield MonthResult(target, builder.nothing(month, listed))
            for choice in of_month:
                result = _capture_month(target, choice, origin, watchlist, is_archived, builder)
                yield result
                if result.attempt.not_before:
                    return


def _capture_month(
    target: PastTarget,
    choice: CaptureChoice[CdxRecord],
    origin: Origin,
    watchlist: Watchlist,
    is_archived: Callable[[str], bool],
    builder: AttemptBuilder,
) -> MonthResult:
    """Return the first candidate that is the page wanted, or the reason why none is."""
    last: Attempt | None = None
    for snapshot in choice.candidates:
        try:
            with confined(FetchError):
                document = origin.fetch(snapshot)
            arrival = identify(document, watchlist)
        except DeferredError as error:
            return MonthResult(target, builder.failed(choice.month, error))
        except FetchError as error:
            last = builder.failed(choice.month, error)
        except UnknownPageError as error:
            last = builder.rejected(choice.month, NOT_A_PAGE, f"{snapshot.timestamp}: {error}")
        else:
            reason = _not_asked_for(target, arrival)
            if reason is None:
                outcome = UNCHANGED if is_archived(arrival.capture_id) else CAPTURED
                attempt = replace(
                    builder.build(choice.month, outcome, None), capture_id=arrival.capture_id, http_status=200
                )
                return MonthResult(target, attempt, None if outcome == UNCHANGED else arrival)
            last = builder.rejected(choice.month, OTHER_PAGE, f"{snapshot.timestamp}: {reason}")
    return MonthResult(target, last or builder.build(choice.month, NOTHING, "nothing to take"))


def _not_asked_for(target: PastTarget, arrival: IdentifiedPage) -> str | None:
    """Return how a page differs from its target in role, market or place.

    Returns:
        A one-line reason; None if it is the page wanted.
    """
    key = arrival.page.key
    if arrival.role == target.role and not is_other(key, target.market, target.place, None):
        return None
    return f"asked for {target.market} {target.role} in {target.place}, it is {key.market} {key.subject} in {key.place}"
