"""`jobtrends ingest`: take saved pages through to the report."""

from pathlib import Path
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.bring_through import tell_amiss, whole_captures
from jobtrends_pipeline.cli.summary import as_json, published_state, show_summary
from jobtrends_pipeline.config.paths import DataPaths


def ingest(
    inputs: Annotated[
        list[Path],
        typer.Argument(help="Files or folders: HTML, text, MHTML, WARC, ARC, WACZ; also packed."),
    ],
    *,
    as_json_text: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Take saved pages into the archive and through to facts, trends and report.

    \b
    Examples:
      jobtrends ingest page.html
      jobtrends ingest ~/saved-pages more.warc.gz
    """
    from jobtrends_pipeline.acquire.identify import identify_files
    from jobtrends_pipeline.config.watchlist import load_watchlist

    paths = DataPaths.load()
    intake = identify_files(inputs, load_watchlist(paths.watchlist_file), whole_captures(paths))
    is_clean = tell_amiss(intake.refused, intake.arrivals, intake.remarks)
    is_logged = paths.archive_dir.exists() and any(refused.is_there for refused in intake.refused)
    taken, held = 0, len(intake.held)
    if intake.arrivals or is_logged or _has_work(paths):
        taken, held = _take_and_refresh(paths, inputs)
    _conclude(paths, taken, held, as_json_text=as_json_text)
    if not is_clean:
        raise typer.Exit(1)


def _take_and_refresh(paths: DataPaths, inputs: list[Path]) -> tuple[int, int]:
    """Take pages through to the report; gives how many this command took, and how many were held before."""
    from jobtrends_pipeline.orchestration.runs import runner

    with show.progress("Starting") as progress, runner(paths, progress) as runs:
        taken = runs.take_saved(inputs)
        runs.refresh(runs.roles_with_work())
    return taken.pages, taken.held


def _has_work(paths: DataPaths) -> bool:
    """Whether an earlier run left captures unread, or was cut off before it published."""
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
    held = {entry.capture_id for entry in archive.entries() if is_page(entry)}
    if state is None:
        return bool(held)
    settled = state.pages_read + state.pages_partial + state.pages_quarantined
    return state.pages_waiting > 0 or settled < len(held)


def _conclude(paths: DataPaths, taken: int, held: int, *, as_json_text: bool) -> None:
    state = published_state(paths)
    if as_json_text:
        numbers = as_json(state) if state else {}
        show.say_json({"pages_taken": taken, "pages_held_before": held} | numbers)
        return
    if taken:
        show.say(f"Taken      {show.number(taken)} new pages, {show.number(held)} held before")
    elif held:
        show.say(f"Nothing is new: all {show.number(held)} pages are held already")
    if state:
        show_summary(paths, state)
