"""The published copy of the warehouse, for people and programs.

It is replaced by rename, so that an open reader never blocks a run.
"""

import contextlib
from collections.abc import Collection, Iterable
from itertools import chain
from pathlib import Path

import duckdb

from jobtrends_pipeline.files import copy_hashed, file_hash, link_or_copy, replace_folder
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES, TABLES_BY_NAME
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.changes import begin_changes, changes_since
from jobtrends_pipeline.warehouse.copies import copy_table, count_rows, is_parquet, parquet_tables
from jobtrends_pipeline.warehouse.ddl import comments, create_table, literal, quoted
from jobtrends_pipeline.warehouse.layout import STAMP, STORAGE_VERSION, check
from jobtrends_pipeline.warehouse.leftovers import clear_logs, remove, replace_database, set_aside
from jobtrends_pipeline.warehouse.published import NothingPublishedError, UnreadablePublishedError, open_published
from jobtrends_pipeline.warehouse.refusals import (
    EarlierVersionError,
)
from jobtrends_pipeline.warehouse.room import copying, within_limits
from jobtrends_pipeline.warehouse.seal import Seal, headers_hash, read_seal, write_seal
from jobtrends_pipeline.warehouse.statements import transaction
from jobtrends_pipeline.warehouse.store import Warehouse

PARQUET_FOLDER = "parquet"


