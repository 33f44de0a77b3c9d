"""Private names of Dagster that this project needs; check them at each upgrade.

Each import says what no public name offers.
"""

# Reporting a run whose process was killed as failed, and distinguishing such runs from others; kinds of events that
# concern an asset, which are written in batches.
from dagster._core.events import ASSET_EVENTS, JobFailureData, RunFailureReason

# Backfills whose runs are still being created: until then the partition of a role must stay.
from dagster._core.execution.backfill import BulkActionsFilter, BulkActionStatus

# Failed evaluations of a check, one by one, so that each is reported once.
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)

# Modules whose SQLite engines are kept, so that not every access makes one; and the storage that gets batches.
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage

# Classes of the errors behind a failure; public events have only a text.
from dagster_shared.error import SerializableErrorInfo

__all__ = [
    "ASSET_EVENTS",
    "AssetCheckExecutionRecord",
    "AssetCheckExecutionRecordStatus",
    "BulkActionStatus",
    "BulkActionsFilter",
    "JobFailureData",
    "RunFailureReason",
    "SerializableErrorInfo",
    "SqliteEventLogStorage",
    "sqlite_event_log",
    "sqlite_run_storage",
    "sqlite_schedule_storage",
]
