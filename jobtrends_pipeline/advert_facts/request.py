"""Which facts are asked for, and the windows they are of."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LAGS = (0, 1, 2)
"""Years before the period end for which a page has a column."""


class PayPoints(StrEnum):
    """Point of an advert's range that stands for it in a percentile.

    Attributes:
        QUARTERS: The middle for the median; a quarter of the width above the lower end for p10 and p25, three quarters
            for p75 and p90, as the source does.
        MIDPOINTS: The middle for all.
    """

    QUARTERS = "quarters"
    MIDPOINTS = "midpoints"


@dataclass(frozen=True, slots=True)
class FactsRequest:
    """Facts to compute: of one publisher, as known on one day.

    Attributes:
        publisher: Whose adverts count; no others are read.
        period_end: Last day of the windows; adverts seen later do not count.
        roles: Partition keys of the roles that get facts like those of a page.
        places: Places for which facts are made.
        windows: Lengths of the windows, months.
        points: Points of the ranges of pay.
    """

    publisher: str
    period_end: date
    roles: Sequence[str]
    places: Sequence[str] = ("UK",)
    windows: Sequence[int] = (3, 6)
    points: PayPoints = PayPoints.QUARTERS


@dataclass(frozen=True, slots=True)
class Period:
    """Window: it has the days after `start` up to `end`.

    Attributes:
        months: Its length.
        lag_years: Years between its end and the period end that is asked for.
        start: Day before the first.
        end: Last day.
    """

    months: int
    lag_years: int
    start: date
    end: date


def periods_of(request: FactsRequest) -> list[Period]:
    """List the windows of a request, each with those one and two years before."""
    periods = []
    for months in sorted(set(request.windows)):
        for lag in LAGS:
            end = months_before(request.period_end, 12 * lag)
            periods.append(Period(months, lag, months_before(end, months), end))
    return periods


def months_before(day: date, months: int) -> date:
    """Return the same day some months before, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
