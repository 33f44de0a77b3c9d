"""Templates of charts in Altair, one per kind, to be filled in the browser.

They are written once into a site. A new kind is a function that returns layers over named data, and an entry in
`KINDS`; the browser needs no change. Its data may be `points` (or the name in `Kind.walked`), `here` (the selected
point), and any other name that charts of the kind give rows for. Importing this module takes a second: only the code
that writes the templates does.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

import altair as alt

from jobtrends_pipeline.reports.charts import BLUE, DASHES, GRID, INK, PALETTE, SHAPES, SURFACE, VERMILLION
from jobtrends_pipeline.reports.words import SERIES_WORDS

WIDTH, HEIGHT, TALL, STEP = 296, 190, 260, 26
AXIS_WIDTH, NAMES_WIDTH = 48, 132
TICKS, UNIT, NAMES = "ticks", "unit", "names"
FONT_SIZE = 12
PADDING = {"left": 2, "right": 16, "top": 10, "bottom": 4}


class Kind(NamedTuple):
    """Template: its layers, and how the browser walks from point to point.

    Attributes:
        layers: Function that returns the layers.
        walked: Name of the data whose points are walked.
        x: Fields of a point's position along x.
        y: Fields of a point's position along y.
        near: Direction in which the nearest point is searched.
        extent: Room left of the plot, pixels.
        has_steps: Whether the height grows by a step per row.
        height: Height of the plot, pixels.
        time: What a point's time is, in words and as a column.
    """

    layers: Callable[[], list[alt.Chart]]
    walked: str
    x: tuple[str, ...]
    y: tuple[str, ...]
    near: Literal["x", "y", "xy"]
    extent: int = AXIS_WIDTH
    has_steps: bool = False
    height: int = HEIGHT
    time: tuple[str, str] = ("Period to", "period_end")


MONTH_LABEL = "utcFormat(datum.value, utcmonth(datum.value) == 0 ? '%Y' : '%b ’%y')"
UNIT_LABEL = (
    "unit == 'annual_salary' ? '£' + format(datum.value / 1000, ',~f') + 'k'"
    " : unit == 'daily_rate' || unit == 'hourly_rate' ? '£' + format(datum.value, ',~f')"
    " : unit == 'pct' ? replace(format(datum.value, ',.3~f'), '-', '−') + '%' : format(datum.value, ',~f')"
)


@cache
def specification(kind: str) -> dict[str, Any]:
    """Return the Vega-Lite specification of a template, with empty named data.

    Raises:
        KeyError: if the kind is unknown.
    """
    template = KINDS[kind]
    size = {"width": WIDTH, "height": {"step": STEP} if template.has_steps else template.height}
    axes = {
        "labelColor": INK, "labelFontSize": FONT_SIZE, "labelPadding": 6, "gridColor": GRID, "domainColor": GRID,
        "ticks": False, "title": None, "labelOverlap": False,
    }  # fmt: skip
    frame = {
        "padding": PADDING,
        "background": "transparent",
        "params": [{"name": TICKS, "value": []}, {"name": UNIT, "value": "pct"}, {"name": NAMES, "value": []}],
        "config": {"aria": False, "font": "Arial, sans-serif", "view": {"stroke": None}, "axis": axes},
    }
    return {**alt.LayerChart(layer=template.layers()).to_dict(validate=False), **size, **frame}


def _data(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name))


def _time() -> alt.X:
    axis = alt.Axis(labelExpr=MONTH_LABEL, values=alt.ExprRef(TICKS), grid=False)
    return alt.X("t:T", scale=alt.Scale(type="utc", padding=12), axis=axis)


def _up(name: str, *, zero: bool) -> alt.Y:
    axis = alt.Axis(labelExpr=UNIT_LABEL, tickCount=4, domain=False, minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH)
    return alt.Y(f"{name}:Q", axis=axis, scale=alt.Scale(zero=zero, nice=4))


def _along(name: str) -> alt.X:
    fitting = alt.ExprRef("max(2, floor(width / 100))")
    axis = alt.Axis(labelExpr=UNIT_LABEL, tickCount=fitting, domain=False, grid=True)
    return alt.X(f"{name}:Q", axis=axis, scale=alt.Scale(zero=False, nice=True, padding=10))


def _names() -> alt.Y:
    axis = alt.Axis(labelLimit=NAMES_WIDTH - 6, minExtent=NAMES_WIDTH, maxExtent=NAMES_WIDTH, domain=False, grid=False)
    return alt.Y("name:N", sort=None, axis=axis, scale=alt.Scale(domain=alt.ExprRef(NAMES)))


def _here(x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the ring around the selected point."""
    ring = _data("here").encode(x=x, y=y)
    drawn: alt.Chart = ring.mark_point(stroke=INK, strokeWidth=2, size=190, fill=None, opacity=1)
    return drawn


