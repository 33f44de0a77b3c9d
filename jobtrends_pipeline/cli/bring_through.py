"""Shared steps of commands that capture: run a capture, refresh, report problems."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.summary import published_state, show_summary
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from jobtrends_pipeline.acquire.identify import IdentifiedPage
    from jobtrends_pipeline.archive.archive import WholeCaptures
    from jobtrends_pipeline.orchestration.runner import Runner
    from jobtrends_pipeline.saved_files.read import Refused


def capture_and_refresh(paths: DataPaths, capture: "Callable[[Runner], None]", *, is_writing: bool = False) -> None:
    """Capture, then list new captures and refresh their roles.

    Args:
        paths: The data root.
        capture: Performs the capture; may take hours, as long as it only adds to the archive.
        is_writing: Whether it also changes what other commands change, so that it must wait for them.
    """
    from jobtrends_pipeline.orchestration.runs import runner

    with show.progress("Starting") as progress, runner(paths, progress, is_writing=is_writing) as runs:
        capture(runs)
    with show.progress("Starting") as progress, runner(paths, progress) as runs:
        runs.list_captures()
        chosen = runs.roles_with_work()
        if chosen or runs.has_unpublished():
            runs.refresh(chosen)


def whole_captures(paths: DataPaths) -> "WholeCaptures":
    """Return the captures stored without damage, including those of a killed run."""
    from jobtrends_pipeline.archive.archive import Archive

    archive = Archive(paths.archive_dir)
    archive.sweep()
    return archive.whole_captures()


def ensure_current(paths: DataPaths) -> None:
    """Rebuild the working database if it is absent, damaged or of an earlier version."""
    from jobtrends_pipeline.orchestration.runs import runner
    from jobtrends_pipeline.pages.page import PARSER_VERSION
    from jobtrends_pipeline.steps.configured import database_of
    from jobtrends_pipeline.warehouse.renewal import renewal_reason

    if renewal_reason(database_of(paths), paths.archive_dir, PARSER_VERSION):
        with show.progress("Starting") as progress, runner(paths, progress):
            pass


def report_problems(
    refused: "Iterable[Refused]", arrivals: "Iterable[IdentifiedPage]", remarks: "Iterable[str]" = ()
) -> bool:
    """Print a line for each input that is not a page and each quarantined page.

    Args:
        refused: Inputs that are not a page.
        arrivals: Pages taken.
        remarks: Other lines to print, which are no problems.

    Returns:
        Whether there was no problem.
    """
    for remark in remarks:
        show.warn(remark)
    lines = [f"{one.source}: {one.reason}" for one in refused]
    lines += [
        f"{arrival.document.source}: quarantined, kept but not in the facts: {arrival.page.reason}"
        for arrival in arrivals
        if arrival.page.outcome == "quarantined"
    ]
    for line in lines:
        show.warn(line)
    return not lines


def conclude(paths: DataPaths, *, is_clean: bool) -> None:
    """Print the summary, and exit with 1 if not everything requested was captured."""
    state = published_state(paths)
    if state:
        show_summary(paths, state)
    if not is_clean:
        raise typer.Exit(1)
