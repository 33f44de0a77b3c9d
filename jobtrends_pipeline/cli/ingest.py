"""`jobtrends ingest`: archive saved pages and update the report."""

from pathlib import Path
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.bring_through import report_problems, whole_captures
from jobtrends_pipeline.cli.summary import as_json, published_state, show_summary
from jobtrends_pipeline.config.paths import DataPaths


def ingest(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="Files or folders: HTML, plain text, MHTML, WARC, WET, ARC, WACZ; also compressed (gzip, Zstandard).",
        ),
    ],
    *,
    as_json_text: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
) -> None:
    """Archive saved pages, and update facts, trends and report.

    No network is needed. In folders every file is examined, whatever its name, except hidden files and unfinished
    downloads. Pages that are archived already are skipped. A page of a subject that is not on the watchlist gets a role
    of its own. Inputs that are not a page are refused with a reason, and the rest is processed. Earlier captures that
    were not processed yet are processed too. Exits with 1 if an input was refused or a page is quarantined.

    \b
    Examples:
      jobtrends ingest page.html
      jobtrends ingest ~/saved-pages more.warc.gz
    """
    from jobtrends_pipeline.acquire.identify import identify_files
    from jobtrends_pipeline.config.watchlist import load_watchlist

    paths = DataPaths.load()
    if paths.watchlist_remark:
        show.warn(paths.watchlist_remark)
    intake = identify_files(inputs, load_watchlist(paths.watchlist_file), whole_captures(paths))
    is_clean = report_problems(intake.refused, intake.arrivals, intake.remarks)
    is_logged = paths.archive_dir.exists() and any(refused.is_there for refused in intake.refused)
    taken, archived_before = 0, len(intake.held)
    if intake.arrivals or is_logged or _has_work(paths):
        taken, archived_before = _take_and_refresh(paths, inputs)
    _conclude(paths, taken, archived_before, as_json_text=as_json_text)
    if not is_clean:
        raise typer.Exit(1)


def _take_and_refresh(paths: DataPaths, inputs: list[Path]) -> tuple[int, int]:
    """Archive pages and update the report.

    Returns:
        How many pages this command archived, and how many inputs were archived before.
    """
    from jobtrends_pipeline.orchestration.runs import runner

    with show.progress("Starting") as progress, runner(paths, progress) as runs:
        taken = runs.take_saved(inputs)
        runs.refresh(runs.roles_with_work())
    return taken.pages, taken.held


def _has_work(paths: DataPaths) -> bool:
    """Return whether an earlier run left captures unread or was not published."""
    from jobtrends_pipeline.acquire.identify import is_page
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.pages.page import PARSER_VERSION
    from jobtrends_pipeline.warehouse.publish import UnreadablePublishedError
    from jobtrends_pipeline.warehouse.refusals import EarlierVersionError
    from jobtrends_pipeline.warehouse.renewal import renewal_reason

    if renewal_reason(paths.working_file, paths.archive_dir, PARSER_VERSION):
        return True
    try:
        state = published_state(paths)
    except (UnreadablePublishedError, EarlierVersionError):
        return True
    archive = Archive(paths.archive_dir)
    archived = {entry.capture_id for entry in archive.entries() if is_page(entry)}
    if state is None:
        return bool(archived)
    settled = state.pages_read + state.pages_partial + state.pages_quarantined
    return state.pages_waiting > 0 or settled < len(archived)


def _conclude(paths: DataPaths, taken: int, archived_before: int, *, as_json_text: bool) -> None:
    state = published_state(paths)
    if as_json_text:
        numbers = as_json(state) if state else {}
        show.say_json({"pages_taken": taken, "pages_held_before": archived_before} | numbers)
        return
    if taken:
        show.say(f"Taken      {show.number(taken)} new pages, {show.number(archived_before)} archived before")
    elif archived_before:
        show.say(f"Nothing is new: all {show.number(archived_before)} pages are archived already")
    if state:
        show_summary(paths, state)
