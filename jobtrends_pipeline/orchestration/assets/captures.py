"""Captures: saved pages into the archive, filed under role and month, and onto the list of pages to read."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.acquire.identify import (
    Arrival,
    Intake,
    identify,
    is_page,
    pending_rows,
    refusals,
    take_in,
    together,
)
from jobtrends_pipeline.acquire.inbox.examine import Looked, look_at
from jobtrends_pipeline.acquire.inbox.put_away import put_away
from jobtrends_pipeline.acquire.inbox.waiting import Left, lines_of, waiting_files
from jobtrends_pipeline.acquire.targets import role_at
from jobtrends_pipeline.archive.archive import Held, Holding
from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.orchestration.clearly import clearly
from jobtrends_pipeline.orchestration.describe import counts, frame_metadata, row_count
from jobtrends_pipeline.orchestration.partitions import add_roles, role_month
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.plain import visible
from jobtrends_pipeline.saved_files.file_names import path_of
from jobtrends_pipeline.saved_files.read import Refused
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS

if TYPE_CHECKING:
    from jobtrends_pipeline.warehouse.store import Warehouse

GROUP = "captures"
WAREHOUSE_POOL = "warehouse"
_MOST_PAGES = 20
PAGE_CAPTURES = dg.AssetKey("page_captures")
PAGES_TAKEN, PAGES_HELD = "pages_taken", "pages_held"
NOTICE = logging.getLogger("jobtrends.notice")
"""Says what a person should know of a run, for whoever shows it."""
Context = dg.OpExecutionContext | dg.AssetExecutionContext


class SavedPages(dg.Config):
    """Where saved pages are; the inbox of the data root when nothing is named."""

    paths: list[str] = Field(default_factory=list, description="Files and folders; the inbox when empty.")
    leaves_fresh: bool = Field(default=False, description="Of the inbox: leave files that may still be written.")


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


def held_ids(root: DataRoot) -> Holding:
    """The captures that the archive holds whole, those that a killed run left half filed included."""
    archive = root.archive
    archive.mend()
    return archive.holding()


@dataclass(slots=True)
class Identified:
    """Pages of the archive by what can be told of them.

    Attributes:
        entries: All of them by identity, each by a record that is whole where it has one.
        found: Those that this version of the reader can tell whose they are.
        unknown: Addresses of those that it cannot.
        damaged: By identity, the role that the address tells of those whose records are damaged; null where none.
    """

    entries: dict[str, Held] = field(default_factory=dict)
    found: list[Arrival] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    damaged: dict[str, str | None] = field(default_factory=dict)


def identified(root: DataRoot, known: Collection[str]) -> Identified:
    """Pages of the archive other than some.

    Args:
        root: The data root.
        known: Identities of the captures to leave out.
    """
    archive, watchlist = root.archive, root.watchlist()
    archive.mend()
    told = Identified()
    for capture_id, copies in archive.copies().items():
        if capture_id in known or not is_page(copies[0]):
            continue
        entry = next(filter(archive.is_whole, copies), None)
        told.entries[capture_id] = entry or copies[0]
        if entry is None:
            told.damaged[capture_id] = role_at(copies[0].url, watchlist)
            continue
        try:
            told.found.append(identify(archive.read(entry), watchlist))
        except UnknownPageError:
            told.unknown.append(entry.url)
    return told


def unread(root: DataRoot, warehouse: WarehouseResource) -> list[Arrival]:
    """Pages held whose month the warehouse does not know yet: not listed, or listed and not read."""
    from jobtrends_pipeline.tables.captures import CAPTURES

    captures = warehouse.open().read(CAPTURES)
    return identified(root, set(captures[captures["period_end"].notna()]["capture_id"])).found


def list_archived(root: DataRoot, warehouse: WarehouseResource) -> tuple[list[Arrival], list[str]]:
    """List captures that the archive holds and the warehouse does not know, or knows as lost and that are whole again.

    Those whose records are damaged are listed too, by their addresses: reading them says that they are lost.

    Returns:
        What was listed, and the addresses of pages that this version of the reader cannot even tell whose they are.
    """
    from jobtrends_pipeline.facts.parsed import LOST
    from jobtrends_pipeline.tables.captures import CAPTURES
    from jobtrends_pipeline.tables.frames import rows_frame

    captures = warehouse.open().read(CAPTURES)
    lost = captures["reason"].str.startswith(LOST).fillna(value=False)
    told = identified(root, set(captures[~lost]["capture_id"]))
    roles = {arrival.capture_id: arrival.role for arrival in told.found}
    roles |= {name: role for name, role in told.damaged.items() if role and name not in set(captures["capture_id"])}
    if roles:
        frame = rows_frame(CAPTURES, pending_rows([told.entries[capture_id] for capture_id in roles], roles))
        warehouse.open().replace({CAPTURES.name: frame}, {"capture_id": list(roles)})
    return told.found, told.unknown


@dg.op(pool=WAREHOUSE_POOL)
def take_saved_pages(
    context: dg.OpExecutionContext, config: SavedPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Take saved pages of any role and month, and mark exactly the partitions of `page_captures` that they fill."""
    intake, looked = look_through(config, root)
    name = run_file_name(context.run)
    store_arrivals(root, warehouse, name, intake.arrivals)
    log_refused(root, name, intake.refused)
    moved = list_and_file(context, root, warehouse, intake.arrivals)
    for remark in intake.remarks:
        context.log.info("%s", remark)
    tell_left(context, put_away(root.settings.inbox_dir, looked))
    numbers = (len(intake.arrivals), len(intake.held), len(intake.refused), moved)
    context.log.info("%d pages taken, %d held before, %d refused, %d moved to another role", *numbers)
    context.add_output_metadata(counts(dict(zip((PAGES_TAKEN, PAGES_HELD), numbers, strict=False))))


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
    from jobtrends_pipeline.steps.reassign import reassign

    attempts = attempts_listed(root, warehouse.open())
    context.log_event(dg.AssetMaterialization(CAPTURE_ATTEMPTS.name, metadata=attempts))
    listed, unknown = list_archived(root, warehouse)
    arrivals = (*taken, *listed)
    for url in unknown:
        context.log.warning("archived, but no page that this version of the reader knows: %s", url)
    moved = reassign(root.watchlist(), warehouse.open(), root.settings.reports_dir)
    add_roles(context.instance, {arrival.role for arrival in arrivals} | {role for role, _ in moved})
    for event in _filed(arrivals):
        context.log_event(event)
    for (role, month), count in sorted(moved.items()):
        metadata = counts({"pages_moved_here": count})
        context.log_event(dg.AssetMaterialization(PAGE_CAPTURES, partition=role_month(role, month), metadata=metadata))
    return moved.total()


def attempts_listed(root: DataRoot, store: "Warehouse") -> dict[str, dg.MetadataValue]:
    """List what was tried and is not in the table yet; gives what to show of it."""
    from jobtrends_pipeline.steps.list_attempts import list_attempts

    new = list_attempts(root.settings.attempts_dir, store)
    rows = store.counts([CAPTURE_ATTEMPTS], {})[CAPTURE_ATTEMPTS.name]
    return frame_metadata(new) | row_count(rows) | counts(Counter(new["outcome"]))


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


def look_through(config: SavedPages, root: DataRoot) -> tuple[Intake, list[Looked]]:
    """What the paths named, or the files of the inbox, hold that the archive does not; and those files."""
    watchlist, held = root.watchlist(), held_ids(root)
    if config.paths:
        return take_in(map(path_of, config.paths), watchlist, held), []
    files = waiting_files(root.settings.inbox_dir, settled_only=config.leaves_fresh)
    looked = list(look_at(files, watchlist, held))
    return together(one.intake for one in looked), looked


def tell_left(context: Context, left: Iterable[Left]) -> None:
    """Say which files stay in the inbox, a line for each reason; a command shows it too."""
    for line in lines_of(left):
        NOTICE.warning("%s", line)
        context.log.warning("%s", line)