def publish(warehouse: Warehouse, target: Path, offers: Iterable[str] = ()) -> dict[str, int]:
    """Publish the working database as a read-only DuckDB file and Parquet files.

    Only rows of the roles that changed since the last publication are copied, and Parquet files of their tables. All
    files are written under temporary names beside their targets. Then the DuckDB file is renamed, never with a log
    of the old one beside it, and the folder of Parquet files is exchanged as a whole. A kill in between leaves a seal
    that marks the publication as incomplete, and the next refresh publishes again.

    Args:
        warehouse: The working database; locked during the copy.
        target: The published DuckDB file; Parquet files go to a folder beside it.
        offers: Further SQL statements for the DuckDB file, such as macros.

    Returns:
        Number of rows by table name.

    Raises:
        LaterVersionError: if a later version made the existing publication.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft, drafts = target.with_name(f".{target.name}.tmp"), target.with_name(f".{PARQUET_FOLDER}.tmp")
    for leftover in (draft, *target.parent.glob(f"{draft.name}.wal*"), drafts):
        remove(leftover)
    drafts.mkdir()
    try:
        sha256, counts = _write(warehouse, target, draft, drafts, offers)
        _make_room(target)
        seal = Seal([headers_hash(draft)], sha256, is_whole=True)
        write_seal(target, Seal([*seal.headers, headers_hash(target)], seal.sha256, is_whole=False))
        replace_database(draft, target)
        replace_folder(drafts, target.parent / PARQUET_FOLDER)
        write_seal(target, seal)
    finally:
        for leftover in (draft, *target.parent.glob(f"{draft.name}.wal*"), drafts):
            remove(leftover)
    return counts


def _write(
    warehouse: Warehouse, target: Path, draft: Path, drafts: Path, offers: Iterable[str]
) -> tuple[str, dict[str, int]]:
    """Write the drafts of the database and the Parquet files.

    The database is a copy of the published one, in which the rows that changed since are replaced. Without a published
    one that is known to hold all else, all rows are copied. The file of the working database is never copied: the
    copy would take the log of the published one for its own.

    Returns:
        Hash of the database, and number of rows by table name.
    """
    with warehouse.writing(), warehouse.connection() as connection:
        changes = _copy_published(connection, target, draft)
        source = connection.execute("SELECT current_database()").fetchall()[0][0]
        connection.execute(f"ATTACH {literal(str(draft))} AS published (STORAGE_VERSION {literal(STORAGE_VERSION)})")
        connection.execute("USE published")
        statements = [*chain.from_iterable(map(comments, PUBLIC_TABLES)), *offers, STAMP]
        whole = [TABLES_BY_NAME[name] for name, roles in changes.items() if roles is None]
        rows = sum(count_rows(connection, table, source) for table in whole)
        within_limits(connection, lambda: _change(connection, source, changes, statements), copying(rows))
        connection.execute(f"USE {quoted(source)}")
        connection.execute("DETACH published")
        counts = {table.name: count_rows(connection, table) for table in PUBLIC_TABLES}
        for table in parquet_tables(counts):
            path = drafts / f"{table.name}.parquet"
            published = target.parent / PARQUET_FOLDER / path.name
            if table.name not in changes and is_parquet(published):
                link_or_copy(published, path)
            else:
                copy_table(connection, table, path)
        sha256 = file_hash(draft)
        begin_changes(connection, sha256)
        return sha256, counts


def _change(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    changes: dict[str, Collection[str] | None],
    statements: Iterable[str],
) -> None:
    """Replace what changed in the draft, in one transaction.

    Tables that were replaced whole are added to the changes.
    """
    with transaction(connection):
        for name, roles in changes.items():
            _copy_rows(connection, TABLES_BY_NAME[name], source, roles)
        for table in _unlike(connection, source):
            _copy_rows(connection, table, source, None)
            changes[table.name] = None
        for statement in statements:
            connection.execute(statement)


def _unlike(connection: duckdb.DuckDBPyConnection, source: str) -> list[Table]:
    """Return the tables whose published copy has more or fewer rows than the source.

    Only another program that wrote into the working database leaves such tables, as nobody noted its changes.
    """
    counted = "SELECT (SELECT count(*) FROM {name}) = (SELECT count(*) FROM {source}.{name})"
    return [
        table
        for table in PUBLIC_TABLES
        if connection.execute(counted.format(name=quoted(table.name), source=quoted(source))).fetchall() == [(False,)]
    ]


def _copy_published(
    connection: duckdb.DuckDBPyConnection, target: Path, draft: Path
) -> dict[str, Collection[str] | None]:
    """Copy the published database, if it is whole and known, to be changed.

    Returns:
        What changed since it was published; all tables where there is no copy.
    """
    seal = read_seal(target)
    with contextlib.suppress(NothingPublishedError, UnreadablePublishedError, EarlierVersionError):
        with open_published(target) as published:
            check(published, tables=PUBLIC_TABLES)
        changes = changes_since(connection, seal.sha256) if seal and seal.is_whole else None
        if changes is not None:
            if seal and copy_hashed(target, draft) == seal.sha256:
                return {name: roles for name, roles in changes.items() if not TABLES_BY_NAME[name].is_private}
            draft.unlink()
    return {table.name: None for table in PUBLIC_TABLES}


def _copy_rows(connection: duckdb.DuckDBPyConnection, table: Table, source: str, roles: Collection[str] | None) -> None:
    """Replace the rows of some roles in the published database, or the whole table."""
    name = quoted(table.name)
    chosen = "" if roles is None else f" WHERE role IN ({', '.join(map(literal, roles))})"
    if roles is None:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        connection.execute(create_table(table))
    else:
        connection.execute(f"DELETE FROM {name}{chosen}")  # noqa: S608  # names are declared, roles quoted
    connection.execute(f"INSERT INTO {name} FROM {quoted(source)}.{name}{chosen}")


def _make_room(target: Path) -> None:
    """Set aside files at the target that are not published files."""
    parquet = target.parent / PARQUET_FOLDER
    if parquet.exists() and not parquet.is_dir():
        set_aside(parquet, "damaged")
    if not target.exists():
        return
    clear_logs(target)
    try:
        with open_published(target) as connection:
            check(connection, tables=PUBLIC_TABLES)
    except EarlierVersionError:
        return
    except UnreadablePublishedError as error:
        if error.is_damaged:
            set_aside(target, "damaged")


def is_published(warehouse: Warehouse, path: Path, macros: Collection[str], *, is_thorough: bool = False) -> bool:
    """Return whether a complete, unchanged copy of the working database is published.

    Args:
        warehouse: The working database, whose rows are counted per table.
        path: The published DuckDB file, with its Parquet files beside it.
        macros: Names of macros that it must contain.
        is_thorough: Whether to compare every byte with the hash of the publication.

    Raises:
        LaterVersionError: if a later version published it.
    """
    wanted = warehouse.counts(PUBLIC_TABLES, {})
    try:
        with open_published(path) as connection:
            check(connection, tables=PUBLIC_TABLES)
            functions = connection.execute("SELECT function_name FROM duckdb_functions() WHERE NOT internal").fetchall()
            counts = {table.name: count_rows(connection, table) for table in PUBLIC_TABLES}
    except NothingPublishedError:
        return not any(wanted.values())
    except (UnreadablePublishedError, EarlierVersionError):
        return False
    seal = read_seal(path)
    parquet = [path.parent / PARQUET_FOLDER / f"{table.name}.parquet" for table in parquet_tables(wanted)]
    return (
        counts == wanted
        and set(macros) <= {name for (name,) in functions}
        and seal is not None
        and seal.is_whole
        and all(map(is_parquet, parquet))
        and not (is_thorough and seal.sha256 != file_hash(path))
    )
