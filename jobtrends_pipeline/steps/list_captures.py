"""List captures: add archived pages and chart images to their tables, to be read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from jobtrends_pipeline.acquire.chart_subjects import ChartSubjects
from jobtrends_pipeline.acquire.identify import FiledPage, IdentifiedPage, identify, is_page
from jobtrends_pipeline.acquire.targets import role_at
from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry, Stamp, capture_id
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.facts.parsed import LOST
from jobtrends_pipeline.pages.page import PARSER_VERSION, PageKey, UnknownPageError
from jobtrends_pipeline.steps.engine import IN_PROCESS, Engine
from jobtrends_pipeline.steps.list_charts import chart_rows, new_charts
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.charts import CHART_IMAGES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.listed_files import add_listed, listed_files
from jobtrends_pipeline.warehouse.store import Warehouse

PIECE = 200
"""Pages of a piece of work."""


@dataclass(slots=True)
class Listed:
    """Newly listed pages of the archive.

    Attributes:
        arrivals: Pages that this version of the reader can identify.
        unknown: Addresses of pages that it cannot identify.
        rows: Rows of `captures`, including damaged records whose address gives the role.
        charts: Rows of `chart_images`.
    """

    arrivals: list[FiledPage] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    charts: list[dict[str, object]] = field(default_factory=list)


def store_arrivals(
    archive: Archive,
    store: Warehouse,
    name: str,
    arrivals: Iterable[IdentifiedPage],
    charts: Iterable[Document],
    watchlist: Watchlist,
) -> None:
    """Archive new pages and charts under one run name, then list them as pending.

    The archive comes first: `list_captures` completes a run that is killed between the two.
    """
    pages = {arrival.capture_id: arrival for arrival in arrivals}
    images = {capture_id(chart): chart for chart in charts}
    entries = archive.add(name, [*(arrival.document for arrival in pages.values()), *images.values()])
    arrived = [(entry, pages[entry.capture_id]) for entry in entries if entry.capture_id in pages]
    taken = [entry for entry in entries if entry.capture_id in images]
    _store(
        store,
        [pending_row(entry, arrival.role, arrival.page.key) for entry, arrival in arrived],
        list(chart_rows(taken, ChartSubjects(watchlist))),
    )


def list_captures(archive: Archive, watchlist: Watchlist, store: Warehouse, engine: Engine = IN_PROCESS) -> Listed:
    """List captures that are archived but not in the warehouse, pages and charts.

    Captures that were lost and are whole again are listed too, as are those with damaged records, by their address:
    reading them marks them as lost. Only files of the archive that are new or have changed are read.

    Args:
        archive: The archive; files that a killed run left unfinished are completed first.
        watchlist: Assigns pages to roles.
        store: The warehouse.
        engine: Reads the pages whose role is not known.
    """
    known = listed_files(store, PARSER_VERSION)
    archive.recover({name: Stamp(*stamp) for name, stamp in known.items()})
    stamps = archive.stamps()
    new = {name: stamp for name, stamp in stamps.items() if known.get(name) != stamp}
    lost = _lost(store)
    listed = Listed()
    if new or lost:
        copies = archive.pages_and_charts({*new, *lost.values()})
        images = {name: each for name, each in copies.items() if not is_page(each[0])}
        pages = {name: each for name, each in copies.items() if name not in images}
        held = _known(store, pages)
        new_pages = [each for identity, each in pages.items() if identity not in held or identity in lost]
        _identify_new(archive, watchlist, new_pages, held, engine, listed)
        listed.charts += new_charts(archive, watchlist, store, images)
        _store(store, listed.rows, listed.charts)
    add_listed(store, new, PARSER_VERSION)
    return listed


def _lost(store: Warehouse) -> dict[str, str]:
    """Return the WARC files of the captures that could not be read, by identity."""
    lost = "SELECT capture_id, warc_file FROM {} WHERE starts_with(reason, $1)"
    query = f"{lost.format(CAPTURES.name)} UNION ALL {lost.format(CHART_IMAGES.name)}"
    with store.connection() as connection:
        return dict(connection.execute(query, [LOST]).fetchall())


def _known(store: Warehouse, capture_ids: Collection[str]) -> set[str]:
    """Return those of some captures that are listed."""
    with store.connection() as connection:
        query = "SELECT capture_id FROM captures WHERE capture_id IN (SELECT unnest(?))"
        return {name for (name,) in connection.execute(query, [list(capture_ids)]).fetchall()}


def _identify_new(
    archive: Archive,
    watchlist: Watchlist,
    pages: Sequence[list[ArchiveEntry]],
    held: Collection[str],
    engine: Engine,
    listed: Listed,
) -> None:
    """Identify pages, given by their records, and add them to a list."""
    pieces = [(archive.folder, watchlist, pages[start : start + PIECE]) for start in range(0, len(pages), PIECE)]
    for copies, found in zip(pages, chain.from_iterable(engine.map(_identify, pieces)), strict=True):
        if found is None:
            role = role_at(copies[0].url, watchlist)
            if role and copies[0].capture_id not in held:
                listed.rows.append(pending_row(copies[0], role))
        elif found.page is None:
            listed.unknown.append(found.entry.url)
        else:
            filed, key = found.page
            listed.arrivals.append(filed)
            listed.rows.append(pending_row(found.entry, filed.role, key))


class _Found(NamedTuple):
    """Whole record of a page, with its partition and identity.

    They are null if it is no page that this version knows.
    """

    entry: ArchiveEntry
    page: tuple[FiledPage, PageKey] | None


def _identify(piece: tuple[Path, Watchlist, Sequence[list[ArchiveEntry]]]) -> list[_Found | None]:
    """Identify some pages of an archive, given by their records.

    Returns:
        What was found for each; null if all its records are damaged.
    """
    folder, watchlist, pages = piece
    archive = Archive(folder)
    found: list[_Found | None] = []
    for copies in pages:
        entry = next(filter(archive.is_whole, copies), None)
        try:
            arrival = identify(archive.read(entry), watchlist) if entry else None
        except UnknownPageError:
            arrival = None
        found.append(_Found(entry, (arrival.filed, arrival.page.key) if arrival else None) if entry else None)
    return found


def _store(store: Warehouse, rows: list[dict[str, object]], charts: list[dict[str, object]]) -> None:
    if rows or charts:
        keys = {"capture_id": [row["capture_id"] for row in (*rows, *charts)]}
        store.replace(
            {CAPTURES.name: rows_frame(CAPTURES, rows), CHART_IMAGES.name: rows_frame(CHART_IMAGES, charts)}, keys
        )


def pending_row(entry: ArchiveEntry, role: str, key: PageKey | None = None) -> dict[str, object]:
    """Return an archived record as a row of `captures` that is not parsed yet.

    Args:
        entry: The record.
        role: The role it belongs to.
        key: Identity of the page; None if its record is damaged, so that it is unknown.
    """
    kept = ("capture_id", "url", "origin", "http_status", "media_type", "byte_count", "sha256")
    of_page = ("market", "subject", "subject_kind", "place", "window_months", "period_end")
    row: dict[str, object] = {name: getattr(entry, name) for name in (*kept, "warc_file", "warc_offset")}
    row |= {name: getattr(key, name) for name in of_page} if key else {}
    return row | {"role": role, "captured_at": entry.captured_at.replace(tzinfo=None), "outcome": "pending"}
