"""Bounds of figures that the rounding of other printed figures allows."""

import math
from datetime import date

CUT_OFF_UNTIL, ROUNDED_SINCE = date(2017, 6, 29), date(2017, 7, 23)
"""Last page seen whose changes of medians are truncated, and first page seen whose changes are rounded half up."""


_UNPRINTED = {"daily_rate": 100, "hourly_rate": 1}
"""Amount that rounding may hide, in two hundredths of a pound.

Changes are computed from rates before they are rounded to the pound or the penny; salaries are printed whole.
"""


def change_bounds(now: float, before: float, basis: str | None, period_end: date) -> tuple[int, int]:
    """Return the bounds of the change that two printed medians allow.

    The source computes changes of rates before rounding the rates for print.

    Args:
        now: Printed median, in pounds.
        before: Printed median of the year before, in pounds.
        basis: Pay basis.
        period_end: Period end of the page, which decides between truncation and rounding.

    Returns:
        Least and greatest change, in hundredths of a percent.
    """
    slack = _UNPRINTED.get(basis or "", 0)
    # In two hundredths of a pound, so that every amount and slack is an integer and nothing is rounded.
    current, past = round(now * 200), round(before * 200)
    bounds = ((current - slack, past + slack), (current + slack, max(past - slack, 2)))
    ways = [*([False] if period_end < ROUNDED_SINCE else []), *([True] if period_end > CUT_OFF_UNTIL else [])]
    found = [_hundredths(after - start, start, half_up=half_up) for after, start in bounds for half_up in ways]
    return min(found), max(found)


def _hundredths(difference: int, start: int, *, half_up: bool) -> int:
    """Return a change in hundredths of a percent, rounded half up or truncated."""
    size = 20_000 * abs(difference) + (start if half_up else 0)
    return size // (2 * start) if difference > 0 else -(size // (2 * start))


def share_bounds(text: str, share: float) -> tuple[float, float]:
    """Return the bounds of the shares (percent) that print as this text.

    They follow from the number of decimals in the text.
    """
    decimals = len(text.rpartition(".")[2].rstrip("% )")) if "." in text else 0
    half = 0.5 * 10**-decimals + 1e-9
    return share - half, share + half


def size_bounds(count: float, text: str, share: float) -> tuple[float, float]:
    """Return the bounds of a total, from a part of it and its printed share.

    Args:
        count: The part, such as the adverts of a subject.
        text: The share as printed.
        share: The share, in percent.
    """
    low, high = share_bounds(text, share)
    return 100 * count / high, 100 * count / low if low > 0 else math.inf
