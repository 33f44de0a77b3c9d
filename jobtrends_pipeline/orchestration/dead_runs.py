"""Runs whose process was killed: detect them, end them, and free their pools.

Dagster considers them alive and keeps their pools occupied for ever. A run holds a lock of the operating system as long
as its process lives; a run whose lock is free is dead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from filelock import FileLock, Timeout

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.orchestration.cluster import runs_on_ray
from jobtrends_pipeline.orchestration.dagster_internals import JobFailureData, RunFailureReason

WRITER_TAGS = {"jobtrends/writer": "command"}
"""Tags of a run that a command executes in its own process while it alone may write to the data root."""
COMMAND_TAGS = {"jobtrends/started_by": "command"}
"""Tags of every run that a command executes in its own process."""
RETRY_NUMBER_TAG = "dagster/retry_number"
"""Tag that Dagster gives to a run which it started anew because an earlier try failed."""
RETRIES_TAG = "dagster/max_retries"
"""Number of retries by Dagster after a run was ended from outside; 0 if a person waits for it."""
_ALIVE = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
_KILLED = "The process of this run was killed; what it left is taken up by its retry or by the next run."


@contextmanager
def alive(paths: DataPaths, run_id: str) -> Iterator[None]:
    """Hold the lock that marks a run's process as alive."""
    file = _lock_file(paths, run_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file):
        yield
        file.unlink(missing_ok=True)


def end_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """End runs of writing commands that were killed, and free their pools.

    Call it only from the command that may write now, as then no other such run is alive. Runs started from the web UI
    are left to `end_killed_runs`.

    Returns:
        Ids of the runs.
    """
    dead = instance.get_runs(dg.RunsFilter(tags=WRITER_TAGS, statuses=_ALIVE))
    for run in dead:
        instance.report_run_failed(run, "The command was killed; the next one takes up what it left.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in dead]


def end_killed_runs(instance: dg.DagsterInstance, paths: DataPaths) -> list[str]:
    """End started runs whose process was killed, and free their pools.

    Dagster retries those of the web UI, schedules and sensors (`run_retries` in dagster.yaml); the person who gave a
    command repeats it. Runs on a Ray cluster are left to Dagster's daemon, which asks the cluster for them: a lock of
    another machine may not be seen here.

    Returns:
        Ids of the runs.
    """
    started = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    if runs_on_ray(Settings.load(paths.settings_file)):
        started = [run for run in started if is_of_command(run)]
    killed = [run for run in started if _is_dead(_lock_file(paths, run.run_id))]
    for run in killed:
        reason = JobFailureData(error=None, failure_reason=RunFailureReason.UNEXPECTED_TERMINATION)
        instance.report_run_failed(run, _KILLED, reason)
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        _lock_file(paths, run.run_id).unlink(missing_ok=True)
    return [run.run_id for run in killed]


def is_of_command(run: dg.DagsterRun) -> bool:
    """Return whether a command executes a run in its own process."""
    return run.tags.items() >= COMMAND_TAGS.items()


def _is_dead(file: Path) -> bool:
    """Return whether a run's lock exists and is free.

    A run that has not taken its lock yet is not dead.
    """
    if not file.exists():
        return False
    try:
        with FileLock(file, timeout=0):
            return file.exists()  # the run may just have ended
    except Timeout:
        return False


def _lock_file(paths: DataPaths, run_id: str) -> Path:
    return paths.dagster_home / "alive" / f"{run_id}.lock"
