"""Runs started from the command line, on the instance of the web UI."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

from filelock import FileLock, Timeout
from sqlalchemy.exc import DBAPIError

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.advert_runs import unreadable_adverts
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.dead_runs import end_dead_runs, end_killed_runs
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.run_failures import RunFailedError
from jobtrends_pipeline.orchestration.runner import Progress, Runner
from jobtrends_pipeline.orchestration.storage import full_disk_message
from jobtrends_pipeline.pages.page import PARSER_VERSION
from jobtrends_pipeline.steps.configured import database_of
from jobtrends_pipeline.steps.progress import progress_shown
from jobtrends_pipeline.warehouse.renewal import renewal_reason

LOCK_SECONDS = 600


def renewed(runs: Runner, *, is_thorough: bool) -> Runner:
    """Rebuild a working database that is absent, damaged or of an earlier version.

    It is built in a file beside the old one, which stays until the new one is complete, and is then published. A killed
    rebuild is continued by the next command. A role that fails for its own reason waits for its next refresh, and does
    not stop the others.

    Args:
        runs: The runner of the data root.
        is_thorough: Whether to read the whole database to find damage.

    Returns:
        The same runner, or one with the reason of the rebuild.

    Raises:
        RunFailedError: if it cannot be built; the old one stays in place.
    """
    paths = runs.paths
    database = database_of(paths)
    why = renewal_reason(database, paths.archive_dir, PARSER_VERSION, is_thorough=is_thorough)
    if why is None:
        return runs
    draft = database.draft(PARSER_VERSION)
    words = f"Making the warehouse anew from the archive, {why}"
    runs.progress(words)
    if lost := unreadable_adverts(paths):
        raise RunFailedError(f"{words} cannot begin: {lost}", is_of_machine=True)
    making = replace(
        runs,
        definitions=build_definitions(paths, draft),
        progress=lambda step: runs.progress(f"{words}: {step}"),
        database=draft,
    )
    making.list_captures()
    own, failures = making.bring_adverts()
    failures += making.derive(sorted({*making.roles_with_work(), *own}))
    if stopping := next((failure for failure in failures if failure.is_of_machine), None):
        raise RunFailedError(f"{words} did not end; what was there is left as it was: {stopping}", is_of_machine=True)
    database.replace_by(draft, PARSER_VERSION)
    runs.publish()
    return replace(runs, renewed=why)


@contextmanager
def runner(
    paths: DataPaths, progress: Progress, *, is_writing: bool = True, is_thorough: bool = False
) -> Iterator[Runner]:
    """Make a runner on the data root; wait for another process that is writing to it.

    A working database that is absent, damaged or of an earlier version is rebuilt from the archive first.

    Args:
        paths: The data root.
        progress: Called with a line of progress.
        is_writing: Whether the warehouse is written; captures that may take hours only add to the archive.
        is_thorough: Whether to read the whole working database to find damage.

    Raises:
        RunFailedError: if the other process does not end in time, or there is no room to keep runs.
        LaterVersionError: if the working database was made by a later version.
    """
    paths.data_dir.mkdir(parents=True, exist_ok=True)
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    try:
        lock = FileLock(paths.lock_file, timeout=LOCK_SECONDS) if is_writing else nullcontext()
        with lock, open_instance(paths) as instance, progress_shown(progress):
            if is_writing:
                end_dead_runs(instance)
            end_killed_runs(instance, paths)
            current = Runner(paths, instance, build_definitions(paths), progress, is_writing)
            if is_writing:
                current = renewed(current, is_thorough=is_thorough)
            yield current
    except Timeout as error:
        raise RunFailedError(
            f"another jobtrends command has been writing to {paths.data_dir} for {LOCK_SECONDS} s"
        ) from error
    except (DBAPIError, OSError) as error:
        line = full_disk_message(paths, error)
        if line is None:
            raise
        raise RunFailedError(line) from error
