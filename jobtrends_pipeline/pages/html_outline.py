"""Outline of an HTML page, in one pass over the tree a browser would build.

The tree is first serialised again as regular markup.
"""

import html
import re
from collections.abc import Iterator
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser

from jobtrends_pipeline.pages.abridged import Span, abridged
from jobtrends_pipeline.pages.chunks import stray_sizes
from jobtrends_pipeline.pages.ending import is_whole
from jobtrends_pipeline.pages.inline import END, LINE, LOWERED, OTHER, RAISED, SPAN, joined
from jobtrends_pipeline.pages.links import saved_from
from jobtrends_pipeline.pages.outline import Cell, Heading, Outline, Paragraph, Table
from jobtrends_pipeline.pages.page import Finding
from jobtrends_pipeline.pages.regular_tables import MARK, RegularTable, attribute, cut_regular_tables
from jobtrends_pipeline.pages.search_form import asked_place, chosen_category
from jobtrends_pipeline.pages.unseen import SILENT, UNSEEN, Unseen, inserted_finding, note_finding, page_text
from jobtrends_pipeline.pages.visible import visible_name

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BREAKS = frozenset(
    {
        *("br", "div", "p", "li", "ul", "ol", "section", "article", "header", "footer", "form", "hr", "dd", "dt"),
        "caption",
    }
)
_PASSED_OVER = frozenset(
    {
        *("html", "head", "body", "title", "meta", "link", "base", "img", "input", "tbody", "thead", "tfoot"),
        *("colgroup", "col", "nav", "main", "aside", "wbr"),
    }
)
"""Elements whose tags leave no trace in the text around them."""
_MARKS = {"span": SPAN, "sup": RAISED, "sub": LOWERED}
_TRACES = {
    **dict.fromkeys(_PASSED_OVER, ""),
    **dict.fromkeys((f"/{tag}" for tag in _PASSED_OVER), ""),
    **{slash + tag: LINE for tag in _BREAKS - {"p"} for slash in ("", "/")},
    **{slash + tag: OTHER for tag in ("a", "b", "strong", "em", "i") for slash in ("", "/")},
    "span": SPAN,
    "/span": SPAN,
    "/sup": END,
    "/sub": END,
}
"""What the most frequent tags leave in the text, where they have no attributes."""
_TAG = re.compile(r"<!--.*?-->|<(/?[a-z][a-z0-9-]*)([^>]*)>|<![^>]*>", re.DOTALL)
_MARKED = re.compile(rf'{MARK}="(\d+)"')
_ANNOUNCED = re.compile(r'href="#Skill-Set-[^"<>]{0,200}+"[^<>]{0,200}+>([^<]{1,100}+)</a>')
_BEGINNING = re.compile("</?")

_SHORTEST_TAG = len("<b>")
MAXIMUM_TAGS = 100_000
"""Ten times the tags of the longest page, and more than ten times its character references."""
MAXIMUM_UNCLOSED = 10_000
"""Maximum of elements open at once; the time to parse grows with the square of the nesting depth."""


class UnclosedError(ValueError):
    """Markup with so many or so deeply nested elements that parsing takes minutes."""


