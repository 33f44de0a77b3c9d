"""Last refresh of each role and heartbeat of the daemon, read from the instance.

Nothing is written or created.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import dagster as dg

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.causes import cause_of
from jobtrends_pipeline.orchestration.dagster_internals import JobFailureData
from jobtrends_pipeline.orchestration.partitions import PARTITION_TAG, ROLE_DIMENSION, roles_of
from jobtrends_pipeline.orchestration.storage import check_configuration, instance_of, point_at_home
from jobtrends_pipeline.steps.role_status import LastRun

REFRESH_JOBS = ("refresh_role", "refresh_live_role")
_MORE_FAILURES = 100
"""Failures read beyond those wanted, as some belong to other jobs or were followed by successful runs."""


@contextmanager
def existing_instance(paths: DataPaths) -> Iterator[dg.DagsterInstance]:
    """Open the existing instance of a data root, which must have a dagster.yaml.

    Raises:
        StorageError: if its runs are in PostgreSQL and the address is not set.
    """
    configuration = paths.dagster_home / "dagster.yaml"
    address = point_at_home(paths)
    check_configuration(configuration.read_text(encoding="utf-8"), address)
    with instance_of(paths, address) as instance:
        yield instance


def last_refreshes(instance: dg.DagsterInstance, roles: Sequence[str]) -> dict[str, LastRun]:
    """Return the last refresh run of each role, single or in a batch.

    Most are among the latest runs, which are read in one query; each other role is queried only if there are older
    runs.

    Returns:
        Run by role, without roles that were never refreshed.
    """
    limit = 2 * len(roles) + 10
    by_job = {job: instance.get_run_records(dg.RunsFilter(job_name=job), limit=limit) for job in REFRESH_JOBS}
    partitions = instance.get_dynamic_partitions(ROLE_DIMENSION)
    runs: dict[str, LastRun] = {}
    latest = (record for records in by_job.values() for record in records)
    for record in sorted(latest, key=lambda each: each.storage_id, reverse=True):
        for role in roles_of(record.dagster_run.tags, partitions):
            runs.setdefault(role, _last(record))
    has_older = [job for job, records in by_job.items() if len(records) == limit]
    known = {role: runs[role] if role in runs else _last_of(instance, role, has_older) for role in roles}
    last = {role: run for role, run in known.items() if run}
    failed = {run.run_id for run in last.values() if run.has_failed}
    causes = _causes(instance, failed) if failed else {}
    return {role: replace(run, cause=causes.get(run.run_id)) for role, run in last.items()}


def last_heartbeat(instance: dg.DagsterInstance) -> datetime | None:
    """Return the last heartbeat of the daemon, UTC; null if there was none."""
    beats = [beat.timestamp for beat in instance.get_daemon_heartbeats().values()]
    return datetime.fromtimestamp(max(beats), UTC) if beats else None


def _last_of(instance: dg.DagsterInstance, role: str, jobs: Sequence[str]) -> LastRun | None:
    """Return the last run of a single role among the older runs of some jobs."""
    filters = [dg.RunsFilter(job_name=job, tags={PARTITION_TAG: role}) for job in jobs]
    records = [record for each in filters for record in instance.get_run_records(each, limit=1)]
    return _last(max(records, key=lambda each: each.storage_id)) if records else None


def _last(record: dg.RunRecord) -> LastRun:
    at = datetime.fromtimestamp(record.end_time, UTC) if record.end_time else record.update_timestamp
    return LastRun(record.dagster_run.run_id, record.dagster_run.status.value.lower(), at.astimezone(UTC))


def _causes(instance: dg.DagsterInstance, failed: set[str]) -> dict[str, str]:
    """Return the causes of failed runs, by run id.

    Runs that are not among the latest failures are left out. Dagster keeps all failures in one place, which is fast to
    read; the log of each run is a separate file.
    """
    limit = 2 * len(failed) + _MORE_FAILURES
    changes = instance.fetch_run_status_changes(dg.DagsterEventType.RUN_FAILURE, limit=limit).records
    return {change.run_id: _cause(change) for change in reversed(changes) if change.run_id in failed}


def _cause(change: dg.EventLogRecord) -> str:
    """Return what the first failed step said; else what Dagster says of the run."""
    event = change.event_log_entry.dagster_event
    data = event.event_specific_data if event else None
    step = data.first_step_failure_event if isinstance(data, JobFailureData) else None
    texts = (cause_of(step) if step else "", event.message if event else "")
    return next((" ".join(line.split()) for line in texts if line), "see the run in `jobtrends ui`")