def _breaks() -> list[alt.Chart]:
    base = _data("breaks").encode(x=_time())
    return [
        base.mark_rule(color=INK, strokeDash=[2, 3]),
        base.mark_text(color=INK, fontSize=11, dx=4, align="left", baseline="top").encode(
            y=alt.value(-8), text="label:N"
        ),
    ]


def _series(*, zero: bool) -> list[alt.Chart]:
    """Return the layers of a line, its points (hollow where back-cast) and flags."""
    base = _data("points").encode(x=_time(), y=_up("v", zero=zero))
    return [
        base.mark_line(color=BLUE, strokeWidth=2, strokeJoin="round"),
        base.mark_point(stroke=BLUE, strokeWidth=2, opacity=1).encode(
            fill=alt.condition("datum.back", alt.value(SURFACE), alt.value(BLUE)),
            size=alt.Size("size:Q", scale=None),
        ),
        base.transform_filter("datum.flag").mark_text(dy=-13, color=INK, fontSize=11).encode(text="flag:N"),
        _here(_time(), _up("v", zero=zero)),
    ]


def _error_band(*, zero: bool) -> alt.Chart:
    band = _data("points").transform_filter("isValid(datum.lo)")
    placed = band.encode(x=_time(), y=_up("lo", zero=zero), y2="hi:Q")
    drawn: alt.Chart = placed.mark_area(color=BLUE, opacity=0.18)
    return drawn


def _demand() -> list[alt.Chart]:
    return [_error_band(zero=True), *_breaks(), *_series(zero=True)]


def _pay() -> list[alt.Chart]:
    layers = []
    for name, opacity, width in (("outer", 0.14, 1), ("inner", 0.24, 5)):
        band = _data(name).encode(x=_time(), y=_up("lo", zero=False), y2="hi:Q")
        layers.append(band.mark_area(color=BLUE, opacity=opacity).encode(detail="run:N"))
        layers.append(band.transform_filter("datum.alone").mark_rule(color=BLUE, opacity=0.4, strokeWidth=width))
    market = _data("points").transform_filter("isValid(datum.m)").encode(x=_time(), y=_up("m", zero=False))
    layers.append(market.mark_line(color=VERMILLION, strokeWidth=2, strokeDash=[6, 4]))
    error = _data("points").transform_filter("isValid(datum.lo)")
    layers.append(error.encode(x=_time(), y=_up("lo", zero=False), y2="hi:Q").mark_rule(color=BLUE, strokeWidth=1.25))
    return [*layers, *_breaks(), *_series(zero=False)]


def _premium() -> list[alt.Chart]:
    level = _data("level").encode(y=alt.Y("v:Q")).mark_rule(color=VERMILLION, strokeWidth=2, strokeDash=[6, 4])
    return [level, _error_band(zero=True), *_series(zero=True)]


def _histogram() -> list[alt.Chart]:
    across = alt.Axis(labelExpr=UNIT_LABEL, values=alt.ExprRef(TICKS), grid=False)
    x = alt.X("lo:Q", axis=across, scale=alt.Scale(zero=False, nice=False))
    up = alt.Axis(labelExpr="format(datum.value, '.2~f') + '%'", tickCount=4, domain=False,
                  minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH)  # fmt: skip
    y = alt.Y("v:Q", axis=up, scale=alt.Scale(zero=True, nice=4))
    bars = _data("bins").encode(x=x, x2="hi:Q", y=y, y2=alt.Y2Datum(0))
    return [
        bars.mark_bar(color=BLUE, stroke=SURFACE, strokeWidth=0.75).encode(
            opacity=alt.condition("datum.tail", alt.value(0.45), alt.value(0.9))
        ),
        _data("market").encode(x=x, x2="hi:Q", y=y).mark_rule(color=VERMILLION, strokeWidth=2),
        _data("here").encode(x=x, x2="hi:Q", y=y, y2=alt.Y2Datum(0)).mark_bar(
            fillOpacity=0, stroke=INK, strokeWidth=2, opacity=1
        ),
    ]  # fmt: skip


def _lines() -> list[alt.Chart]:
    """Return the layers of several series, each row with its `name` and `colour`."""
    colour = alt.Color("colour:N", scale=None)
    base = _data("points").encode(x=_time(), y=_up("v", zero=False), color=colour, detail="name:N")
    return [
        base.mark_line(strokeWidth=2, strokeJoin="round"),
        base.mark_point(filled=True, opacity=1).encode(size=alt.Size("size:Q", scale=None)),
        _here(_time(), _up("v", zero=False)),
    ]


def _by_number(told_by: Sequence[Any]) -> dict[str, Any]:
    return {"scale": alt.Scale(domain=list(range(len(PALETTE))), range=list(told_by)), "legend": None}


