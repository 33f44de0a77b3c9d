"""Files of rows that pieces of work write, to be adopted by the warehouse."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import uuid4

import duckdb
import pandas as pd

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.copies import copy_rows
from jobtrends_pipeline.warehouse.ddl import literal

RowFiles = Mapping[str, list[str]]
"""Paths of Parquet files by table name; a table without rows has none."""


def write_frames(folder: Path, frames: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Write typed frames, by table name, each to a file of its own.

    Args:
        folder: Folder of such files; a folder per table is made in it.
        frames: The frames.
    """
    written = {}
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, frame in frames.items():
            connection.register("incoming", frame)
            written[name] = _write(connection, TABLES_BY_NAME[name], "FROM incoming", folder)
            connection.unregister("incoming")
    return written


def write_queries(
    connection: duckdb.DuckDBPyConnection, folder: Path, queries: Mapping[str, str]
) -> dict[str, list[str]]:
    """Write the results of queries, by table name, each to a file of its own."""
    return {name: _write(connection, TABLES_BY_NAME[name], query, folder) for name, query in queries.items()}


def read_files(table: Table, paths: Iterable[str]) -> pd.DataFrame:
    """Read rows of a table from files, as a typed frame; an empty one without files."""
    listed = ", ".join(map(literal, paths))
    if not listed:
        return typed(table, pd.DataFrame(columns=table.column_names))
    return typed(table, duckdb.sql(f"FROM read_parquet([{listed}])").df())


def merged(files: Iterable[RowFiles]) -> dict[str, list[str]]:
    """Join the files of several pieces, by table name."""
    joined: dict[str, list[str]] = {}
    for each in files:
        for name, paths in each.items():
            joined.setdefault(name, []).extend(paths)
    return joined


def _write(connection: duckdb.DuckDBPyConnection, table: Table, query: str, folder: Path) -> list[str]:
    """Write rows under a name that no other attempt has.

    Returns:
        The path; none if there is no row.
    """
    target = folder / table.name
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{uuid4().hex}.parquet"
    return [str(path)] if copy_rows(connection, table, query, path) else []
