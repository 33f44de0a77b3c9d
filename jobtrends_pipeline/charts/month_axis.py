"""The horizontal axis: labels of years, first and last month of the data."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.calibration import ROUNDING, Floats, possible_scales
from jobtrends_pipeline.charts.errors import UnreadableChartError
from jobtrends_pipeline.charts.frame import Frame
from jobtrends_pipeline.charts.labels import Label
from jobtrends_pipeline.charts.layouts import Layout

_BELOW = 3.0
"""Columns by which the middle of a label may lie beside its tick."""
_MONTHS_PER_TICK = (1, 2, 3, 4, 6, 12, 24, 36, 48, 60, 120)
_FEWEST_LABELS = 2
_YEARS = range(1990, 2101)
_END_STEP = 0.02
"""Columns between the ends of the scale that are tried."""
_FEWEST_MONTHS, _NARROWEST_MONTH = 6, 2.5


@dataclass(frozen=True, slots=True)
class MonthAxis:
    """Months of the data and where they lie.

    Attributes:
        first: First month, as months since January 1970.
        last: Last month.
        ends: Smallest and largest column at which the scale may end.
    """

    first: int
    last: int
    ends: tuple[float, float]

    def days(self) -> Floats:
        """Return the days of the first of each month, since 1970."""
        return month_days(np.arange(self.first, self.last + 1))

    def places(self, layout: Layout, end: float) -> Floats:
        """Return the columns of the months, for a scale that ends at `end`."""
        first, last = layout.x_ends(end)
        days = self.days()
        return np.asarray(first + (days - days[0]) * (last - first) / (days[-1] - days[0]))


def month_days(months: NDArray[np.int64]) -> Floats:
    """Return the days of the first of months, both counted from January 1970."""
    return np.array(months.astype("datetime64[M]").astype("datetime64[D]"), dtype=np.float64)


def month_axis(labels: list[Label], layout: Layout, frame: Frame) -> MonthAxis:
    """Find the first and the last month.

    Raises:
        UnreadableChartError: if a label is not read, the ticks are no even scale of months, or the months at the ends
            of the data do not follow.
    """
    months = _tick_months(labels, frame)
    days, places = month_days(months), np.array(frame.ticks) + 1.0
    corners = possible_scales(days, places)
    if not len(corners):
        raise UnreadableChartError("the ticks do not lie on a straight scale of days")
    zero, step = corners.mean(axis=0)
    found: dict[tuple[int, int], list[float]] = {}
    for end in np.arange(frame.end + layout.right_margin[0], frame.end + layout.right_margin[1], _END_STEP):
        columns = layout.x_ends(end)
        first, last = (_nearest_month((column - zero) / step) for column in columns)
        if last - first < _FEWEST_MONTHS:
            continue
        ends = month_days(np.array([first, last]))
        ticks = columns[0] + (days - ends[0]) * (columns[1] - columns[0]) / (ends[1] - ends[0])
        if np.abs(ticks - places).max() <= ROUNDING + 1e-6:
            found.setdefault((first, last), []).append(float(end))
    if len(found) != 1:
        raise UnreadableChartError(f"{len(found) or 'no'} pairs of first and last month agree with the ticks, not one")
    (first, last), ends_found = next(iter(found.items()))
    if (frame.end - layout.left) / (last - first) < _NARROWEST_MONTH:
        raise UnreadableChartError("the months are too narrow to be told apart")
    return MonthAxis(first, last, (min(ends_found), max(ends_found)))


def _tick_months(labels: list[Label], frame: Frame) -> NDArray[np.int64]:
    """Return the month of each tick, counted from January 1970.

    A label of a year is below its January.
    """
    middles = np.array(frame.ticks) + 1.0
    years: dict[int, int] = {}
    for label in labels:
        tick = int(np.abs(middles - label.middle).argmin())
        text = label.text or ""
        if not (text.isascii() and text.isdigit() and int(text) in _YEARS) or tick in years:
            raise UnreadableChartError(f"a label of a year cannot be read: {label.shown} at column {label.middle:.0f}")
        if abs(middles[tick] - label.middle) > _BELOW:
            raise UnreadableChartError(f"the label {label.shown} is not below a tick")
        years[tick] = int(text)
    ticks = sorted(years)
    if len(ticks) < _FEWEST_LABELS:
        raise UnreadableChartError(f"there are {len(ticks)} labels of years, too few for a scale")
    between, spans = np.diff(ticks), np.diff([years[tick] for tick in ticks])
    months, rest = divmod(int(spans[0]) * 12, int(between[0]))
    if np.ptp(spans) or np.ptp(between) or rest or months not in _MONTHS_PER_TICK:
        shown = ", ".join(str(years[tick]) for tick in ticks)
        raise UnreadableChartError(f"the labels of years are no even scale: {shown}")
    if ticks[0] >= between[0] or len(middles) - 1 - ticks[-1] >= between[0]:
        raise UnreadableChartError("a label of a year is missing")
    start = (years[ticks[0]] - 1970) * 12 - months * ticks[0]
    return start + months * np.arange(len(middles))


def _nearest_month(day: float) -> int:
    """Return the month whose first is nearest to a day."""
    month = np.datetime64(round(day), "D").astype("datetime64[M]").astype(int)
    return int(min((month, month + 1), key=lambda one: abs(month_days(np.array([one]))[0] - day)))
