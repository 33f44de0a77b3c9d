"""Figure that compares roles: a line each with its error, and whether they differ.

It is what static/compare.js draws and says of the same rows, for pictures made without a browser.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell
from jobtrends_pipeline.reports.charts import Chart, Datum, Field
from jobtrends_pipeline.reports.compare_measure import Measure
from jobtrends_pipeline.reports.figures import DataRow, Figure
from jobtrends_pipeline.reports.sentences import TOO_FEW
from jobtrends_pipeline.reports.series import CROWDED
from jobtrends_pipeline.reports.still import interval
from jobtrends_pipeline.trends import reposting
from jobtrends_pipeline.trends.comparison import NEAR_DAYS
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

SHAPES_ALONG = 14
LARGE, SMALL = 60, 6
"""Sizes of points with a shape, and of those between them."""
_NEAR_MS = NEAR_DAYS * 86_400_000
Period = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """Series of a role: its name, first pay basis, and rows of `compare.period_rows`."""

    name: str
    pay_basis: str | None
    periods: Sequence[Datum]


@dataclass(frozen=True, slots=True)
class Beside:
    """A role in the legend: its name, and its figure on the day that all share."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ComparisonFigure:
    """Figure with its legend.

    `legend` has each series by the number that selects its colour; series without a point are left out.
    """

    figure: Figure
    legend: Mapping[int, Beside]


def comparison_figure(
    measure: str, market: str, place: str, series: Sequence[Compared], as_of: date
) -> ComparisonFigure:
    """Return the figure of a measure of some series; it may have no chart.

    Suppressed figures are not drawn. An index is of the first month in which all have a share above 0.

    Args:
        measure: One of `compare.MEASURES`.
        market: Market of all series.
        place: Place of all series.
        series: The series, at most as many as colours.
        as_of: Newest vintage of any of them.
    """
    asked = Measure(measure, _shared_basis(measure, series))
    drawn = [_drawn(asked, one) for one in series]
    base = _index_base(drawn) if measure == "index" else None
    if measure == "index":
        drawn = [_indexed(rows, base) for rows in drawn]
    points = _points(series, drawn)
    held = {at: rows for at, rows in enumerate(drawn) if rows}
    day = _shared_day([series[at].periods for at in held])
    near = {at: _near(series[at].periods, rows, day) for at, rows in held.items()}
    names = [series[at].name for at in held]
    has_error = any(point["lo"] is not None for point in points)
    figure = Figure(
        "compared",
        f"{asked.title}: {_listed(names)}",
        f"{place}, {market}, {_detail(asked, market, base)}",
        _differences(asked, [(series[at].name, row) for at, row in near.items()]),
        as_of,
        Chart("compare", asked.unit, (Field("v", asked.title, asked.form),), {"points": points}) if points else None,
        ("compare-error",) if has_error else (),
        tuple(_notes(asked, series, drawn, has_error=has_error)),
        ("Period to", *names),
        tuple(_table(asked, held)),
    )
    return ComparisonFigure(
        figure, {at: Beside(series[at].name, _on(asked, near[at] or rows[-1])) for at, rows in held.items()}
    )


def _shared_basis(measure: str, series: Sequence[Compared]) -> str | None:
    if measure == "hourly":
        return "hourly_rate"
    return next((one.pay_basis for one in series if one.pay_basis), None)


def _drawn(asked: Measure, one: Compared) -> list[Period]:
    """Return the periods that can be drawn: `t`, `v`, `n`, `e` and marks `f`."""
    if asked.name == "median" and one.pay_basis != asked.basis:
        return []
    value, count, error, marks = asked.columns
    return [
        {
            "t": row["t"], "v": row[value], "n": row.get(count), "e": row.get(error) if error else None,
            "f": row.get(marks) or "", "back": bool(row.get("back")),
        }
        for row in one.periods
        if row.get(value) is not None and "c" not in str(row.get(marks) or "")
    ]  # fmt: skip


def _index_base(drawn: Sequence[Sequence[Period]]) -> str | None:
    months = [{_month(row["t"]) for row in rows if row["v"] > 0} for rows in drawn]
    return min(set.intersection(*months), default=None) if months else None


def _indexed(rows: list[Period], base: str | None) -> list[Period]:
    first = next((row["v"] for row in rows if row["v"] > 0 and _month(row["t"]) == base), None)
    return [] if first is None else [{**row, "v": row["v"] / first * 100, "share": row["v"], "e": None} for row in rows]


def _points(series: Sequence[Compared], drawn: Sequence[Sequence[Period]]) -> list[Datum]:
    """Return the points; a crowd has no errors, and shapes only at some of its points."""
    most = max(map(len, drawn), default=0)
    apart = math.ceil(most / SHAPES_ALONG) if most > CROWDED else 1
    points: list[Datum] = []
    for k, (one, rows) in enumerate(zip(series, drawn, strict=True)):
        for at, row in enumerate(rows):
            low, high = (None, None) if most > CROWDED else interval(row["v"], row["e"])
            size = SMALL if (len(rows) - 1 - at) % apart else LARGE
            points.append({**row, "k": k, "name": one.name, "lo": low, "hi": high, "size": size})
    return points