def html_outline(text: str) -> Outline:
    """Return the outline of an HTML page, whatever its markup.

    Raises:
        UnclosedError: if thousands of elements are nested in each other, or there are too many tags.
    """
    if len(text) > _SHORTEST_TAG * MAXIMUM_TAGS and max(text.count("<"), text.count("&")) > MAXIMUM_TAGS:
        raise UnclosedError(f"more than {MAXIMUM_TAGS:,} tags or character references")
    source = text
    text, in_source = page_text(source)
    tree, tables, spans = _parsed(text)
    link = tree.css_first('link[rel="canonical"]') or tree.css_first('meta[property="og:url"]')
    title = tree.css_first("title")
    dates = tuple(node.attributes.get("datetime") or "" for node in tree.css("time[datetime]"))
    tree.strip_tags([*SILENT, "button", "label"])
    walker = _Walker(tables)
    # The serialised tree has every element closed and every special character escaped, so a simple
    # pattern can split it; visiting the nodes of the tree one by one takes five times as long.
    markup, in_references = page_text(tree.html or "")
    walker.walk(markup)
    return Outline(
        kind="html",
        blocks=tuple(walker.blocks()),
        title=visible_name(title.text(deep=False)) if title else "",
        canonical_url=link.attributes.get("href") or link.attributes.get("content") if link else None,
        saved_from=saved_from(text),
        dates=dates,
        loose=walker.loose(),
        category=chosen_category(text),
        asked_place=asked_place(text),
        announced=tuple(visible_name(html.unescape(name)) for name in _ANNOUNCED.findall(text)),
        is_closed=is_whole(text),
        findings=(
            *in_source,
            *in_references,
            *stray_sizes(text),
            *walker.findings(),
            *inserted_finding(markup),
        ),
        abridged=abridged(source, spans) if spans and text == source else None,
    )


def _parsed(text: str) -> tuple[LexborHTMLParser, list[RegularTable], list[Span]]:
    """Return the tree of a document, and its regular tables with their places.

    The tree is without these tables. If a mark of a table is no table of the tree, the whole document is parsed and no
    tables are returned.
    """
    rest, tables, spans = cut_regular_tables(text)
    tree = _tree(rest)
    if not tables:
        return tree, tables, spans
    # A mark inside a comment, an attribute or a script is no table: there the mark would alter the page's content.
    marks = sorted(node.attributes.get(MARK) or "" for node in tree.css(f"table[{MARK}]"))
    return (tree, tables, spans) if marks == sorted(map(str, range(len(tables)))) else (_tree(text), [], [])


def _tree(markup: str) -> LexborHTMLParser:
    if markup.count("<") > MAXIMUM_UNCLOSED:
        steps = (-1 if beginning == "</" else 1 for beginning in _BEGINNING.findall(markup))
        if max(accumulate(steps)) > MAXIMUM_UNCLOSED:
            raise UnclosedError("thousands of elements stand one inside another")
    return LexborHTMLParser(markup)


class _Sink:
    """Text collected for one cell, heading or paragraph; line breaks are kept."""

    __slots__ = ("href", "notes", "parts", "style", "tag", "title")

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.parts: list[str] = []
        self.href: str | None = None
        self.title: str | None = None
        self.style = ""
        self.notes = 0

    def lines(self) -> tuple[str, ...]:
        """Return the collected text as lines, white space collapsed, no empty lines."""
        if not self.parts:
            return ()
        text, self.notes = joined("".join(self.parts))
        if LINE not in text:
            tidy = " ".join(text.split())
            return (tidy,) if tidy else ()
        return tuple(tidy for line in text.split(LINE) if (tidy := " ".join(line.split())))


class _OpenTable:
    """Table whose end is not reached yet: its place in the page, and its rows so far."""

    def __init__(self, heading: str) -> None:
        self.heading = heading
        self.rows: list[list[Cell]] = []
        self.regular: RegularTable | None = None

    def table(self) -> Table:
        """Return the table, without rows that have no cell."""
        if self.regular:
            return Table(self.heading, *self.regular)
        return Table(self.heading, tuple(tuple(row) for row in self.rows if row))


