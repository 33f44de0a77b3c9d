"""The log of attempts onto the table of the warehouse: only what is new of it, so that listing costs what arrived."""

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.capture.attempts import AttemptLog, Logged
from jobtrends_pipeline.orchestration.describe import counts, frame_metadata, row_count
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS

if TYPE_CHECKING:
    from pathlib import Path

    from jobtrends_pipeline.warehouse.store import Warehouse


def list_attempts(folder: "Path", store: "Warehouse") -> dict[str, dg.MetadataValue]:
    """Store the attempts that are logged and not in the warehouse.

    Args:
        folder: The log.
        store: The warehouse.

    Returns:
        What to show of them in the web UI.
    """
    from jobtrends_pipeline.tables.frames import rows_frame
    from jobtrends_pipeline.warehouse.attempts import listed_until

    rows = [_row(logged) for logged in AttemptLog(folder).since(listed_until(store))]
    frame = rows_frame(CAPTURE_ATTEMPTS, rows)
    if rows:
        store.replace({CAPTURE_ATTEMPTS.name: frame}, {"attempt_id": [row["attempt_id"] for row in rows]})
    held = store.counts([CAPTURE_ATTEMPTS], {})[CAPTURE_ATTEMPTS.name]
    return frame_metadata(frame) | row_count(held) | counts(Counter(frame["outcome"]))


def forget_attempts(store: "Warehouse") -> None:
    """Have the next listing take every attempt from the log again."""
    from jobtrends_pipeline.tables.frames import rows_frame

    store.replace({CAPTURE_ATTEMPTS.name: rows_frame(CAPTURE_ATTEMPTS, [])}, {})


def _row(logged: Logged) -> dict[str, object]:
    from jobtrends_pipeline.warehouse.attempts import attempt_id

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
