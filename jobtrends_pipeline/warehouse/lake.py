"""The warehouse as a DuckLake: Parquet files with a catalogue in PostgreSQL.

Several machines read it at once; one at a time writes, by a lock in the same PostgreSQL.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import duckdb

from jobtrends_pipeline import clock
from jobtrends_pipeline.errors import JobtrendsError
from jobtrends_pipeline.warehouse.ddl import literal
from jobtrends_pipeline.warehouse.layout import check, check_values
from jobtrends_pipeline.warehouse.refusals import (
    EarlierVersionError,
    LaterVersionError,
    WarehouseDamagedError,
    WarehouseLockedError,
    WarehouseUnreachableError,
    errors_in_words,
    in_words,
)
from jobtrends_pipeline.warehouse.store import Warehouse

if TYPE_CHECKING:
    import psycopg

SCHEMA = "jobtrends"
"""Schema of the catalogue in PostgreSQL."""
_EXTENSIONS = ("ducklake", "postgres_scanner")
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_NUMBERS = count()
"""Numbers of attached lakes, as one process may have several open."""
_LOCK = 0x6A6F6274
"""Number of the lock of writers; one lake to a PostgreSQL database and schema."""
_LOCK_SECONDS = 600
_ABSENT = "does not exist - and creating a new DuckLake is explicitly disabled"
_KEPT_DAYS = 1
"""Files of replaced rows, and files that nobody adopted, are removed after so many days."""


class LakeError(JobtrendsError):
    """The lake cannot be used on this machine; one line with what to do."""


@dataclass(frozen=True, slots=True)
class Lake:
    """A DuckLake.

    Attributes:
        catalogue: Address of the PostgreSQL that keeps the catalogue, without a password.
        files: Folder of the Parquet files, at the same path on every machine.
        variable: Environment variable that gives the address on a machine, for one with a password.
        schema: Schema of the catalogue.
    """

    catalogue: str
    files: Path
    variable: str = ""
    schema: str = SCHEMA

    @property
    def shown(self) -> str:
        """Its folder of files."""
        return f"the lake in {self.files}"

    @property
    def is_readable_while_written(self) -> bool:
        """Yes: readers have the last state."""
        return True

    @property
    def work_folder(self) -> Path:
        """A folder among the lake's files, as adopted files stay where they are.

        Raises:
            WarehouseUnreachableError: if the catalogue does not answer.
        """
        return self._data_path() / "work"

    def exists(self) -> bool:
        """Return whether the catalogue has the schema.

        Raises:
            WarehouseUnreachableError: if the catalogue does not answer.
        """
        with self._catalogue() as postgres:
            found = postgres.execute("SELECT to_regclass(%s)", [f"{self.schema}.ducklake_metadata"]).fetchall()
        return found != [(None,)]

    def open(self) -> Warehouse:
        """Return the warehouse; make the lake if it is absent."""
        return Warehouse(self._opened, shared=self)

    def reading(self) -> Warehouse:
        """Return the warehouse for reading only."""
        return Warehouse(lambda: self._opened(is_read_only=True), is_read_only=True)

    @contextmanager
    def checked(self, reader: int) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the lake for reading only, once it is known to be of this version.

        Raises:
            JobtrendsError: as `check` does.
            duckdb.Error: if a file cannot be read.
        """
        with self._opened(is_read_only=True) as connection:
            check(connection, reader)
            yield connection

    def check(self, reader: int, *, is_thorough: bool = False) -> None:
        """Check that the lake can be read and has this version.

        Args:
            reader: Version of the page reader.
            is_thorough: Whether to read every value of every file.

        Raises:
            EarlierVersionError: if tables or columns are missing.
            LaterVersionError: if it was made by a later version of jobtrends or DuckDB.
            WarehouseDamagedError: if a file is missing or damaged.
            WarehouseUnreachableError: if the catalogue does not answer.
        """
        with errors_in_words(), self.checked(reader) as connection:
            if is_thorough:
                check_values(connection)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers out for the length of the block; a dead one holds nobody up.

        Raises:
            WarehouseLockedError: if another writer does not end in time.
            WarehouseUnreachableError: if the catalogue does not answer.
        """
        with self._catalogue() as postgres:
            import psycopg  # noqa: PLC0415  # an extra, there since the catalogue answered

            try:
                postgres.execute(f"SET lock_timeout = '{_LOCK_SECONDS}s'")
                postgres.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [_LOCK, self.schema])
            except psycopg.errors.LockNotAvailable:
                raise WarehouseLockedError(
                    f"another process has been writing to the lake for {_LOCK_SECONDS} s, nothing was changed: wait "
                    "for it, then run `jobtrends refresh`"
                ) from None
            yield

    def add(self, connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[str]) -> None:
        """Add Parquet files to a table, in the transaction of a connection.

        The lake owns them from then on.
        """
        paths = ", ".join(map(literal, files))
        connection.execute(f"CALL ducklake_add_data_files({_name(connection)}, {literal(table)}, [{paths}])")

    def tidy(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Merge small files; remove files of replaced rows and of lost work after a day."""
        lake, kept_from = _name(connection), clock.now() - timedelta(days=_KEPT_DAYS)
        earlier = f"TIMESTAMPTZ {literal(kept_from.isoformat())}"
        for call in (
            f"ducklake_flush_inlined_data({lake})",  # deletions of a few rows stand in the catalogue until then
            f"ducklake_rewrite_data_files({lake})",
            f"ducklake_expire_snapshots({lake}, older_than => {earlier})",
            f"ducklake_merge_adjacent_files({lake})",
            f"ducklake_cleanup_old_files({lake}, older_than => {earlier})",
            f"ducklake_delete_orphaned_files({lake}, older_than => {earlier})",
        ):
            connection.execute(f"CALL {call}").fetchall()

    def drafted(self) -> "Lake":
        """Return the lake of a new warehouse, in a schema and a folder of its own."""
        return replace(self, schema=f"{self.schema}_draft")

    def draft(self, reader: int) -> "Lake":
        """Return the lake of a new warehouse; remove one that cannot be continued."""
        draft = self.drafted()
        if draft.exists():
            try:
                draft.check(reader)
            except (EarlierVersionError, LaterVersionError, WarehouseDamagedError, LakeError):
                draft.remove()
        return draft

    def replace_by(self, draft: "Lake", reader: int) -> None:  # noqa: ARG002  # a file looks at what it replaces
        """Put a built lake in the place of this one, in one transaction of the catalogue.

        The files of the old one are removed.
        """
        old = self._data_path() if self.exists() else None
        with self.writing(), self._catalogue() as postgres, postgres.transaction():
            postgres.execute(f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE')
            postgres.execute(f'ALTER SCHEMA "{draft.schema}" RENAME TO "{self.schema}"')
        if old:
            shutil.rmtree(old, ignore_errors=True)

    def remove(self) -> None:
        """Remove the lake with its files."""
        folder = self._data_path()
        with self.writing(), self._catalogue() as postgres:
            postgres.execute(f'DROP SCHEMA "{self.schema}" CASCADE')
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _opened(self, *, is_read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """Attach the lake to memory; make it if it is absent and may be made."""
        alias, memory = f"lake_{next(_NUMBERS)}", _memory(is_read_only=is_read_only)
        try:
            with closing(memory.cursor()) as connection:
                if not self._attach(connection, alias, is_read_only=is_read_only):
                    if is_read_only:
                        raise LakeError(f"there is no lake in {self.files} yet: run `jobtrends ingest PATH` first")
                    with self.writing():
                        if not self._attach(connection, alias):
                            self._attach(connection, alias, new=self.files / f"{self.schema}-{uuid4().hex[:12]}")
                connection.execute(f"USE {alias}")
                yield connection
        finally:
            with closing(memory.cursor()) as connection:
                connection.execute(f"DETACH DATABASE IF EXISTS {alias}")

    def _attach(
        self, connection: duckdb.DuckDBPyConnection, alias: str, *, is_read_only: bool = False, new: Path | None = None
    ) -> bool:
        """Attach the lake; return whether it exists.

        Args:
            connection: The connection.
            alias: Name of the lake in the connection.
            is_read_only: Whether nothing may be written.
            new: Folder of a lake to make.
        """
        options = [f"METADATA_SCHEMA {literal(self.schema)}"]
        options.append(f"DATA_PATH {literal(f'{new}/')}" if new else "CREATE_IF_NOT_EXISTS false")
        options += ["READ_ONLY"] if is_read_only else []
        source = literal(f"ducklake:postgres:{self._address()}")
        try:
            connection.execute(f"ATTACH {source} AS {alias} ({', '.join(options)})")
        except duckdb.Error as error:  # its text has the address, perhaps with a password
            if _ABSENT in str(error):
                return False
            clear = in_words(error)
            raise (self._silent() if clear is error else clear) from None
        return True

    @contextmanager
    def _catalogue(self) -> "Iterator[psycopg.Connection[Any]]":
        """Connect to the PostgreSQL of the catalogue."""
        if find_spec("psycopg") is None:
            raise _not_installed()
        import psycopg  # noqa: PLC0415  # an extra

        try:
            postgres = psycopg.connect(self._address(), autocommit=True, connect_timeout=30)
        except psycopg.Error:  # its text may have the address
            raise self._silent() from None
        try:
            yield postgres
        except psycopg.OperationalError:
            raise self._silent() from None
        finally:
            with suppress(psycopg.Error):
                postgres.close()

    def _data_path(self) -> Path:
        with self._catalogue() as postgres:
            query = f"SELECT value FROM \"{self.schema}\".ducklake_metadata WHERE key = 'data_path'"  # noqa: S608
            return Path(postgres.execute(query).fetchall()[0][0])

    def _address(self) -> str:
        return os.environ.get(self.variable, "").strip() or self.catalogue

    def _silent(self) -> WarehouseUnreachableError:
        return WarehouseUnreachableError(
            "the PostgreSQL that keeps the lake's catalogue does not answer, or refuses the user: see `warehouse` in "
            "settings.yaml, and `jobtrends doctor`; nothing was changed"
        )


def _name(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the name of the attached lake, as a literal."""
    return literal(connection.execute("SELECT current_database()").fetchall()[0][0])


@cache
def _memory(*, is_read_only: bool) -> duckdb.DuckDBPyConnection:
    """Return the memory of this process that lakes are attached to.

    To load the extensions takes a third of a second, so it is kept. They come from their installed packages, nothing is
    downloaded.
    """
    connection = duckdb.connect(config=_SETTINGS | ({"threads": 1} if is_read_only else {}))
    for name in _EXTENSIONS:
        spec = find_spec(f"duckdb_extension_{name}")
        folders = spec.submodule_search_locations if spec else None
        if not folders:
            raise _not_installed()
        try:
            file = next(Path(folders[0]).glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension"))
        except StopIteration:
            raise LakeError(
                f"the packages of the lake are not made for DuckDB {duckdb.__version__}: "
                "pip install 'jobtrends_pipeline[cluster]' installs versions that fit"
            ) from None
        connection.execute(f"LOAD {literal(str(file))}")
    return connection


def _not_installed() -> LakeError:
    return LakeError(
        "the lake cannot be opened, its packages are not installed: pip install 'jobtrends_pipeline[cluster]'"
    )
