"""Sensors of the inboxes: start a run for saved pages or raw adverts put there."""

import hashlib
from pathlib import Path

import dagster as dg

from jobtrends_pipeline.archive.document import SAVED
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.orchestration.assets.advert_inputs import advert_inputs
from jobtrends_pipeline.orchestration.assets.captures import take_saved_pages
from jobtrends_pipeline.orchestration.jobs import ingest_saved_pages, take_adverts
from jobtrends_pipeline.orchestration.resources import DataRoot


@dg.sensor(
    job=ingest_saved_pages,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a run when there are files in the inbox; then their roles are refreshed.",
)
def watch_inbox(root: DataRoot) -> dg.RunRequest | dg.SkipReason:
    """Request one run for all waiting files that are not being written."""
    from jobtrends_pipeline.acquire.inbox.waiting import waiting_files

    return _request(waiting_files(root.paths.inbox_dir), "inbox", take_saved_pages.name)


@dg.sensor(
    job=take_adverts,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a run when there are files in the folder of a source of adverts; then they are read.",
)
def watch_advert_inbox(root: DataRoot) -> dg.RunRequest | dg.SkipReason:
    """Request one run for the waiting files of all sources that are not being written."""
    from jobtrends_pipeline.acquire.inbox.advert_folders import source_folders
    from jobtrends_pipeline.acquire.inbox.waiting import waiting_files
    from jobtrends_pipeline.config.adverts import AdvertSourcesError, load_advert_sources
    from jobtrends_pipeline.orchestration.advert_runs import INSTALL, are_installed

    try:
        sources = load_advert_sources(root.paths.advert_sources_file)
    except AdvertSourcesError as error:
        return dg.SkipReason(f"{error}; nothing is taken until it is mended")
    if sources and not are_installed():
        return dg.SkipReason(f"adverts cannot be read, packages are not installed: {INSTALL}")
    folders = source_folders(root.paths.advert_inbox_dir, sources)
    files = [file for _, folder in folders for file in waiting_files(folder)]
    return _request(files, "advert-inbox", advert_inputs.op.name)


def _request(files: list[Path], named: str, step: str) -> dg.RunRequest | dg.SkipReason:
    """Request a run of a step for those files of an inbox that are not being written."""
    from jobtrends_pipeline.acquire.inbox.waiting import is_settled

    if not files:
        return dg.SkipReason("the inbox is empty")
    stamps = [stamp for file in files if is_settled(file, clock.seconds()) and (stamp := _stamp(file))]
    if not stamps:
        return dg.SkipReason("a file of the inbox is still being written")
    key = hashlib.sha256(repr(stamps).encode()).hexdigest()[:16]
    config = {"ops": {step: {"config": {"leaves_fresh": True}}}}
    return dg.RunRequest(run_key=f"{named}:{key}", tags={"origin": SAVED}, run_config=config)


def _stamp(file: Path) -> tuple[str, int, int] | None:
    """Return path, modification time and size of a file; null if it is gone."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return str(file), stat.st_mtime_ns, stat.st_size
