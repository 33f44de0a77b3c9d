"""Fast reading of tables with regular markup, without a tree.

They are most of a page's bytes. A table is regular if it contains only rows of cells with text, links and spans, each
closed, and attributes in double quotes. A browser then builds exactly what is written, if it builds a table there at
all. So the tables are cut out and a mark is left in the place of each; the tree of the rest shows whether the mark is
a table. All other markup is left for the tree.
"""

import html
import re
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from jobtrends_pipeline.pages.abridged import Span
from jobtrends_pipeline.pages.inline import LINE, MARKS, OTHER, SPAN, joined
from jobtrends_pipeline.pages.outline import Cell, Listed

Rows = tuple[tuple[Cell, ...], ...]


class RegularTable(NamedTuple):
    """Rows of a regular table, in the form of `outline.Table`."""

    rows: Rows
    listed: tuple[Listed, ...] = ()


class Cut(NamedTuple):
    """Document whose regular tables are cut out.

    Attributes:
        rest: The document with a marked, empty table in the place of each.
        tables: The rows of the tables, by number.
        spans: The places of the tables in the document.
    """

    rest: str
    tables: list[RegularTable]
    spans: list[Span]


MARK = "data-jobtrends-regular"
"""Attribute of the empty table that replaces one cut out; its value is the table's number."""

_SPACE = r"[ \t\n\r\f]"
"""White space of HTML, the only kind allowed between its tags."""
_ATTRIBUTES = rf'(?:{_SPACE}++[a-z][a-z-]*+="[^"<>\r]*+")*+{_SPACE}*+'
_PLAIN = rf"[^<]++|<br{_SPACE}*+/?>"
_BLOCK = rf"<div{_ATTRIBUTES}>(?:{_PLAIN})*+</div>"
_SPAN = rf"<span{_ATTRIBUTES}>(?:{_PLAIN})*+</span>"
_LINK = rf"<a{_ATTRIBUTES}>(?:{_PLAIN}|{_SPAN}|{_BLOCK})*+</a>"
_INSIDE = rf"(?:{_PLAIN}|{_SPAN}|{_LINK}|{_BLOCK}|<sup>(?:th|st|nd|rd)</sup>)*+"
_CELL = rf"<td{_ATTRIBUTES}>{_INSIDE}</td>|<th{_ATTRIBUTES}>{_INSIDE}</th>"
_LISTED_ROW = (
    rf'<tr>{_SPACE}*+<td class="\w++">[^<]*+</td>{_SPACE}*+<td class="\w++">[^<]*+<span>[^<]*+</span></td>'
    rf'{_SPACE}*+<td class="\w++"><a title="[^"<>\r]*+" href="[^"<>\r]*+">[^<]*+</a></td>{_SPACE}*+</tr>'
)
"""The most frequent row, which the next pattern matches as well, at half the speed."""
_ROW = rf"{_LISTED_ROW}|<tr{_ATTRIBUTES}>(?:{_SPACE}*+(?:{_CELL}))*+{_SPACE}*+</tr>"
_ROWS = rf"{_SPACE}*+(?:<tbody>{_SPACE}*+)?+(?:(?:{_ROW}){_SPACE}*+)*+(?:</tbody>{_SPACE}*+)?+"
_TABLE = re.compile(rf"<table{_ATTRIBUTES}>({_ROWS})</table>")
_HIDING = (' style="', ' hidden="')
"""Attributes that may hide a cell."""
_ODD_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|nbsp|pound|#39|#160|#163);)")
"""A character reference that text and attributes, or a parser and Python, may decode differently."""
_LISTED = re.compile(
    r"<tr[^>]*>\s*<td([^>]*)>\s*(\d{1,3})\s*</td>"
    r"\s*<td([^>]*)>\s*(\d{1,3}(?:,\d{3})+|\d{1,9})\s*<span>\s*\((\d{1,2}(?:\.\d{1,4})?|100(?:\.0+)?)%\)\s*</span>\s*</td>"
    r'\s*<td([^>]*)>\s*<a (?:title="([^"]*)" )?href="([^"&]*)">([^<]*)</a>\s*</td>\s*</tr>'
    r"|(<tr(?:[^<]++|<(?!/tr>))*+)</tr>",
    re.ASCII,
)
"""A row of a list of skills, the bulk of a page, in its common form; or any other row."""
_STYLES = itemgetter(0, 2, 5)
"""Attributes of the cells of a listed row."""
_CELLS = re.compile(r"<t([dh])([^>]*)>((?:[^<]++|<(?!/t[dh]>))*+)</t[dh]>")
_LINK_ONLY = re.compile(r"\s*<a([^>]*)>([^<]*)</a>\s*")
_MARKER_ONLY = re.compile(r"\s*<span([^>]*)></span>([^<]*)")
_SPANS = re.compile(r"</?span[^>]*>")
_BREAKS = re.compile(r"<br[^>]*>|</?div[^>]*>")
_OTHERS = re.compile(r"</?(?:a|sup)[^>]*>")
_VALUE = {name: re.compile(rf'(?:\s+[^\s="]+="[^"]*")*?\s+{name}="([^"]*)"') for name in ("href", "title", "class")}
_FIRST_HREF = re.compile(r'<a(?:\s[^>]*?)?(\shref="[^"]*")')
_FIRST_TITLE = re.compile(r'<[^>]*?(\stitle="[^"]*")')


