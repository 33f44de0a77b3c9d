"""Due times of refreshes, and the month expected on a page by capture time.

Pure: times come in as arguments; results are in UTC.
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
"""Longest time between two due times, by cadence."""
OVERDUE_AFTER = {cadence: 2 * longest for cadence, longest in LONGEST.items()}
"""Time without a page after which a role is overdue, by cadence: one refresh may fail."""
_FIRST_DAY, _DAYS_OF_MONTH = 2, 27
"""Monthly roles are due on days 2 to 28: every month has them, and on the 1st pages still show the previous month."""
_REACH = timedelta(days=35)
"""Longer than any interval between two due times, including a clock change."""


def slots(key: str, cadence: Cadence, hours: Hours, after: datetime, until: datetime) -> list[datetime]:
    """List the due times of a role in a time interval, in order.

    They depend on the key alone, so that many roles are spread evenly over days and hours and each role keeps its slot.
    There is one for every day, week (Monday to Sunday) or month in London. A time that the clocks skip falls on the
    time they are moved forward to; of a repeated time the first counts.

    Args:
        key: Partition key of the role.
        cadence: How often it is due.
        hours: Hours of the day in London that may be used.
        after: Start of the interval, exclusive; with a time zone.
        until: End of the interval, inclusive; with a time zone.

    Returns:
        Due times in UTC.

    Raises:
        ValueError: if a time has no time zone, or the hours are invalid.
    """
    check_hours(hours)
    _check(after, until)
    first, last = (moment.astimezone(LONDON).date() for moment in (after, until))
    due = (_moment(key, hours, day) for day in _days(key, cadence, first, last))
    return [moment for moment in due if after < moment <= until]


def next_slot(key: str, cadence: Cadence, hours: Hours, after: datetime) -> datetime:
    """Return the first due time after a given time.

    Arguments and errors as for `slots`.
    """
    return slots(key, cadence, hours, after, after + _REACH)[0]


def last_slot(key: str, cadence: Cadence, hours: Hours, until: datetime) -> datetime:
    """Return the latest due time up to and including a given time.

    Arguments and errors as for `slots`.
    """
    return slots(key, cadence, hours, until - _REACH, until)[-1]


def expected_month(moment: datetime) -> date:
    """Return the month whose period end a page captured at a given time should print.

    A period usually ends the day before, in London: on the 1st a page still shows the previous month.

    Returns:
        First day of the month.

    Raises:
        ValueError: if the time has no time zone.
    """
    _check(moment)
    return (moment.astimezone(LONDON).date() - timedelta(days=1)).replace(day=1)


def _days(key: str, cadence: Cadence, first: date, last: date) -> Iterator[date]:
    """Yield the days on which a role is due, from first to last inclusive."""
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
    """Return the time at which a role is due on a day, in UTC."""
    start, end = hours
    seconds = start * 3600 + _number(key, "second") % ((end - start) * 3600)
    minutes, second = divmod(seconds, 60)
    local = datetime.combine(day, time(*divmod(minutes, 60), second), tzinfo=LONDON)
    moment = local.astimezone(UTC)
    if moment.astimezone(LONDON).time() == local.time():
        return moment
    return local.replace(minute=0, second=0).astimezone(UTC)  # London's clocks skip one whole hour


def _number(key: str, of_what: str) -> int:
    """Derive a stable pseudo-random number from a key and its use."""
    return int.from_bytes(hashlib.sha256(f"{of_what}:{key}".encode()).digest()[:8])


def check_hours(hours: Hours) -> None:
    """Check that hours are a valid interval of a day.

    Raises:
        ValueError: if they are not.
    """
    if not 0 <= hours[0] < hours[1] <= 24:
        raise ValueError(f"{list(hours)} are no hours of a day: name two, such as [1, 6], the first the smaller")


def _check(*moments: datetime) -> None:
    for moment in moments:
        if moment.utcoffset() is None:
            raise ValueError(f"{moment} has no time zone")
