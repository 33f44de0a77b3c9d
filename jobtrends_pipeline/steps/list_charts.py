"""List chart images: add archived images to `chart_images`, pending to be read."""

from collections.abc import Iterator, Mapping, Sequence

from jobtrends_pipeline.acquire.chart_subjects import ChartSubjects
from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.facts.parsed import LOST
from jobtrends_pipeline.warehouse.store import Warehouse

_KEPT = ("capture_id", "url", "origin", "media_type", "byte_count", "sha256", "warc_file", "warc_offset")


def new_charts(
    archive: Archive, watchlist: Watchlist, store: Warehouse, copies_of: Mapping[str, Sequence[ArchiveEntry]]
) -> Iterator[dict[str, object]]:
    """Yield a row of `chart_images` for each archived image that is not listed yet.

    Images that were lost and are whole again are listed too. No image is looked into.

    Args:
        archive: The archive.
        watchlist: Assigns charts to roles.
        store: The warehouse.
        copies_of: Records of images, newest first, by capture.
    """
    subjects, known = ChartSubjects(watchlist), _known(store, list(copies_of))
    for capture_id, copies in copies_of.items():
        reason = known.get(capture_id, LOST)
        whole = next(filter(archive.is_whole, copies), None) if (reason or "").startswith(LOST) else None
        if whole or capture_id not in known:
            yield from chart_rows([whole or copies[0]], subjects)


def chart_rows(entries: Sequence[ArchiveEntry], subjects: ChartSubjects) -> Iterator[dict[str, object]]:
    """Yield archived images as rows of `chart_images` that are not read yet.

    An image whose address is of no chart has no row.
    """
    for entry in entries:
        of = subjects.of(entry.url)
        if of:
            row: dict[str, object] = {name: getattr(entry, name) for name in _KEPT}
            named = {"role": of.role, "chart_kind": of.kind, "market": of.market}
            named |= {"subject": of.subject, "place": of.place}
            yield row | named | {"captured_at": entry.captured_at.replace(tzinfo=None), "outcome": "pending"}


def charted_roles(store: Warehouse) -> set[str]:
    """List the roles with a chart image."""
    with store.connection() as connection:
        return {role for (role,) in connection.execute("SELECT DISTINCT role FROM chart_images").fetchall()}


def _known(store: Warehouse, capture_ids: list[str]) -> dict[str, str | None]:
    """Return which of some images are listed, with the reason if not read."""
    with store.connection() as connection:
        query = "SELECT capture_id, reason FROM chart_images WHERE capture_id IN (SELECT unnest(?))"
        return dict(connection.execute(query, [capture_ids]).fetchall())
