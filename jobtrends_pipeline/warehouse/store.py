"""Working database: reads of rows, and transactional replacement across tables."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import duckdb

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.changes import note_changes
from jobtrends_pipeline.warehouse.ddl import literal, quoted
from jobtrends_pipeline.warehouse.layout import STORAGE, check, is_ready, prepare
from jobtrends_pipeline.warehouse.ledger import Piece, note_adopted
from jobtrends_pipeline.warehouse.refusals import errors_in_words
from jobtrends_pipeline.warehouse.room import within_limits
from jobtrends_pipeline.warehouse.statements import Keys, condition_of, delete, insert, select, transaction

if TYPE_CHECKING:
    import pandas as pd  # takes half a second to import; not needed by every process that loads the definitions

Connect = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]
Derivation = Callable[[duckdb.DuckDBPyConnection], Mapping[str, str]]
"""Takes an open connection, and returns a query for each table name."""


class Shared(Protocol):
    """A database that several machines write."""

    def writing(self) -> AbstractContextManager[None]:
        """Keep other writers out for the length of the block."""

    def add(self, connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[str]) -> None:
        """Add the rows of Parquet files to a table, in the transaction of the connection."""

    def tidy(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Merge small files and remove those of replaced rows."""


class Warehouse:
    """A database with every table of the catalog; connections last for one call.

    Args:
        connect: Opens the database; only one process can have a file open for writing, others wait for it.
        is_read_only: Whether it is opened for reading only, so that no table is created.
        shared: The database, if other machines write it too.
    """

    def __init__(self, connect: Connect, *, is_read_only: bool = False, shared: Shared | None = None) -> None:
        self._connect = connect
        self._is_read_only = is_read_only
        self._shared = shared
        self._is_prepared = self._is_writing = self._is_in_transaction = False
        self._kept: duckdb.DuckDBPyConnection | None = None

    @classmethod
    def at(cls, path: Path) -> "Warehouse":
        """Return the warehouse in a file, opened by DuckDB itself."""
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(lambda: duckdb.connect(path, config=STORAGE))

    @classmethod
    def reading(cls, path: Path) -> "Warehouse":
        """Return the warehouse in an existing file for reading only.

        Several processes may read it while none writes. No file is made or changed, so that it works on a read-only
        disk.
        """
        return cls(lambda: duckdb.connect(path, read_only=True, config={"threads": 1}), is_read_only=True)

    @contextmanager
    def kept_open(self) -> "Iterator[Warehouse]":
        """Use one connection for all calls of the block.

        To open the file costs more than a small query. No other process can read or write the file meanwhile.

        Raises:
            WarehouseLockedError: if another process has the file open; further errors as of `connection`.
        """
        with self.connection() as connection:
            before, self._kept = self._kept, connection
            try:
                yield self
            finally:
                self._kept = before

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open a connection with all tables created; close it when the block ends.

        Within `kept_open` it is the connection that is open already.

        Raises:
            EarlierVersionError: if a table in the file lacks declared columns.
            LaterVersionError: if the file was made by a later version.
            WarehouseDamagedError: if the file is not a database, or a damaged one.
            WarehouseDeniedError: if the file may not be opened.
            WarehouseLockedError: if another process has the file open.
            WarehouseFullError: if the disk is too full to store the data.
        """
        with errors_in_words():  # a commit on a full disk is not an IOException
            if self._kept:
                yield self._kept
                return
            with self._connect() as connection, closing(connection):
                if not self._is_prepared:
                    self._ready(connection)
                    self._is_prepared = True
                yield connection

    def _ready(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Create the tables in a new database; check those of an existing one."""
        if self._is_read_only:
            check(connection)
        elif not is_ready(connection):
            with self.writing():
                prepare(connection)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep writers of other machines out for the length of the block.

        Raises:
            WarehouseLockedError: if another writer does not end in time.
        """
        if self._shared is None or self._is_writing:
            yield
            return
        with self._shared.writing():
            self._is_writing = True
            try:
                yield
            finally:
                self._is_writing = False

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Commit all changes of the block together, or roll all of them back.

        Calls within the block are part of it.

        Yields:
            The connection.
        """
        if self._is_in_transaction and self._kept:
            yield self._kept
            return
        with self.kept_open(), self.writing(), self.connection() as connection, transaction(connection):
            self._is_in_transaction = True
            try:
                yield connection
            finally:
                self._is_in_transaction = False

    def tidy(self) -> None:
        """Remove what a shared database no longer needs; one of a single file needs none."""
        if self._shared:
            with self.writing(), self.connection() as connection:
                self._shared.tidy(connection)

    def counts(self, tables: Iterable[Table], keys: Keys) -> dict[str, int]:
        """Count the rows that match the keys, by table name."""
        condition, values = condition_of(keys)
        with self.connection() as connection:
            return {
                table.name: int(
                    connection.execute(
                        f"SELECT count(*) FROM {quoted(table.name)}{condition}",  # noqa: S608  # names are declared
                        values,
                    ).fetchall()[0][0]
                )
                for table in tables
            }

    def has_unread(self, parser_version: int, chart_reader_version: int) -> bool:
        """Return whether any capture is to be read by these readers, or loaded."""
        return bool(self.unread_roles(parser_version, chart_reader_version))

    def captured_roles(self) -> set[str]:
        """Return the roles with captures of pages or charts."""
        with self.connection() as connection:
            query = "SELECT role FROM captures UNION SELECT role FROM chart_images"
            return {role for (role,) in connection.execute(query).fetchall()}

    def unread_roles(self, parser_version: int, chart_reader_version: int) -> set[str]:
        """Return the roles with pages to read or load, or with chart images to read.

        Args:
            parser_version: Version of the page reader.
            chart_reader_version: Version of the chart reader.
        """
        # The numbers stand in the text, as DuckDB imports pandas to take a parameter.
        query = f"""
            SELECT role FROM captures WHERE loaded_version IS NULL OR coalesce(parser_version, 0) < {parser_version:d}
            UNION SELECT role FROM chart_images WHERE coalesce(reader_version, 0) < {chart_reader_version:d}
        """  # noqa: S608
        with self.connection() as connection:
            return {role for (role,) in connection.execute(query).fetchall()}

    def counts_by_role(
        self, tables: Iterable[Table], roles: Sequence[str], condition: str = "TRUE"
    ) -> dict[str, dict[str, int]]:
        """Count the rows of each role, by table name and role; 0 where a role has none.

        Args:
            tables: The tables.
            roles: The roles.
            condition: SQL condition of the rows that count.
        """
        chosen, values = condition_of({"role": roles})
        counts = {}
        with self.connection() as connection:
            for table in tables:
                source = f"FROM {quoted(table.name)}{chosen} AND {condition}"
                found = dict(connection.execute(f"SELECT role, count(*) {source} GROUP BY role", values).fetchall())
                counts[table.name] = {role: int(found.get(role, 0)) for role in roles}
        return counts

    def read(self, table: Table, keys: Keys | None = None) -> "pd.DataFrame":
        """Read rows of a table as a typed frame, in the order of its grain.

        Args:
            table: The table.
            keys: Allowed values by column; all rows when null.
        """
        return self.read_many([table], keys)[table.name]

    def read_many(self, tables: Iterable[Table], keys: Keys | None = None) -> "dict[str, pd.DataFrame]":
        """Read rows of several tables with the same key columns, by table name.

        One connection is used for all.
        """
        from jobtrends_pipeline.tables.frames import typed  # noqa: PLC0415  # imports pandas

        condition, values = condition_of(keys or {})
        with self.connection() as connection:
            return {table.name: typed(table, select(connection, table, condition, values)) for table in tables}

    def read_head(self, table: Table, role: str, rows: int) -> "pd.DataFrame":
        """Read the first rows of a role, in the order of the table's grain."""
        from jobtrends_pipeline.tables.frames import typed  # noqa: PLC0415  # imports pandas

        condition, values = condition_of({"role": [role]})
        with self.connection() as connection:
            return typed(table, select(connection, table, condition, values, most=rows))

    def read_newest(self, tables: Iterable[Table], keys: Keys | None = None) -> "dict[str, pd.DataFrame]":
        """Read rows of list tables for the newest vintage only, by table name.

        It is the newest of each role, market, place and window.
        """
        from jobtrends_pipeline.tables.frames import typed  # noqa: PLC0415  # imports pandas

        condition, values = condition_of(keys or {})
        page = "role, market, place, window_months"
        with self.connection() as connection:
            frames = {}
            for table in tables:
                newest = f"SELECT {page}, max(as_of) FROM {quoted(table.name)}{condition} GROUP BY ALL"  # noqa: S608
                chosen = f" WHERE ({page}, as_of) IN ({newest})"
                frames[table.name] = typed(table, select(connection, table, chosen, values))
            return frames

    def replace(self, frames: "Mapping[str, pd.DataFrame]", keys: Keys) -> None:
        """Replace the rows that match the keys by those of the frames, in one transaction.

        Args:
            frames: Typed frame by table name; with a key `role` it has only rows of these roles.
            keys: Values by column; rows with these values are removed first, and all rows if there is no key. With a
                key `role`, rows of other roles are not even looked at.
        """
        with self.transaction() as connection:
            for name, frame in frames.items():
                note_changes(connection, name, delete(connection, name, keys, frame))
                if not frame.empty:
                    connection.register("incoming", frame)
                    insert(connection, TABLES_BY_NAME[name], "FROM incoming")
                    connection.unregister("incoming")

    def derive(self, queries_of: Derivation, roles: Sequence[str] | None) -> dict[str, int]:
        """Replace the rows of some roles by query results, in one transaction.

        Args:
            queries_of: Returns a query by table name for the open connection; columns are matched by name. A query must
                not read the tables that are replaced.
            roles: Roles whose rows are replaced, by rows of these roles; all rows when null.

        Returns:
            Number of rows inserted, by table name.
        """
        with self.kept_open(), self.connection() as connection:
            rows = _rows_of(connection, roles)
            return within_limits(connection, lambda: self._derive(connection, queries_of, roles), rows)

    def _derive(
        self, connection: duckdb.DuckDBPyConnection, queries_of: Derivation, roles: Sequence[str] | None
    ) -> dict[str, int]:
        condition, values = condition_of({} if roles is None else {"role": roles})
        queries = queries_of(connection)  # before the transaction, in which changed tables are slow to read
        counts = {}
        with self.transaction():
            for name, query in queries.items():
                connection.execute(f"DELETE FROM {quoted(name)}{condition}", values)  # noqa: S608
                counts[name] = insert(connection, TABLES_BY_NAME[name], query)
                note_changes(connection, name, roles)
        return counts

    def adopt(self, files: Mapping[str, Sequence[str]], keys: Keys, pieces: Collection[Piece] = ()) -> None:
        """Replace the rows that match the keys by those of files, in one transaction.

        A shared database takes the files over, which must lie in its own folder; a file copies their rows, and removes
        them then.

        Args:
            files: Paths by table name; a table without any only loses the rows that match.
            keys: As of `replace`, with a key `role`.
            pieces: Pieces of work that wrote the files, to be noted in the ledger.
        """
        roles = {str(role) for role in keys["role"]}
        condition, values = condition_of(keys)
        with self.transaction() as connection:
            for name, paths in files.items():
                connection.execute(f"DELETE FROM {quoted(name)}{condition}", values)  # noqa: S608
                if paths and self._shared:
                    self._shared.add(connection, name, paths)
                elif paths:
                    insert(connection, TABLES_BY_NAME[name], f"FROM read_parquet([{', '.join(map(literal, paths))}])")
                note_changes(connection, name, roles)
            if pieces:
                note_adopted(connection, pieces)
        if not self._shared:
            for path in chain.from_iterable(files.values()):
                Path(path).unlink(missing_ok=True)


def _rows_of(connection: duckdb.DuckDBPyConnection, roles: Sequence[str] | None) -> int:
    """Estimate the number of facts of roles by those of the two largest kinds."""
    condition, values = condition_of({} if roles is None else {"role": roles})
    counts = (
        connection.execute(f"SELECT count(*) FROM {name}{condition}", values).fetchall()[0][0]  # noqa: S608
        for name in ("fact_demand", "fact_skill")
    )
    return sum(counts)
