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
]
