"""What a figure of a page is: a chart, what it says, what qualifies it, and its numbers as a table."""

from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports.cells import Cell
from jobtrends_pipeline.reports.charts import Chart


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row of a table: heading, which is a link where there is an anchor, and cells."""

    head: str
    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with what it says (`message`), what qualifies it (`notes`) and its numbers.

    `chart` is None when nothing could be drawn; `key` names the entries of the legend below the chart;
    `heads` are the headings of the table of `rows`, that of the row headings first.
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


@dataclass(frozen=True, slots=True)
class Block:
    """A table with what it says; `rows` may be empty, then the notes say why."""

    anchor: str
    title: str
    subtitle: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[DataRow, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the figures of a section are about: the words of their titles, and the prefix of their anchors."""

    subject: str
    market: str
    place: str
    anchor: str

    @property
    def where(self) -> str:
        """Subject and place, as titles and messages name them."""
        return f"{self.subject}, {self.place}"
