"""Datasets of a chart drawn without a browser: points, bands, flags and ticks.

They are what static/known.js and static/charts.js make in the browser from the same rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from jobtrends_pipeline.reports.cells import break_mark, is_suppressed, reliability_mark
from jobtrends_pipeline.reports.charts import Chart, Datum
from jobtrends_pipeline.reports.periods import moment
from jobtrends_pipeline.reports.prints import DEMAND_COLUMNS, PAY_COLUMNS
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.reports.series import CROWDED, LARGE, SMALL
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

FLAGS_ABREAST = 14
LABEL_WIDTH = 72
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
_OF_KIND = {"demand": (DEMAND_COLUMNS, "share_rse_pct"), "pay": (PAY_COLUMNS, "median_rse_pct")}
_BANDS = {"outer": ("p10", "p90"), "inner": ("p25", "p75")}
Datasets = dict[str, list[dict[str, Any]]]


def datasets_of(chart: Chart, rows: Sequence[Row]) -> Datasets:
    """Return the rows by name of the template's data.

    Args:
        chart: Chart of a kind; where it has `prints`, its points are made of `rows`.
        rows: Rows of trend_demand or trend_pay of one series and pay basis.
    """
    held = {name: [dict(row) for row in data] for name, data in chart.datasets.items()}
    if chart.prints is not None:
        held["points"] = _points(chart.kind, sorted(rows, key=lambda row: row["period_end"]))
        held |= {name: _band(held["points"], *ends) for name, ends in _BANDS.items() if chart.kind == "pay"}
    return held


def interval(value: float, rse_pct: float | None) -> tuple[float | None, float | None]:
    """Return the 95 % interval of a figure from its relative standard error, percent."""
    if rse_pct is None:
        return None, None
    error = NOISE_FACTOR * rse_pct / 100 * value
    return max(0.0, value - error), value + error


def month_ticks(moments: Sequence[float], width: float) -> list[int]:
    """Return the firsts of months that an axis of time labels, in ms.

    They are as many as fit: the smallest step is taken that gives no more.

    Args:
        moments: Moments of the points, ms.
        width: Width of the plot, pixels of the template.
    """
    if not moments:
        return []
    first, last = (_month(pick(moments)) for pick in (min, max))
    most = max(3, int(width // LABEL_WIDTH))
    for step in MONTH_STEPS:
        months = range(-(-(first + 1) // step) * step, last + 1, step)
        if len(months) <= most:
            return [moment(date(month // 12, month % 12 + 1, 1)) for month in months]
    return []


def _month(ms: float) -> int:
    day = date.fromordinal(date(1970, 1, 1).toordinal() + int(ms // 86_400_000))
    return day.year * 12 + day.month - 1


def _points(kind: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    measures, error = _OF_KIND[kind]
    drawn = [row for row in rows if row[measures["v"]] is not None and not is_suppressed(row)]
    is_crowded = len(drawn) > CROWDED
    points = [_point(row, measures, error, SMALL if is_crowded else LARGE) for row in drawn]
    if not is_crowded:
        for point, flag in zip(points, _flags(points), strict=True):
            point["flag"] = flag
    return points


def _point(row: Row, measures: Mapping[str, str], error: str, size: int) -> dict[str, Any]:
    values = {name: row[measure] for name, measure in measures.items()}
    if "m" in values and is_suppressed(row, "market_median_reliability"):
        values["m"] = None
    low, high = interval(float(values["v"]), row[error])
    marks = "".join((*reliability_mark(row), *break_mark(row)))
    return {
        "t": moment(row["period_end"]), "lo": low, "hi": high, "f": marks, "flag": "", "size": size,
        "back": bool(row["is_restated_only"]), **values,
    }  # fmt: skip


def _flags(points: Sequence[Datum]) -> Iterator[str]:
    """Yield the flags above each point; points too close share one, at the last."""
    moments = [float(str(point["t"])) for point in points]
    room = (moments[-1] - moments[0]) / FLAGS_ABREAST if moments else 0
    group = ""
    for at, point in enumerate(points):
        group += str(point["f"])
        if at + 1 < len(points) and moments[at + 1] - moments[at] < room:
            yield ""
        else:
            yield "".join(mark for mark in "ucb" if mark in group)
            group = ""


def _band(points: Sequence[Mapping[str, Any]], low: str, high: str) -> list[dict[str, Any]]:
    """Return a band that never spans a period without both its ends.

    A lone one is drawn as a rule.
    """
    held = [point[low] is not None and point[high] is not None for point in points]
    padded = [False, *held, False]
    band, run = [], 0
    for at, point in enumerate(points):
        if held[at]:
            is_alone = not padded[at] and not padded[at + 2]
            band.append({"t": point["t"], "lo": point[low], "hi": point[high], "run": run, "alone": is_alone})
        else:
            run += 1
    return band
