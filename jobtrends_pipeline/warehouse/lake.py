"""The warehouse as a DuckLake: Parquet files with a catalogue in PostgreSQL.

The files lie in a folder or in an object store. Several machines read it at once; one at a time writes, by a lock in
the same PostgreSQL.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import count
from uuid import uuid4

import duckdb

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.warehouse.catalogue import Catalogue, silent_catalogue
from jobtrends_pipeline.warehouse.ddl import literal
from jobtrends_pipeline.warehouse.extensions import NO_DOWNLOADS, LakeError, load_extension
from jobtrends_pipeline.warehouse.layout import check, check_values
from jobtrends_pipeline.warehouse.objects import ObjectStore, has_objects, is_objects, remove_objects, store_of
from jobtrends_pipeline.warehouse.refusals import (
    EarlierVersionError,
    LaterVersionError,
    WarehouseDamagedError,
    WarehouseUnreachableError,
    errors_in_words,
    in_words,
)
from jobtrends_pipeline.warehouse.store import Warehouse

SCHEMA = "jobtrends"
"""Schema of the catalogue in PostgreSQL."""
_EXTENSIONS = ("ducklake", "postgres_scanner")
_NUMBERS = count()
"""Numbers of attached lakes, as one process may have several open."""
_ABSENT = "does not exist - and creating a new DuckLake is explicitly disabled"
_KEPT_DAYS = 1
"""Files of replaced rows, and files that nobody adopted, are removed after so many days."""


class NoLakeError(LakeError):
    """The catalogue has no lake yet, or one that was never finished."""


@dataclass(frozen=True, slots=True)
class Lake:
    """A DuckLake.

    Attributes:
        catalogue: Address of the PostgreSQL that keeps the catalogue, without a password.
        files: Folder of the Parquet files, at the same path on every machine, or `s3://bucket/prefix`.
        variable: Environment variable that gives the address on a machine, for one with a password.
        schema: Schema of the catalogue.
    """

    catalogue: str
    files: str
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
    def work_folder(self) -> str:
        """A place among the lake's files, as adopted files stay where they are.

        Raises:
            WarehouseUnreachableError: if the catalogue does not answer.
        """
        return f"{self._catalogue.data_path()}work"

    def exists(self) -> bool:
        """Return whether the catalogue has the schema.

        Raises:
            WarehouseUnreachableError: if the catalogue does not answer.
        """
        return self._catalogue.exists()

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
            WarehouseUnreachableError: if the catalogue does not answer, or the store has none of the files.
            LakeError: if the files lie elsewhere than settings.yaml says.
        """
        place = self._catalogue.data_path()
        if not place.startswith(f"{self.files.rstrip('/')}/"):
            raise LakeError(
                f"the lake is in {place}, and `warehouse.files` in settings.yaml says {self.files}: write there where "
                "it is; to move a lake, see docs/operations.md"
            )
        try:
            with errors_in_words(), self.checked(reader) as connection:
                if is_thorough:
                    check_values(connection)
        except WarehouseDamagedError:
            if is_objects(place) and not has_objects(place):
                raise WarehouseUnreachableError(
                    "the object store has none of the lake's files, it may be another store or bucket: see "
                    "AWS_ENDPOINT_URL and `warehouse.files` in settings.yaml"
                ) from None
            raise

    def writing(self) -> AbstractContextManager[None]:
        """Keep other writers out for the length of the block; see `Catalogue.writing`."""
        return self._catalogue.writing()

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
            except (EarlierVersionError, LaterVersionError, WarehouseDamagedError, NoLakeError):
                draft.remove()
        return draft

    def replace_by(self, draft: "Lake", reader: int) -> None:  # noqa: ARG002  # a file looks at what it replaces
        """Put a built lake in the place of this one, in one transaction of the catalogue.

        The files of the old one are removed.
        """
        old = self._catalogue.data_path() if self.exists() else None
        self._catalogue.replace_by(draft.schema)
        if old:
            _remove_files(old)

    def remove(self) -> None:
        """Remove the lake with its files."""
        files = self._catalogue.data_path()
        self._catalogue.remove()
        _remove_files(files)

    @property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self.catalogue, self.variable, self.schema)

    @contextmanager
    def _opened(self, *, is_read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """Attach the lake to memory; make it if it is absent and may be made."""
        alias, memory = f"lake_{next(_NUMBERS)}", _memory(store_of(self.files), is_read_only=is_read_only)
        try:
            with closing(memory.cursor()) as connection:
                if not self._attach(connection, alias, is_read_only=is_read_only):
                    if is_read_only:
                        raise NoLakeError(f"there is no lake in {self.files} yet: run `jobtrends ingest PATH` first")
                    with self.writing():
                        if not self._attach(connection, alias):
                            self._attach(connection, alias, new=f"{self.files}/{self.schema}-{uuid4().hex[:12]}")
                connection.execute(f"USE {alias}")
                yield connection
        finally:
            with closing(memory.cursor()) as connection:
                connection.execute(f"DETACH DATABASE IF EXISTS {alias}")

    def _attach(
        self, connection: duckdb.DuckDBPyConnection, alias: str, *, is_read_only: bool = False, new: str = ""
    ) -> bool:
        """Attach the lake; return whether it exists.

        Args:
            connection: The connection.
            alias: Name of the lake in the connection.
            is_read_only: Whether nothing may be written.
            new: Folder or prefix of objects of a lake to make.
        """
        options = [f"METADATA_SCHEMA {literal(self.schema)}"]
        options.append(f"DATA_PATH {literal(f'{new}/')}" if new else "CREATE_IF_NOT_EXISTS false")
        options += ["READ_ONLY"] if is_read_only else []
        source = literal(f"ducklake:postgres:{self._catalogue.address}")
        try:
            connection.execute(f"ATTACH {source} AS {alias} ({', '.join(options)})")
        except duckdb.Error as error:  # its text has the address, perhaps with a password
            if _ABSENT in str(error):
                return False
            clear = in_words(error)
            raise (silent_catalogue() if clear is error else clear) from None
        return True


def _name(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the name of the attached lake, as a literal."""
    return literal(connection.execute("SELECT current_database()").fetchall()[0][0])


@cache
def _memory(store: ObjectStore | None, *, is_read_only: bool) -> duckdb.DuckDBPyConnection:
    """Return the memory of this process that lakes are attached to.

    To load the extensions takes a third of a second, so it is kept.

    Args:
        store: Access to the files; null if they are in a folder.
        is_read_only: Whether nothing is written, by one thread.
    """
    connection = duckdb.connect(config=NO_DOWNLOADS | ({"threads": 1} if is_read_only else {}))
    for name in _EXTENSIONS:
        load_extension(connection, name)
    if store:
        store.connect(connection)
    return connection


def _remove_files(place: str) -> None:
    """Remove the files of a lake that was replaced.

    What cannot be removed stays; nothing reads it.
    """
    if is_objects(place):
        with suppress(JobtrendsError, duckdb.Error):
            remove_objects(place)
    else:
        shutil.rmtree(place, ignore_errors=True)
