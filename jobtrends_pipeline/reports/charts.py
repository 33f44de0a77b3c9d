"""Charts as Altair specifications, one template per kind and pay basis; data and ticks are filled in later.

Colours are tokens: the page's style sheet maps each to its light and dark shade, so one drawing serves both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import altair as alt

BLUE, VERMILLION = "#0072b2", "#d55e00"  # Okabe and Ito: told apart with any colour vision
INK, GRID, SURFACE = "#52606d", "#d9dee4", "#ffffff"
WIDTH, HEIGHT = 296, 190
AXIS_WIDTH = 44
TICKS = "ticks"
FONT_SIZE = 12

# Every further label costs 2 ms of text measuring, so ticks are few and overlap is not searched for.
AXES = {
    "labelColor": INK, "labelFontSize": FONT_SIZE, "labelPadding": 6, "labelLimit": 0, "labelOverlap": False,
    "gridColor": GRID, "domainColor": GRID, "ticks": False, "title": None,
}  # fmt: skip
FRAME: dict[str, Any] = {
    "width": WIDTH,
    "height": HEIGHT,
    "padding": {"left": 4, "right": 14, "top": 8, "bottom": 4},
    "background": "transparent",
    "params": [{"name": TICKS, "value": []}],
    "config": {"aria": False, "font": "Arial, sans-serif", "view": {"stroke": None}, "axis": AXES},
}

Datum = dict[str, float | bool | str | None]

MONTH_LABEL = "utcFormat(datum.value, utcmonth(datum.value) == 0 ? '%Y' : '%b ’%y')"
POUND_LABELS = {
    "annual_salary": "'£' + format(datum.value / 1000, ',~f') + 'k'",
    "daily_rate": "'£' + format(datum.value, ',~f')",
    "hourly_rate": "'£' + format(datum.value, ',~f')",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A template (kind, and pay basis where it has one), the rows of its named data, its ticks along x."""

    kind: str
    pay_basis: str | None
    datasets: Mapping[str, list[Datum]] = field(repr=False)
    ticks: tuple[int, ...] = ()


@cache
def specification(kind: str, pay_basis: str | None) -> dict[str, Any]:
    """The Vega-Lite specification of a template, with empty named data.

    Raises:
        KeyError: if there is no such kind.
    """
    builders = {"demand": _demand, "pay": _pay, "histogram": _histogram}
    layers = builders[kind](POUND_LABELS.get(pay_basis or "", "datum.label"))
    # Altair copies the whole chart for every `properties` and `configure`: plain keys are six times as fast.
    return {**alt.LayerChart(layer=layers).to_dict(validate=False), **FRAME}


def _time() -> alt.X:
    axis = alt.Axis(labelExpr=MONTH_LABEL, values=alt.ExprRef(TICKS), grid=False)
    return alt.X("t:T", scale=alt.Scale(type="utc", padding=14), axis=axis)


def _up(field_name: str, label: str, *, zero: bool) -> alt.Y:
    axis = alt.Axis(labelExpr=label, tickCount=4, domain=False, minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH)
    return alt.Y(f"{field_name}:Q", axis=axis, scale=alt.Scale(zero=zero, nice=4))


def _series(label: str, *, zero: bool) -> list[alt.Chart]:
    """Line, points (hollow where back-cast) and the flags above them."""
    base = alt.Chart(alt.NamedData("points")).encode(x=_time(), y=_up("v", label, zero=zero))
    return [
        base.mark_line(color=BLUE, strokeWidth=2, strokeJoin="round"),
        base.mark_point(stroke=BLUE, strokeWidth=2, opacity=1).encode(
            fill=alt.condition("datum.back", alt.value(SURFACE), alt.value(BLUE)),
            size=alt.Size("size:Q", scale=None),
        ),
        base.transform_filter("datum.flag != ''").mark_text(dy=-13, color=INK, fontSize=11).encode(text="flag:N"),
    ]


def _demand(_: str) -> list[alt.Chart]:
    return _series("format(datum.value, '.3~f') + '%'", zero=True)


def _pay(label: str) -> list[alt.Chart]:
    layers = []
    for name, opacity, width in (("outer", 0.14, 1), ("inner", 0.24, 5)):
        band = alt.Chart(alt.NamedData(name)).encode(x=_time(), y=_up("lo", label, zero=False), y2="hi:Q")
        layers.append(band.mark_area(color=BLUE, opacity=opacity).encode(detail="run:N"))
        alone = band.transform_filter("datum.alone")
        layers.append(alone.mark_rule(color=BLUE, opacity=0.4, strokeWidth=width))
    market = alt.Chart(alt.NamedData("market")).encode(x=_time(), y=_up("v", label, zero=False))
    layers.append(market.mark_line(color=VERMILLION, strokeWidth=2, strokeDash=[6, 4]))
    return [*layers, *_series(label, zero=False)]


def _histogram(label: str) -> list[alt.Chart]:
    axis = alt.Axis(labelExpr=label, values=alt.ExprRef(TICKS), grid=False)
    upwards = _up("v", "format(datum.value, '.2~f') + '%'", zero=True)
    x = alt.X("lo:Q", axis=axis, scale=alt.Scale(zero=False, nice=False))
    bars = alt.Chart(alt.NamedData("bins")).encode(x=x, x2="hi:Q", y=upwards, y2=alt.Y2Datum(0))
    market = alt.Chart(alt.NamedData("market")).encode(x=x, x2="hi:Q", y=upwards)
    return [
        bars.mark_bar(color=BLUE, stroke=SURFACE, strokeWidth=0.75).encode(
            opacity=alt.condition("datum.tail", alt.value(0.45), alt.value(0.9))
        ),
        market.mark_rule(color=VERMILLION, strokeWidth=2),
    ]
