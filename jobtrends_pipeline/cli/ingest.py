"""`jobtrends ingest`: archive saved pages and update the report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.bring_through import report_problems, whole_captures
from jobtrends_pipeline.cli.summary import as_json, published_state, show_summary
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from jobtrends_pipeline.orchestration.assets.captures import TakenSaved


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
    of its own. Chart images are taken where it is certain what they are of: their record gives the address, or the page
    saved beside them says which of its charts they are. Inputs that are not a page are refused with a reason, and the
    rest is processed. Earlier captures that were not processed yet are processed too. Exits with 1 if an input was
    refused or a page is quarantined.

    \b
    Examples:
      jobtrends ingest page.html
      jobtrends ingest ~/saved-pages more.warc.gz
    """
    from jobtrends_pipeline.acquire.saved_batches import identify_batches
    from jobtrends_pipeline.config.watchlist import load_watchlist

    paths = DataPaths.load()
    if paths.watchlist_remark:
        show.warn(paths.watchlist_remark)
    batches = identify_batches(inputs, load_watchlist(paths.watchlist_file), whole_captures(paths), batch_pages=1)
    first = next(batches)  # a new page, or all that is in the inputs
    is_logged = paths.archive_dir.exists() and any(refused.is_there for refused in first.refused)
    if first.arrivals or first.charts or is_logged or _has_work(paths):
        taken = _take_and_refresh(paths, inputs)
        is_clean = not taken.problems
        _conclude(paths, taken.pages, taken.held, taken.charts, as_json_text=as_json_text)
    else:
        is_clean = report_problems(first.refused, (), first.remarks)
        _conclude(paths, 0, len(first.held), 0, as_json_text=as_json_text)
    if not is_clean:
        raise typer.Exit(1)


def _take_and_refresh(paths: DataPaths, inputs: list[Path]) -> "TakenSaved":
    """Archive pages and update the report."""
    from jobtrends_pipeline.orchestration.runs import runner

    with show.progress("Starting") as progress, runner(paths, progress) as runs:
        taken = runs.take_saved(inputs)
        runs.refresh(runs.roles_with_work())
    return taken


def _has_work(paths: DataPaths) -> bool:
    """Return whether an earlier run left pages unlisted, unread or unpublished."""
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.charts.reading import READER_VERSION
    from jobtrends_pipeline.pages.page import PARSER_VERSION
    from jobtrends_pipeline.steps.configured import database_of
    from jobtrends_pipeline.trends.offered import AS_OF_MACROS
    from jobtrends_pipeline.warehouse.listed_files import listed_files
    from jobtrends_pipeline.warehouse.publish import is_published
    from jobtrends_pipeline.warehouse.refusals import WarehouseLockedError
    from jobtrends_pipeline.warehouse.renewal import renewal_reason

    database = database_of(paths)
    if renewal_reason(database, paths.archive_dir, PARSER_VERSION):
        return True
    if not database.exists():
        return False
    store = database.reading()
    try:
        return (
            Archive(paths.archive_dir).stamps() != listed_files(store, PARSER_VERSION)
            or store.has_unread(PARSER_VERSION, READER_VERSION)
            or not is_published(store, paths.published_file, AS_OF_MACROS)
        )
    except WarehouseLockedError:
        return False


def _conclude(paths: DataPaths, taken: int, archived_before: int, charts: int, *, as_json_text: bool) -> None:
    state = published_state(paths)
    if as_json_text:
        numbers = as_json(state) if state else {}
        counted = {"pages_taken": taken, "pages_held_before": archived_before, "charts_taken": charts}
        show.say_json(counted | numbers)
        return
    if taken or charts:
        images = f" and {show.number(charts)} chart image{'s' * (charts > 1)}" if charts else ""
        show.say(f"Taken      {show.number(taken)} new pages{images}, {show.number(archived_before)} archived before")
    elif archived_before:
        show.say(f"Nothing is new: all {show.number(archived_before)} pages are archived already")
    if state:
        show_summary(paths, state)
