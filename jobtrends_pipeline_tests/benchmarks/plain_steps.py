"""The steps of an ingest called one after the other, without Dagster: the peer of runs."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from jobtrends_pipeline.acquire.saved_batches import identify_batches
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.watchlist import Watchlist, load_watchlist
from jobtrends_pipeline.reports.data_page import build_data_page
from jobtrends_pipeline.reports.machine import write_data_page, write_site_files
from jobtrends_pipeline.reports.site import write_home, write_skills
from jobtrends_pipeline.steps.draw import draw_roles
from jobtrends_pipeline.steps.drift import watch_across
from jobtrends_pipeline.steps.list_attempts import list_attempts
from jobtrends_pipeline.steps.list_captures import list_captures
from jobtrends_pipeline.steps.load import load_roles
from jobtrends_pipeline.steps.parse import parse_roles
from jobtrends_pipeline.steps.reassign import reassign
from jobtrends_pipeline.steps.take_saved import take_saved
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON
from jobtrends_pipeline.trends.build import as_of_macros, comparison_queries, role_trend_queries
from jobtrends_pipeline.trends.headlines import read_home_series
from jobtrends_pipeline.trends.skills_across import read_skills
from jobtrends_pipeline.warehouse.database import DatabaseFile
from jobtrends_pipeline.warehouse.downloads import write_downloads
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline.warehouse.store import Warehouse


def run_plainly(paths: DataPaths, folders: Iterable[Path]) -> None:
    """Take saved pages, refresh their roles and publish."""
    paths.data_dir.mkdir(parents=True, exist_ok=True)
    archive, watchlist = Archive(paths.archive_dir), load_watchlist(paths.watchlist_file)
    store = Warehouse.at(paths.working_file)
    with store.kept_open():
        for number, folder in enumerate(folders):
            _take(folder, number, archive, watchlist, store, paths)
        roles = sorted(set(store.read(CAPTURES)["role"]))
        _derive(roles, archive, store)
    for _ in draw_roles(store, DatabaseFile(paths.working_file), paths.reports_dir, roles):
        pass
    _publish(paths, store)


def _take(
    folder: Path, number: int, archive: Archive, watchlist: Watchlist, store: Warehouse, paths: DataPaths
) -> None:
    archive.sweep()
    batches = identify_batches([folder], watchlist, archive.whole_captures())
    take_saved(batches, archive, store, f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{number:04}", watchlist)
    list_attempts(paths.attempts_dir, store)
    list_captures(archive, watchlist, store)
    reassign(watchlist, store, paths.reports_dir, sys.stdout.write)


def _derive(roles: Sequence[str], archive: Archive, store: Warehouse) -> None:
    parse_roles(roles, archive, store)
    loads = load_roles(store, roles)
    assert all(load.is_valid for load in loads)
    watch_across(store)
    store.derive(lambda connection: role_trend_queries(connection, roles), roles)


def _publish(paths: DataPaths, store: Warehouse) -> None:
    store.derive(lambda _: comparison_queries(), None)
    publish(store, paths.published_file, as_of_macros())
    site = paths.reports_dir
    write_data_page(site, build_data_page(*write_downloads(paths.published_file, site / "data")))
    tables = store.read_many([ROLE_COMPARISON, CAPTURES, FINDINGS])
    with store.connection() as connection:
        series, skills = read_home_series(connection), read_skills(connection)
    write_skills(site, skills)
    write_home(site, tables[ROLE_COMPARISON.name], tables[CAPTURES.name], tables[FINDINGS.name], series)
    write_site_files(site, tables[ROLE_COMPARISON.name])
