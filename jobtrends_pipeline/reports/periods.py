"""Moments and months of a series: what the browser calls a date, and the months that no page is held of."""

import calendar
from collections.abc import Iterable
from datetime import date


def moment(day: date) -> int:
    """Milliseconds since 1970, UTC: what Vega calls a date, free of time zones."""
    return calendar.timegm(day.timetuple()) * 1000


def missing_months(days: Iterable[date]) -> tuple[date, ...]:
    """Firsts of the months between the first and the last day in which none of the days lies."""
    held = {day.year * 12 + day.month - 1 for day in days}
    if not held:
        return ()
    return tuple(date(at // 12, at % 12 + 1, 1) for at in range(min(held), max(held)) if at not in held)


def month_runs(months: Iterable[date]) -> tuple[str, ...]:
    """Months in words, those that follow each other as one: Mar 2020, Jun to Aug 2021."""
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
