"""Head of a market index in a text capture, as the cells of a head row."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from jobtrends_pipeline.pages.outline import Cell
from jobtrends_pipeline.pages.periods import Window, read_window

NAME_HEADS = ("skill", "description", "job role")
"""Prefixes of the head of the column of subjects, in lower case."""
_NAME = re.compile(r"(?:^|(?<=[\s|\[]))(?:skill\s*/|description\b|job role)", re.IGNORECASE)
_PAY = re.compile(r"\b(?:median|average)\s+(?:annual\s+)?(?:salary|daily rate|hourly rate)(?![a-z])", re.IGNORECASE)
_ADS = re.compile(r"\b(?:permanent|contract)\b", re.IGNORECASE)
_MONTHS = re.compile(r"(\d{1,2})\s+months?\b", re.IGNORECASE)
_DAY = re.compile(r"\b\d{1,2}\s+[a-z]{3,9}\s+\d{4}\b", re.IGNORECASE)
_MOST_LINES, _LONGEST, _MOST_WINDOWS = 40, 3000, 9


def names_subjects(above: Sequence[str]) -> bool:
    """Check whether some lines name the column of subjects, the first of a head."""
    return _NAME.search(" ".join(above)) is not None


def index_head(above: Sequence[str]) -> tuple[Cell, ...]:
    """Return the head of the index, one cell per column.

    Each cell states the kind of column, with the page's own words for market, pay and window.

    Args:
        above: The lines between the table before and the first row. The head begins at the last name of the column of
            subjects; lines above it, such as the form with its choice of windows, do not belong to it.
    """
    text = " ".join(above[-_MOST_LINES:])[-_LONGEST:]
    start = max((match.start() for match in _NAME.finditer(text)), default=len(text))
    head = text[start:]
    windows = [f"{window.months} months to {window.end:%d %b %Y}" for window in _windows(head)]
    pay, ads = (" ".join(dict.fromkeys(found.lower() for found in each.findall(head))) for each in (_PAY, _ADS))
    texts = (
        "Description",
        " ".join(["Rank", *windows[:1]]),
        "Rank YoY Change",
        " ".join([pay or "Median", *windows[1:2]]),
        "Median YoY Change",
        " ".join(["Historical", ads, "Jobs"]),
        "Live Jobs",
    )
    return tuple(Cell(text, is_header=True) for text in texts)


def _windows(head: str) -> Iterator[Window]:
    """List the windows of a head whose lines may run across its columns.

    They combine each length and each day in the head.
    """
    months, days = (list(dict.fromkeys(each.findall(head))) for each in (_MONTHS, _DAY))
    found = (read_window(f"{length} months to {day}") for length, day in islice(product(months, days), _MOST_WINDOWS))
    yield from dict.fromkeys(window for window in found if window)
