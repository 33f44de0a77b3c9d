"""Loggers for lines of a running step, shown by the command that started it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PROGRESS = logging.getLogger("jobtrends.progress")
"""Progress of a step: the role or the page that it is at."""
NOTICE = logging.getLogger("jobtrends.notice")
"""Notices for the person who started the run."""


class Teller(logging.Handler):
    """Log handler that passes each message to a function."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on one message."""
        self._tell(record.getMessage())


@contextmanager
def progress_shown(tell: Callable[[str], None]) -> Iterator[None]:
    """Pass the progress of steps to a function while the block runs."""
    teller = Teller(tell)
    PROGRESS.setLevel(logging.INFO)
    PROGRESS.addHandler(teller)
    try:
        yield
    finally:
        PROGRESS.removeHandler(teller)