class _Walker:
    """Walker over the tags, in one pass.

    It keeps stacks of its own, so that no depth of nesting can exhaust Python's.
    """

    def __init__(self, regular: list[RegularTable]) -> None:
        self._regular = regular
        self._order: list[Heading | Paragraph | _OpenTable] = []
        self._tables: list[_OpenTable] = []
        self._sinks = [_Sink("body")]
        self._heading = ""
        self._notes = 0
        self._unseen = Unseen()

    def blocks(self) -> Iterator[Heading | Paragraph | Table]:
        """List the blocks in document order, without tables that have no cell."""
        for block in self._order:
            if not isinstance(block, _OpenTable):
                yield block
            elif (table := block.table()).rows or table.listed:
                yield table

    def loose(self) -> tuple[str, ...]:
        """Return the lines of text outside every block."""
        return self._sinks[0].lines()

    def findings(self) -> Iterator[Finding]:
        """Report text that was left out as not the page's own."""
        yield from self._unseen.findings()
        yield from note_finding(self._notes)

    def walk(self, markup: str) -> None:
        """Enter and leave every element of regular markup, in document order."""
        parts = _TAG.split(markup)
        sinks, unseen = self._sinks, self._unseen
        for text, tag, attributes in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
            if unseen.tag:
                unseen.pass_over(text, tag)
                continue
            if text:
                sinks[-1].parts.append(html.unescape(text) if "&" in text else text)
            if not tag:
                continue
            if (tag in UNSEEN or attributes) and self._is_unseen(tag, attributes):
                sinks[-1].parts.append(OTHER)
                continue
            mark = None if attributes else _TRACES.get(tag)
            if mark is not None:
                sinks[-1].parts.append(mark)
            elif tag[0] == "/":
                self._leave(tag[1:])
            elif tag not in _PASSED_OVER:
                self._enter(tag, attributes)

    def _is_unseen(self, tag: str, attributes: str) -> bool:
        may_be = tag in UNSEEN or " style=" in attributes or " hidden" in attributes
        return may_be and self._unseen.begins(tag, attributes, is_in_table=bool(self._tables))

    def _enter(self, tag: str, attributes: str) -> None:
        if tag in ("td", "th", "p") or tag in _HEADINGS:
            sink = _Sink(tag)
            if attributes:
                sink.style = attribute(attributes, "class") or ""
            self._sinks.append(sink)
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag == "table":
            opened = _OpenTable(self._heading)
            marked = _MARKED.search(attributes) if self._regular else None
            if marked:
                opened.regular = self._regular[int(marked[1])]
            self._tables.append(opened)
            self._order.append(opened)
            self._sinks.append(_Sink(tag))
        else:
            sink = self._sinks[-1]
            if tag == "a" and sink.href is None:
                sink.href = attribute(attributes, "href")
            if attributes and sink.title is None:
                sink.title = attribute(attributes, "title")
            self._separate(tag, _MARKS.get(tag, OTHER))

    def _leave(self, tag: str) -> None:
        if tag in ("td", "th"):
            sink = self._sinks.pop()
            if self._tables and self._tables[-1].rows:
                cell = Cell.of_lines(self._lines(sink), sink.href, sink.title, sink.style, is_header=tag == "th")
                self._tables[-1].rows[-1].append(cell)
        elif tag == "p" or tag in _HEADINGS:
            self._close_text(self._sinks.pop())
        elif tag == "table":
            self._tables.pop()
            self._sinks.pop()
        else:
            self._separate(tag, END if tag in ("sup", "sub") else _MARKS.get(tag, OTHER))

    def _separate(self, tag: str, mark: str) -> None:
        """Keep the texts before and after a tag apart.

        The tag is replaced by a line break or by a mark of its kind.
        """
        self._sinks[-1].parts.append(LINE if tag in _BREAKS else mark)

    def _lines(self, sink: _Sink) -> tuple[str, ...]:
        lines = sink.lines()
        self._notes += sink.notes
        return lines

    def _close_text(self, sink: _Sink) -> None:
        """Record a heading or paragraph, and pass its text on to the cell around it."""
        lines = self._lines(sink)
        outer = self._sinks[-1]
        if outer is not self._sinks[0]:
            outer.parts.extend((LINE, LINE.join(lines), LINE))
            outer.href = outer.href or sink.href
        if not lines:
            return
        if sink.tag == "p":
            self._order.append(Paragraph(" ".join(lines)))
        else:
            self._heading = " ".join(lines)
            self._order.append(Heading(self._heading, lines[0]))
