"""When a refusing host may be asked again: what Retry-After says, and what holds where it says nothing."""

import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LATEST = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for every later moment, which a datetime cannot hold."""
FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=1)
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


def asked_until(value: str | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After field names, UTC; never earlier than it asks.

    Args:
        value: The field: seconds or an HTTP date; null when there is none.
        now: When it arrived, UTC.

    Returns:
        The moment, at most `LATEST`; null when the field is missing, negative, past or no such thing.
    """
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return _after(now, float(text))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return moment.astimezone(UTC) if now < moment < LATEST else None


def pause(refusals: int) -> timedelta:
    """How long to stay away after a refusal that names no moment: doubled by each one in a row, up to a day.

    Args:
        refusals: How many refusals came in a row before this one.
    """
    return min(FIRST_PAUSE * (1 << min(refusals, 10)), LONGEST_PAUSE)


def _after(now: datetime, seconds: float) -> datetime:
    whole = math.ceil(seconds) if math.isfinite(seconds) else math.inf
    return LATEST if whole >= (LATEST - now).total_seconds() else now + timedelta(seconds=whole)
