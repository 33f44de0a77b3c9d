"""Export of tables in five formats, with data package, dictionary and licence."""

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.files import file_hash, sync_folder, write_whole
from jobtrends_pipeline.tables.advert_figures import ADVERT_SOURCES
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES, TABLES_BY_NAME
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.package import PACKAGE_FILE, PackagedTable, data_package
from jobtrends_pipeline.tables.rights import rights_text
from jobtrends_pipeline.warehouse.copies import copy_table, count_rows, table_query
from jobtrends_pipeline.warehouse.ddl import comments, create_table, literal, quoted
from jobtrends_pipeline.warehouse.layout import STORAGE_VERSION
from jobtrends_pipeline.warehouse.leftovers import replace_database
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline.warehouse.sqlite_file import datasette_metadata, write_sqlite

FILE_PER_TABLE = {"csv": "csv", "parquet": "parquet", "json": "jsonl"}
"""Formats with one file per table, and the endings of the files."""
DATABASE = "jobtrends"
MEMORY_LIMIT = "2GB"


class ExportError(JobtrendsError):
    """The export was not written; one line with the reason and what to do."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Selection of an export; all of the warehouse by default.

    Attributes:
        form: `csv`, `parquet`, `json`, `duckdb` or `sqlite`.
        tables: Names of tables; all when empty.
        roles: Partition keys of roles; all when empty.
        offers: Further SQL statements for a DuckDB file, such as macros over its tables.
    """

    form: str
    tables: Sequence[str] = ()
    roles: Sequence[str] = ()
    offers: Iterable[str] = field(default=(), repr=False)

    @property
    def chosen(self) -> list[Table]:
        """The selected tables, in the order of the catalog."""
        return [table for table in PUBLIC_TABLES if not self.tables or table.name in self.tables]


def export_tables(
    published: Path, folder: Path, choice: Choice, tell: Callable[[str], None] = lambda _: None
) -> dict[str, int]:
    """Write tables to a folder, with a data package, a dictionary and the licence.

    They are `datapackage.json`, `columns.csv` and `RIGHTS.txt`. Everything is written to a hidden folder first. A new
    folder then appears by one rename; in an existing one each file is renamed, `datapackage.json` last: files of the
    same name are replaced, others stay.

    Args:
        published: The published DuckDB file.
        folder: Where to write.
        choice: What to write.
        tell: Called with a line of progress for each table.

    Returns:
        Number of rows by table name.

    Raises:
        ExportError: if a table or role does not exist, or the disk is full; nothing is half-written.
        NothingPublishedError: if nothing was published yet.
    """
    folder = folder.expanduser().resolve()
    with open_published(published) as connection:
        _check(connection, choice)
        with _draft(folder) as draft, _clear_errors(folder):
            connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            connection.execute(f"SET temp_directory = {literal(str(draft / '.spill'))}")
            rows = _write(connection, draft, choice, tell)
            as_of, rights = newest_vintage(connection), rights_held(connection)
            shutil.rmtree(draft / ".spill", ignore_errors=True)
            _write_companions(draft, choice, rows, as_of, rights)
    return rows


def _check(connection: duckdb.DuckDBPyConnection, choice: Choice) -> None:
    if unknown := sorted(set(choice.tables) - set(TABLES_BY_NAME)):
        raise ExportError(f'there is no table {", ".join(unknown)}: `jobtrends sql "show tables"` lists them')
    if private := [name for name in choice.tables if TABLES_BY_NAME[name].is_private]:
        raise ExportError(
            f"{', '.join(private)}: private, as rows of adverts may name people; no export holds them, facts made of "
            "them can be exported"
        )
    query = "SELECT role FROM captures UNION SELECT role FROM chart_images UNION SELECT role FROM fact_demand"
    known_roles = {role for (role,) in connection.execute(query).fetchall()}
    if unknown := sorted(set(choice.roles) - known_roles):
        raise ExportError(f"nothing is held of the role {', '.join(unknown)}: `jobtrends roles` lists all roles")


def _write(
    connection: duckdb.DuckDBPyConnection, draft: Path, choice: Choice, tell: Callable[[str], None]
) -> dict[str, int]:
    roles = choice.roles or None
    if choice.form == "sqlite":
        path = draft / f"{DATABASE}.sqlite"
        return write_sqlite(connection, choice.chosen, path, roles, lambda table: tell(f"writing {table.name}"))
    if choice.form == "duckdb":
        tell(f"writing {DATABASE}.duckdb")
        return _write_duckdb(connection, draft / f"{DATABASE}.duckdb", choice)
    rows = {}
    for table in choice.chosen:
        tell(f"writing {table.name}")
        rows[table.name] = copy_table(connection, table, draft / f"{table.name}.{FILE_PER_TABLE[choice.form]}", roles)
    return rows


