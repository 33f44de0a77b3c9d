"""Captures: archive saved pages, file them by role and month, and list them."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import dagster as dg
from pydantic import Field

from jobtrends_pipeline import clock
from jobtrends_pipeline.acquire.identify import FiledPage
from jobtrends_pipeline.acquire.inbox.examine import ExaminedFile, examine_files
from jobtrends_pipeline.acquire.inbox.put_away import put_away
from jobtrends_pipeline.acquire.inbox.waiting import LeftPath, describe_left, waiting_files
from jobtrends_pipeline.acquire.saved_batches import Identified, identify_batches
from jobtrends_pipeline.acquire.saved_items import refusals
from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.orchestration.clearly import known_errors_as_failures
from jobtrends_pipeline.orchestration.describe import counts, frame_metadata, row_count
from jobtrends_pipeline.orchestration.partitions import add_roles, role_month
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.plain import visible
from jobtrends_pipeline.saved_files.file_names import path_of
from jobtrends_pipeline.saved_files.read import Refused
from jobtrends_pipeline.steps.progress import NOTICE
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS

if TYPE_CHECKING:
    from jobtrends_pipeline.warehouse.store import Warehouse

GROUP = "captures"
WAREHOUSE_POOL = "warehouse"
_MOST_PAGES = 20
PAGE_CAPTURES = dg.AssetKey("page_captures")
PAGES_TAKEN, PAGES_HELD, PROBLEMS, CHARTS_TAKEN = "pages_taken", "pages_held", "problems", "charts_taken"
Context = dg.OpExecutionContext | dg.AssetExecutionContext


class SavedPages(dg.Config):
    """Configuration: which saved pages to take; the inbox of the data root by default."""

    paths: list[str] = Field(default_factory=list, description="Files and folders; the inbox when empty.")
    leaves_fresh: bool = Field(default=False, description="Leave inbox files that may still be being written.")


@dg.op(pool=WAREHOUSE_POOL)
def take_saved_pages(
    context: dg.OpExecutionContext, config: SavedPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Archive saved pages of any role and month, and mark their partitions.

    Exactly the partitions of `page_captures` that the pages fill are marked.
    """
    from jobtrends_pipeline.steps.take_saved import take_saved

    archive, name = root.archive, run_file_name(context.run)
    archive.sweep()
    finished: list[ExaminedFile] = []
    with warehouse.open().kept_open() as store:
        taken = take_saved(_batches(config, root, finished), archive, store, name, root.watchlist())
        log_refused(root, name, taken.refused)
        moved = file_captures(context, root, store, taken.filed)
    for remark in taken.remarks:
        context.log.info("%s", remark)
    here = f"{Path.cwd()}{os.sep}"
    for line in (*taken.remarks, *taken.problems):
        NOTICE.warning("%s", line.removeprefix(here))
    tell_left(context, put_away(root.paths.inbox_dir, finished))
    numbers = (len(taken.filed), taken.held, len(taken.refused), moved)
    context.log.info("%d pages taken, %d archived before, %d refused, %d moved to another role", *numbers)
    shown = {PAGES_TAKEN: len(taken.filed), PAGES_HELD: taken.held, PROBLEMS: len(taken.problems)}
    context.add_output_metadata(counts(shown | {CHARTS_TAKEN: taken.charts}))


@dg.op(pool=WAREHOUSE_POOL)
def register_unlisted(context: dg.OpExecutionContext, root: DataRoot, warehouse: WarehouseResource) -> None:
    """List archived pages that are not listed, and mark their partitions.

    Exactly the partitions of `page_captures` that the pages fill are marked.
    """
    with known_errors_as_failures():
        file_captures(context, root, warehouse.open(), ())


