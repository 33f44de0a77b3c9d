"""HTML of page models through Jinja2.

Autoescape is always on, and the data of charts is JSON that no name can end.
"""

from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.assets import SCRIPTS, STYLE_SHEET
from jobtrends_pipeline.reports.cells import MARK_WORDS, Cell, mark_name
from jobtrends_pipeline.reports.embedded import inert_json
from jobtrends_pipeline.reports.figures import DataRow
from jobtrends_pipeline.reports.home import HomePage
from jobtrends_pipeline.reports.listing import ListingPage
from jobtrends_pipeline.reports.model import RolePage

TEMPLATES = Path(__file__).parent / "templates"
CELLS_KEPT = 20_000


@lru_cache(CELLS_KEPT)
def value(cell: Cell) -> Markup:
    """Return the HTML of a cell: its text and its marks with their meanings.

    Results are cached: a page has thousands of cells, and few different ones.
    """
    marks = Markup().join(
        Markup('<abbr class="mark" role="img" aria-label="{}" title="{}">[{}]</abbr>').format(
            mark_name(mark), MARK_WORDS[mark], mark
        )
        for mark in cell.marks
    )
    return Markup('<span class="figure{}">{}{}</span>').format(" missing" if cell.is_missing else "", cell.text, marks)


def data_rows(rows: tuple[DataRow, ...]) -> Markup:
    """Return the HTML of the body of a table.

    It takes a fifth of the time of a template loop over all cells.
    """
    lines = []
    for row in rows:
        head = f"<bdi>{escape(row.head)}</bdi>"
        if row.anchor:
            head = f'<a href="#{escape(row.anchor)}">{head}</a>'
        cells = "".join(f"<td>{value(cell)}</td>" for cell in row.cells)
        lines.append(f'<tr><th scope="row">{head}</th>{cells}</tr>')
    return Markup("\n".join(lines))  # noqa: S704  # every part is escaped above


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
    environment.globals.update(
        value=value,
        data_rows=data_rows,
        inert_json=inert_json,
        mark_words=MARK_WORDS,
        style_sheet=STYLE_SHEET,
        scripts=SCRIPTS,
    )
    return environment


def role_html(page: RolePage) -> str:
    """Return the HTML of a role page, at `roles/{role}.html`."""
    return _environment().get_template("role.html").render(page=page, root="../")


def listing_html(page: ListingPage) -> str:
    """Return the HTML of the market index, at `roles/{role}.html` of its partition."""
    return _environment().get_template("listing.html").render(page=page, root="../")


def home_html(page: HomePage) -> str:
    """Return the HTML of the home page, at `index.html`."""
    return _environment().get_template("home.html").render(page=page, root="")
