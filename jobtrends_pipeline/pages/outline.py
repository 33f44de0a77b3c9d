"""The outline of a page: headings, paragraphs and tables in document order, whatever the page was written in."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its lines of text (white space collapsed), and the first link and tool-tip inside it."""

    lines: tuple[str, ...]
    href: str | None = None
    is_header: bool = False

    @property
    def text(self) -> str:
        """The lines joined by a space."""
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its own rows only (rows of a table nested in a cell are that table's), and the heading above it."""

    heading: str
    rows: tuple[tuple[Cell, ...], ...]


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
        dates: Dates of `<time datetime>` elements, in order.
        loose: Lines of text outside headings, paragraphs and tables, in order; markup only.
        is_closed: Whether the document reaches its end mark; text has none and counts as closed.
    """

    kind: str
    blocks: tuple[Heading | Paragraph | Table, ...]
    title: str = ""
    canonical_url: str | None = None
    dates: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    is_closed: bool = True

    @property
    def tables(self) -> Iterator[Table]:
        """The tables, in document order."""
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def prose(self) -> Iterator[str]:
        """Texts of headings and paragraphs, in document order."""
        return (block.text for block in self.blocks if not isinstance(block, Table))
