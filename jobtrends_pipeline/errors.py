"""Errors that nobody foresaw: of one input they concern that input alone, so that the others go on."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

LOGGER = logging.getLogger("jobtrends.unforeseen")
"""Gets the trace of each; `jobtrends` shows it where JOBTRENDS_DEBUG is set."""
_MOST_WORDS = 200


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