def _detail(asked: Measure, market: str, base: str | None) -> str:
    if asked.is_pay:
        return f"£ {words.PAY_WORDS[asked.basis or 'annual_salary'].per}"
    first = f"{date.fromisoformat(f'{base}-01'):%b %Y}" if base else "no month"
    return {
        "index": f"share of the period in {first} = 100",
        "rank": "1 is most demanded",
        "share": f"% of all {market} jobs",
    }[asked.name]


def _shared_day(each: Sequence[Sequence[Datum]]) -> int | None:
    """Return the latest day with a period of each near it, not after the last period."""
    ends = [[int(row["t"] or 0) for row in rows] for rows in each]
    last = max((held[-1] for held in ends), default=0)
    days = sorted({min(end + _NEAR_MS, last) for held in ends for end in held}, reverse=True)
    return next((day for day in days if all(_nearest(held, day) is not None for held in ends)), None)


def _nearest(ends: Sequence[int], day: int) -> int | None:
    near = [end for end in ends if abs(end - day) <= _NEAR_MS]
    return min(near, key=lambda end: (abs(end - day), end), default=None)


def _near(periods: Sequence[Datum], drawn: Sequence[Period], day: int | None) -> Period | None:
    """Return the period nearest to a day, if it can be drawn."""
    end = None if day is None else _nearest([int(row["t"] or 0) for row in periods], day)
    return next((row for row in drawn if row["t"] == end), None)


def _on(asked: Measure, row: Period) -> str:
    """Return the figure of a role in a period, with its error."""
    error = _error(row)
    spread = "" if error is None else f" ± {asked.show_error(error)}"
    return f"{asked.show(row['v'])}{spread} in the period to {words.day(_date(row['t']))}"


def _error(row: Period) -> float | None:
    return None if row["e"] is None else float(row["e"]) / 100 * float(row["v"])


def _differences(asked: Measure, near: Sequence[tuple[str, Period | None]]) -> str:
    """Return how each role's figure differs from that of the first, with the verdict."""
    if len(near) < 2:
        return ""
    (first_name, first), *others = near
    if first is None or asked.name in {"rank", "index"}:
        return ""
    said = [f"{name} {_verdict(asked, first, row)}" for name, row in others if row is not None]
    return f"Against {first_name}: {'; '.join(said)}." if said else ""


def _verdict(asked: Measure, first: Period, row: Period) -> str:
    by = row["v"] - first["v"]
    if by == 0:
        return "the same"
    errors = [_error(one) for one in (first, row)]
    sign = "+" if by > 0 else words.MINUS if by < 0 else ""
    size = asked.show(abs(by)) if asked.is_pay else f"{abs(by):.2f} points"
    if None in errors:
        return f"{sign}{size}, noise not known"
    noise = NOISE_FACTOR * math.hypot(*(error or 0.0 for error in errors))
    side = "beyond noise" if abs(by) > noise else "within noise"
    return f"{sign}{size}, {side} (± {asked.show_error(noise)})"


def _notes(
    asked: Measure, series: Sequence[Compared], drawn: Sequence[Sequence[Period]], *, has_error: bool
) -> list[str]:
    notes = []
    if any(row["e"] is not None for rows in drawn for row in rows):
        bars = "; bars 95%" if has_error else ""
        notes.append(
            f"± one standard error{bars}. Beyond noise: by more than {NOISE_FACTOR} standard errors of both, each pair"
            f" by itself. {reposting.WORDS}"
        )
    value, _, _, marks = asked.columns
    hidden = [one.name for one in series if any(_is_hidden(row, value, marks) for row in one.periods)]
    if hidden:
        notes.append(f"Periods of {_listed(hidden)} not drawn: {TOO_FEW}.")
    if undrawn := [one.name for one, rows in zip(series, drawn, strict=True) if not rows]:
        notes.append(f"Nothing to draw of {_listed(undrawn)}.")
    return notes


def _is_hidden(row: Datum, value: str, marks: str) -> bool:
    return row.get(value) is not None and "c" in str(row.get(marks) or "")


def _table(asked: Measure, held: Mapping[int, Sequence[Period]]) -> list[DataRow]:
    by_end = [{row["t"]: row for row in rows} for rows in held.values()]
    ends = sorted({end for rows in by_end for end in rows}, reverse=True)
    return [DataRow(words.day(_date(end)), tuple(_cell(asked, rows.get(end)) for rows in by_end)) for end in ends]


def _cell(asked: Measure, row: Period | None) -> Cell:
    if row is None:
        return Cell("–", is_missing=True)
    error = _error(row)
    spread = "" if error is None else f" ± {asked.show_error(error)}"
    return Cell(f"{asked.show(row['v'])}{spread}", tuple(row["f"]))


def _listed(names: Sequence[str]) -> str:
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"


def _date(ms: int) -> date:
    return date(1970, 1, 1) + timedelta(milliseconds=ms)


def _month(ms: int) -> str:
    return f"{_date(ms):%Y-%m}"
