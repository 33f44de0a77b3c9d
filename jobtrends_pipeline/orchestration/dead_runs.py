"""Runs whose process was killed: Dagster takes them for alive, and keeps the pools they hold for them for ever.

A run holds a lock of the operating system for as long as its process lives; a run without it is dead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from filelock import FileLock, Timeout

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.dagster_internals import JobFailureData, RunFailureReason

WRITER_TAGS = {"jobtrends/writer": "command"}
"""Tags of a run that a command executes in its own process while it alone may write to the data root."""
RETRIES_TAG = "dagster/max_retries"
"""How often Dagster tries a run again that was ended from outside; never, where a person waits for it."""
_ALIVE = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
_KILLED = "The process of this run was killed; what it left is taken up by its retry or by the next run."


@contextmanager
def alive(paths: DataPaths, run_id: str) -> Iterator[None]:
    """Hold the lock that says that a run's process lives."""
    file = _lock_file(paths, run_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file):
        yield
        file.unlink(missing_ok=True)


def end_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """End the runs of writing commands that were killed, and free what they hold of pools.

    To be called by the command that may write now: no other such run is alive. Runs started from the web UI are left
    to `end_killed_runs`.

    Returns:
        Ids of the runs.
    """
    dead = instance.get_runs(dg.RunsFilter(tags=WRITER_TAGS, statuses=_ALIVE))
    for run in dead:
        instance.report_run_failed(run, "The command was killed; the next one takes up what it left.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in dead]


def end_killed_runs(instance: dg.DagsterInstance, paths: DataPaths) -> list[str]:
    """End started runs whose process does not live any more, and free what they hold of pools.

    Dagster tries those of the web UI, of schedules and of sensors again (`run_retries` in dagster.yaml); one of a
    command is left to the person who gives it.

    Returns:
        Ids of the runs.
    """
    started = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    killed = [run for run in started if _is_dead(_lock_file(paths, run.run_id))]
    for run in killed:
        reason = JobFailureData(error=None, failure_reason=RunFailureReason.UNEXPECTED_TERMINATION)
        instance.report_run_failed(run, _KILLED, reason)
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        _lock_file(paths, run.run_id).unlink(missing_ok=True)
    return [run.run_id for run in killed]


def _is_dead(file: Path) -> bool:
    """Whether a run's lock is there and nobody holds it; a run that has not come to taking it is not judged."""
    if not file.exists():
        return False
    try:
        with FileLock(file, timeout=0):
            return file.exists()  # the run may have ended this moment
    except Timeout:
        return False


def _lock_file(paths: DataPaths, run_id: str) -> Path:
    return paths.dagster_home / "alive" / f"{run_id}.lock"
