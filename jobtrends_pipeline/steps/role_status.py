"""Status of a role at a given time, with the evidence. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from jobtrends_pipeline.archive.document import SAVED
from jobtrends_pipeline.config.cadence import LONDON, OVERDUE_AFTER, Cadence, Hours, last_slot, next_slot
from jobtrends_pipeline.config.watchlist import MARKET_INDEX, Watchlist
from jobtrends_pipeline.steps.latest_attempts import LatestAttempts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jobtrends_pipeline.warehouse.standings import Standing

State = Literal["current", "due", "overdue", "failed", "never captured", "not on the watchlist", "unknown"]
"""`unknown` if the watchlist cannot be read."""
NEEDS_A_PERSON: tuple[State, ...] = ("failed", "overdue")


@dataclass(frozen=True, slots=True)
class LastRun:
    """Result of the last run that refreshed a role.

    Attributes:
        run_id: Id of the run.
        outcome: `success`, `failure`, `canceled`, or the state of an unfinished run, such as `queued` and `started`.
        at: When it ended, or was last updated; UTC.
        cause: Cause of a failure, in one line; null if it was not looked up.
    """

    run_id: str
    outcome: str
    at: datetime
    cause: str | None = None

    @property
    def has_failed(self) -> bool:
        """Whether it ended in a failure."""
        return self.outcome == "failure"


@dataclass(frozen=True, slots=True)
class RoleStatus:
    """Status of a role.

    Attributes:
        role: Key of the role.
        state: Its state.
        cadence: How often it is due; null if the watchlist does not say.
        next_due: Next due time, UTC.
        last_seen_at: When a page was last retrieved, changed or not, from any origin; UTC.
        age_days: Days from the period end of the latest vintage to today in London.
        standing: Summary of its captures; null if absent.
        attempts: Latest attempts, with those deferred.
        run: Its last refresh.
    """

    role: str
    state: State
    cadence: Cadence | None
    next_due: datetime | None
    last_seen_at: datetime | None
    age_days: int | None
    standing: "Standing | None"
    attempts: LatestAttempts
    run: LastRun | None


@dataclass(frozen=True, slots=True)
class RoleEvidence:
    """Evidence for the status of roles, each by role.

    Attributes:
        standings: Summaries of captures.
        attempts: Latest attempts.
        runs: Last refreshes.
    """

    standings: "Mapping[str, Standing]"
    attempts: "Mapping[str, LatestAttempts]"
    runs: "Mapping[str, LastRun]"


def role_statuses(
    roles: "Iterable[str]", watchlist: Watchlist | None, hours: Hours, known: RoleEvidence, now: datetime
) -> list[RoleStatus]:
    """Determine the status of roles.

    Args:
        roles: Keys, in the order of the result.
        watchlist: The roles to follow; null if it cannot be read.
        hours: Hours of the day in which roles are due.
        known: Evidence.
        now: The time of the status, with a time zone.
    """
    cadences = {role.key: role.cadence for role in watchlist.roles} if watchlist else None
    return [_status(role, cadences, hours, known, now) for role in roles]


def _status(
    role: str, cadences: "Mapping[str, Cadence] | None", hours: Hours, known: RoleEvidence, now: datetime
) -> RoleStatus:
    standing, run, attempts = (
        known.standings.get(role),
        known.runs.get(role),
        known.attempts.get(role, LatestAttempts()),
    )
    cadence = cadences.get(role) if cadences else None
    last_seen_at = max(filter(None, (_seen_at(standing, now), attempts.last_success_at)), default=None)
    period_end = standing and standing.period_end
    return RoleStatus(
        role,
        _state(role, cadences, last_seen_at, run, hours, now),
        cadence=cadence,
        next_due=next_slot(role, cadence, hours, now) if cadence else None,
        last_seen_at=last_seen_at,
        age_days=(now.astimezone(LONDON).date() - period_end).days if period_end else None,
        standing=standing,
        attempts=attempts,
        run=run,
    )


def _seen_at(standing: "Standing | None", now: datetime) -> datetime | None:
    """Return the latest time at which the latest page can have been current.

    A saved file may be copied, and so dated, years after its period; a record may have a date in the future.
    """
    if standing is None:
        return None
    captured_at = standing.captured_at if standing.captured_at <= now else None
    shown = datetime.combine(standing.period_end + timedelta(days=1), time(), UTC) if standing.period_end else None
    return min(filter(None, (captured_at, shown)), default=None) if standing.origin == SAVED else captured_at or shown


def _state(
    role: str,
    cadences: "Mapping[str, Cadence] | None",
    last_seen_at: datetime | None,
    run: LastRun | None,
    hours: Hours,
    now: datetime,
) -> State:
    """Determine the state.

    The market index is captured with the roles and has no due time of its own.
    """
    if run and run.has_failed:
        return "failed"
    if cadences is None:
        return "unknown"
    if role not in cadences:
        return "current" if role == MARKET_INDEX else "not on the watchlist"
    if last_seen_at is None:
        return "never captured"
    cadence = cadences[role]
    if now - last_seen_at > OVERDUE_AFTER[cadence]:
        return "overdue"
    return "due" if last_slot(role, cadence, hours, now) > last_seen_at else "current"
