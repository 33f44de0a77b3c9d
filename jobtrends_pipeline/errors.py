"""Errors: the base of those that a person can act on, their causes and remedies; and unforeseen errors."""

import logging
import re
import traceback
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import ClassVar

LOGGER = logging.getLogger("jobtrends.unforeseen")
"""Gets the trace of each; `jobtrends` shows it where JOBTRENDS_DEBUG is set."""
_MOST_WORDS = 200


class Cause(Enum):
    """Why something failed, as far as a person can do something about it.

    Attributes:
        code: Name in messages and keys.
        remedy: What to do, in one line.
        is_of_machine: Whether every run of the data root fails of it, so that one message says it for all.
        pattern: What other programs write of it, in any case of letters.
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
            "to be followed, then start the run again; what is held of it is kept."
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
    """An error that a person can act on; its text is one line that says what is wrong and what to do.

    Attributes:
        cause: Why, by which its remedy is found where the text alone is known, as in the log of a run.
    """

    cause: ClassVar[Cause] = Cause.OTHER
    named: ClassVar[dict[str, Cause]] = {}
    """Causes of all such errors by the names of their classes, which is what logs of runs keep."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        JobtrendsError.named[cls.__name__] = cls.cause


def find_cause(names: Collection[str], text: str) -> Cause:
    """Find the cause of a failure.

    Args:
        names: Names of the classes of its errors, causes included.
        text: What was said, in one line.

    Returns:
        The first cause that one of the errors has, else the first that the text tells of, else `OTHER`.
    """
    known = {JobtrendsError.named.get(name, Cause.OTHER) for name in names} - {Cause.OTHER}
    told = (cause for cause in Cause if cause in known or cause.pattern.search(text))
    return next(told, Cause.OTHER)


@contextmanager
def confined(kind: type[Exception]) -> Iterator[None]:
    """Turn an error that nobody foresaw into one that the input at hand is known to have.

    What is the machine's and not the input's passes as it is: a disk that is full or cannot be read, too little
    memory, a person who stops the command.

    Args:
        kind: The error that is foreseen of such inputs, made of a line that says what happened; it passes as it is.

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
    """The text with what no file and no stream takes, such as half of a surrogate pair, escaped."""
    return text.encode("utf-8", "backslashreplace").decode()


def _words(error: Exception) -> str:
    said = _encodable(" ".join(str(error).split()))
    said = said if len(said) <= _MOST_WORDS else f"{said[:_MOST_WORDS]}..."
    return f"an error that nobody foresaw, {type(error).__name__}: {said} (JOBTRENDS_DEBUG=1 shows where)"
