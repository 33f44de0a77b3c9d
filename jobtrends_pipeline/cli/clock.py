"""Clock of the command line; commands use no other, so that tests can set it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time, UTC."""
    return datetime.now(UTC)
