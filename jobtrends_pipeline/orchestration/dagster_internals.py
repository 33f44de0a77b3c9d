"""Private names of Dagster that this project needs; check them at each upgrade.

Each import says what no public name offers.
"""

# Reporting a run whose process was killed as failed, and distinguishing such runs from others.
from dagster._core.events import JobFailureData, RunFailureReason

# Backfills whose runs are still being created: until then the partition of a role must stay.
from dagster._core.execution.backfill import BulkActionsFilter, BulkActionStatus

# Failed evaluations of a check, one by one, so that each is reported once.
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)

# Classes of the errors behind a failure; public events have only a text.
from dagster_shared.error import SerializableErrorInfo

__all__ = [
    "AssetCheckExecutionRecord",
    "AssetCheckExecutionRecordStatus",
    "BulkActionStatus",
    "BulkActionsFilter",
    "JobFailureData",
    "RunFailureReason",
    "SerializableErrorInfo",
]
