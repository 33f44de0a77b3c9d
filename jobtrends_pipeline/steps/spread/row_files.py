"""Files of rows that pieces of work write, to be adopted by the warehouse."""

from collections.abc import Iterable, Mapping
from uuid import uuid4

import duckdb
import pandas as pd

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.copies import copy_rows
from jobtrends_pipeline.warehouse.ddl import literal
from jobtrends_pipeline.warehouse.objects import connected

RowFiles = Mapping[str, list[str]]
"""Paths of Parquet files, or addresses of objects, by table name; a table without rows has none."""


def write_frames(folder: str, frames: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Write typed frames, by table name, each to a file of its own.

    Args:
        folder: Folder of such files, or prefix of objects; a folder per table is made in it.
        frames: The frames.
    """
    written = {}
    with connected(folder) as connection:
        for name, frame in frames.items():
            connection.register("incoming", frame)
            written[name] = _write(connection, TABLES_BY_NAME[name], "FROM incoming", folder)
            connection.unregister("incoming")
    return written


def write_queries(
    connection: duckdb.DuckDBPyConnection, folder: str, queries: Mapping[str, str]
) -> dict[str, list[str]]:
    """Write the results of queries, by table name, each to a file of its own."""
    return {name: _write(connection, TABLES_BY_NAME[name], query, folder) for name, query in queries.items()}


def read_files(table: Table, paths: Iterable[str]) -> pd.DataFrame:
    """Read rows of a table from files, as a typed frame; an empty one without files."""
    files = list(paths)
    if not files:
        return typed(table, pd.DataFrame(columns=table.column_names))
    with connected(files[0]) as connection:
        return typed(table, connection.sql(f"FROM read_parquet([{', '.join(map(literal, files))}])").df())


def merged(files: Iterable[RowFiles]) -> dict[str, list[str]]:
    """Join the files of several pieces, by table name."""
    joined: dict[str, list[str]] = {}
    for each in files:
        for name, paths in each.items():
            joined.setdefault(name, []).extend(paths)
    return joined


def _write(connection: duckdb.DuckDBPyConnection, table: Table, query: str, folder: str) -> list[str]:
    """Write rows under a name that no other attempt has.

    Returns:
        The path; none if there is no row.
    """
    path = f"{folder}/{table.name}/{uuid4().hex}.parquet"
    return [path] if copy_rows(connection, table, query, path) else []