def file_captures(context: Context, root: DataRoot, store: "Warehouse", taken: Iterable[FiledPage]) -> int:
    """List new attempts and archived pages; mark the partitions that new pages fill.

    Args:
        context: Context of the step.
        root: The data root.
        store: The warehouse.
        taken: Pages that this run archived and listed itself.

    Returns:
        Number of pages that moved to another role.
    """
    from jobtrends_pipeline.steps.list_captures import list_captures
    from jobtrends_pipeline.steps.list_charts import charted_roles
    from jobtrends_pipeline.steps.reassign import reassign

    watchlist = root.watchlist()
    attempts = attempts_listed(root, store)
    key = dg.AssetKey(CAPTURE_ATTEMPTS.name)
    if attempts.new or context.instance.get_latest_materialization_event(key) is None:
        context.log_event(dg.AssetMaterialization(key, metadata=attempts.metadata))
    listed = list_captures(root.archive, watchlist, store)
    arrivals = (*taken, *listed.arrivals)
    for url in listed.unknown:
        context.log.warning("archived, but no page that this version of the reader knows: %s", url)
    if root.paths.watchlist_remark:
        context.log.warning(root.paths.watchlist_remark)
    moved = reassign(watchlist, store, root.paths.reports_dir, context.log.warning)
    mark_filled(context, arrivals)
    add_roles(context.instance, {role for role, _ in moved} | charted_roles(store))
    for (role, month), count in sorted(moved.items()):
        metadata = counts({"pages_moved_here": count})
        context.log_event(dg.AssetMaterialization(PAGE_CAPTURES, partition=role_month(role, month), metadata=metadata))
    return moved.total()


class ListedAttempts(NamedTuple):
    """Number of attempts that were listed, and metadata about them and the table."""

    new: int
    metadata: dict[str, dg.MetadataValue]


def attempts_listed(root: DataRoot, store: "Warehouse") -> ListedAttempts:
    """List new attempts in the table."""
    from jobtrends_pipeline.steps.list_attempts import list_attempts

    new = list_attempts(root.paths.attempts_dir, store)
    rows = store.counts([CAPTURE_ATTEMPTS], {})[CAPTURE_ATTEMPTS.name]
    return ListedAttempts(len(new), frame_metadata(new) | row_count(rows) | counts(Counter(new["outcome"])))


def log_refused(root: DataRoot, name: str, refused: Iterable[Refused]) -> None:
    """Log the saved inputs that are not a page as attempts."""
    attempts = refusals(refused, clock.now())
    if attempts:
        AttemptLog(root.paths.attempts_dir).add(name, *attempts)


def mark_filled(context: Context, arrivals: Sequence[FiledPage]) -> None:
    """Mark the `page_captures` partitions that new pages fill, and no others."""
    add_roles(context.instance, {arrival.role for arrival in arrivals})
    for event in filled_events(arrivals):
        context.log_event(event)


def filled_events(arrivals: Iterable[FiledPage]) -> Iterator[dg.AssetMaterialization]:
    """Yield a materialisation event for each partition that new pages fill."""
    filled: dict[tuple[str, str], list[FiledPage]] = {}
    for arrival in arrivals:
        filled.setdefault((arrival.role, arrival.month), []).append(arrival)
    for (role, month), pages in sorted(filled.items()):
        urls = [dg.TableRecord({"url": visible(arrival.url)}) for arrival in pages[:_MOST_PAGES]]
        metadata = counts({"pages_taken": len(pages)}) | {"pages": dg.MetadataValue.table(urls)}
        yield dg.AssetMaterialization(PAGE_CAPTURES, partition=role_month(role, month), metadata=metadata)


def run_file_name(run: dg.DagsterRun) -> str:
    """Return the name of the files that a run archives.

    It starts with the current time, so that names sort by time, and ends with the run's mark.
    """
    return f"{clock.now():%Y%m%dT%H%M%S}-{run_mark(run)}"


def run_mark(run: dg.DagsterRun) -> str:
    """Return the common ending of the names of all files that a run archives."""
    return run.run_id[:8]


def _batches(config: SavedPages, root: DataRoot, finished: list[ExaminedFile]) -> Iterator[Identified]:
    """Yield the new pages of the given paths, or of the inbox, in batches.

    Args:
        config: The paths.
        root: The data root.
        finished: Receives the files of the inbox that were read; stays empty if paths are given.
    """
    from jobtrends_pipeline.steps.take_saved import in_batches

    watchlist, archived = root.watchlist(), root.archive.whole_captures()
    if config.paths:
        return identify_batches(map(path_of, config.paths), watchlist, archived)
    files = waiting_files(root.paths.inbox_dir, settled_only=config.leaves_fresh)
    return in_batches(examine_files(files, watchlist, archived), finished)


def tell_left(context: Context, left: Iterable[LeftPath]) -> None:
    """Report the files that stay in the inbox, one line per reason.

    The command that started the run shows the lines too.
    """
    for line in describe_left(left):
        NOTICE.warning("%s", line)
        context.log.warning("%s", line)
