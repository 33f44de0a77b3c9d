"""Errors that nobody foresaw: of one input they concern that input alone, so that the others go on."""

import logging
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
        LOGGER.debug("confined to its input", exc_info=error)
        raise kind(_words(error)) from error


def _words(error: Exception) -> str:
    said = " ".join(str(error).split()).encode("utf-8", "backslashreplace").decode()
    said = said if len(said) <= _MOST_WORDS else f"{said[:_MOST_WORDS]}..."
    return f"an error that nobody foresaw, {type(error).__name__}: {said} (JOBTRENDS_DEBUG=1 shows where)"
