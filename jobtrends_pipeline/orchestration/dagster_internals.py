"""Names that Dagster keeps private and this project needs: look here first at an upgrade of Dagster.

Each import says what no public name does.
"""

# Reporting a run as failed whose process was killed, and telling such runs from others.
from dagster._core.events import JobFailureData, RunFailureReason

# Backfills whose runs are still being made: until then the partition of a role must stay.
from dagster._core.execution.backfill import BulkActionsFilter, BulkActionStatus

# Evaluations of a check that failed, one by one, so that each is told of once.
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)

# The modules whose engines are kept, so that not every access to an SQLite file makes one.
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage

# The classes of the errors behind a failure, of which public events give only a text.
from dagster_shared.error import SerializableErrorInfo

__all__ = [
    "AssetCheckExecutionRecord",
    "AssetCheckExecutionRecordStatus",
    "BulkActionStatus",
    "BulkActionsFilter",
    "JobFailureData",
    "RunFailureReason",
    "SerializableErrorInfo",
    "sqlite_event_log",
    "sqlite_run_storage",
    "sqlite_schedule_storage",
]
