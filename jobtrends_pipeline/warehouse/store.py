"""Working database: connections, and transactional replacement across tables."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import duckdb

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.warehouse.changes import note_changes
from jobtrends_pipeline.warehouse.ddl import literal, quoted
from jobtrends_pipeline.warehouse.layout import STORAGE, check, is_ready, prepare
from jobtrends_pipeline.warehouse.ledger import Piece, note_adopted
from jobtrends_pipeline.warehouse.reads import Reads
from jobtrends_pipeline.warehouse.refusals import errors_in_words
from jobtrends_pipeline.warehouse.room import BATCH_LIMITS, deriving, within_limits
from jobtrends_pipeline.warehouse.statements import Keys, condition_of, delete, insert, transaction

if TYPE_CHECKING:
    import pandas as pd  # takes half a second to import; not needed by every process that loads the definitions

Connect = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]
Derivation = Callable[[duckdb.DuckDBPyConnection], Mapping[str, str]]
"""Takes an open connection, and returns a query for each table name."""
T = TypeVar("T")


class Shared(Protocol):
    """A database that several machines write."""

    def writing(self) -> AbstractContextManager[None]:
        """Keep other writers out for the length of the block."""

    def add(self, connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[str]) -> None:
        """Add the rows of Parquet files to a table, in the transaction of the connection."""

    def tidy(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Merge small files and remove those of replaced rows."""


class Warehouse(Reads):
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

    def in_little_memory(self, work: Callable[[], T]) -> T:
        """Do a batch of work in little memory, or in more if it needs more.

        See `room.within_limits`.

        Args:
            work: Calls of this warehouse; run again if memory was too little.
        """
        with self.kept_open(), self.connection() as connection:
            return within_limits(connection, work, BATCH_LIMITS)

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
            return within_limits(connection, lambda: self._derive(connection, queries_of, roles), deriving(rows))

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
        """Replace the rows that match the keys by those of files, as of `adopting`.

        Args:
            files: Paths by table name; a table without any only loses the rows that match.
            keys: As of `replace`, with a key `role`.
            pieces: Pieces of work that wrote the files, to be noted in the ledger.
        """
        roles = {str(role) for role in keys["role"]}
        condition, values = condition_of(keys)
        with self.adopting(files) as connection:
            for name in files:
                connection.execute(f"DELETE FROM {quoted(name)}{condition}", values)  # noqa: S608
                note_changes(connection, name, roles)
            if pieces:
                note_adopted(connection, pieces)

    @contextmanager
    def adopting(self, files: Mapping[str, Sequence[str]]) -> Iterator[duckdb.DuckDBPyConnection]:
        """Add the rows of files after the block, in one transaction with its changes.

        A shared database takes the files over, which must lie in its own folder; a file copies their rows, and removes
        them then.

        Args:
            files: Paths by table name.

        Yields:
            The connection.
        """
        with self.transaction() as connection:
            yield connection
            for name, paths in files.items():
                if paths and self._shared:
                    self._shared.add(connection, name, paths)
                elif paths:
                    insert(connection, TABLES_BY_NAME[name], f"FROM read_parquet([{', '.join(map(literal, paths))}])")
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
