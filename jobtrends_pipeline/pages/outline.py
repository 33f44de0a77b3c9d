"""Outline of a page: headings, paragraphs and tables in document order.

It has the same form for every format of page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from jobtrends_pipeline.pages.page import Finding

CUT_OFF = "\N{HORIZONTAL ELLIPSIS}"
"""Text of a cell that the end of the capture has cut off."""


class Cell(NamedTuple):
    """Table cell. A tuple for speed, since a page has over a thousand.

    Attributes:
        text: Printed text, white space collapsed, its lines joined by a space.
        href: Address of the first link inside it.
        title: First tool-tip inside it.
        style: Class of its markup, e.g. `fig`.
        is_header: Whether it is marked as a header.
        broken: Its lines, if there are several.
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
        """Return the cell that prints these lines."""
        return cls(" ".join(lines), href, title, style, is_header, lines if len(lines) > 1 else ())


Listed = tuple[str, str, str, str, str, str]
"""A listed row as printed: number, count, share without its sign, address, name and tool-tip of the link."""


class Abridged(NamedTuple):
    """Document with only the first row of each plain list of skills.

    Attributes:
        markup: The document; the name in a first row is followed by a mark and the number of its list.
        lists: The rows left out, by the number of their list.
    """

    markup: str
    lists: tuple[tuple[Listed, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Table with the heading above it.

    Rows of a table nested in a cell belong to the nested table only.

    Attributes:
        heading: The heading above it.
        rows: Its rows, without those in `listed`.
        listed: Rows of three cells that form a list: a number, a count with its share, and a linked name. They are
            separate because they are most of a page; a table has them only if all its other rows are titles.
    """

    heading: str
    rows: tuple[tuple[Cell, ...], ...]
    listed: tuple[Listed, ...] = ()

    @property
    def head(self) -> tuple[Cell, ...]:
        """Its first row; empty if every row is listed."""
        return self.rows[0] if self.rows else ()


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading: its lines joined by a space, and the first line."""

    text: str
    first_line: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Paragraph of running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """Blocks of a page in document order, with the facts in its head and foot.

    Attributes:
        kind: `html` or `text`: format of the capture.
        blocks: Headings, paragraphs and tables in document order.
        title: Title of the document.
        canonical_url: Address that the page states as its own.
        saved_from: Address noted in the page by the program that saved it.
        dates: Dates of `<time datetime>` elements, in order.
        loose: Lines of text outside headings, paragraphs and tables, in order; markup only.
        category: Category chosen in the page's search form; markup only.
        asked_place: Place in the page's search form; markup only.
        announced: Categories in the page's own table of contents; markup only.
        is_closed: Whether the document reaches its end; text has no end mark and counts as closed.
        findings: Text left out as not the page's own.
        abridged: The document for the second reading; markup only, and null if it must be read whole.
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
    abridged: Abridged | None = field(default=None, compare=False)

    @property
    def tables(self) -> Iterator[Table]:
        """The tables, in document order."""
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def prose(self) -> Iterator[str]:
        """Texts of headings and paragraphs, in document order."""
        return (block.text for block in self.blocks if not isinstance(block, Table))
