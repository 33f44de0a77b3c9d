"""`jobtrends ingest`: take saved pages through to the report."""

from pathlib import Path
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.bring_through import tell_amiss, whole_captures
from jobtrends_pipeline.cli.summary import as_json, published_state, show_summary
from jobtrends_pipeline.config.paths import Settings


def ingest(
    paths: Annotated[
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
    from jobtrends_pipeline.acquire.identify import take_in
    from jobtrends_pipeline.config.watchlist import load_watchlist

    settings = Settings.load()
    intake = take_in(paths, load_watchlist(settings.watchlist_file), whole_captures(settings))
    is_clean = tell_amiss(intake.refused, intake.arrivals, intake.remarks)
    is_logged = settings.archive_dir.exists() and any(refused.is_there for refused in intake.refused)
    taken, held = 0, len(intake.held)
    if intake.arrivals or is_logged or _has_work(settings):
        taken, held = _take_and_refresh(settings, paths)
    _conclude(settings, taken, held, as_json_text=as_json_text)
    if not is_clean:
        raise typer.Exit(1)


def _take_and_refresh(settings: Settings, paths: list[Path]) -> tuple[int, int]:
    """Take pages through to the report; gives how many this command took, and how many were held before."""
    from jobtrends_pipeline.orchestration.runs import runner

    with show.progress("Starting") as progress, runner(settings, progress) as runs:
        taken = runs.take_saved(paths)
        runs.refresh(runs.roles_with_work())
    return taken.pages, taken.held


def _has_work(settings: Settings) -> bool:
    """Whether an earlier run left captures unread, or was cut off before it published."""
    from jobtrends_pipeline.acquire.identify import is_page
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.pages.page import PARSER_VERSION
    from jobtrends_pipeline.warehouse.publish import UnreadablePublishedError
    from jobtrends_pipeline.warehouse.refusals import EarlierVersionError
    from jobtrends_pipeline.warehouse.renewal import renewal_reason

    if renewal_reason(settings.working_file, settings.archive_dir, PARSER_VERSION):
        return True
    try:
        state = published_state(settings)
    except (UnreadablePublishedError, EarlierVersionError):
        return True
    archive = Archive(settings.archive_dir)
    held = {entry.capture_id for entry in archive.held() if is_page(entry)}
    if state is None:
        return bool(held)
    settled = state.pages_read + state.pages_partial + state.pages_quarantined
    return state.pages_waiting > 0 or settled < len(held)


def _conclude(settings: Settings, taken: int, held: int, *, as_json_text: bool) -> None:
    state = published_state(settings)
    if as_json_text:
        numbers = as_json(state) if state else {}
        show.say_json({"pages_taken": taken, "pages_held_before": held} | numbers)
        return
    if taken:
        show.say(f"Taken      {show.number(taken)} new pages, {show.number(held)} held before")
    elif held:
        show.say(f"Nothing is new: all {show.number(held)} pages are held already")
    if state:
        show_summary(settings, state)
