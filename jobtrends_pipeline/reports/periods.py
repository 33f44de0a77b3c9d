"""Moments and months of a series: dates for the browser, months without a page."""

from collections.abc import Iterable
from datetime import date

_FIRST_DAY, _DAY_MS = date(1970, 1, 1).toordinal(), 24 * 60 * 60 * 1000


def moment(day: date) -> int:
    """Return a date in milliseconds since 1970, UTC, as Vega uses it.

    Time zones do not matter.
    """
    return (day.toordinal() - _FIRST_DAY) * _DAY_MS


def missing_months(days: Iterable[date]) -> tuple[date, ...]:
    """Return the first days of the months without any of the days.

    The months are those between the first and the last of the days.
    """
    held = {day.year * 12 + day.month - 1 for day in days}
    if not held:
        return ()
    return tuple(date(at // 12, at % 12 + 1, 1) for at in range(min(held), max(held)) if at not in held)


def month_runs(months: Iterable[date]) -> tuple[str, ...]:
    """Return months in words, consecutive ones as one: Mar 2020, Jun to Aug 2021."""
    runs: list[list[date]] = []
    for month in months:
        follows = runs and (month.year * 12 + month.month) - (runs[-1][-1].year * 12 + runs[-1][-1].month) == 1
        if follows:
            runs[-1].append(month)
        else:
            runs.append([month])
    return tuple(
        f"{run[0]:%b %Y}" if len(run) == 1 else f"{run[0]:%b %Y} to {run[-1]:%b %Y}" for run in runs
    )  # fmt: skip
