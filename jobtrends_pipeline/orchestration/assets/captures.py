"""Captures: saved pages into the archive, filed under role and month, and onto the list of pages to read."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.capture.archive import Held
from jobtrends_pipeline.capture.attempts import AttemptLog
from jobtrends_pipeline.capture.saved import Refused
from jobtrends_pipeline.inbox import put_away, waiting_files
from jobtrends_pipeline.intake import Arrival, identify, is_page, pending_rows, refusals, take_in
from jobtrends_pipeline.orchestration.clearly import clearly
from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.orchestration.partitions import add_roles, role_month
from jobtrends_pipeline.orchestration.refile import refile
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.orchestration.tries import list_attempts
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.plain import visible
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS

GROUP = "captures"
WAREHOUSE_POOL = "warehouse"
_MOST_PAGES = 20
PAGE_CAPTURES = dg.AssetKey("page_captures")
Context = dg.OpExecutionContext | dg.AssetExecutionContext


class SavedPages(dg.Config):
    """Where saved pages are; the inbox of the data root when nothing is named."""

    paths: list[str] = Field(default_factory=list, description="Files and folders; the inbox when empty.")


def store_arrivals(root: DataRoot, warehouse: WarehouseResource, name: str, arrivals: Iterable[Arrival]) -> None:
    """Archive arrivals under one name, then list them in `captures` as pending.

    The archive comes first: a run that is cut off between the two is mended by `list_archived`.
    """
    from jobtrends_pipeline.tables.captures import CAPTURES
    from jobtrends_pipeline.tables.frames import rows_frame

    by_id = {arrival.capture_id: arrival for arrival in arrivals}
    if not by_id:
        return
    held = root.archive.add(name, (arrival.document for arrival in by_id.values()))
    frame = rows_frame(CAPTURES, pending_rows(held, {key: arrival.role for key, arrival in by_id.items()}))
    warehouse.open().replace({CAPTURES.name: frame}, {"capture_id": list(by_id)})


def held_ids(root: DataRoot) -> frozenset[str]:
    """Identities of the captures in the archive, those that a killed run left half filed included."""
    archive = root.archive
    archive.sweep()
    return frozenset(entry.capture_id for entry in archive.held())


def identified(root: DataRoot, known: Collection[str]) -> tuple[dict[str, Held], list[Arrival], list[str]]:
    """Pages of the archive other than some.

    Args:
        root: The data root.
        known: Identities of the captures to leave out.

    Returns:
        All of them by identity, those that this version of the reader can tell whose they are, and the addresses of
        those that it cannot.
    """
    archive, watchlist = root.archive, root.watchlist()
    archive.sweep()
    lost = {entry.capture_id: entry for entry in archive.held() if is_page(entry) and entry.capture_id not in known}
    found: list[Arrival] = []
    unknown: list[str] = []
    for entry in lost.values():
        try:
            found.append(identify(archive.read(entry), watchlist))
        except UnknownPageError:
            unknown.append(entry.url)
    return lost, found, unknown


def unread(root: DataRoot, warehouse: WarehouseResource) -> list[Arrival]:
    """Pages held whose month the warehouse does not know yet: not listed, or listed and not read."""
    from jobtrends_pipeline.tables.captures import CAPTURES

    captures = warehouse.open().read(CAPTURES)
    _, found, _ = identified(root, set(captures[captures["period_end"].notna()]["capture_id"]))
    return found


def list_archived(root: DataRoot, warehouse: WarehouseResource) -> tuple[list[Arrival], list[str]]:
    """List captures that the archive holds and the warehouse does not know.

    Returns:
        What was listed, and the addresses of pages that this version of the reader cannot even tell whose they are.
    """
    from jobtrends_pipeline.tables.captures import CAPTURES
    from jobtrends_pipeline.tables.frames import rows_frame

    lost, found, unknown = identified(root, set(warehouse.open().read(CAPTURES)["capture_id"]))
    if found:
        roles = {arrival.capture_id: arrival.role for arrival in found}
        frame = rows_frame(CAPTURES, pending_rows([lost[capture_id] for capture_id in roles], roles))
        warehouse.open().replace({CAPTURES.name: frame}, {"capture_id": list(roles)})
    return found, unknown


@dg.op(pool=WAREHOUSE_POOL)
def take_saved_pages(
    context: dg.OpExecutionContext, config: SavedPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Take saved pages of any role and month, and mark exactly the partitions of `page_captures` that they fill."""
    paths = paths_of(config, root)
    intake = take_in(paths, root.watchlist(), held_ids(root))
    name = run_file_name(context.run)
    store_arrivals(root, warehouse, name, intake.arrivals)
    log_refused(root, name, intake.refused)
    if not config.paths:
        put_away(root.settings.inbox_dir, paths, intake.refused)
    moved = list_and_file(context, root, warehouse, intake.arrivals)
    numbers = (len(intake.arrivals), len(intake.held), len(intake.refused), moved)
    context.log.info("%d pages taken, %d held before, %d refused, %d moved to another role", *numbers)