def _write_duckdb(connection: duckdb.DuckDBPyConnection, path: Path, choice: Choice) -> dict[str, int]:
    """Copy the published file if all of it is chosen, else write a new one."""
    if not choice.tables and not choice.roles:
        (source,) = connection.execute(
            "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
        ).fetchall()[0]
        shutil.copyfile(source, path)
        with open_published(path) as copied:
            return {table.name: count_rows(copied, table) for table in choice.chosen}
    source = connection.execute("SELECT current_database()").fetchall()[0][0]
    version = literal(STORAGE_VERSION)
    connection.execute(f"ATTACH {literal(str(path))} AS exported (READ_WRITE, STORAGE_VERSION {version})")
    connection.execute("USE exported")
    rows = {}
    for table in choice.chosen:
        cells = [f"t.{quoted(name)}" for name in table.column_names]
        query = table_query(table, cells, choice.roles or None, source)
        connection.execute(create_table(table))
        inserted = connection.execute(f"INSERT INTO {quoted(table.name)} {query}")
        rows[table.name] = int(inserted.fetchall()[0][0])
        for statement in comments(table):
            connection.execute(statement)
    for statement in () if choice.tables else choice.offers:
        connection.execute(statement)
    connection.execute(f"USE {quoted(source)}")
    connection.execute("DETACH exported")
    return rows


def newest_vintage(connection: duckdb.DuckDBPyConnection) -> date | None:
    """Return the newest as-of date of the facts; None without facts."""
    each = " UNION ALL ".join(f"SELECT max(as_of) AS as_of FROM {quoted(table.name)}" for table in FACT_TABLES)  # noqa: S608
    newest = connection.execute(f"SELECT max(as_of) FROM ({each})").fetchall()[0][0]  # noqa: S608
    return newest if isinstance(newest, date) else None


def rights_held(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the text of RIGHTS.txt, with the terms of the sources of own adverts."""
    query = f"SELECT publisher, licence, attribution FROM {ADVERT_SOURCES.name} ORDER BY publisher, source"  # noqa: S608
    return rights_text(connection.execute(query).fetchall())


def _write_companions(draft: Path, choice: Choice, rows: dict[str, int], as_of: date | None, rights: str) -> None:
    """Write dictionary, licence, datasette metadata and data package."""
    is_file_per_table = choice.form in FILE_PER_TABLE
    form = FILE_PER_TABLE.get(choice.form, choice.form)
    paths = {name: f"{name if is_file_per_table else DATABASE}.{form}" for name in rows}
    hashes = {path: file_hash(draft / path) for path in set(paths.values())}
    packaged = [
        PackagedTable(
            table.name, table, paths[table.name], form, rows[table.name],
            (draft / paths[table.name]).stat().st_size, hashes[paths[table.name]],
        )
        for table in choice.chosen
    ]  # fmt: skip
    if choice.form == "sqlite":
        write_json(draft / "metadata.json", datasette_metadata(choice.chosen, DATABASE, as_of))
    write_whole(draft / "columns.csv", data_dictionary(choice.chosen))
    write_whole(draft / "RIGHTS.txt", rights)
    write_json(draft / PACKAGE_FILE, data_package(f"jobtrends-{choice.form}", "IT job trends", packaged, as_of))


def write_json(path: Path, content: object) -> None:
    """Write a document as indented JSON, for people to read."""
    write_whole(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """Make a hidden folder; move its files to the target if the block succeeds.

    It is removed in any case.
    """
    is_new = not folder.exists()
    draft = (folder.parent if is_new else folder) / f".{folder.name}.export"
    if not is_new and not folder.is_dir():
        raise ExportError(f"{folder} is a file: name a folder to export to")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
        if is_new:
            draft.rename(folder)
            sync_folder(folder.parent)
        else:
            _move(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _move(draft: Path, folder: Path) -> None:
    """Move each file to its place.

    The data package is removed first and moved last, so that an existing one is always correct.
    """
    written = sorted(draft.iterdir(), key=lambda path: path.name == PACKAGE_FILE)
    if blocked := [path.name for path in written if (folder / path.name).is_dir()]:
        raise ExportError(f"{folder / blocked[0]} is a folder, where a file is to be written: move it away")
    (folder / PACKAGE_FILE).unlink(missing_ok=True)
    for path in written:
        replace_database(path, folder / path.name)
    sync_folder(folder)


@contextmanager
def _clear_errors(folder: Path) -> Iterator[None]:
    """Convert errors of databases that cannot write to one line; pass on others."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException, sqlite3.Error) as error:
        reason = " ".join(str(error).split())
        raise ExportError(
            f"the export to {folder} was not written: {reason}; see to the disk and run the same command again, "
            "nothing is half-written"
        ) from error


def data_dictionary(tables: Iterable[Table] = PUBLIC_TABLES) -> str:
    """Build a CSV of all columns: description, type, unit and bounds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["table", "column", "type", "unit", "in_grain", "nullable", "minimum", "maximum", "allowed", "description"]
    )
    for table in tables:
        for column in table:
            bounds = (column.minimum, column.maximum, " | ".join(column.allowed))
            kind = (column.type.value, column.unit, column.name in table.grain, column.nullable)
            writer.writerow([table.name, column.name, *kind, *bounds, column.description])
    return text.getvalue()
