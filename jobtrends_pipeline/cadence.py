"""When a role is due: moments fixed by its key, spread over the hours and days that refreshes may run in; pure.

All moments are aware and in UTC; hours and days are those of London, where the source is.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
Cadence = Literal["daily", "weekly", "monthly"]
Hours = tuple[int, int]
"""First hour of the day, and the hour before which all are due."""

LONGEST = {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=31)}
"""The longest pause between two due moments, but for the hour of a clock change."""
_FIRST_DAY, _LAST_DAY = 2, 28
"""Days of a month: on the first the page still ends in the month before, and after the 28th some months have ended."""


def slots(key: str, cadence: Cadence, hours: Hours, after: datetime, until: datetime) -> list[datetime]:
    """The due moments later than `after` and not later than `until`, in order.

    Args:
        key: What is due; keys are spread evenly, and one keeps its place in the week or month.
        cadence: How often.
        hours: The hours of the day, in London.
        after: A moment.
        until: A later one.
    """
    first, last = (moment.astimezone(LONDON).date() for moment in (after, until))
    found = (_moment(day, key, hours) for day in _days(key, cadence, first, last))
    return [moment for moment in found if after < moment <= until]


def last_slot(key: str, cadence: Cadence, hours: Hours, now: datetime) -> datetime:
    """The latest due moment that is not later than `now`."""
    return slots(key, cadence, hours, now - LONGEST[cadence] - timedelta(days=1), now)[-1]


def next_slot(key: str, cadence: Cadence, hours: Hours, now: datetime) -> datetime:
    """The earliest due moment later than `now`."""
    return slots(key, cadence, hours, now, now + LONGEST[cadence] + timedelta(days=1))[0]


def expected_month(moment: datetime) -> date:
    """First day of the month of the period end expected on a page of that moment: the day before it, in London."""
    return (moment.astimezone(LONDON).date() - timedelta(days=1)).replace(day=1)


def _days(key: str, cadence: Cadence, first: date, last: date) -> Iterator[date]:
    """The days from one to the other on which a key is due."""
    weekday, day_of_month = _part(key, "weekday", 7), _FIRST_DAY + _part(key, "day", _LAST_DAY - _FIRST_DAY + 1)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if (
            cadence == "daily"
            or (cadence == "weekly" and day.weekday() == weekday)
            or (cadence == "monthly" and day.day == day_of_month)
        ):
            yield day


def _moment(day: date, key: str, hours: Hours) -> datetime:
    """The due moment of a day: in the hour that spring skips one hour later, in the hour that comes twice the first."""
    minute = _part(key, "minute", (hours[1] - hours[0]) * 60)
    clock = time(hours[0] + minute // 60, minute % 60)
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def _part(key: str, what: str, size: int) -> int:
    """A number below `size` that is fixed by the key, evenly spread over keys and independent for each `what`."""
    return int.from_bytes(hashlib.sha256(f"{what}:{key}".encode()).digest()[:8]) % size
