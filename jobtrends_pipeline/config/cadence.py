"""When a role is due: how often, at which moment of London's night, and the month of the figures then expected.

Pure: moments come in as arguments and go out in UTC.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Cadence = Literal["daily", "weekly", "monthly"]
Hours = tuple[int, int]
"""Hours of the day in London: from the first, up to but not including the second."""

CADENCES: tuple[Cadence, ...] = get_args(Cadence)
USUAL_CADENCE: Cadence = "weekly"
USUAL_HOURS: Hours = (1, 6)
LONDON = ZoneInfo("Europe/London")
LONGEST = {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=31)}
"""Longest time from one due moment to the next, by cadence."""
_FIRST_DAY, _DAYS_OF_MONTH = 2, 27
"""Monthly roles are due on days 2 to 28: every month has them, and on the 1st the month before still ends."""
_REACH = timedelta(days=35)
"""Reaches over a due moment of every cadence, also across a change of the clocks."""


def slots(key: str, cadence: Cadence, hours: Hours, after: datetime, until: datetime) -> list[datetime]:
    """The due moments of a role in a stretch of time, in order.

    They are fixed by the key alone, so that many roles are spread evenly over days and hours and a role keeps its
    place. Every day, week (Monday to Sunday) or month in London has one: a moment that the clocks skip is due as they
    have gone forward, one that they repeat is due the first time.

    Args:
        key: Partition key of the role.
        cadence: How often it is due.
        hours: The hours of the day in London that may be used.
        after: Aware; a slot at this very moment is left out.
        until: Aware; a slot at this very moment is included.

    Raises:
        ValueError: if a moment has no time zone, or the hours are none.
    """
    check_hours(hours)
    _check(after, until)
    first, last = (moment.astimezone(LONDON).date() for moment in (after, until))
    due = (_moment(key, hours, day) for day in _days(key, cadence, first, last))
    return [moment for moment in due if after < moment <= until]


def next_slot(key: str, cadence: Cadence, hours: Hours, after: datetime) -> datetime:
    """The first due moment after a moment; arguments and errors as for `slots`."""
    return slots(key, cadence, hours, after, after + _REACH)[0]


def last_slot(key: str, cadence: Cadence, hours: Hours, until: datetime) -> datetime:
    """The latest due moment that a moment has reached; arguments and errors as for `slots`."""
    return slots(key, cadence, hours, until - _REACH, until)[-1]


def expected_month(moment: datetime) -> date:
    """First day of the month of the period end that a page captured at a moment is expected to print.

    A period usually ends the day before, in London: on the 1st a page is still of the month before.

    Raises:
        ValueError: if the moment has no time zone.
    """
    _check(moment)
    return (moment.astimezone(LONDON).date() - timedelta(days=1)).replace(day=1)


def _days(key: str, cadence: Cadence, first: date, last: date) -> Iterator[date]:
    """The days from first to last on which a role is due."""
    spread = _number(key, cadence)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if (
            cadence == "daily"
            or (cadence == "weekly" and day.weekday() == spread % 7)
            or (cadence == "monthly" and day.day == _FIRST_DAY + spread % _DAYS_OF_MONTH)
        ):
            yield day


def _moment(key: str, hours: Hours, day: date) -> datetime:
    """When a role is due on a day."""
    start, end = hours
    seconds = start * 3600 + _number(key, "second") % ((end - start) * 3600)
    minutes, second = divmod(seconds, 60)
    local = datetime.combine(day, time(*divmod(minutes, 60), second), tzinfo=LONDON)
    moment = local.astimezone(UTC)
    if moment.astimezone(LONDON).time() == local.time():
        return moment
    return local.replace(minute=0, second=0).astimezone(UTC)  # London's clocks skip one whole hour


def _number(key: str, of_what: str) -> int:
    """A number that is always the same for a key, and unlike those for other keys and uses."""
    return int.from_bytes(hashlib.sha256(f"{of_what}:{key}".encode()).digest()[:8])


def check_hours(hours: Hours) -> None:
    """Make sure that hours are a stretch of a day.

    Raises:
        ValueError: if they are none.
    """
    if not 0 <= hours[0] < hours[1] <= 24:
        raise ValueError(f"{list(hours)} are no hours of a day: name two, such as [1, 6], the first the smaller")


def _check(*moments: datetime) -> None:
    for moment in moments:
        if moment.utcoffset() is None:
            raise ValueError(f"{moment} has no time zone")
