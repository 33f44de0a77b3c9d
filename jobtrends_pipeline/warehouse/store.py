"""The working database: read rows, and replace rows of several tables in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.ddl import quoted
from jobtrends_pipeline.warehouse.layout import STORAGE, check, prepare
from jobtrends_pipeline.warehouse.refusals import in_words

if TYPE_CHECKING:
    import pandas as pd  # half a second to import: not for every process that loads the definitions

Connect = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]
Keys = Mapping[str, Sequence[object]]
Derivation = Callable[[duckdb.DuckDBPyConnection], Mapping[str, str]]
"""Works on an open connection and gives a query for each table."""


class Warehouse:
    """One DuckDB file with every table of the catalog; connections live for one call and are closed after it.

    Args:
        connect: Opens the file; for reading and writing only one process can at a time, others wait for it.
        is_read_only: Whether the file is opened for reading only, so that no table is made.
    """

    def __init__(self, connect: Connect, *, is_read_only: bool = False) -> None:
        self._connect = connect
        self._prepare = check if is_read_only else prepare
        self._is_prepared = False

    @classmethod
    def at(cls, path: Path) -> "Warehouse":
        """The warehouse in a file, opened by DuckDB itself."""
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(lambda: duckdb.connect(path, config=STORAGE))

    @classmethod
    def reading(cls, path: Path) -> "Warehouse":
        """The warehouse in a file that is there, for one of several processes that read it while none writes.

        Nothing is made or changed, on a read-only disk either.
        """
        return cls(lambda: duckdb.connect(path, read_only=True, config={"threads": 1}), is_read_only=True)

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """An open connection with all tables made; closed when the block ends, well or not.

        Raises:
            EarlierVersionError: if a table in the file lacks columns of its declaration.
            LaterVersionError: if the file was made by a later version.
            WarehouseDamagedError: if the file is no database, or a damaged one.
            WarehouseDeniedError: if the file may not be opened.
            WarehouseLockedError: if another process has the file open.
            WarehouseFullError: if there is no room for what is stored.
        """
        try:
            with self._connect() as connection, closing(connection):
                if not self._is_prepared:
                    self._prepare(connection)
                    self._is_prepared = True
                yield connection
        except duckdb.Error as error:  # a commit without room is no IOException
            clear = in_words(error)
            if clear is error:
                raise
            raise clear from error

    def counts(self, tables: Iterable[Table], keys: Keys) -> dict[str, int]:
        """Number of rows of each table that the keys name, by table name."""
        condition, values = _condition(keys)
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

    def read(self, table: Table, keys: Keys | None = None) -> "pd.DataFrame":
        """Rows of a table as a typed frame, in the order of its grain.

        Args:
            table: The table.
            keys: Column to the values it may have; all rows when null.
        """
        return self.read_many([table], keys)[table.name]

    def read_many(self, tables: Iterable[Table], keys: Keys | None = None) -> "dict[str, pd.DataFrame]":
        """Rows of several tables that have the same key columns, by table name, from one connection."""
        from jobtrends_pipeline.tables.frames import typed  # noqa: PLC0415  # imports pandas

        condition, values = _condition(keys or {})
        with self.connection() as connection:
            return {table.name: typed(table, _select(connection, table, condition, values)) for table in tables}

    def read_newest(self, tables: Iterable[Table], keys: Keys | None = None) -> "dict[str, pd.DataFrame]":
        """Rows of several tables of lists, of the newest vintage of each role, market, place and window only."""
        from jobtrends_pipeline.tables.frames import typed  # noqa: PLC0415  # imports pandas

        condition, values = _condition(keys or {})
        page = "role, market, place, window_months"
        with self.connection() as connection:
            found = {}
            for table in tables:
                newest = f"SELECT {page}, max(as_of) FROM {quoted(table.name)}{condition} GROUP BY ALL"  # noqa: S608
                chosen = f" WHERE ({page}, as_of) IN ({newest})"
                found[table.name] = typed(table, _select(connection, table, chosen, values))
            return found

    def replace(self, frames: "Mapping[str, pd.DataFrame]", keys: Keys) -> None:
        """Replace the rows that the keys name by those of the frames: all tables in one transaction, or none.

        Args:
            frames: Typed frame per table name.
            keys: Column to values; rows whose columns have these values are removed first. Without a key all are.
        """
        condition, values = _condition(keys)
        with self.connection() as connection, _transaction(connection):
            for name, frame in frames.items():
                connection.execute(f"DELETE FROM {quoted(name)}{condition}", values)  # noqa: S608
                if not frame.empty:
                    connection.register("incoming", frame)
                    _insert(connection, TABLES_BY_NAME[name], "FROM incoming")
                    connection.unregister("incoming")

    def derive(self, queries_of: Derivation, keys: Keys) -> dict[str, int]:
        """Replace the rows that the keys name by those that queries give: all tables in one transaction, or none.

        Args:
            queries_of: From the open connection, a query for each table name, whose columns go by name. A query
                must not read the tables that are replaced.
            keys: Column to values; rows whose columns have these values are removed first. Without a key all are.

        Returns:
            Number of rows that each table was given.
        """
        condition, values = _condition(keys)
        counts = {}
        with self.connection() as connection:
            queries = queries_of(connection)  # ahead of the transaction, in which its own tables are slow to read
            with _transaction(connection):
                for name, query in queries.items():
                    connection.execute(f"DELETE FROM {quoted(name)}{condition}", values)  # noqa: S608
                    counts[name] = _insert(connection, TABLES_BY_NAME[name], query)
        return counts


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block is stored, or nothing of it."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _insert(connection: duckdb.DuckDBPyConnection, table: Table, query: str) -> int:
    """Add the rows of a query to a table, columns by name; gives how many."""
    names = ", ".join(quoted(name) for name in table.column_names)
    statement = f"INSERT INTO {quoted(table.name)} ({names}) SELECT {names} FROM ({query})"  # noqa: S608
    return int(connection.execute(statement).fetchall()[0][0])


def _select(
    connection: duckdb.DuckDBPyConnection, table: Table, condition: str, values: list[object]
) -> "pd.DataFrame":
    order = ", ".join(quoted(name) for name in table.grain)
    query = f"SELECT * FROM {quoted(table.name)}{condition} ORDER BY {order}"  # noqa: S608  # names are declared
    return connection.execute(query, values).df()


def _condition(keys: Keys) -> tuple[str, list[object]]:
    if not keys:
        return "", []
    terms = (f"{quoted(name)} IN (SELECT unnest(?))" for name in keys)
    return " WHERE " + " AND ".join(terms), [list(values) for values in keys.values()]
