"""Latest capture attempts per role, from the table and the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jobtrends_pipeline.archive.attempts import CAPTURED, UNCHANGED, Attempt, AttemptLog, still_deferred
from jobtrends_pipeline.archive.document import LIVE
from jobtrends_pipeline.fetch.response import DeferredError
from jobtrends_pipeline.warehouse.attempt_queries import last_attempt_times, last_attempts, listed_offsets

if TYPE_CHECKING:
    import duckdb

_GOOD = (CAPTURED, UNCHANGED)


@dataclass(slots=True)
class LatestAttempts:
    """Attempts of a role.

    Attributes:
        last_success_at: When a page was last retrieved from the source, changed or not; UTC.
        deferred: Number of addresses whose last attempt was deferred.
        deferred_until: Latest time that a host named for them, UTC.
    """

    last_success_at: datetime | None = None
    deferred: int = 0
    deferred_until: datetime | None = None


def latest_attempts(connection: "duckdb.DuckDBPyConnection | None", log: AttemptLog) -> dict[str, LatestAttempts]:
    """Read the attempts of each role that has any.

    Args:
        connection: A database with listed attempts; null if absent.
        log: The log, of which only later attempts are read.
    """
    listed = _listed(connection) if connection else []
    new = [entry.attempt for entry in log.since(listed_offsets(connection) if connection else {})]
    roles: dict[str, LatestAttempts] = {}
    successes = last_attempt_times(connection, LIVE, _GOOD) if connection else {}
    for role, moment in (*((role, at.replace(tzinfo=UTC)) for role, at in successes.items()), *_successes(new)):
        entry = roles.setdefault(role, LatestAttempts())
        entry.last_success_at = max(filter(None, (entry.last_success_at, moment)))
    for attempt in still_deferred([*listed, *new]):
        if attempt.role:
            entry = roles.setdefault(attempt.role, LatestAttempts())
            entry.deferred += 1
            entry.deferred_until = max(filter(None, (entry.deferred_until, attempt.not_before)), default=None)
    return roles


def _successes(attempts: Iterable[Attempt]) -> Iterable[tuple[str, datetime]]:
    return ((each.role, each.attempted_at) for each in attempts
            if each.role and each.origin == LIVE and each.outcome in _GOOD)  # fmt: skip


def _listed(connection: "duckdb.DuckDBPyConnection") -> list[Attempt]:
    """Read the listed attempts that are still deferred."""
    rows = last_attempts(connection, [DeferredError.outcome])
    return [
        Attempt(origin, url, role, None, at.replace(tzinfo=UTC), outcome, not_before=_utc(not_before))
        for origin, url, role, at, outcome, not_before in rows
    ]


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None
