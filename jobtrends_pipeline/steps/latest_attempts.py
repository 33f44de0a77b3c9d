"""Latest capture attempts per role: last success and pending retries, from the table and the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jobtrends_pipeline.acquire.conditional_get import LIVE
from jobtrends_pipeline.archive.attempts import CAPTURED, UNCHANGED, Attempt, AttemptLog, still_deferred
from jobtrends_pipeline.fetch.response import DeferredError
from jobtrends_pipeline.warehouse.tries import last_tries, latest_tries, listed_in

if TYPE_CHECKING:
    import duckdb

_GOOD = (CAPTURED, UNCHANGED)


@dataclass(slots=True)
class LatestAttempts:
    """The tries of a role.

    Attributes:
        had_at: When a page was last had from the source, changed or not; UTC.
        deferred: Addresses whose last try was put off.
        deferred_until: Latest moment that a host named for them, UTC.
    """

    had_at: datetime | None = None
    deferred: int = 0
    deferred_until: datetime | None = None


def latest_attempts(connection: "duckdb.DuckDBPyConnection | None", log: AttemptLog) -> dict[str, LatestAttempts]:
    """The tries of each role that any were made of.

    Args:
        connection: A database with the tries that were listed; null where there is none.
        log: The log, of which only what came later is read.
    """
    listed = _listed(connection) if connection else []
    new = [entry.attempt for entry in log.since(listed_in(connection) if connection else {})]
    roles: dict[str, LatestAttempts] = {}
    had = last_tries(connection, LIVE, _GOOD) if connection else {}
    for role, moment in (*((role, at.replace(tzinfo=UTC)) for role, at in had.items()), *_had(new)):
        entry = roles.setdefault(role, LatestAttempts())
        entry.had_at = max(filter(None, (entry.had_at, moment)))
    for attempt in still_deferred([*listed, *new]):
        if attempt.role:
            entry = roles.setdefault(attempt.role, LatestAttempts())
            entry.deferred += 1
            entry.deferred_until = max(filter(None, (entry.deferred_until, attempt.not_before)), default=None)
    return roles


def _had(attempts: Iterable[Attempt]) -> Iterable[tuple[str, datetime]]:
    return ((each.role, each.attempted_at) for each in attempts
            if each.role and each.origin == LIVE and each.outcome in _GOOD)  # fmt: skip


def _listed(connection: "duckdb.DuckDBPyConnection") -> list[Attempt]:
    """The listed tries that are still put off."""
    rows = latest_tries(connection, [DeferredError.outcome])
    return [
        Attempt(origin, url, role, None, at.replace(tzinfo=UTC), outcome, not_before=_utc(not_before))
        for origin, url, role, at, outcome, not_before in rows
    ]


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None
