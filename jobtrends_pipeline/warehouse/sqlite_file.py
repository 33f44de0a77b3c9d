"""SQLite file of an export, with types, keys, indexes and metadata for datasette."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb

from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.tables.model import Column, ColumnType, Table
from jobtrends_pipeline.warehouse.copies import ISO_TIMESTAMP, described, table_query
from jobtrends_pipeline.warehouse.ddl import quoted

ROWS_AT_ONCE = 20_000
_TYPES = {
    ColumnType.TEXT: "TEXT",
    ColumnType.INTEGER: "INTEGER",
    ColumnType.NUMBER: "REAL",
    ColumnType.DATE: "TEXT",
    ColumnType.TIMESTAMP: "TEXT",
    ColumnType.BOOLEAN: "INTEGER",
}
_MOMENTS = ("period_end", "as_of")


def write_sqlite(
    connection: duckdb.DuckDBPyConnection,
    tables: Iterable[Table],
    path: Path,
    roles: Sequence[str] | None = None,
    tell: Callable[[Table], None] = lambda _: None,
) -> dict[str, int]:
    """Write tables to a new SQLite file.

    Dates and timestamps are ISO 8601 text, booleans 0 and 1. Each table has its grain as primary key and an index on
    role and period end (or as-of date); there are no foreign keys. The table `about` states source and licence.

    Args:
        connection: Database with the tables.
        tables: What to write.
        path: The file; it must not exist, and is not synced: a draft to be renamed.
        roles: Partition keys of the roles to write; all when null.
        tell: Called with each table before it is written.

    Returns:
        Number of rows by table name.
    """
    counts = {}
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = OFF")  # a draft, removed if it fails
        file.execute("PRAGMA synchronous = OFF")
        _write_about(file)
        for table in tables:
            tell(table)
            counts[table.name] = _write_table(connection, file, table, roles)
        file.execute("PRAGMA optimize")
    return counts


def _write_about(file: sqlite3.Connection) -> None:
    about = {
        "source": f"{rights.SOURCE_NAME}, {rights.SOURCE_URL}",
        "licence": f"{rights.LICENCE_NAME}, {rights.LICENCE_URL}",
        "caveat": rights.CAVEAT,
    }
    file.execute("CREATE TABLE about (name TEXT PRIMARY KEY, text TEXT NOT NULL)")
    file.executemany("INSERT INTO about VALUES (?, ?)", about.items())


def _write_table(
    connection: duckdb.DuckDBPyConnection, file: sqlite3.Connection, table: Table, roles: Sequence[str] | None
) -> int:
    columns = ", ".join(
        f"{quoted(column.name)} {_TYPES[column.type]}{'' if column.nullable else ' NOT NULL'}" for column in table
    )
    key = ", ".join(quoted(name) for name in table.grain)
    file.execute(f"CREATE TABLE {quoted(table.name)} ({columns}, PRIMARY KEY ({key}))")
    places = ", ".join("?" for _ in table)
    insert = f"INSERT INTO {quoted(table.name)} VALUES ({places})"  # noqa: S608  # names are declared
    cursor = connection.execute(table_query(table, [_cell(column) for column in table], roles))
    count = 0
    file.execute("BEGIN")
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        file.executemany(insert, rows)
        count += len(rows)
    file.execute("COMMIT")
    indexed = ["role", *(name for name in _MOMENTS if name in table.column_names)][:2]
    names = ", ".join(quoted(name) for name in indexed)
    file.execute(f"CREATE INDEX {quoted(f'{table.name}_by_role')} ON {quoted(table.name)} ({names})")
    return count


def _cell(column: Column) -> str:
    name = f"t.{quoted(column.name)}"
    shown = {
        ColumnType.DATE: f"{name}::VARCHAR",
        ColumnType.TIMESTAMP: ISO_TIMESTAMP.format(name),
        ColumnType.BOOLEAN: f"{name}::TINYINT",
    }.get(column.type, name)
    return f"{shown} AS {quoted(column.name)}"


def datasette_metadata(tables: Iterable[Table], database: str, as_of: date | None) -> dict[str, object]:
    """Build datasette's metadata: title, licence, source, tables, columns with units.

    Units are in the descriptions of columns, as datasette's own key for them knows physical units only.
    """
    rights_keys = {
        "license": rights.LICENCE_NAME,
        "license_url": rights.LICENCE_URL,
        "source": rights.SOURCE_NAME,
        "source_url": rights.SOURCE_URL,
    }
    until = "" if as_of is None else f" Figures up to {as_of.isoformat()}."
    described_tables = {
        table.name: {
            "description": f"{table.description} {rights.SOURCE_LINE}.",
            "columns": {column.name: described(column) for column in table},
        }
        for table in tables
    }
    return {
        "title": "IT job trends",
        "description": f"{rights.SOURCE_LINE}. {rights.CAVEAT}{until}",
        **rights_keys,
        "databases": {database: {**rights_keys, "tables": described_tables}},
    }