def cut_regular_tables(markup: str) -> Cut:
    """Read the regular tables of a document and cut them out.

    A row without a cell is left out.

    Args:
        markup: The document as captured.
    """
    held = Cut(markup, [], [])
    if MARK in markup or "\0" in markup or any(mark in markup for mark in MARKS):
        return held
    may_hide = any(sign in markup for sign in _HIDING)

    def cut(match: re.Match[str]) -> str:
        whole = match[0]
        if _ODD_REFERENCE.search(whole) or (may_hide and any(sign in whole for sign in _HIDING)):
            return whole
        table = _table(match[1])
        held.tables.append(table)
        held.spans.append(Span(match.start(), match.start(1), match.end(), table.listed))
        return f'<table {MARK}="{len(held.tables) - 1}"></table>'

    return held._replace(rest=_TABLE.sub(cut, markup))


def attribute(attributes: str, name: str) -> str | None:
    """Return the value of `href`, `title` or `class` in a tag's attributes.

    The value must be quoted as by the source or the parser.
    """
    if name not in attributes:
        return None
    match = _VALUE[name].match(attributes)
    if match is None:
        return None
    return html.unescape(match[1]) if "&" in match[1] else match[1]


def _table(content: str) -> RegularTable:
    found = _LISTED.findall(content)
    listed = [row for row in found if row[1]]
    titles = _cells("".join(row[9] + "</tr>" for row in found if not row[1]))
    is_list = listed and all(len(row) == 1 for row in titles)
    if is_list and len(set(map(_STYLES, listed))) == 1:
        plain = html.unescape if "&" in content else str
        return RegularTable(
            titles,
            tuple(
                (rank, count, share, href, plain(name), plain(tip))
                for _, rank, _, count, share, _, tip, href, name, _ in listed
            ),
        )
    return RegularTable(_cells(content) if listed else titles)


def _cells(content: str) -> Rows:
    rows = (_CELLS.findall(row) for row in content.split("</tr>"))
    return tuple(tuple(_cell(*cell) for cell in cells) for cells in rows if cells)


@lru_cache(maxsize=256)
def _style(attributes: str) -> str:
    """Return the class of a cell, cached, since a page uses only a few."""
    return attribute(attributes, "class") or ""


def _cell(letter: str, attributes: str, inner: str) -> Cell:
    style, is_header = _style(attributes), letter == "h"
    if "<" not in inner:
        return Cell(_tidy(inner), None, None, style, is_header)
    match = _LINK_ONLY.fullmatch(inner)
    if match:
        return Cell(_tidy(match[2]), attribute(match[1], "href"), attribute(match[1], "title"), style, is_header)
    match = _MARKER_ONLY.fullmatch(inner)
    if match:
        return Cell(_tidy(match[2]), None, attribute(match[1], "title"), style, is_header)
    link, tip = _FIRST_HREF.search(inner), _FIRST_TITLE.search(inner)
    href, title = attribute(link[1], "href") if link else None, attribute(tip[1], "title") if tip else None
    text, _ = joined(_OTHERS.sub(OTHER, _SPANS.sub(SPAN, inner)))
    lines = tuple(tidy for line in _BREAKS.sub(LINE, text).split(LINE) if (tidy := _tidy(line)))
    return Cell.of_lines(lines, href, title, style, is_header=is_header)


def _tidy(text: str) -> str:
    return " ".join((html.unescape(text) if "&" in text else text).split())
