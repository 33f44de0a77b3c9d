"""List attempts: copy new entries of the attempt log to `capture_attempts`."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.archive.attempts import AttemptLog, Logged
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.attempts import attempt_id, listed_until
from jobtrends_pipeline.warehouse.store import Warehouse


def list_attempts(folder: Path, store: Warehouse) -> pd.DataFrame:
    """Store the attempts that are logged and not in the warehouse.

    Cost grows with the new attempts only.

    Args:
        folder: The log.
        store: The warehouse.

    Returns:
        The rows of `capture_attempts` that were stored.
    """
    rows = [_row(logged) for logged in AttemptLog(folder).since(listed_until(store))]
    frame = rows_frame(CAPTURE_ATTEMPTS, rows)
    if rows:
        store.replace({CAPTURE_ATTEMPTS.name: frame}, {"attempt_id": [row["attempt_id"] for row in rows]})
    return frame


def forget_attempts(store: Warehouse) -> None:
    """Clear the table, so that the next listing reads the whole log again."""
    store.replace({CAPTURE_ATTEMPTS.name: rows_frame(CAPTURE_ATTEMPTS, [])}, {})


def _row(logged: Logged) -> dict[str, object]:
    attempt = logged.attempt
    names = ("origin", "url", "role", "month", "outcome", "reason", "http_status", "capture_id")
    return {name: getattr(attempt, name) for name in names} | {
        "attempt_id": attempt_id(logged.run, logged.offset),
        "run": logged.run,
        "attempted_at": _utc(attempt.attempted_at),
        "not_before": _utc(attempt.not_before),
    }


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None
