"""One table to one file: CSV that a spreadsheet may open, JSON lines or Parquet, sorted, whole or absent."""

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from jobtrends_pipeline.plain import FORMULA_STARTS
from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.tables.model import Column, ColumnType, Table
from jobtrends_pipeline.warehouse.ddl import literal, quoted

ISO_TIMESTAMP = "replace(strftime({}, '%Y-%m-%dT%H:%M:%S.%fZ'), '.000000Z', 'Z')"
"""SQL that gives a timestamp as text, UTC, with a fraction only where there is one."""
_FIRST = f"chr(39) || {literal(FORMULA_STARTS)}"
_OPTIONS = {
    ".csv": "FORMAT csv, HEADER",
    ".gz": "FORMAT csv, HEADER, COMPRESSION gzip",
    ".jsonl": "FORMAT json",
}


def copy_table(
    connection: duckdb.DuckDBPyConnection, table: Table, path: Path, roles: Sequence[str] | None = None
) -> int:
    """Write a table in the order of its grain; gives its row count.

    Args:
        connection: Where the table is.
        table: What to write.
        path: A file that ends in `.csv`, `.csv.gz`, `.jsonl` or `.parquet`, which says the format.
        roles: Partition keys of the roles to write; all when null.
    """
    draft = path.with_name(f".{path.name}.tmp")
    options = _OPTIONS[path.suffix] if path.suffix in _OPTIONS else _parquet(table)
    shown = {".csv": csv_cell, ".gz": csv_cell, ".jsonl": json_cell}.get(path.suffix)
    query = table_query(table, [shown(column) if shown else quoted(column.name) for column in table], roles)
    try:
        count = connection.execute(f"COPY ({query}) TO {literal(str(draft))} ({options})").fetchall()[0][0]
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return int(count)


def table_query(table: Table, cells: Sequence[str], roles: Sequence[str] | None, database: str | None = None) -> str:
    """A query for some cells of a table's rows, in the order of its grain; of another database where one is named."""
    source = quoted(table.name) if database is None else f"{quoted(database)}.{quoted(table.name)}"
    order = ", ".join(f"t.{quoted(name)}" for name in table.grain)
    chosen = "" if roles is None else f" WHERE role IN ({', '.join(map(literal, roles)) or 'NULL'})"
    return f"SELECT {', '.join(cells)} FROM {source} AS t{chosen} ORDER BY {order}"  # noqa: S608


def count_rows(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Rows of a table."""
    return int(connection.execute(f"SELECT count(*) FROM {quoted(table.name)}").fetchall()[0][0])  # noqa: S608


def csv_cell(column: Column) -> str:
    """SQL of a cell of CSV: text that a spreadsheet would run has an apostrophe in front."""
    name = f"t.{quoted(column.name)}"
    if column.type is ColumnType.TEXT:
        cell = f"CASE WHEN contains({_FIRST}, left({name}, 1)) AND {name} <> '' THEN chr(39) || {name} ELSE {name} END"
        return f"{cell} AS {quoted(column.name)}"
    return json_cell(column)


def json_cell(column: Column) -> str:
    """SQL of a cell of JSON: DuckDB's own form, but for timestamps, which are ISO 8601 with Z."""
    name = f"t.{quoted(column.name)}"
    shown = ISO_TIMESTAMP.format(name) if column.type is ColumnType.TIMESTAMP else name
    return f"{shown} AS {quoted(column.name)}"


def _parquet(table: Table) -> str:
    """Options of a Parquet file: what it is, whose it is and what its columns are stands in its footer."""
    about = {
        "title": table.name,
        "description": table.description,
        "source": rights.SOURCE_LINE,
        "source_url": rights.SOURCE_URL,
        "licence": rights.LICENCE_URL,
        "columns": json.dumps({column.name: described(column) for column in table}, ensure_ascii=False),
    }
    entries = ", ".join(f"{name}: {literal(value)}" for name, value in about.items())
    return f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{entries}}}"


def described(column: Column) -> str:
    """A column's description with its unit."""
    return f"{column.description}{f' Unit: {column.unit}.' if column.unit else ''}"
