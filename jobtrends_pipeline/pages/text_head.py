"""The head of a market index in a text capture: what stands above its first row, as the cells that it stands for."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from jobtrends_pipeline.pages.outline import Cell
from jobtrends_pipeline.pages.periods import Window, read_window

NAME_HEADS = ("skill", "description", "job role")
"""What the head of the column of subjects begins with, in lower case."""
_NAME = re.compile(r"(?:^|(?<=[\s|\[]))(?:skill\s*/|description\b|job role)", re.IGNORECASE)
_PAY = re.compile(r"\b(?:median|average)\s+(?:annual\s+)?(?:salary|daily rate|hourly rate)(?![a-z])", re.IGNORECASE)
_ADS = re.compile(r"\b(?:permanent|contract)\b", re.IGNORECASE)
_MONTHS = re.compile(r"(\d{1,2})\s+months?\b", re.IGNORECASE)
_DAY = re.compile(r"\b\d{1,2}\s+[a-z]{3,9}\s+\d{4}\b", re.IGNORECASE)
_MOST_LINES, _LONGEST, _MOST_WINDOWS = 40, 3000, 9


def names_subjects(above: Sequence[str]) -> bool:
    """Whether some lines name the column of subjects, with which a head begins."""
    return _NAME.search(" ".join(above)) is not None


def index_head(above: Sequence[str]) -> tuple[Cell, ...]:
    """The head of the index, in the order of its columns: what each is, with the words that the page prints of it.

    Args:
        above: The lines between the table before and the first row. The head begins where the column of subjects is
            named last; what stands above that, as the form with its choice of windows, is none of it.
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
    """The windows of a head whose lines may run across its columns: each length and each day that it names."""
    months, days = (list(dict.fromkeys(each.findall(head))) for each in (_MONTHS, _DAY))
    found = (read_window(f"{length} months to {day}") for length, day in islice(product(months, days), _MOST_WINDOWS))
    yield from dict.fromkeys(window for window in found if window)
