"""Model of the Data page, `data.html`. Pure.

It has the dictionary of every table, downloads, method and rights.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports.cells import BREAK_WORDS
from jobtrends_pipeline.reports.render import _environment
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.package import PACKAGE_FILE, TEXT_ESCAPE, PackagedTable
from jobtrends_pipeline.trends import reposting, significance
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

OUTCOME_WORDS = {
    "read": "read", "pending": "to be read", "unknown_layout": "wait for a layout", "refused": "refused",
}  # fmt: skip
FORM_WORDS = {"parquet": "Parquet", "csv": "CSV, gzip", "duckdb": "DuckDB"}
LAYER_WORDS = {
    "trends": "Trends: series over all captures, with reliability and breaks",
    "facts": "Facts: what each page printed, by vintage",
    "parsed": "Pages as read: every printed cell, and what was found wrong",
    "captures": "Captures: the pages held, and every try to have one",
}


@dataclass(frozen=True, slots=True)
class Download:
    """File in the site's `data/` folder."""

    href: str
    form: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """Table with its dictionary and its files."""

    table: Table
    row_count: int
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class DataPage:
    """The Data page.

    `layers` are headings with tables, those most in use first; `charts` are groups of chart images.
    """

    layers: tuple[tuple[str, tuple[DescribedTable, ...]], ...]
    database: Download | None
    generated_from: date | None
    charts: tuple[Row, ...] = ()
    breaks: tuple[str, ...] = tuple(BREAK_WORDS.values())
    package: str = f"data/{PACKAGE_FILE}"
    text_escape: str = TEXT_ESCAPE
    rights: str = rights.RIGHTS
    noise_factor: float = NOISE_FACTOR
    judged: str = significance.WORDS
    reposting: str = reposting.WORDS


def build_data_page(held: Iterable[PackagedTable], as_of: date | None, charts: Iterable[Row] = ()) -> DataPage:
    """Return the page of the tables in `data/`, the folder of the package.

    Args:
        held: The tables in its files.
        as_of: Newest vintage among the figures; None without any.
        charts: Rows that `trends.chart_images` reads.
    """
    listed = list(held)
    layers = tuple(
        (heading, tuple(_described(table, listed) for table in PUBLIC_TABLES if table.layer == layer))
        for layer, heading in LAYER_WORDS.items()
    )
    whole = next((_download(item) for item in listed if item.form == "duckdb"), None)
    return DataPage(layers, whole, as_of, tuple(charts))


def _described(table: Table, held: list[PackagedTable]) -> DescribedTable:
    own = [item for item in held if item.table.name == table.name]
    files = tuple(_download(item) for item in own if item.form != "duckdb")
    return DescribedTable(table, max((item.row_count for item in own), default=0), files)


def _download(item: PackagedTable) -> Download:
    return Download(f"data/{item.path}", FORM_WORDS[item.form], size_words(item.byte_count), item.sha256)


def size_words(byte_count: int) -> str:
    """Return a size in readable units: 930 B, 12 kB, 4.8 MB."""
    for unit, size in (("GB", 1e9), ("MB", 1e6)):
        if byte_count >= size:
            return f"{byte_count / size:.1f} {unit}"
    return f"{byte_count / 1000:.0f} kB" if byte_count >= 1000 else f"{byte_count} B"


def data_html(page: DataPage) -> str:
    """Return the HTML of the page, at `data.html`."""
    return _environment().get_template("data.html").render(page=page, root="", outcome_words=OUTCOME_WORDS)
