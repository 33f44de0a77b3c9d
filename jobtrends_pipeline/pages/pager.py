"""What a market index page says of its pager: which rows it shows of how many, and whether a page follows."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from jobtrends_pipeline.pages.outline import Outline

_RESULTS = re.compile(r"results\s+(\d[\d,]{0,11})\s*-\s*(\d[\d,]{0,11})\s+of\s+(\d[\d,]{0,11})", re.IGNORECASE)
_NEXT = re.compile(r"next(?: page)?[\s›»>]*", re.IGNORECASE)


class Results(NamedTuple):
    """First and last row of a page, and the number of all rows, as `Results 1 - 30 of 9,764` says."""

    first: int
    last: int
    total: int


def read_results(outline: Outline) -> Results | None:
    """The rows that the page says it shows; null where it does not say."""
    for text in (*outline.loose, *outline.prose, *_lines(outline)):
        match = _RESULTS.search(text)
        if match:
            return Results(*(int(number.replace(",", "")) for number in match.groups()))
    return None


def has_next(outline: Outline) -> bool:
    """Whether the page offers the next one, in whatever markup its pager is."""
    return any(_NEXT.fullmatch(text) for text in (*outline.loose, *outline.prose, *_lines(outline)))


def _lines(outline: Outline) -> Iterator[str]:
    return (line for table in outline.tables for row in table.rows for cell in row for line in cell.lines)
