"""Pictures for slides: title, charts, legend, words and source as one SVG.

A picture is 16:9. It grows in height where its words need more, so that none is cut.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from jobtrends_pipeline.base.plain import visible
from jobtrends_pipeline.reports.assets import compiled
from jobtrends_pipeline.reports.cells import MARK_WORDS
from jobtrends_pipeline.reports.charts import Chart
from jobtrends_pipeline.reports.figures import Figure
from jobtrends_pipeline.reports.picture_html import drawing, key_words
from jobtrends_pipeline.reports.shades import shaded, shades
from jobtrends_pipeline.reports.still import Datasets, month_ticks
from jobtrends_pipeline.reports.text_lines import broken, text_width

WIDTH, HEIGHT = 1280, 720
PNG_SCALE = 2
"""Pixels of a PNG to one of the picture."""
MARGIN, GAP = 48, 40
_INNER = WIDTH - 2 * MARGIN
CHART_SCALE = 1.6
"""Size of a chart in a picture, to that in the report."""
LEAST_PLOT = 250
"""Least height of a chart with its axis, pixels."""
TITLE_SIZES = (36, 32, 28)
TEXT_SIZE, SMALL_SIZE, LEADING = 19, 15, 1.35
SWATCH_WIDTH, SWATCH_GAP, KEY_GAP = 26 * CHART_SCALE, 10, 26
UP = 0.75
"""Height of a swatch above the base line of its words, in letters."""
AXIS_HEIGHT = 26
"""Height of the labels below a plot, pixels of the template."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Figure in a picture, with the datasets of its chart.

    `series` are the names of compared series by number; other figures have the entries of their key.
    """

    figure: Figure
    chart: Chart
    datasets: Datasets
    series: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """Picture: titles, panels from left to right, and the line of source and licence."""

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Text:
    """Line of text at its base line; `tone` is a colour of the style sheet."""

    x: float
    y: float
    text: str
    size: float
    tone: str = "muted"
    weight: int = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """Swatch of a legend: `name` of a key, or the number of a compared series."""

    x: float
    y: float
    name: str
    number: int | None = None


@dataclass
class _Sheet:
    """What is placed so far, and the lowest point of it."""

    texts: list[Text] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    y: float = 0

    def write(self, text: str, x: float, width: float, size: float = TEXT_SIZE, **style: Any) -> None:
        """Write a text below what is there, in as many lines as it needs."""
        for line in broken(visible(text), width, size, is_bold=style.get("weight", 400) > 400):
            self.y += size * LEADING
            self.texts.append(Text(x, self.y - size * (LEADING - 1), line, size, **style))

    def moved(self, by: float) -> "_Sheet":
        texts = [Text(one.x, one.y + by, one.text, one.size, one.tone, one.weight) for one in self.texts]
        return _Sheet(texts, [Entry(one.x, one.y + by, one.name, one.number) for one in self.entries], self.y + by)


def picture_svg(picture: Picture, *, is_dark: bool) -> str:
    """Return a picture as an SVG document.

    Args:
        picture: The picture, with a panel at least.
        is_dark: Whether it has the dark theme of the report.
    """
    top, source = _head(picture), _Sheet()
    source.write(picture.source, MARGIN, _INNER, SMALL_SIZE)
    width = (_INNER - GAP * (len(picture.panels) - 1)) / len(picture.panels)
    columns = [(panel, MARGIN + at * (width + GAP)) for at, panel in enumerate(picture.panels)]
    heads = [_panel_head(panel, x, width, top.y) for panel, x in columns if len(columns) > 1]
    feet = [_foot(panel, x, width) for panel, x in columns]
    start = max(sheet.y for sheet in (top, *heads)) + 10
    fixed = start + max(foot.y for foot in feet) + 14 + source.y + MARGIN / 2
    plot = max(LEAST_PLOT, HEIGHT - fixed)
    height = round(fixed + plot)
    sheets = [top, *heads, *(foot.moved(start + plot) for foot in feet), source.moved(height - MARGIN / 2 - source.y)]
    charts = [(x, start, _chart_svg(panel, width / CHART_SCALE, plot / CHART_SCALE)) for panel, x in columns]
    svg = drawing(
        {
            "size": (WIDTH, height),
            "title": visible(picture.title),
            "description": visible(" ".join(panel.figure.message for panel in picture.panels)),
            "theme": shades(is_dark=is_dark),
            "texts": [text for sheet in sheets for text in sheet.texts],
            "entries": [entry for sheet in sheets for entry in sheet.entries],
            "charts": charts,
            "scale": CHART_SCALE,
        }
    )
    return shaded(svg, is_dark=is_dark)


def picture_png(svg: str) -> bytes:
    """Return an SVG document as PNG, `PNG_SCALE` pixels to each of its own."""
    import vl_convert  # noqa: PLC0415  # 50 MB to load

    png: bytes = vl_convert.svg_to_png(svg, scale=PNG_SCALE)
    return png


def _head(picture: Picture) -> _Sheet:
    """Return the title, as large as fits in two lines, and the subtitle."""
    title = visible(picture.title)
    size = next((one for one in TITLE_SIZES if len(broken(title, _INNER, one, is_bold=True)) <= 2), TITLE_SIZES[-1])
    sheet = _Sheet(y=MARGIN / 2)
    sheet.write(title, MARGIN, _INNER, size, tone="ink", weight=700)
    sheet.write(picture.subtitle, MARGIN, _INNER, TEXT_SIZE + 1)
    return sheet


def _panel_head(panel: Panel, x: float, width: float, below: float) -> _Sheet:
    sheet = _Sheet(y=below + 6)
    sheet.write(panel.figure.subtitle, x, width, TEXT_SIZE, tone="ink", weight=600)
    return sheet


def _foot(panel: Panel, x: float, width: float) -> _Sheet:
    """Return what stands below a chart: legend, message and notes, from 0 downwards."""
    sheet = _Sheet(y=6)
    beside = SWATCH_WIDTH + SWATCH_GAP
    for number, text in panel.series.items():
        sheet.entries.append(Entry(x, sheet.y + TEXT_SIZE * (1 - UP), "", number))
        sheet.write(text, x + beside, width - beside, TEXT_SIZE, tone="ink")
    _write_key(sheet, panel.figure.key, x, width)
    if panel.figure.message:
        sheet.write(panel.figure.message, x, width, TEXT_SIZE - 1, tone="ink")
    for note in (*panel.figure.notes, *_marks(panel.datasets)):
        sheet.write(note, x, width, SMALL_SIZE)
    return sheet


def _marks(datasets: Datasets) -> list[str]:
    """Return the meaning of each mark above a point.

    The notes of a figure explain its breaks.
    """
    drawn = {mark for data in datasets.values() for datum in data for mark in str(datum.get("flag", ""))}
    return [f"[{mark}] {MARK_WORDS[mark]}" for mark in MARK_WORDS if mark in drawn and mark != "b"]


def _write_key(sheet: _Sheet, names: Sequence[str], x: float, width: float) -> None:
    """Write the entries of a key, as many in a line as fit."""
    at = x + width
    for name in names:
        words = key_words()[name]
        needed = SWATCH_WIDTH + SWATCH_GAP + text_width(words, TEXT_SIZE - 2)
        if at + needed > x + width:
            at = x
            sheet.y += TEXT_SIZE * LEADING
        base = sheet.y - TEXT_SIZE * (LEADING - 1)
        sheet.entries.append(Entry(at, base - TEXT_SIZE * UP, name))
        sheet.texts.append(Text(at + SWATCH_WIDTH + SWATCH_GAP, base, words, TEXT_SIZE - 2))
        at += needed + KEY_GAP
    if names:
        sheet.y += 4


def _chart_svg(panel: Panel, width: float, height: float) -> Markup:
    """Return the drawing of a chart, of a width and a height with its axes."""
    import vl_convert  # noqa: PLC0415

    from jobtrends_pipeline.reports.chart_templates import KINDS, PADDING  # noqa: PLC0415  # Altair takes a second

    template, spec = KINDS[panel.chart.kind], compiled(panel.chart.kind)
    plot = round(width - template.extent - PADDING["left"] - PADDING["right"])
    rows = panel.datasets.get(template.walked, [])
    is_time = template.x[0] == "t"
    signals = {
        "unit": panel.chart.unit,
        "ticks": month_ticks([row["t"] for row in rows], plot) if is_time else list(panel.chart.ticks),
    }
    filled = {
        **spec,
        "width": plot,
        "height": round(height - PADDING["top"] - PADDING["bottom"] - AXIS_HEIGHT),
        "data": _filled(spec["data"], "values", panel.datasets),
        "signals": _filled(spec["signals"], "value", signals),
    }
    drawn: str = vl_convert.vega_to_svg(filled, allowed_base_urls=[])
    return Markup(re.sub(r"<\?xml[^>]*\?>\s*", "", drawn))  # noqa: S704  # Vega escapes what it writes


def _filled(parts: Sequence[dict[str, Any]], what: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**one, what: given[one["name"]]} if one["name"] in given else one for one in parts]
