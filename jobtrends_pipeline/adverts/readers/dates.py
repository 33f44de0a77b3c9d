"""Days of an advert from ISO dates, timestamps, relative and declared forms."""

import re
from datetime import UTC, date, datetime, timedelta

from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError

FIRST_YEAR = 1995
LONGEST_AHEAD = timedelta(days=3653)
"""Latest end of an advert after it was seen; later ones, such as the year 9999, stand for no end."""
_SLACK = timedelta(days=1)
"""Days that a date may lie after the capture, as both are printed in time zones of their own."""
_EPOCH = re.compile(r"\d{10}(\d{3})?")
_SPACED = re.compile(r"(\d)\s+([+-]\d\d:?\d\d)\Z")
_RELATIVE = re.compile(
    r"(?:(?:re)?posted|active|published)?:?\s*(?:about\s+)?(?:(?P<number>\d{1,4}|an?|one)\s+"
    r"(?P<unit>second|sec|minute|min|hour|hr|day|week|wk)s?\s+ago|(?P<name>just now|just posted|today|yesterday))",
    re.IGNORECASE,
)
_HOURS = {"second": 1 / 3600, "sec": 1 / 3600, "minute": 1 / 60, "min": 1 / 60, "hour": 1, "hr": 1}
_HOURS |= {"day": 24, "week": 168, "wk": 168}


def read_day(text: str, seen_on: datetime, date_format: str = "") -> date:
    """Read a day.

    Args:
        text: ISO date or time, seconds or milliseconds since 1970, "3 days ago", or a text of the declared form.
        seen_on: When the input was captured; relative forms count from it.
        date_format: Declared form, as `strptime` has it.

    Returns:
        The day in the time zone that it is printed in.

    Raises:
        NotUnderstoodError: if it is no day, or not one between 1995 and ten years after the capture.
    """
    plain = " ".join(text.split())
    day = _declared(plain, date_format) or _iso(plain) or _epoch(plain) or _relative(plain, seen_on)
    if day is None:
        raise NotUnderstoodError("is no date")
    if day.year < FIRST_YEAR or day - seen_on.date() > LONGEST_AHEAD:
        raise NotUnderstoodError("is a date out of range")
    return day


def read_past_day(text: str, seen_on: datetime, date_format: str = "") -> date:
    """Read a day that cannot lie after the capture.

    Raises:
        NotUnderstoodError: as `read_day`, and if it lies after the capture.
    """
    day = read_day(text, seen_on, date_format)
    if day - seen_on.date() > _SLACK:
        raise NotUnderstoodError("is a date after the capture")
    return day


def is_relative(text: str) -> bool:
    """Return whether a day is given as the time since, which is rounded."""
    return _RELATIVE.fullmatch(" ".join(text.split())) is not None


def _declared(text: str, date_format: str) -> date | None:
    try:
        return datetime.strptime(text, date_format).date() if date_format else None  # noqa: DTZ007  # only the day
    except ValueError:
        return None


def _iso(text: str) -> date | None:
    try:
        return datetime.fromisoformat(_SPACED.sub(r"\1\2", text)).date()
    except ValueError:
        return None


def _epoch(text: str) -> date | None:
    match = _EPOCH.fullmatch(text)
    seconds = int(text) / (1000 if match[1] else 1) if match else 0
    return datetime.fromtimestamp(seconds, UTC).date() if match else None


def _relative(text: str, seen_on: datetime) -> date | None:
    match = _RELATIVE.fullmatch(text)
    if not match:
        return None
    if match["name"]:
        return seen_on.date() - timedelta(days=match["name"].lower() == "yesterday")
    number = int(match["number"]) if match["number"].isdecimal() else 1
    return (seen_on - timedelta(hours=number * _HOURS[match["unit"].lower()])).date()
