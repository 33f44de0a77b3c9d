"""List the sources of own adverts, with their terms, for whoever shows figures."""

from collections.abc import Sequence

from jobtrends_pipeline.config.adverts import AdvertSource
from jobtrends_pipeline.tables.advert_figures import ADVERT_SOURCES
from jobtrends_pipeline.tables.adverts import ADVERT_INPUTS
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.store import Warehouse

_SEEN = f"SELECT source, min(seen_on), max(seen_on) FROM {ADVERT_INPUTS.name} WHERE outcome = 'read' GROUP BY source"  # noqa: S608


def list_sources(store: Warehouse, sources: Sequence[AdvertSource]) -> None:
    """Replace the rows of `advert_sources`: one for each source with adverts read.

    Nothing is written where nothing changed, so that nothing is published anew.
    """
    with store.connection() as connection:
        seen = {source: (first, last) for source, first, last in connection.execute(_SEEN).fetchall()}
    rows = [
        {name: getattr(source, name) for name in ("publisher", "licence", "terms", "attribution")}
        | {"source": source.name, "first_seen_on": seen[source.name][0], "last_seen_on": seen[source.name][1]}
        for source in sorted(sources, key=lambda source: (source.publisher, source.name))
        if source.name in seen
    ]
    frame = rows_frame(ADVERT_SOURCES, rows)
    held = store.read(ADVERT_SOURCES).sort_values(["publisher", "source"], ignore_index=True)
    if not held.equals(frame):
        store.replace({ADVERT_SOURCES.name: frame}, {})
