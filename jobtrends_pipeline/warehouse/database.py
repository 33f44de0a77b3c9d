"""Where the warehouse is kept: a file, or a lake that several machines share."""

import contextlib
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import duckdb

from jobtrends_pipeline.warehouse.layout import check_file, checked_file
from jobtrends_pipeline.warehouse.leftovers import clear_logs, remove, replace_database, set_aside
from jobtrends_pipeline.warehouse.refusals import EarlierVersionError, WarehouseDamagedError
from jobtrends_pipeline.warehouse.store import Connect, Warehouse


class Database(Protocol):
    """Opens the warehouse; can be sent to other processes, and contains no secret."""

    @property
    def shown(self) -> str:
        """Where it is, for messages."""

    @property
    def is_readable_while_written(self) -> bool:
        """Whether others can read it while a process has it open for writing."""

    @property
    def work_folder(self) -> str:
        """Folder, or prefix of objects, for files of rows that workers write."""

    def exists(self) -> bool:
        """Return whether there is anything to open."""

    def open(self) -> Warehouse:
        """Return the warehouse for reading and writing; make it if it is absent."""

    def reading(self) -> Warehouse:
        """Return the warehouse for reading only; nothing is made or changed."""

    def checked(self, reader: int) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """Open it for reading only, once it is known to be of this version.

        Args:
            reader: Version of the page reader; no page may have been read by a later one.

        Raises:
            JobtrendsError: if it is damaged or of another version, or does not answer.
            duckdb.Error: if it cannot be opened; see `refusals.in_words`.
        """

    def check(self, reader: int, *, is_thorough: bool = False) -> None:
        """Check that it can be read and has this version; see `layout.check_file`."""

    def drafted(self) -> Self:
        """Return where a new warehouse is built, to replace this one; look at nothing."""

    def draft(self, reader: int) -> Self:
        """Return where a new warehouse is built, ready to be built in.

        A valid draft of a killed command is continued; an invalid one is removed.

        Args:
            reader: Version of the page reader.
        """

    def replace_by(self, draft: Self, reader: int) -> None:
        """Put a built draft in the place of this warehouse, at once.

        Args:
            draft: The draft.
            reader: Version of the page reader.
        """


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """A DuckDB file, which one process at a time can write."""

    path: Path

    @property
    def shown(self) -> str:
        """Its path."""
        return str(self.path)

    @property
    def is_readable_while_written(self) -> bool:
        """No: DuckDB locks the file."""
        return False

    @property
    def work_folder(self) -> str:
        """A hidden folder beside the file."""
        return str(self.path.with_name(f".{self.path.name}.work"))

    def exists(self) -> bool:
        """Return whether the file exists."""
        return self.path.exists()

    def open(self, connect: Connect | None = None) -> Warehouse:
        """Return the warehouse; make the file's folder if it is missing.

        Args:
            connect: Opens the file; DuckDB itself when null.
        """
        if connect is None:
            return Warehouse.at(self.path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return Warehouse(connect)

    def reading(self) -> Warehouse:
        """Return the warehouse for reading only.

        Several processes may read it while none writes. It works on a read-only disk.
        """
        return Warehouse.reading(self.path)

    def checked(self, reader: int) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """Open the file; see `Database.checked`."""
        return checked_file(self.path, reader)

    def check(self, reader: int, *, is_thorough: bool = False) -> None:
        """Check that the file can be read and has this version.

        Raises:
            JobtrendsError: as `layout.check_file` does.
        """
        check_file(self.path, reader, is_thorough=is_thorough)

    def drafted(self) -> "DatabaseFile":
        """Return the file in which a new database is built."""
        return DatabaseFile(self.path.with_name(f".{self.path.name}.draft.duckdb"))

    def draft(self, reader: int) -> "DatabaseFile":
        """Return the file in which a new database is built; see `Database.draft`."""
        draft = self.drafted()
        draft.path.parent.mkdir(parents=True, exist_ok=True)
        if draft.exists():
            try:
                draft.check(reader)
            except Exception:  # noqa: BLE001  # whatever the fault, it is only a draft
                remove(draft.path)
                clear_logs(draft.path)
        return draft

    def replace_by(self, draft: "DatabaseFile", reader: int) -> None:
        """Replace the file by a rebuilt one; a damaged one is kept under a new name."""
        with draft.open().connection() as connection:
            connection.execute("CHECKPOINT")  # its own log, left by a kill, would not be renamed with it
        if self.exists():
            try:
                with contextlib.suppress(EarlierVersionError):
                    self.check(reader, is_thorough=True)
            except WarehouseDamagedError:
                set_aside(self.path, "damaged")
        replace_database(draft.path, self.path)
        clear_logs(draft.path)
