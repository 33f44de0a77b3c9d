"""The published copy: what people open, replaced by rename so that an open reader never blocks a run."""

import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

import duckdb

from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.warehouse.copies import copy_table
from jobtrends_pipeline.warehouse.ddl import comments, literal, quoted
from jobtrends_pipeline.warehouse.store import Warehouse

PARQUET_FOLDER = "parquet"


class NothingPublishedError(Exception):
    """There is no published copy yet; says what to do."""


def publish(warehouse: Warehouse, target: Path, offers: Iterable[str] = ()) -> dict[str, int]:
    """Publish the working database as one read-only DuckDB file and one Parquet file per table.

    All files are written under temporary names beside their targets, and renamed when all of them are whole.

    Args:
        warehouse: The working database; it is held for the length of the copy.
        target: The published DuckDB file; Parquet goes to a folder beside it.
        offers: Statements that give the DuckDB file what is more than tables, such as macros.

    Returns:
        Rows per table.
    """
    folder = target.parent / PARQUET_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    draft, drafts = target.with_name(f".{target.name}.tmp"), target.with_name(f".{PARQUET_FOLDER}.tmp")
    _remove(draft)
    drafts.mkdir(exist_ok=True)
    try:
        with warehouse.connection() as connection:
            source = connection.execute("SELECT current_database()").fetchall()[0][0]
            connection.execute(f"ATTACH {literal(str(draft))} AS published")
            connection.execute(f"COPY FROM DATABASE {quoted(source)} TO published")
            connection.execute("USE published")
            for table in ALL_TABLES:
                for statement in comments(table):
                    connection.execute(statement)
            for statement in offers:
                connection.execute(statement)
            connection.execute(f"USE {quoted(source)}")
            connection.execute("DETACH published")
            counts = {
                table.name: copy_table(connection, table, drafts / f"{table.name}.parquet") for table in ALL_TABLES
            }
        for name in counts:
            (drafts / f"{name}.parquet").replace(folder / f"{name}.parquet")
        draft.replace(target)
    finally:
        _remove(draft)
        shutil.rmtree(drafts, ignore_errors=True)
    return counts


def has_all(path: Path, macros: Collection[str]) -> bool:
    """Whether a published copy has every table and these macros; one of an earlier version may lack some."""
    wanted = {table.name for table in ALL_TABLES} | set(macros)
    with open_published(path) as connection:
        held = connection.execute(
            "SELECT table_name FROM duckdb_tables() "
            "UNION SELECT function_name FROM duckdb_functions() WHERE NOT internal"
        ).fetchall()
    return wanted <= {name for (name,) in held}


def open_published(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published copy.

    Raises:
        NothingPublishedError: if nothing was published yet.
    """
    if not path.exists():
        raise NothingPublishedError(f"{path} does not exist yet: run `jobtrends ingest PATH` first")
    return duckdb.connect(path, read_only=True)


def _remove(path: Path) -> None:
    """Remove a database file and the log DuckDB may have left beside it."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
