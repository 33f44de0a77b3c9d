"""Data inside a page: JSON that cannot end its element, and data of charts.

No name in the data can end the block or turn into markup.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from jobtrends_pipeline.reports.charts import Chart, Datum, Value
from jobtrends_pipeline.reports.figures import Figure
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.tables.rights import source_lines

ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def inert_json(value: object) -> Markup:
    """Return JSON for a `script` element of type application/json.

    It has the same value, without the characters `<`, `>`, `&`.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704  # nothing in it can be markup


def chart_data(figures: Iterable[Figure], captures: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the data of a page's `chart-data` block: charts by anchor, and captures.

    Args:
        figures: The figures of the page; those without a chart are left out.
        captures: `urls`, and by capture id the position in it and the origin.
    """
    drawn = {figure.anchor: _definition(figure, figure.chart) for figure in figures if figure.chart}
    return {"charts": drawn, "captures": captures or {"urls": [], "of": {}}}


def capture_links(captures: Iterable[Row]) -> dict[str, Any]:
    """Return the distinct addresses of captures, and each capture's position in them.

    By capture id there are the position of its address and its origin.
    """
    urls: dict[str, int] = {}
    of: dict[str, list[object]] = {}
    for row in captures:
        of[row["capture_id"]] = [urls.setdefault(row["url"], len(urls)), row["origin"]]
    return {"urls": list(urls), "of": of}


def _definition(figure: Figure, chart: Chart) -> dict[str, Any]:
    held = {
        "kind": chart.kind,
        "unit": chart.unit,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "message": figure.message,
        "fields": [list(field) for field in chart.fields],
        "ticks": list(chart.ticks),
        "datasets": {name: columns(rows) for name, rows in chart.datasets.items()},
    }
    if figure.publisher != ITJOBSWATCH:
        held["source"] = source_lines([figure.publisher])
    if chart.prints is None:
        return held
    return {**held, "prints": dict(chart.prints), "broken": dict.fromkeys(map(str, chart.broken), 1)}


def columns(rows: list[Datum]) -> dict[str, list[Value]]:
    """Return rows as columns, so that a name is written once, not once a row.

    A column without any value is left out.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    held = {name: [_short(row.get(name)) for row in rows] for name in names}
    return {name: values for name, values in held.items() if any(value is not None for value in values)}


def _short(value: Value) -> Value:
    """Return a number with at most four decimals, and whole numbers as integers."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 4)
    return value
