"""Version check: whether this version of jobtrends may use a database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.ddl import create_table, quoted
from jobtrends_pipeline.warehouse.refusals import EarlierVersionError, damaged, errors_in_words, later_version

LAYOUT_VERSION = 2
"""To raise when a column is dropped, renamed or changes its meaning.

A database that only lacks columns is recognised without it. 1: up to the names of 0.1; none: before it was stored.
"""
STORAGE_VERSION = "v1.4.0"
"""Version of DuckDB's file format: from this one on a file refuses the log of another. Readers need DuckDB 1.4."""
STORAGE: dict[str, str | bool | int | float | list[str]] = {"storage_compatibility_version": STORAGE_VERSION}
_LAYOUT = "jobtrends_layout"
HEADERS_BYTES = 3 * 4096
"""A DuckDB file begins with its own header and two headers of its content; blocks follow."""
STAMP = f"CREATE OR REPLACE MACRO {_LAYOUT}() AS {LAYOUT_VERSION}"
"""Statement that stores the layout version in a database."""


def is_ready(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether a database has all tables and the stamp of this version.

    Else `prepare` makes or refuses it.
    """
    columns = _columns(connection)
    return _layout(connection) == LAYOUT_VERSION and all(
        columns.get(table.name) == table.column_names for table in ALL_TABLES
    )


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables in a new database; check those of an existing one.

    Raises:
        EarlierVersionError: if tables or columns are missing.
        LaterVersionError: if there are unknown columns, or the stored layout version is later.
    """
    if not _columns(connection):
        connection.begin()
        for table in ALL_TABLES:
            connection.execute(create_table(table))
        connection.execute(STAMP)
        connection.commit()
        return
    check(connection)
    if _layout(connection) is None:
        connection.execute(STAMP)


def check(
    connection: duckdb.DuckDBPyConnection, reader: int | None = None, *, tables: Iterable[Table] = ALL_TABLES
) -> None:
    """Check that a database has the layout of this version.

    Args:
        connection: The database.
        reader: Version of the page reader; no page in the database may have a later one. Not checked when null.
        tables: Tables that it has.

    Raises:
        EarlierVersionError: if tables or columns are missing.
        LaterVersionError: if there are unknown columns, or the stored layout or reader version is later.
    """
    columns, layout = _columns(connection), _layout(connection)
    if layout is not None and layout > LAYOUT_VERSION:
        raise later_version(f"its layout is {layout}, known is {LAYOUT_VERSION}")
    if layout == LAYOUT_VERSION:
        for table in tables:
            if unknown := sorted(set(columns.get(table.name, ())) - set(table.column_names)):
                raise later_version(f"its table {table.name} has a column {unknown[0]}")
    for table in tables:
        if columns.get(table.name) != table.column_names:
            raise EarlierVersionError(
                f"the warehouse was made by an earlier version (table {table.name} is missing or has other columns): "
                "`jobtrends refresh` makes it anew from the archive"
            )
    if reader is not None and (newest := _newest_reader(connection)) > reader:
        raise later_version(f"pages were read by reader {newest}, known is {reader}")


def check_file(path: Path, reader: int, *, is_thorough: bool = False) -> None:
    """Check that a database file can be read and has this version; change nothing.

    Args:
        path: The file, which exists.
        reader: Version of the page reader.
        is_thorough: Whether to read every value, as any block may be damaged.

    Raises:
        EarlierVersionError: if tables or columns are missing.
        LaterVersionError: if it was made by a later version of jobtrends or DuckDB.
        WarehouseDamagedError: if it is not a database, or a damaged one.
        WarehouseDeniedError: if it may not be read.
        WarehouseLockedError: if another process has it open for writing.
    """
    with errors_in_words(), checked_file(path, reader) as connection:
        if is_thorough:
            check_values(connection)


@contextmanager
def checked_file(path: Path, reader: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database file for reading only, if it is whole and of this version.

    Raises:
        JobtrendsError: as `check_file` does.
        duckdb.Error: if it cannot be opened; see `refusals.in_words`.
    """
    with duckdb.connect(path, read_only=True) as connection:
        check_length(connection)
        check(connection, reader)
        yield connection


def check_values(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every value, as any block may be damaged; DuckDB raises where one is."""
    for table in ALL_TABLES:
        connection.execute(f"SELECT bit_xor(hash(COLUMNS(*))) FROM {quoted(table.name)}").fetchall()  # noqa: S608


def check_length(connection: duckdb.DuckDBPyConnection) -> None:
    """Check that a database's file has room for its blocks in use.

    No query notices it before it reads the last block. A healthy file may be shorter than all its blocks together, as
    free blocks at its end need not be written.

    Args:
        connection: The database, opened for reading only: a writer counts blocks that are not in the file yet.

    Raises:
        WarehouseDamagedError: if the file is cut off.
    """
    ((path, block_bytes, used_blocks),) = connection.execute(
        "SELECT path, block_size, used_blocks FROM pragma_database_size() "
        "JOIN duckdb_databases() USING (database_name) WHERE database_name = current_database()"
    ).fetchall()
    if path and Path(path).stat().st_size < HEADERS_BYTES + block_bytes * used_blocks:
        raise damaged(f"{path} is cut off")


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Read the columns of each table of the catalog that exists, in order."""
    columns_of: dict[str, list[str]] = {}
    for name, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal ORDER BY table_name, column_index"
    ).fetchall():
        columns_of.setdefault(name, []).append(column)
    ours = {table.name for table in ALL_TABLES}
    return {name: columns for name, columns in columns_of.items() if name in ours}


def _layout(connection: duckdb.DuckDBPyConnection) -> int | None:
    """Read the layout version stored in a database; null if it has none.

    It is asked for by name: the list of all macros takes a tenth of a second, and every step asks.
    """
    try:
        (layout,) = connection.execute(f"SELECT main.{_LAYOUT}()").fetchall()[0]
    except duckdb.CatalogException:
        return None
    return int(layout)


def _newest_reader(connection: duckdb.DuckDBPyConnection) -> int:
    (newest,) = connection.execute("SELECT max(parser_version) FROM captures").fetchall()[0]
    return newest or 0
