"""Windows and their ends as printed: `6 months to 15 Feb 2026`, `Same period 2025`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

_WINDOW = re.compile(
    r"(\d{1,2})\s+months?\s+(?:leading\s+(?:up\s+)?)?to\s+(\d{1,2})\s+([a-z]{3,9})\s+(\d{4})", re.IGNORECASE
)
_SAME_PERIOD = re.compile(r"same\s+period\s+(\d{4})", re.IGNORECASE)
_LONGEST_TEXT = 5000
"""A window stands near the start of its cell, line or paragraph; what is longer is none of the source's."""
EARLIEST = date(2003, 1, 1)


@dataclass(frozen=True, slots=True)
class Window:
    """A window: its length in months and its last day."""

    months: int
    end: date


def read_window(text: str) -> Window | None:
    """The first window a text names, or null; a day that does not exist or is out of all bounds is none."""
    for match in _WINDOW.finditer(text, 0, _LONGEST_TEXT):
        try:
            end = datetime.strptime(f"{match[2]} {match[3][:3]} {match[4]}", "%d %b %Y").date()  # noqa: DTZ007
        except ValueError:
            continue
        if end >= EARLIEST and 1 <= int(match[1]) <= 12:
            return Window(int(match[1]), end)
    return None


def other_windows(window: Window, texts: Iterable[str]) -> list[Window]:
    """The windows that some texts name, where they name any and none of them is this one."""
    named = [found for text in texts if (found := read_window(text))]
    return [] if window in named else named


def read_lag(text: str, end: date) -> int | None:
    """How many years before `end` a column head says its window ends: 0, 1 or 2; null when it says nothing known."""
    match = _SAME_PERIOD.search(text)
    if match:
        lag = end.year - int(match[1])
        return lag if lag in (1, 2) else None
    window = read_window(text)
    return 0 if window and window.end == end else None


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
