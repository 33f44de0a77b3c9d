"""Reading of the published copy, and the reasons why it cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.warehouse.leftovers import logs_beside
from jobtrends_pipeline.warehouse.refusals import (
    EarlierVersionError,
    LaterVersionError,
    WarehouseDamagedError,
    WarehouseLockedError,
    in_words,
)
from jobtrends_pipeline.warehouse.seal import is_as_sealed

_MENDS = "`jobtrends refresh` publishes it anew"


class NothingPublishedError(JobtrendsError):
    """There is no published copy yet; one line with what to do."""


class UnreadablePublishedError(JobtrendsError):
    """The published copy is damaged, was changed, or may not be opened.

    Attributes:
        is_damaged: Whether the file is not a complete database.
    """

    is_damaged: bool = False


def open_published(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a read-only connection to the published copy.

    Raises:
        NothingPublishedError: if nothing was published yet.
        UnreadablePublishedError: if the file is damaged, was changed, or may not be opened.
        LaterVersionError: if a newer DuckDB wrote it.
    """
    if not path.exists():
        raise NothingPublishedError(f"{path} does not exist yet: run `jobtrends ingest PATH` first")
    try:
        connection = duckdb.connect(path, read_only=True)
    except duckdb.Error as error:
        raise _refusal(path, error) from error
    if logs_beside(path) or not is_as_sealed(path):
        connection.close()
        raise _written_into(path)
    return connection


def published_state(path: Path) -> str:
    """Return a text that changes with every publication."""
    if not path.exists():
        return "nothing published"
    stat = path.stat()
    return f"{stat.st_mtime_ns} {stat.st_size} {stat.st_ino}"


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a read-only connection to the published copy for the length of the block.

    Queries of the block may use any table and column of this version.

    Raises:
        NothingPublishedError: if nothing was published yet.
        EarlierVersionError: if the copy lacks a table or column that a query uses.
        LaterVersionError: if a newer DuckDB wrote it.
        UnreadablePublishedError: if the file is damaged, was changed, or may not be opened.
    """
    with open_published(path) as connection:
        try:
            yield connection
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            lack = str(error).splitlines()[0].removeprefix("Catalog Error: ").removeprefix("Binder Error: ")
            raise EarlierVersionError(
                f"the published warehouse is of an earlier version, run `jobtrends refresh`: {lack}"
            ) from error
        except (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException) as error:
            raise _refusal(path, error) from error


def _refusal(path: Path, error: duckdb.Error) -> Exception:
    """Convert DuckDB's error to one about the published file."""
    clear = in_words(error)
    if isinstance(clear, LaterVersionError):
        return clear
    if isinstance(clear, WarehouseLockedError):
        who = f"process {clear.process}" if clear.process else "another process"
        return UnreadablePublishedError(f"{path}: {who} has it open for writing: close it; {_MENDS}")
    if logs_beside(path):
        return _written_into(path)
    refusal = UnreadablePublishedError(f"{path} cannot be read: {_MENDS} ({' '.join(str(error).split())[:200]})")
    if isinstance(clear, WarehouseDamagedError):
        refusal = UnreadablePublishedError(f"{path} is damaged: {_MENDS} ({' '.join(str(error).split())[:200]})")
        refusal.is_damaged = True
    return refusal


def _written_into(path: Path) -> UnreadablePublishedError:
    return UnreadablePublishedError(
        f"{path} is not as it was published, somebody wrote into it or a log of another file stands beside it: {_MENDS}"
    )
