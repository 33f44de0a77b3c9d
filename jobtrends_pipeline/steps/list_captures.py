"""List captures: what the archive holds and the warehouse does not know, as rows of `captures` that wait."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from jobtrends_pipeline.acquire.identify import IdentifiedPage, identify, is_page, pending_row
from jobtrends_pipeline.acquire.targets import role_at
from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.facts.parsed import LOST
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.store import Warehouse


@dataclass(slots=True)
class Listed:
    """Pages of the archive by what can be told of them.

    Attributes:
        arrivals: Those that this version of the reader can tell whose they are.
        unknown: Addresses of those that it cannot.
        rows: Rows of `captures`, also of records that are damaged and whose address tells the role.
    """

    arrivals: list[IdentifiedPage] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)


def store_arrivals(archive: Archive, store: Warehouse, name: str, arrivals: Iterable[IdentifiedPage]) -> None:
    """Archive arrivals under one name, then list them as pending.

    The archive comes first: a run that is cut off between the two is mended by `list_captures`.
    """
    by_id = {arrival.capture_id: arrival for arrival in arrivals}
    if not by_id:
        return
    entries = archive.add(name, (arrival.document for arrival in by_id.values()))
    arrived = ((entry, by_id[entry.capture_id]) for entry in entries)
    _store(store, [pending_row(entry, arrival.role, arrival.page.key) for entry, arrival in arrived])


def list_captures(archive: Archive, watchlist: Watchlist, store: Warehouse) -> Listed:
    """List captures that are archived and not known, or known as lost and that are whole again.

    Those whose records are damaged are listed too, by their addresses: reading them says that they are lost.

    Args:
        archive: The archive; what a killed run left half filed is mended first.
        watchlist: Names the role a page belongs to.
        store: The warehouse.
    """
    captures = store.read(CAPTURES)
    lost = captures["reason"].str.startswith(LOST).fillna(value=False)
    archive.recover()
    listed = _identified(archive, watchlist, set(captures["capture_id"]), set(captures[lost]["capture_id"]))
    _store(store, listed.rows)
    return listed


def _identified(archive: Archive, watchlist: Watchlist, known: Collection[str], lost: Collection[str]) -> Listed:
    listed = Listed()
    for capture_id, copies in archive.copies().items():
        if (capture_id in known and capture_id not in lost) or not is_page(copies[0]):
            continue
        entry = next(filter(archive.is_whole, copies), None)
        if entry is None:
            role = role_at(copies[0].url, watchlist)
            if role and capture_id not in known:
                listed.rows.append(pending_row(copies[0], role))
        else:
            _identify(archive, entry, watchlist, listed)
    return listed


def _identify(archive: Archive, entry: ArchiveEntry, watchlist: Watchlist, listed: Listed) -> None:
    try:
        arrival = identify(archive.read(entry), watchlist)
    except UnknownPageError:
        listed.unknown.append(entry.url)
    else:
        listed.arrivals.append(arrival)
        listed.rows.append(pending_row(entry, arrival.role, arrival.page.key))


def _store(store: Warehouse, rows: list[dict[str, object]]) -> None:
    if rows:
        keys = {"capture_id": [row["capture_id"] for row in rows]}
        store.replace({CAPTURES.name: rows_frame(CAPTURES, rows)}, keys)
