"""How a role stands at a moment: in one word, and in the figures behind it. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from jobtrends_pipeline.config.cadence import LONDON, LONGEST, Cadence, Hours, last_slot, next_slot
from jobtrends_pipeline.config.watchlist import MARKET_INDEX, Watchlist
from jobtrends_pipeline.steps.latest_attempts import LatestAttempts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jobtrends_pipeline.warehouse.standings import Standing

State = Literal["current", "due", "overdue", "failed", "never captured", "not on the watchlist", "unknown"]
"""`unknown` where the watchlist cannot be read."""
NEEDS_A_PERSON: tuple[State, ...] = ("failed", "overdue")
_CADENCES_UNTIL_OVERDUE = 2


@dataclass(frozen=True, slots=True)
class LastRun:
    """How the last run of a role's refresh came out.

    Attributes:
        run_id: The run.
        outcome: `success`, `failure`, `canceled`, or what it is doing, such as `queued` and `started`.
        at: When it ended, or was last heard of; UTC.
        cause: Of a failure, in one line; null where it was not looked up.
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
    """A role at a moment.

    Attributes:
        role: Its key.
        state: In one word.
        cadence: How often it is due; null where the watchlist does not say.
        next_due: Next slot, UTC.
        had_at: When a page was last had, changed or not, whatever the origin; UTC.
        age_days: From the period end of the latest vintage to the day of the moment in London.
        held: Its captures; null where there is none.
        tries: What was put off.
        run: Its last refresh.
    """

    role: str
    state: State
    cadence: Cadence | None
    next_due: datetime | None
    had_at: datetime | None
    age_days: int | None
    held: "Standing | None"
    tries: LatestAttempts
    run: LastRun | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of roles, each by role.

    Attributes:
        held: Captures.
        tried: Tries.
        runs: The last refresh.
    """

    held: "Mapping[str, Standing]"
    tried: "Mapping[str, LatestAttempts]"
    runs: "Mapping[str, LastRun]"


def role_statuses(
    roles: "Iterable[str]", watchlist: Watchlist | None, hours: Hours, known: Known, now: datetime
) -> list[RoleStatus]:
    """How roles stand.

    Args:
        roles: Keys, in the order wanted.
        watchlist: The roles to follow; null where it cannot be read.
        hours: Hours of the day in which roles are due.
        known: What is known of them.
        now: The moment, aware.
    """
    cadences = {role.key: role.cadence for role in watchlist.roles} if watchlist else None
    return [_status(role, cadences, hours, known, now) for role in roles]


def _status(
    role: str, cadences: "Mapping[str, Cadence] | None", hours: Hours, known: Known, now: datetime
) -> RoleStatus:
    held, run, tries = known.held.get(role), known.runs.get(role), known.tried.get(role, LatestAttempts())
    cadence = cadences.get(role) if cadences else None
    had_at = max(filter(None, (_seen_at(held, now), tries.had_at)), default=None)
    period_end = held and held.period_end
    return RoleStatus(
        role,
        _state(role, cadences, had_at, run, hours, now),
        cadence=cadence,
        next_due=next_slot(role, cadence, hours, now) if cadence else None,
        had_at=had_at,
        age_days=(now.astimezone(LONDON).date() - period_end).days if period_end else None,
        held=held,
        tries=tries,
        run=run,
    )


def _seen_at(held: "Standing | None", now: datetime) -> datetime | None:
    """When the latest page can have been seen.

    A saved file may be copied, and so dated, years after its period; a record may be dated in the future.
    """
    if held is None:
        return None
    captured_at = held.captured_at if held.captured_at <= now else None
    shown = datetime.combine(held.period_end + timedelta(days=1), time(), UTC) if held.period_end else None
    return min(filter(None, (captured_at, shown)), default=None) if held.origin == "saved" else captured_at or shown


def _state(
    role: str,
    cadences: "Mapping[str, Cadence] | None",
    had_at: datetime | None,
    run: LastRun | None,
    hours: Hours,
    now: datetime,
) -> State:
    """The word. The market index is captured with the roles and has no slot of its own."""
    if run and run.has_failed:
        return "failed"
    if cadences is None:
        return "unknown"
    if role not in cadences:
        return "current" if role == MARKET_INDEX else "not on the watchlist"
    if had_at is None:
        return "never captured"
    cadence = cadences[role]
    if now - had_at > _CADENCES_UNTIL_OVERDUE * LONGEST[cadence]:
        return "overdue"
    return "due" if last_slot(role, cadence, hours, now) > had_at else "current"
