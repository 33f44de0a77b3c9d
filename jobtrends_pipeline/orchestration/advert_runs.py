"""Runs over one's own adverts: months that are to be read, and what a run changed."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from jobtrends_pipeline.config.adverts import load_advert_sources
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.watchlist import load_watchlist

if TYPE_CHECKING:
    from jobtrends_pipeline.warehouse.store import Warehouse

LIBRARIES = ("ahocorasick", "extruct", "rapidfuzz", "rensa")
"""Packages that reading adverts needs: the extra `adverts`."""
INSTALL = "pip install 'jobtrends_pipeline[adverts]'"


def are_installed() -> bool:
    """Return whether the packages that reading adverts needs are installed."""
    return all(find_spec(name) is not None for name in LIBRARIES)


def months_of_adverts(paths: DataPaths, store: "Warehouse") -> list[tuple[str, str]] | None:
    """List new inputs of the archive; return sources and months to read.

    Returns:
        Sources and months, `2026-08`; null if no source is declared, or the packages are not installed.

    Raises:
        AdvertSourcesError: if adverts.yaml cannot be read.
    """
    sources = load_advert_sources(paths.advert_sources_file)
    if not sources or not are_installed():
        return None
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.steps.adverts.read import months_to_read
    from jobtrends_pipeline.steps.adverts.take import list_inputs

    list_inputs(Archive(paths.archive_dir), store)
    return months_to_read(store, sources, load_watchlist(paths.watchlist_file))


def roles_behind(paths: DataPaths, store: "Warehouse") -> list[str]:
    """Return the roles of the watchlist whose trends lack stored facts of own adverts."""
    from jobtrends_pipeline.warehouse.noted import UNDERIVED

    followed = set(load_watchlist(paths.watchlist_file).keys)
    with store.connection() as connection:
        return [role for role in UNDERIVED.waiting(connection) if role in followed]


def unreadable_adverts(paths: DataPaths) -> str | None:
    """Say why adverts of the archive cannot be read now; null if all can.

    A warehouse that is made anew would lose their figures.

    Raises:
        AdvertSourcesError: if adverts.yaml cannot be read.
    """
    from jobtrends_pipeline.archive.archive import Archive

    held = {copies[0].label.source for copies in Archive(paths.archive_dir).advert_inputs().values() if copies[0].label}
    if not held:
        return None
    if not are_installed():
        return "the archive has adverts, and packages that read them are not installed: " + INSTALL
    lost = sorted(held - {source.name for source in load_advert_sources(paths.advert_sources_file)})
    return f"the archive has adverts of {', '.join(lost)}: name the source in adverts.yaml again" if lost else None
