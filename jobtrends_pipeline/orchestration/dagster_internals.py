"""Private names of Dagster that this project needs; check them at each upgrade.

Each import says what no public name offers. None of them loads more than `import dagster` does.
"""

# Most partitions of an input whose versions a step notes, and the method that lists them, at the cost of a second.
from dagster._core.definitions.data_version import SKIP_PARTITION_DATA_VERSION_DEPENDENCY_THRESHOLD as MOST_VERSIONS

# Reporting a run whose process was killed as failed, and distinguishing such runs from others; kinds of events that
# concern an asset, which are written in batches.
from dagster._core.events import ASSET_EVENTS, JobFailureData, RunFailureReason
from dagster._core.execution.context.system import StepExecutionContext

# What a launcher that watches its runs answers, and what it is made from.
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus

# Failed evaluations of a check, one by one, so that each is reported once.
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)
from dagster._serdes import ConfigurableClassData

# Classes of the errors behind a failure; public events have only a text.
from dagster_shared.error import SerializableErrorInfo

__all__ = [
    "ASSET_EVENTS",
    "MOST_VERSIONS",
    "AssetCheckExecutionRecord",
    "AssetCheckExecutionRecordStatus",
    "CheckRunHealthResult",
    "ConfigurableClassData",
    "JobFailureData",
    "RunFailureReason",
    "SerializableErrorInfo",
    "StepExecutionContext",
    "WorkerStatus",
]
