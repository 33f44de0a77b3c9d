"""Charts of pages: kind, unit, data, and the fields given for each point.

To add a chart to a page: make a `Chart` of a kind of `chart_templates.KINDS`, put it into a `Figure` (figures.py),
print it with the macro `figure` of macros.html, and print `chart_data` (embedded.py) of all figures of the page once,
as `<script type="application/json" class="chart-data">{{ inert_json(...) }}</script>`. Pages that extend base.html load
the scripts, unless they empty its block `scripts`. The interface of the scripts is described in static/charts.js.

Colours are tokens of Okabe and Ito: the style sheet maps each to its light and dark shade by attribute, so one drawing
serves both and print.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY = "#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9"
PALETTE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
"""Colours of series side by side, in order, distinct with any colour vision."""
DASHES = ([1, 0], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 4])
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
"""Dashes and shapes of series side by side, in the order of `PALETTE`."""
INK, GRID, SURFACE = "#52606d", "#d9dee4", "#ffffff"

Unit = Literal["annual_salary", "daily_rate", "hourly_rate", "pct", "count", "index", "rank"]
Format = Literal[
    "gbp",
    "gbp_whole",
    "gbp_pence",
    "pct",
    "pct3",
    "signed_pct",
    "pp",
    "count",
    "count1",
    "signed_count",
    "times",
    "text",
    "index",
]
Value = float | bool | str | None
Datum = Mapping[str, Value]


class Field(NamedTuple):
    """Column of a chart's points that its tooltip, details line and CSV show."""

    name: str
    label: str
    form: Format


@dataclass(frozen=True, slots=True)
class Chart:
    """Template with the data that fills it.

    Attributes:
        kind: One of `chart_templates.KINDS`.
        unit: Unit of the value axis.
        fields: Fields shown for each point.
        datasets: Rows by name of the template's data. Rows of selectable data (`points`, or `bins`) may carry `f`
            (flags, letters of `MARK_WORDS`), `a` (vintage, ms) and `s` (id of the capture), shown in words.
        ticks: Pounds that the axis below a histogram labels; the browser labels time itself.
        prints: Instead of `points`: every print of every period (`known.py`), from which the browser selects those
            known on the chosen day.
        broken: Periods (ms) with a break from the year before; for `prints`.
    """

    kind: str
    unit: Unit
    fields: tuple[Field, ...]
    datasets: Mapping[str, list[Datum]] = field(repr=False)
    ticks: tuple[float, ...] = ()
    prints: Mapping[str, list[Value]] | None = field(default=None, repr=False)
    broken: tuple[int, ...] = ()
