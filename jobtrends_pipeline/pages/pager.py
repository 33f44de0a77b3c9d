"""Pager of a market index page: rows shown, total rows, and a next page."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from jobtrends_pipeline.pages.outline import Outline

_RESULTS = re.compile(r"results\s+(\d[\d,]{0,11})\s*-\s*(\d[\d,]{0,11})\s+of\s+(\d[\d,]{0,11})", re.IGNORECASE)
_NEXT = re.compile(r"next(?: page)?[\s›»>]*", re.IGNORECASE)


class Results(NamedTuple):
    """First row, last row and total of rows, as in `Results 1 - 30 of 9,764`."""

    first: int
    last: int
    total: int


def read_results(outline: Outline) -> Results | None:
    """Return the rows that the page claims to show; null if it does not state them."""
    for text in (*outline.loose, *outline.prose, *_lines(outline)):
        match = _RESULTS.search(text)
        if match:
            return Results(*(int(number.replace(",", "")) for number in match.groups()))
    return None


def has_next(outline: Outline) -> bool:
    """Check whether the page links to a next one, whatever the markup of its pager."""
    return any(_NEXT.fullmatch(text) for text in (*outline.loose, *outline.prose, *_lines(outline)))


def _lines(outline: Outline) -> Iterator[str]:
    return (line for table in outline.tables for row in table.rows for cell in row for line in cell.lines)
