"""Where the tables, tags, attributes and numbers of a page's markup stand, so that mutants can cut and paste them.

Scripts, styles and comments count as one tag each: nothing inside them is part of what the page shows.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

_TAG = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1>|<(/?)([a-z][a-z0-9]*)\b[^>]*>|<[^>]*>", re.DOTALL | re.IGNORECASE
)
_ENTITY = re.compile(r"&#?\w+;")
_NUMBER = re.compile(r"\d[\d,.]*(?<![,.])")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SIGN = re.compile(r"(?<!\S)[+\-−](?=[\d\s])")
_ATTRIBUTE = re.compile(r"""\s[a-z][\w-]*\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)


class Span(NamedTuple):
    """A piece of a page: its first position and the one after its last."""

    start: int
    end: int


class CellSpan(NamedTuple):
    """One cell: the whole element, what is inside it, and whether it is a header cell."""

    whole: Span
    inside: Span
    is_header: bool


@dataclass(slots=True)
class RowSpan:
    """One row with its own cells."""

    whole: Span
    cells: list[CellSpan] = field(default_factory=list)


@dataclass(slots=True)
class TableSpan:
    """One table with its own rows; the rows of a table inside it are that table's."""

    whole: Span
    rows: list[RowSpan] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spans:
    """Everything in a page that mutants take apart; numbers, words, signs and entities are those of the text shown."""

    tags: tuple[Span, ...]
    attributes: tuple[Span, ...]
    tables: tuple[TableSpan, ...]
    numbers: tuple[Span, ...]
    words: tuple[Span, ...]
    signs: tuple[Span, ...]
    entities: tuple[Span, ...]

    @property
    def rows(self) -> list[RowSpan]:
        """The rows of all tables."""
        return [row for table in self.tables for row in table.rows]

    @property
    def cells(self) -> list[CellSpan]:
        """The cells of all rows."""
        return [cell for row in self.rows for cell in row.cells]

    def in_cells(self, kind: Literal["numbers", "words"]) -> list[Span]:
        """The numbers or words that stand in cells; all of them where there is no cell."""
        found = self.numbers if kind == "numbers" else self.words
        insides = sorted(cell.inside for cell in self.cells)
        if not insides:
            return list(found)
        starts = [inside.start for inside in insides]
        before = [(span, bisect_right(starts, span.start)) for span in found]
        return [span for span, number in before if number and span.end <= insides[number - 1].end]


@lru_cache(maxsize=4)
def spans_of(page: str) -> Spans:
    """The spans of a page, markup or text; all mutants of one page share them."""
    matches = list(_TAG.finditer(page))
    tags = [match for match in matches if match[3]]
    shown = _blanked(page, matches)
    entities = list(_ENTITY.finditer(shown))
    bare = _blanked(shown, entities)
    return Spans(
        tags=_spans(tags),
        attributes=_spans(found for tag in tags for found in _ATTRIBUTE.finditer(page, *tag.span())),
        tables=tuple(_tables(tags)),
        numbers=_spans(_NUMBER.finditer(bare)),
        words=_spans(_WORD.finditer(bare)),
        signs=_spans(_SIGN.finditer(bare)),
        entities=_spans(entities),
    )


def _spans(matches: Iterable[re.Match[str]]) -> tuple[Span, ...]:
    return tuple(Span(*match.span()) for match in matches)


def _blanked(page: str, matches: Iterable[re.Match[str]]) -> str:
    """The page with spaces in place of the matches, so that every other position is kept."""
    parts, last = [], 0
    for match in matches:
        parts += [page[last : match.start()], " " * (match.end() - match.start())]
        last = match.end()
    return "".join([*parts, page[last:]])


def _tables(tags: Iterable[re.Match[str]]) -> Iterator[TableSpan]:
    """The tables whose end tag is there, innermost first, with the rows and cells whose end tags are."""
    opened: list[tuple[str, re.Match[str], list[RowSpan], list[CellSpan]]] = []
    for tag in tags:
        name = tag[3].lower()
        if name not in ("table", "tr", "td", "th"):
            continue
        if not tag[2]:
            opened.append((name, tag, [], []))
            continue
        while opened and opened[-1][0] != name:
            opened.pop()
        if not opened:
            continue
        _, start, rows, cells = opened.pop()
        whole = Span(start.start(), tag.end())
        if name == "table":
            yield TableSpan(whole, rows)
        elif name == "tr" and opened:
            opened[-1][2].append(RowSpan(whole, cells))
        elif opened:
            opened[-1][3].append(CellSpan(whole, Span(start.end(), tag.start()), is_header=name == "th"))