def _compare() -> list[alt.Chart]:
    """Return the layers of several series, each row with its `name` and number `k`.

    The number selects colour, dash and shape; `lo` and `hi` are the ends of an error.
    """
    y = _up("v", zero=False).scale(zero=False, nice=4, reverse=alt.ExprRef("unit == 'rank'"))
    colour = alt.Color("k:O", **_by_number(PALETTE))
    base = _data("points").encode(x=_time(), y=y, color=colour, detail="name:N")
    shape, size = alt.Shape("k:O", **_by_number(SHAPES)), alt.Size("size:Q", scale=None)
    errors = _data("points").transform_filter("isValid(datum.lo)")
    return [
        errors.encode(x=_time(), y=_up("lo", zero=False), y2="hi:Q", color=colour).mark_rule(strokeWidth=1.25),
        base.mark_line(strokeWidth=2, strokeJoin="round").encode(
            strokeDash=alt.StrokeDash("k:O", **_by_number(DASHES))
        ),
        base.mark_point(filled=True, opacity=1).encode(size=size, shape=shape),
        _here(_time(), y),
    ]


def _monthly() -> list[alt.Chart]:
    """Return the layers of series of months with bounds, and of printed shares.

    The printed shares are points of their own. A row's `name` selects colour and dash.
    """
    names = list(SERIES_WORDS.values())
    hues = alt.Scale(domain=names, range=[BLUE, VERMILLION, INK])
    colour = alt.Color("name:N", scale=hues, legend=None)
    dash = alt.StrokeDash("name:N", scale=alt.Scale(domain=names, range=DASHES[: len(names)]), legend=None)
    points, up = _data("points"), _up("v", zero=True)
    band = points.encode(x=_time(), y=_up("lo", zero=True), y2="hi:Q", color=colour)
    printed = _data("printed").encode(x=_time(), y=up, stroke=alt.Stroke("name:N", scale=hues, legend=None))
    return [
        *_breaks(),
        band.mark_area(opacity=0.25),
        points.encode(x=_time(), y=up, color=colour, strokeDash=dash).mark_line(strokeWidth=1.5, strokeJoin="round"),
        printed.mark_point(shape="diamond", size=90, strokeWidth=2, fill=SURFACE, opacity=1),
        _here(_time(), up),
    ]


def _dots() -> list[alt.Chart]:
    """Return the layers of names in rows, each with a value and its error.

    The error is from `lo` to `hi`; each row has its `colour`.
    """
    colour = alt.Color("colour:N", scale=None)
    base = _data("points").encode(y=_names(), x=_along("v"), color=colour)
    errors = _data("points").transform_filter("isValid(datum.lo)").encode(y=_names(), x=_along("lo"), x2="hi:Q")
    return [
        errors.encode(color=colour).mark_rule(strokeWidth=2, opacity=0.55),
        base.mark_point(filled=True, size=80, opacity=1),
        _here(_along("v"), _names()),
    ]


def _moves() -> list[alt.Chart]:
    """Return the layers of names in rows, each with its move.

    The move is from the earlier value (`before`, hollow) to the present one (`v`).
    """
    colour = alt.Color("colour:N", scale=None)
    rows = _data("points")
    was = rows.transform_filter("isValid(datum.before)")
    rule = was.transform_filter("isValid(datum.v)").encode(y=_names(), x=_along("before"), x2="v:Q", color=colour)
    return [
        rule.mark_rule(strokeWidth=2.5, opacity=0.55),
        was.encode(y=_names(), x=_along("before"), stroke=alt.Stroke("colour:N", scale=None)).mark_point(
            size=60, opacity=1, fill=SURFACE, strokeWidth=2
        ),
        rows.transform_filter("isValid(datum.v)").encode(y=_names(), x=_along("v"), color=colour).mark_point(
            filled=True, size=80, opacity=1
        ),
        _here(_along("at"), _names()),
    ]  # fmt: skip


KINDS = {
    "demand": Kind(_demand, "points", ("t",), ("v",), "x"),
    "pay": Kind(_pay, "points", ("t",), ("v",), "x"),
    "premium": Kind(_premium, "points", ("t",), ("v",), "x"),
    "histogram": Kind(_histogram, "bins", ("lo", "hi"), ("v",), "x"),
    "lines": Kind(_lines, "points", ("t",), ("v",), "xy"),
    "compare": Kind(_compare, "points", ("t",), ("v",), "xy"),
    "monthly": Kind(_monthly, "points", ("t",), ("v",), "xy", height=TALL, time=("Drawn at", "month")),
    "dots": Kind(_dots, "points", ("v",), ("name",), "y", NAMES_WIDTH, has_steps=True),
    "moves": Kind(_moves, "points", ("at",), ("name",), "y", NAMES_WIDTH, has_steps=True),
}
"""All kinds of charts; `moves` and `dots` grow with their rows, others do not."""
