"""Filing of archived pages: captures and attempts listed, partitions marked.

It knows pages and the archive, so the bodies of assets import it; loading the definitions does not.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import dagster as dg

from jobtrends_pipeline.acquire.identify import FiledPage
from jobtrends_pipeline.acquire.inbox.examine import ExaminedFile, examine_files
from jobtrends_pipeline.acquire.inbox.waiting import LeftPath, describe_left, waiting_files
from jobtrends_pipeline.acquire.saved_batches import Identified, identify_batches
from jobtrends_pipeline.acquire.saved_items import refusals
from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.base.plain import visible
from jobtrends_pipeline.orchestration.assets.captures import PAGE_CAPTURES, SavedPages
from jobtrends_pipeline.orchestration.describe import counts, frame_metadata, row_count
from jobtrends_pipeline.orchestration.partitions import add_roles, role_month
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.saved_files.file_names import path_of
from jobtrends_pipeline.saved_files.read import Refused
from jobtrends_pipeline.steps.engine import IN_PROCESS
from jobtrends_pipeline.steps.list_attempts import list_attempts
from jobtrends_pipeline.steps.list_captures import list_captures
from jobtrends_pipeline.steps.list_charts import charted_roles
from jobtrends_pipeline.steps.progress import NOTICE
from jobtrends_pipeline.steps.reassign import reassign
from jobtrends_pipeline.steps.take_saved import in_batches
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS

if TYPE_CHECKING:
    from jobtrends_pipeline.warehouse.store import Warehouse

_MOST_PAGES = 20
Context = dg.OpExecutionContext | dg.AssetExecutionContext


def saved_batches(config: SavedPages, root: DataRoot, finished: list[ExaminedFile]) -> Iterator[Identified]:
    """Yield the new pages of the given paths, or of the inbox, in batches.

    Args:
        config: The paths.
        root: The data root.
        finished: Receives the files of the inbox that were read; stays empty if paths are given.
    """
    watchlist, archived = root.watchlist(), root.archive.whole_captures()
    if config.paths:
        return identify_batches(map(path_of, config.paths), watchlist, archived)
    files = waiting_files(root.paths.inbox_dir, settled_only=config.leaves_fresh)
    return in_batches(examine_files(files, watchlist, archived), finished)


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
    watchlist = root.watchlist()
    attempts = attempts_listed(root, store)
    key = dg.AssetKey(CAPTURE_ATTEMPTS.name)
    if attempts.new or context.instance.get_latest_materialization_event(key) is None:
        context.log_event(dg.AssetMaterialization(key, metadata=attempts.metadata))
    listed = list_captures(root.archive, watchlist, store, root.engine or IN_PROCESS)
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


def tell_left(context: Context, left: Iterable[LeftPath]) -> None:
    """Report the files that stay in the inbox, one line per reason.

    The command that started the run shows the lines too.
    """
    for line in describe_left(left):
        NOTICE.warning("%s", line)
        context.log.warning("%s", line)
