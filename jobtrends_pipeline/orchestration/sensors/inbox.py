"""Sensor of the inbox: start a run for saved pages that were put there."""

import hashlib
from pathlib import Path

import dagster as dg

from jobtrends_pipeline.archive.document import SAVED
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.orchestration.assets.captures import take_saved_pages
from jobtrends_pipeline.orchestration.jobs import ingest_saved_pages
from jobtrends_pipeline.orchestration.resources import DataRoot


@dg.sensor(
    job=ingest_saved_pages,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a run when there are files in the inbox; then their roles are refreshed.",
)
def watch_inbox(root: DataRoot) -> dg.RunRequest | dg.SkipReason:
    """Request one run for all waiting files that are not being written."""
    from jobtrends_pipeline.acquire.inbox.waiting import is_settled, waiting_files

    files = waiting_files(root.paths.inbox_dir)
    if not files:
        return dg.SkipReason("the inbox is empty")
    stamps = [stamp for file in files if is_settled(file, clock.seconds()) and (stamp := _stamp(file))]
    if not stamps:
        return dg.SkipReason("a file of the inbox is still being written")
    key = hashlib.sha256(repr(stamps).encode()).hexdigest()[:16]
    config = {"ops": {take_saved_pages.name: {"config": {"leaves_fresh": True}}}}
    return dg.RunRequest(run_key=f"inbox:{key}", tags={"origin": SAVED}, run_config=config)


def _stamp(file: Path) -> tuple[str, int, int] | None:
    """Return path, modification time and size of a file; null if it is gone."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return str(file), stat.st_mtime_ns, stat.st_size
