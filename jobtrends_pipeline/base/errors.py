"""Errors with causes and remedies, and the handling of unforeseen errors.

`JobtrendsError` is the base of all errors that a person can act on; `Cause` lists why they occur and what to do.
"""

import logging
import re
import traceback
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import ClassVar

LOGGER = logging.getLogger("jobtrends.unforeseen")
"""Receives the traceback of each unforeseen error; `jobtrends` prints it where JOBTRENDS_DEBUG is set."""
_MOST_WORDS = 200


class Cause(Enum):
    """Causes of failure that a person can do something about.

    Attributes:
        code: Name in messages and keys.
        remedy: What to do, in one line.
        is_of_machine: Whether the cause stops every run of the data root, so that one message covers all of them.
        pattern: Matches the error text of other programs with this cause, in upper or lower case.
    """

    FULL_DISK = (
        "full_disk",
        (
            "Make room on the disk of the data root (`jobtrends doctor` says how much is free), then run the same "
            "command or `jobtrends refresh`; what was captured is kept."
        ),
        True,
        r"no space left on device|disk quota exceeded|disk is full",
    )
    LOCKED_WAREHOUSE = (
        "locked_warehouse",
        (
            "Close the program that has warehouse/working.duckdb open (read warehouse/jobtrends.duckdb instead, "
            "which blocks nobody), then run `jobtrends refresh`."
        ),
        True,
        r"could not set lock on file|conflicting lock is held",
    )
    WAREHOUSE_TO_RENEW = (
        "warehouse_to_renew",
        "Run `jobtrends refresh`, which makes the warehouse anew from the archive.",
        True,
    )
    WAREHOUSE_REFUSED = (
        "warehouse_refused",
        "Install the version of jobtrends that made the warehouse, or see to the file's permissions.",
        True,
    )
    WATCHLIST = (
        "watchlist",
        (
            "Correct watchlist.yaml at the place named; `jobtrends doctor` says whether it can be read. Then run "
            "`jobtrends refresh`."
        ),
        True,
    )
    SETTINGS = (
        "settings",
        (
            "Correct settings.yaml at the place named; `jobtrends doctor` says whether it can be read. Then run the "
            "same command."
        ),
        True,
    )
    DEFERRED = (
        "deferred",
        (
            "Nothing now: the host asks to wait, and is not asked earlier. `jobtrends doctor` says until when; run "
            "the same command after that."
        ),
        True,
    )
    UNREACHABLE = (
        "unreachable",
        (
            "See whether this machine reaches the network and the host; then run the same command, it goes on where "
            "it was."
        ),
        True,
    )
    DAMAGED_ARCHIVE = (
        "damaged_archive",
        "Run `jobtrends archive verify`, which names the damaged files, and restore them from a copy.",
        True,
    )
    ENGINE = (
        "engine",
        (
            "See whether the machines of the engine run (`jobtrends doctor`), then run the same command: it goes on "
            "where it was."
        ),
        True,
    )
    SCHEMA = (
        "schema",
        (
            "Nothing is lost, the facts stay as they were. The failed checks list the rows (`jobtrends ui`); see "
            "whether the source changed its pages (`jobtrends archive list`, `jobtrends archive show ID --body`)."
        ),
        False,
    )
    DROPPED_ROLE = (
        "dropped_role",
        (
            "The role left watchlist.yaml while its run waited, and its partition with it: put it back there if it is "
            "to be followed, then start the run again; its captures are kept."
        ),
        False,
        r"nonexistent partition keys",
    )
    KILLED = (
        "killed",
        (
            "Run `jobtrends refresh`: it takes up what the run left. If it happens again, see whether the machine "
            "runs out of memory."
        ),
        False,
        r"was killed|unexpectedly terminated|unexpected termination|run worker",
    )
    OTHER = ("other", "Open the run in `jobtrends ui`; when its cause is mended, run `jobtrends refresh`.", False)

    def __init__(self, code: str, remedy: str, is_of_machine: bool, pattern: str = r"(?!)") -> None:  # noqa: FBT001
        self.code, self.remedy, self.is_of_machine = code, remedy, is_of_machine
        self.pattern = re.compile(pattern, re.IGNORECASE)


class JobtrendsError(Exception):
    """An error that a person can act on: one line with the fault and what to do.

    Attributes:
        cause: Why it occurred; gives the remedy where only the text is known, as in the log of a run.
    """

    cause: ClassVar[Cause] = Cause.OTHER
    named: ClassVar[dict[str, Cause]] = {}
    """Cause of each subclass by its class name, which is what logs of runs keep."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        JobtrendsError.named[cls.__name__] = cls.cause


def find_cause(names: Collection[str], text: str) -> Cause:
    """Find the cause of a failure.

    Args:
        names: Names of the classes of its errors, including the errors that led to them.
        text: Error message, in one line.

    Returns:
        The first cause that belongs to one of the errors or whose pattern matches the text; else `OTHER`.
    """
    known = {JobtrendsError.named.get(name, Cause.OTHER) for name in names} - {Cause.OTHER}
    matching = (cause for cause in Cause if cause in known or cause.pattern.search(text))
    return next(matching, Cause.OTHER)


def is_stopped_query(kind: str | None, text: str) -> bool:
    """Return whether an error is a query that a person stopped.

    DuckDB raises a RuntimeError where Ctrl-C ends a query, and no KeyboardInterrupt.

    Args:
        kind: Name of the error's class.
        text: Error message; it may begin with the name of the class.
    """
    return kind == RuntimeError.__name__ and text.strip().endswith("Query interrupted")


@contextmanager
def confined(kind: type[Exception]) -> Iterator[None]:
    """Convert an unforeseen error into the error type expected for an input.

    Errors of the machine and not of the input pass unchanged: a full or unreadable disk, too little memory, and a
    person who stops the command.

    Args:
        kind: Error type expected for such inputs, constructed from one line of text; it passes unchanged.

    Raises:
        kind: for every other error.
    """
    try:
        yield
    except (kind, OSError, MemoryError):
        raise
    except Exception as error:
        if LOGGER.isEnabledFor(logging.DEBUG):
            LOGGER.debug("confined to its input:\n%s", _encodable("".join(traceback.format_exception(error))))
        raise kind(_words(error)) from error


def _encodable(text: str) -> str:
    """Escape what no file or stream can encode, such as half of a surrogate pair."""
    return text.encode("utf-8", "backslashreplace").decode()


def _words(error: Exception) -> str:
    """Describe an unforeseen error in one line."""
    message = _encodable(" ".join(str(error).split()))
    message = message if len(message) <= _MOST_WORDS else f"{message[:_MOST_WORDS]}..."
    return f"an error that nobody foresaw, {type(error).__name__}: {message} (JOBTRENDS_DEBUG=1 shows where)"
