"""Figures of a page: a chart with its message, notes and numbers as a table."""

from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports.cells import Cell
from jobtrends_pipeline.reports.charts import Chart
from jobtrends_pipeline.tables.columns import ITJOBSWATCH


@dataclass(frozen=True, slots=True)
class DataRow:
    """Row of a table: heading, which is a link where there is an anchor, and cells."""

    head: str
    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """Chart with its message in words, its qualifications (`notes`) and its numbers.

    `chart` is None when nothing could be drawn; `key` names the entries of the legend below the chart; `heads` are the
    headings of the table of `rows`, that of the row headings first; `publisher` is whose figures they are.
    """

    anchor: str
    title: str
    subtitle: str
    message: str
    as_of: date
    chart: Chart | None
    key: tuple[str, ...]
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[DataRow, ...]
    publisher: str = ITJOBSWATCH


@dataclass(frozen=True, slots=True)
class Block:
    """Table with its title and notes; without `rows` the notes give the reason."""

    anchor: str
    title: str
    subtitle: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[DataRow, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Subject, market and place of the figures of a section, and their anchor prefix.

    The titles of the figures contain these names.
    """

    subject: str
    market: str
    place: str
    anchor: str

    @property
    def where(self) -> str:
        """Subject and place, as titles and messages name them."""
        return f"{self.subject}, {self.place}"
