"""Private names of Dagster's storage that this project needs.

Check them at each upgrade. They load SQLAlchemy and Alembic, which loading the definitions can do without, so bodies
of sensors and resources import this module. Each import says what no public name offers.
"""

# Backfills whose runs are still being created: until then the partition of a role must stay.
from dagster._core.execution.backfill import BulkActionsFilter, BulkActionStatus

# Modules whose SQLite engines are kept, so that not every access makes one; and the storage that gets batches.
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage

__all__ = [
    "BulkActionStatus",
    "BulkActionsFilter",
    "SqliteEventLogStorage",
    "sqlite_event_log",
    "sqlite_run_storage",
    "sqlite_schedule_storage",
]
