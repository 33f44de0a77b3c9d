"""An archive of many small pages and two charts, and its way to the trends: plainly, or spread over an engine."""

import re
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.acquire.saved_batches import identify_batches
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.steps.drift import watch_across
from jobtrends_pipeline.steps.engine import IN_PROCESS, Engine
from jobtrends_pipeline.steps.list_captures import list_captures
from jobtrends_pipeline.steps.load import load_roles
from jobtrends_pipeline.steps.parse import parse_roles
from jobtrends_pipeline.steps.read_charts import read_charts
from jobtrends_pipeline.steps.spread.facts import load_spread
from jobtrends_pipeline.steps.spread.pages import parse_spread
from jobtrends_pipeline.steps.spread.trends import derive_spread
from jobtrends_pipeline.steps.take_saved import take_saved
from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.trends.build import comparison_queries, role_trend_queries
from jobtrends_pipeline.warehouse.database import Database
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.saved_pages import write_pages

LAST_DAY = date(2026, 2, 15)
NOBODY = Watchlist(())
CHARTS = Path(__file__).parents[2] / "data" / "sample" / "itjobswatch-charts.warc.gz"


def fill_archive(folder: Path, roles: int, weeks: int, least_bytes: int = 1) -> Archive:
    """Archive a page of each role and week, and the two charts of the sample.

    A quarter of the roles has lists of skills and places. The last pages of one have lost their pay, which is drift.
    """
    archive, saved = Archive(folder / "archive"), folder / "saved"
    days = [LAST_DAY - timedelta(days=7 * number) for number in range(weeks)]
    names = [f"Role {number}" for number in range(roles)]
    write_pages(saved, [name for name in names if name not in names[::4]], days, least_bytes=least_bytes - 1)
    write_pages(saved, names[::4], days, least_bytes=least_bytes)
    for day in days[:2]:
        page = saved / "role-0" / f"UK-{day}.html"
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r">(£|&#163;|&pound;)[\d,]+<", ">-<", text), encoding="utf-8")
    store = Warehouse.at(folder / "first.duckdb")
    take_saved(identify_batches([saved, CHARTS], NOBODY, set()), archive, store, "20260216T000000-0000", NOBODY)
    shutil.rmtree(saved)
    return archive


def carry_through(archive: Archive, database: Database, engine: Engine | None) -> None:
    """Take an archive to its trends and comparisons, by an engine or by none."""
    roles = load(archive, database, engine)
    watch_across(database.open())
    derive(database, roles, engine)


def load(archive: Archive, database: Database, engine: Engine | None) -> list[str]:
    """Take an archive to its facts, not compared across pages; return the roles."""
    store = database.open()
    list_captures(archive, NOBODY, store, engine or IN_PROCESS)
    roles = sorted(store.captured_roles())
    if engine:
        parse_spread(roles, archive, store, database.work_folder, engine)
    else:
        parse_roles(roles, archive, store)
    read_charts(roles, archive, store, engine or IN_PROCESS)
    loads = load_spread(database, roles, engine) if engine else load_roles(store, roles)
    assert all(load.is_valid for load in loads)
    return roles


def derive(database: Database, roles: Sequence[str], engine: Engine | None) -> None:
    """Derive trends and comparisons."""
    store = database.open()
    if engine:
        derive_spread(database, roles, engine, "a run")
    else:
        store.derive(lambda connection: role_trend_queries(connection, roles), roles)
    store.derive(lambda _: comparison_queries(), None)


def tables_of(database: Database) -> dict[str, pd.DataFrame]:
    """Read every table, in the order of its grain."""
    return database.reading().read_many(ALL_TABLES)