@dg.op(pool=WAREHOUSE_POOL, ins={"captured": dg.In(dg.Nothing)})
def list_captures(context: dg.OpExecutionContext, root: DataRoot, warehouse: WarehouseResource) -> None:
    """List pages that a capture archived, and mark exactly the partitions of `page_captures` that they fill."""
    with clearly():
        list_and_file(context, root, warehouse, ())


def list_and_file(context: Context, root: DataRoot, warehouse: WarehouseResource, taken: Iterable[Arrival]) -> int:
    """List what was tried, and what is archived and not known yet; mark the partitions that it and `taken` fill.

    Returns:
        How many pages moved to another role.
    """
    tries = list_attempts(root.settings.attempts_dir, warehouse.open())
    context.log_event(dg.AssetMaterialization(CAPTURE_ATTEMPTS.name, metadata=tries))
    listed, unknown = list_archived(root, warehouse)
    arrivals = (*taken, *listed)
    for url in unknown:
        context.log.warning("archived, but no page that this version of the reader knows: %s", url)
    moved = refile(root, warehouse.open())
    add_roles(context.instance, {arrival.role for arrival in arrivals} | {role for role, _ in moved})
    for event in _filed(arrivals):
        context.log_event(event)
    for (role, month), count in sorted(moved.items()):
        metadata = counts({"pages_moved_here": count})
        context.log_event(dg.AssetMaterialization(PAGE_CAPTURES, partition=role_month(role, month), metadata=metadata))
    return moved.total()


def log_refused(root: DataRoot, name: str, refused: Iterable[Refused]) -> None:
    """Keep in the log of attempts which saved inputs were no page."""
    attempts = refusals(refused, datetime.now(UTC))
    if attempts:
        AttemptLog(root.settings.attempts_dir).add(name, *attempts)


def _filed(arrivals: Iterable[Arrival]) -> Iterator[dg.AssetMaterialization]:
    """A materialisation of `page_captures` for each partition that the arrivals fill, and for no other."""
    filed: dict[tuple[str, str], list[Arrival]] = {}
    for arrival in arrivals:
        filed.setdefault((arrival.role, arrival.month), []).append(arrival)
    for (role, month), pages in sorted(filed.items()):
        metadata = counts({"pages_taken": len(pages)}) | {
            "pages": dg.MetadataValue.table(
                [dg.TableRecord({"url": visible(str(arrival.document.url))}) for arrival in pages[:_MOST_PAGES]]
            )
        }
        yield dg.AssetMaterialization(PAGE_CAPTURES, partition=role_month(role, month), metadata=metadata)


def run_file_name(run: dg.DagsterRun) -> str:
    """Name for the files a run archives: its id, after the second it started, so that names sort by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{run.run_id[:8]}"


def paths_of(config: SavedPages, root: DataRoot) -> list[Path]:
    """The files and folders to take saved pages from."""
    return [Path(path) for path in config.paths] or waiting_files(root.settings.inbox_dir)
