"""The outline of a page: headings, paragraphs and tables in document order, whatever the page was written in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from jobtrends_pipeline.pages.page import Finding

CUT_OFF = "\N{HORIZONTAL ELLIPSIS}"
"""Text of a cell that the end of the capture has cut off."""


class Cell(NamedTuple):
    """One table cell. A tuple, since a page has over a thousand.

    Attributes:
        text: What it prints, white space collapsed, its lines joined by a space.
        href: Where the first link inside it leads.
        title: First tool-tip inside it.
        style: Class of its markup, e.g. `fig`.
        is_header: Whether it is marked as a header.
        broken: Its lines, where there are several.
    """

    text: str
    href: str | None = None
    title: str | None = None
    style: str = ""
    is_header: bool = False
    broken: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines of text; none when it is empty."""
        return self.broken or ((self.text,) if self.text else ())

    @classmethod
    def of_lines(
        cls,
        lines: tuple[str, ...],
        href: str | None = None,
        title: str | None = None,
        style: str = "",
        *,
        is_header: bool = False,
    ) -> "Cell":
        """The cell that prints these lines."""
        return cls(" ".join(lines), href, title, style, is_header, lines if len(lines) > 1 else ())


Listed = tuple[str, str, str, str, str, str]
"""A listed row as printed: number, count, share without its sign, address, name and tool-tip of the link."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its own rows only (rows of a table nested in a cell are that table's), and the heading above it.

    Attributes:
        heading: The heading above it.
        rows: Its rows, less those in `listed`.
        listed: Rows of three cells that form a list: a number, a count with its share, and a linked name. Kept apart
            because they are most of a page; a table has them only where nothing but titles stands beside them.
    """

    heading: str
    rows: tuple[tuple[Cell, ...], ...]
    listed: tuple[Listed, ...] = ()

    @property
    def head(self) -> tuple[Cell, ...]:
        """Its first row; empty where every row is listed."""
        return self.rows[0] if self.rows else ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its lines joined by a space, and the first of them."""

    text: str
    first_line: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's blocks in document order, with what its head and foot say of it.

    Attributes:
        kind: `html` or `text`: what the capture holds.
        blocks: Headings, paragraphs and tables in document order.
        title: Title of the document.
        canonical_url: Address the page gives itself.
        saved_from: Address that whatever saved the page noted in it.
        dates: Dates of `<time datetime>` elements, in order.
        loose: Lines of text outside headings, paragraphs and tables, in order; markup only.
        category: Category that the page's search form has chosen; markup only.
        asked_place: Place that stands in the page's search form; markup only.
        announced: Categories that the page's own table of contents names; markup only.
        is_closed: Whether the document reaches its end; text has no mark of that and counts as closed.
        findings: What of its text was not taken for the page's own.
    """

    kind: str
    blocks: tuple[Heading | Paragraph | Table, ...]
    title: str = ""
    canonical_url: str | None = None
    saved_from: str | None = None
    dates: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    category: str | None = None
    asked_place: str = ""
    announced: tuple[str, ...] = ()
    is_closed: bool = True
    findings: tuple[Finding, ...] = ()

    @property
    def tables(self) -> Iterator[Table]:
        """The tables, in document order."""
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def prose(self) -> Iterator[str]:
        """Texts of headings and paragraphs, in document order."""
        return (block.text for block in self.blocks if not isinstance(block, Table))
