"""The clock of this machine: the one place that is asked for the time, so that a test can set it."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The moment, UTC."""
    return datetime.now(UTC)


def seconds() -> float:
    """Seconds since 1970, as processes that share a pace compare them."""
    return time.time()
