"""The clock of the command line: commands ask it alone for the time, so that a test can set it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The moment, UTC."""
    return datetime.now(UTC)
