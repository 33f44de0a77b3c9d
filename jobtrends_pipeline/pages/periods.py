"""Printed windows and their ends: `6 months to 15 Feb 2026`, `Same period 2025`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

_WINDOW = re.compile(
    r"(?P<other>\d{1,2}\s+months?[\s|/,;·•()*o\[\]]{1,40})?"
    r"(\d{1,2})\s+months?\s+(?:leading\s+(?:up\s+)?)?to\s+(\d{1,2})\s+([a-z]{3,9})\s+(\d{4})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d,.£])(?:19|20)\d\d(?![\d,.]?\d|%)")
_LONGEST_TEXT = 5000
"""A window is near the start of its cell, line or paragraph; a longer text is not from the source."""
_SHORTEST, _SHORT = len("1 month to 1 May 2020"), 200
BLANK_OLDEST_CELL_UNTIL = date(2017, 11, 1)
"""Until this day rows of changes had a blank cell for the oldest window, which is lost in text captures."""
_EARLIEST = date(1900, 1, 1)
"""Bound for a parsed date; whether the source existed by then is checked with the page."""


@dataclass(frozen=True, slots=True)
class Window:
    """Window: its length in months and its last day."""

    months: int
    end: date


def read_window(text: str) -> Window | None:
    """Return the first window in a text, or null."""
    if len(text) < _SHORTEST:
        return None
    return _short_window(text) if len(text) <= _SHORT else next(read_windows(text), None)


@lru_cache(maxsize=4096)
def _short_window(text: str) -> Window | None:
    """Return the first window of a cell or line, cached.

    Both readings of a page look at each cell several times.
    """
    return next(read_windows(text), None)


def read_windows(text: str) -> Iterator[Window]:
    """List the windows in a text, in order.

    Dates that do not exist or are out of bounds are left out. A choice of windows, such as
    `6 months 3 months to 15 August 2019`, is left out: the text does not show which of them is chosen.
    """
    for match in _WINDOW.finditer(text, 0, _LONGEST_TEXT):
        try:
            end = datetime.strptime(f"{match[3]} {match[4][:3]} {match[5]}", "%d %b %Y").date()  # noqa: DTZ007
        except ValueError:
            continue
        if end >= _EARLIEST and 1 <= int(match[2]) <= 12 and not match["other"]:
            yield Window(int(match[2]), end)


def other_windows(window: Window, texts: Iterable[str]) -> list[Window]:
    """Return the windows in some texts, if none of them is the given one."""
    named = [found for text in texts if (found := read_window(text))]
    return [] if window in named else named


def read_lag(text: str, end: date) -> int | None:
    """Return the number of years by which a column's window precedes `end`.

    A head states its window, or the year in which the same window ended, in whatever words.

    Args:
        text: Head of the column.
        end: Last day of the page's own window.

    Returns:
        0, 1 or 2; null if the head states no such period.
    """
    window = read_window(text)
    if window:
        return next((lag for lag in range(3) if window.end == years_before(end, lag)), None)
    years = set(_YEAR.findall(text)) if len(text) <= _SHORT else set()
    lag = end.year - int(years.pop()) if len(years) == 1 else None
    return lag if lag in (1, 2) else None


def years_before(day: date, years: int) -> date:
    """Return the same day some years before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
