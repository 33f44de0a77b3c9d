"""Clock of this machine.

The only place that reads the time, so that a test can set it.
"""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time, UTC."""
    return datetime.now(UTC)


def seconds() -> float:
    """Return the seconds since 1970, which processes with a common rate limit compare."""
    return time.time()
