"""Errors of opening, reading or writing a database, each one line with what to do."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from jobtrends_pipeline.base.errors import Cause, JobtrendsError

_HOLDER = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_LOCKED, _FULL = "could not set lock on file", "no space left on device"
_LATER = ("storage version greater than", "newer version of duckdb")
_DENIED = ("permission denied", "operation not permitted", "read-only file system")
_UNREACHABLE = (
    "unable to connect to postgres", "server closed the connection", "connection to server at",
    "terminating connection", "no connection to the server", "could not receive data from server",
    "failed to query most recent snapshot",
)  # fmt: skip
_DAMAGED = (
    "not a valid duckdb database file", "corrupt database file", "could not read enough bytes", "is a directory",
    "while replaying wal file", "does not match stored checksum", "failed to load metadata pointer",
    "failed to deserialize", "serialization error", "database has been invalidated",
)  # fmt: skip
_LOST_FILE = re.compile(r"cannot open file \"[^\"]*\.parquet\"|\.parquet' .*\(HTTP 404", re.IGNORECASE)
_SILENT_STORE = re.compile(r"error for HTTP [A-Z]+ to '|\(HTTP (code )?5\d\d|\(HTTP (code )?429", re.IGNORECASE)
_CLOSED_STORE = re.compile(r"\(HTTP (code )?(40[013]|30\d)|HTTP 30\d response", re.IGNORECASE)
_NO_BUCKET = re.compile(r"\(HTTP (code )?404", re.IGNORECASE)
_LONGEST = 300


class WarehouseLockedError(JobtrendsError):
    """Another process has the database open.

    Attributes:
        process: Id of that process; null if unknown.
    """

    cause = Cause.LOCKED_WAREHOUSE

    process: int | None = None


class WarehouseFullError(JobtrendsError):
    """The disk is too full to store the data."""

    cause = Cause.FULL_DISK


class WarehouseDamagedError(JobtrendsError):
    """The file is not a database, or one that is truncated or altered."""

    cause = Cause.WAREHOUSE_TO_RENEW


class WarehouseDeniedError(JobtrendsError):
    """The file may not be read or may not be written."""

    cause = Cause.WAREHOUSE_REFUSED


class WarehouseUnreachableError(JobtrendsError):
    """The PostgreSQL of the lake, or the object store of its files, does not answer."""

    cause = Cause.UNREACHABLE


class EarlierVersionError(JobtrendsError):
    """The database was made by an earlier version of jobtrends."""

    cause = Cause.WAREHOUSE_TO_RENEW


class LaterVersionError(JobtrendsError):
    """The database was made by a later version of jobtrends or DuckDB.

    It is not changed.
    """

    cause = Cause.WAREHOUSE_REFUSED


def later_version(what: str) -> LaterVersionError:
    """Build the error for a database with features that this version does not know."""
    return LaterVersionError(
        f"the warehouse was made by a later version ({what}): install that version of jobtrends again; nothing was "
        "changed"
    )


def damaged(why: str) -> WarehouseDamagedError:
    """Build the error for a damaged database, with what was noticed."""
    return WarehouseDamagedError(
        f"the warehouse is damaged: `jobtrends refresh` makes it anew from the archive ({why[:_LONGEST]})"
    )


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Convert DuckDB errors of a known kind in the block to one line each.

    Raises:
        JobtrendsError: for an error of a known kind.
        duckdb.Error: for any other.
    """
    try:
        yield
    except duckdb.Error as error:
        clear = in_words(error)
        if clear is error:
            raise
        # DuckDB's own text may have the address of the catalogue, with its password.
        raise clear from None if isinstance(clear, WarehouseUnreachableError) else error


def in_words(error: duckdb.Error) -> Exception:
    """Convert a DuckDB error to one line with what to do, if its kind is known.

    Returns:
        The converted error, or the same error.
    """
    line = " ".join(str(error).split())
    low = line.lower()
    if _LOST_FILE.search(line):
        return damaged(line)
    for pattern, what in _STORE.items():
        if pattern.search(line):
            return WarehouseUnreachableError(what)
    kinds: dict[tuple[str, ...], Callable[[], Exception]] = {
        (_LOCKED,): lambda: _locked(line),
        (_FULL,): _full,
        _LATER: lambda: later_version("it is of a newer DuckDB"),
        _UNREACHABLE: _unreachable,
        _DENIED: lambda: _denied(line),
        _DAMAGED: lambda: damaged(line),
    }
    return next((build() for words, build in kinds.items() if any(word in low for word in words)), error)


_STORE = {
    _SILENT_STORE: (
        "the object store that has the lake's files does not answer, nothing was half-stored: see AWS_ENDPOINT_URL and "
        "that it runs (`jobtrends doctor`), then run the same command"
    ),
    _CLOSED_STORE: (
        "the object store that has the lake's files refuses the key: see AWS_ACCESS_KEY_ID, "
        "AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN (which expires) and AWS_REGION, and what the key may do with the "
        "bucket (list, read, write, remove)"
    ),
    _NO_BUCKET: "the object store does not have the bucket of `warehouse.files` in settings.yaml: make it there",
}
"""What to do about an object store, by the error text; DuckDB's own has addresses and is not repeated."""


def _full() -> WarehouseFullError:
    return WarehouseFullError(
        "no space left on device: the warehouse stays as it was before this step, and what was captured is kept: "
        "make room, then run `jobtrends refresh`"
    )


def _unreachable() -> WarehouseUnreachableError:
    return WarehouseUnreachableError(
        "the PostgreSQL that keeps the lake's catalogue does not answer, nothing was half-stored: see that it "
        "runs (`jobtrends doctor`), then run the same command"
    )


def _denied(line: str) -> WarehouseDeniedError:
    return WarehouseDeniedError(f"the warehouse may not be opened, see to its permissions: {line[:_LONGEST]}")


def _locked(line: str) -> WarehouseLockedError:
    holder = _HOLDER.search(line)
    who = f"process {holder['pid']} ({holder['program']})" if holder else "another process"
    error = WarehouseLockedError(
        f"{who} has the warehouse open for writing, nothing was changed: close it (jobtrends.duckdb beside it may "
        "be read at any time), then run `jobtrends refresh`"
    )
    error.process = int(holder["pid"]) if holder else None
    return error
