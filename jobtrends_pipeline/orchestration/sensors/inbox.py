"""The inbox: saved pages that were put there start the run that takes them in."""

import hashlib
import time

import dagster as dg

from jobtrends_pipeline.inbox import waiting_files
from jobtrends_pipeline.orchestration.jobs import ingest_saved_pages
from jobtrends_pipeline.orchestration.resources import DataRoot

SETTLED_SECONDS = 5.0
"""A file that was written to within so many seconds may not be whole yet."""


@dg.sensor(
    job=ingest_saved_pages,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a run when files lie in the inbox; the roles they belong to are refreshed after it.",
)
def watch_inbox(root: DataRoot) -> dg.RunRequest | dg.SkipReason:
    """One run for all files that wait."""
    files = waiting_files(root.settings.inbox_dir)
    if not files:
        return dg.SkipReason("the inbox is empty")
    stamps = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    if max(stamp for _, stamp, _ in stamps) > (time.time() - SETTLED_SECONDS) * 1e9:
        return dg.SkipReason("a file of the inbox is still being written")
    key = hashlib.sha256(repr(stamps).encode()).hexdigest()[:16]
    return dg.RunRequest(run_key=f"inbox:{key}", tags={"origin": "saved"})
