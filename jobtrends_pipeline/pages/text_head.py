"""The head of a market index in a text capture: the lines above its first row, as the cells that they stand for."""

import re
from collections.abc import Sequence

from jobtrends_pipeline.pages.outline import Cell
from jobtrends_pipeline.pages.periods import read_windows

NAME_HEADS = ("skill", "description", "job role")
"""What the head of the column of subjects begins with, in lower case."""
_PAY = re.compile(r"\b(?:median|average)\s+(?:annual\s+)?(?:salary|daily rate|hourly rate)\b", re.IGNORECASE)
_ADS = re.compile(r"\b(?:permanent|contract)\b", re.IGNORECASE)
_MOST_LINES = 40


def index_head(above: Sequence[str]) -> tuple[Cell, ...]:
    """The head of the index, in the order of its columns: what each is, with the words that the page prints of it.

    Args:
        above: The lines between the table before and the first row. The head begins with the last of them that names
            the column of subjects; what stands above that, as the form with its choice of windows, is none of it.
    """
    lines = list(above[-_MOST_LINES:])
    start = max((n for n, line in enumerate(lines) if line.lower().startswith(NAME_HEADS)), default=len(lines))
    text = " ".join(lines[start:])
    windows = [f"{window.months} months to {window.end:%d %b %Y}" for window in read_windows(text)]
    pay, ads = (" ".join(dict.fromkeys(found.lower() for found in each.findall(text))) for each in (_PAY, _ADS))
    texts = (
        "Description",
        " ".join(["Rank", *windows[:1]]),
        "Rank YoY Change",
        " ".join([pay or "Median", *windows[1:]]),
        "Median YoY Change",
        " ".join(["Historical", ads, "Jobs"]),
        "Live Jobs",
    )
    return tuple(Cell(text, is_header=True) for text in texts)
