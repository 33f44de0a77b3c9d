"""Copies of a table as CSV, JSON lines or Parquet, sorted and written atomically.

CSV is safe to open in a spreadsheet.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from jobtrends_pipeline.base.plain import FORMULA_STARTS
from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.tables.captures import PARSED_CELLS
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.tables.model import Column, ColumnType, Table
from jobtrends_pipeline.warehouse.ddl import SQL_TYPES, literal, quoted
from jobtrends_pipeline.warehouse.objects import is_objects
from jobtrends_pipeline.warehouse.room import LIMITS, within_limits

LARGEST_FILE_ROWS = 1_000_000
"""Larger tables are published in the database alone: writing a file of them would take longer than the run."""
_ROW_GROUP_ROWS = 40_960
"""A third of DuckDB's own: a row group of a published file is in memory until it is written."""
ISO_TIMESTAMP = "replace(strftime({}, '%Y-%m-%dT%H:%M:%S.%fZ'), '.000000Z', 'Z')"
"""SQL expression for a timestamp as text in UTC, with a fraction only if there is one."""
_FIRST = f"chr(39) || {literal(FORMULA_STARTS)}"
_OPTIONS = {
    ".csv": "FORMAT csv, HEADER",
    ".gz": "FORMAT csv, HEADER, COMPRESSION gzip",
    ".jsonl": "FORMAT json",
}


def copy_table(
    connection: duckdb.DuckDBPyConnection, table: Table, path: Path, roles: Sequence[str] | None = None
) -> int:
    """Write a table to a file, in the order of its grain.

    Args:
        connection: Database with the table.
        table: The table.
        path: The file; its ending gives the format: `.csv`, `.csv.gz`, `.jsonl` or `.parquet`.
        roles: Partition keys of the roles to write; all when null.

    Returns:
        Number of rows.
    """
    draft = path.with_name(f".{path.name}.tmp")
    options = _OPTIONS[path.suffix] if path.suffix in _OPTIONS else _parquet(table)
    shown = {".csv": csv_cell, ".gz": csv_cell, ".jsonl": json_cell}.get(path.suffix)
    query = table_query(table, [shown(column) if shown else quoted(column.name) for column in table], roles)
    try:
        statement = f"COPY ({query}) TO {literal(str(draft))} ({options})"
        count = within_limits(connection, lambda: connection.execute(statement).fetchall()[0][0], LIMITS)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return int(count)


def copy_rows(connection: duckdb.DuckDBPyConnection, table: Table, query: str, target: str) -> int:
    """Write rows of a query to a Parquet file with the types of a table.

    Without rows there is no file.

    Args:
        connection: Database of the query.
        table: Table whose columns the query has, in any order.
        query: The query.
        target: Path of the file, whose folder is made, or address of an object; it appears whole.

    Returns:
        Number of rows.
    """
    columns = ", ".join(f"{quoted(each.name)}::{SQL_TYPES[each.type]} AS {quoted(each.name)}" for each in table)
    chosen = f"SELECT {columns} FROM ({query})"  # noqa: S608
    if is_objects(target):
        return _copy(connection, chosen, target)
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.tmp")
    try:
        count = _copy(connection, chosen, str(draft))
        if count:
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _copy(connection: duckdb.DuckDBPyConnection, query: str, target: str) -> int:
    options = "FORMAT parquet, COMPRESSION zstd, WRITE_EMPTY_FILE false"
    return int(connection.execute(f"COPY ({query}) TO {literal(target)} ({options})").fetchall()[0][0])


def table_query(table: Table, cells: Sequence[str], roles: Sequence[str] | None, database: str | None = None) -> str:
    """Build a query for the rows of a table, in the order of its grain.

    Args:
        table: The table, with the alias `t`.
        cells: SQL expressions to select.
        roles: Partition keys of the roles to select; all when null. A table without roles is selected whole.
        database: Name of the database; the current one when null.
    """
    source = quoted(table.name) if database is None else f"{quoted(database)}.{quoted(table.name)}"
    order = ", ".join(f"t.{quoted(name)}" for name in table.grain)
    chosen = (
        ""
        if roles is None or "role" not in table.column_names
        else f" WHERE role IN ({', '.join(map(literal, roles)) or 'NULL'})"
    )
    return f"SELECT {', '.join(cells)} FROM {source} AS t{chosen} ORDER BY {order}"  # noqa: S608


def parquet_tables(counts: Mapping[str, int]) -> list[Table]:
    """List the tables that are published as Parquet too, in the order of the catalog.

    These are all but the cells of pages, ten times all else, and tables of more than `LARGEST_FILE_ROWS` rows.

    Args:
        counts: Number of rows by table name.
    """
    return [table for table in PUBLIC_TABLES if table is not PARSED_CELLS and counts[table.name] <= LARGEST_FILE_ROWS]


def count_rows(connection: duckdb.DuckDBPyConnection, table: Table, database: str | None = None) -> int:
    """Count the rows of a table, in the current database unless another is named."""
    source = quoted(table.name) if database is None else f"{quoted(database)}.{quoted(table.name)}"
    return int(connection.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0])  # noqa: S608


def csv_cell(column: Column) -> str:
    """Build the SQL expression of a CSV cell.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    name = f"t.{quoted(column.name)}"
    if column.type is ColumnType.TEXT:
        cell = f"CASE WHEN contains({_FIRST}, left({name}, 1)) AND {name} <> '' THEN chr(39) || {name} ELSE {name} END"
        return f"{cell} AS {quoted(column.name)}"
    return json_cell(column)


def json_cell(column: Column) -> str:
    """Build the SQL expression of a JSON cell, with timestamps in ISO 8601 with Z."""
    name = f"t.{quoted(column.name)}"
    shown = ISO_TIMESTAMP.format(name) if column.type is ColumnType.TIMESTAMP else name
    return f"{shown} AS {quoted(column.name)}"


def _parquet(table: Table) -> str:
    """Build the options of a Parquet file, with description, licence and columns."""
    about = {
        "title": table.name,
        "description": table.description,
        "source": rights.SOURCE_LINE,
        "source_url": rights.SOURCE_URL,
        "licence": rights.LICENCE_URL,
        "columns": json.dumps({column.name: described(column) for column in table}, ensure_ascii=False),
    }
    entries = ", ".join(f"{name}: {literal(value)}" for name, value in about.items())
    return f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP_ROWS}, KV_METADATA {{{entries}}}"


def described(column: Column) -> str:
    """Return a column's description with its unit."""
    return f"{column.description}{f' Unit: {column.unit}.' if column.unit else ''}"


def is_parquet(path: Path) -> bool:
    """Return whether a file begins and ends as Parquet does."""
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
            stream.seek(-4, 2)
            return start == stream.read(4) == b"PAR1"
    except OSError:
        return False
