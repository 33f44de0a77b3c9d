"""Document shortened for the second reading: only the first row of each list.

Such rows are most of a page. A regular row can be read in one way only, so the visible text would give exactly the
row that was read from the markup. The first row stays, for the place of the list in the text.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from jobtrends_pipeline.pages.inline import RAISED
from jobtrends_pipeline.pages.outline import Abridged, Listed

_FIRST = re.compile(r"<tr[^>]*>\s*<td[^>]*>\s*\d{1,3}\s*</td>")
_ROW_END, _TABLE_END = "</tr>", "</table>"
_FORM_FEED = "\f"
"""White space of HTML that the visible text treats as a part of a name."""
LIST_MARK = RAISED
"""Separates the name in the first row from the number of its list; no regular document contains it."""


class Span(NamedTuple):
    """Place of a regular table in its document, and the rows of a list in it.

    Attributes:
        start: Start of the table.
        inside: Start of its content.
        end: End of the table.
        listed: Rows of the list.
    """

    start: int
    inside: int
    end: int
    listed: tuple[Listed, ...]


def abridged(markup: str, spans: Iterable[Span]) -> Abridged:
    """Return a document without the rows that its visible text would only repeat.

    Args:
        markup: The document as captured.
        spans: Its regular tables, in order.
    """
    pieces: list[str] = []
    lists: list[tuple[Listed, ...]] = []
    position = 0
    for span in () if _FORM_FEED in markup else spans:
        short = _shortened(markup[span.inside : span.end - len(_TABLE_END)], span.listed, len(lists))
        if short:
            pieces += markup[position : span.inside], short
            lists.append(span.listed[1:])
            position = span.end - len(_TABLE_END)
    return Abridged("".join((*pieces, markup[position:])), tuple(lists))


def _shortened(content: str, listed: tuple[Listed, ...], number: int) -> str:
    """Return the content of a list with its first row only.

    It is empty if the content is no plain list of several rows. Such a list has its titles above all its rows; no
    name is empty or has a pipe, which separates cells in a text.
    """
    first = _FIRST.search(content) if len(listed) > 1 and "|" not in content else None
    if first is None or content.count(_ROW_END, first.start()) != len(listed):
        return ""
    if not all(name.strip() for _, _, _, _, name, _ in listed):
        return ""
    end = content.index(_ROW_END, first.end())
    row = content[first.start() : end].replace("</a>", f"{LIST_MARK}{number}</a>")
    return content[: first.start()] + row + content[content.rindex(_ROW_END) :]
