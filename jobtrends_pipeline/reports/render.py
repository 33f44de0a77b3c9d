"""Charts to SVG through vl-convert, page models to HTML through Jinja2; autoescape is always on.

The drawings go inline into the page rather than into files shown by `<img>`: they follow its light, dark and
print colours and its font, and a saved page is whole. Vega writes presentation attributes and no `style`
attribute, so they stand under `style-src 'self'`.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import MARK_WORDS
from jobtrends_pipeline.reports.charts import TICKS, Chart, specification
from jobtrends_pipeline.reports.home import HomePage
from jobtrends_pipeline.reports.listing import ListingPage
from jobtrends_pipeline.reports.model import RolePage

TEMPLATES = Path(__file__).parent / "templates"
VEGA_LITE_VERSION = "6.4"

SVG = re.compile(r'<svg\b[^>]*viewBox="(?P<view_box>[-\d. ]+)"[^>]*>(?P<body>.*)</svg>\s*', re.DOTALL)
UNSEEN = re.compile(
    r'<path class="(?:background|foreground)"[^>]*/>'  # empty frames of groups
    r'|\s(?:role|aria-[a-z]+|pointer-events|class)="[^"]*"'  # the page names the drawing as a whole
)
LONG_DECIMAL = re.compile(r"(\.\d{2})\d+")


class DrawingError(RuntimeError):
    """A chart could not be drawn, or its drawing holds what the page's policy forbids."""

    def __init__(self, chart: Chart, reason: str) -> None:
        super().__init__(f"{chart.kind} chart: {reason}")
        self.chart = chart


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG without its outer element, which the page's template writes with title and role."""

    view_box: str
    body: Markup


def draw(chart: Chart) -> Drawing:
    """The drawing of a chart.

    Raises:
        DrawingError: if the result is no SVG, or holds a style, a script or a link.
    """
    svg: str = vl_convert.vega_to_svg(_with_data(_compiled(chart.kind, chart.pay_basis), chart))
    match = SVG.fullmatch(svg)
    if match is None:
        raise DrawingError(chart, "the converter gave no SVG")
    body = LONG_DECIMAL.sub(r"\1", UNSEEN.sub("", match["body"]))
    if re.search(r"<(?:script|style|image|a|foreignObject)\b|\s(?:style|href|on\w+|id)=", body):
        raise DrawingError(chart, "the drawing holds what the page's policy forbids")
    return Drawing(match["view_box"], Markup(body))  # noqa: S704 - checked above; its only texts are numbers and dates


@cache
def _compiled(kind: str, pay_basis: str | None) -> dict[str, Any]:
    """The Vega specification of a template: compiled once a process, a fifth of a chart's cost."""
    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(specification(kind, pay_basis), vl_version=VEGA_LITE_VERSION)
    return compiled


def _with_data(vega: dict[str, Any], chart: Chart) -> dict[str, Any]:
    data = [
        {**source, "values": chart.datasets[source["name"]]} if source["name"] in chart.datasets else source
        for source in vega["data"]
    ]
    signals = [{**signal, "value": chart.ticks} if signal["name"] == TICKS else signal for signal in vega["signals"]]
    return {**vega, "data": data, "signals": signals}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = words.day
    environment.globals.update(draw=draw, mark_words=MARK_WORDS, attribution=words.ATTRIBUTION)
    return environment


def role_html(page: RolePage) -> str:
    """The HTML of a role page, at `roles/{role}.html`."""
    return _environment().get_template("role.html").render(page=page, root="../")


def listing_html(page: ListingPage) -> str:
    """The HTML of the market index, at `roles/{role}.html` of its partition."""
    return _environment().get_template("listing.html").render(page=page, root="../")


def home_html(page: HomePage) -> str:
    """The HTML of the home page, at `index.html`."""
    return _environment().get_template("home.html").render(page=page, root="")
