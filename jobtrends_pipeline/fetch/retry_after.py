"""Time of the next request to a host that refused one."""

import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LATEST = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for every later time, which datetime cannot represent."""
FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=1)
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


def asked_until(value: str | None, now: datetime) -> datetime | None:
    """Return the time that a Retry-After field asks to wait until, UTC.

    Fractions of a second are rounded up, so that it is never earlier than asked.

    Args:
        value: The field: seconds or an HTTP date; None if missing.
        now: When it arrived, UTC.

    Returns:
        The time, at most `LATEST`; None if the field is missing, negative, past or invalid.
    """
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return _add_seconds(now, float(text))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return moment.astimezone(UTC) if now < moment < LATEST else None


def pause(refusals: int) -> timedelta:
    """Return the pause after a refusal that names no time.

    It starts at ten minutes and doubles with each refusal in a row, up to a day.

    Args:
        refusals: Number of refusals in a row before this one.
    """
    return min(FIRST_PAUSE * (1 << min(refusals, 10)), LONGEST_PAUSE)


def _add_seconds(now: datetime, seconds: float) -> datetime:
    whole = math.ceil(seconds) if math.isfinite(seconds) else math.inf
    return LATEST if whole >= (LATEST - now).total_seconds() else now + timedelta(seconds=whole)
