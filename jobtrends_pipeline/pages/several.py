"""Detection of several pages in one file.

A reader would take one of them and lose the others. They are recognised by rows and heads that each page has once.
"""

import re
from collections.abc import Iterator

from jobtrends_pipeline.pages.index import index_columns
from jobtrends_pipeline.pages.labels import read_label
from jobtrends_pipeline.pages.outline import Outline

_FIGURES = r"(?:[\s|]+(?:[\d,]{1,12}|[-−–])){3}(?=[\s|]|$)"
_SUBJECT_ROW = re.compile(
    rf"\b(?:permanent|contract)(?: it)? jobs (?:requiring an?|citing) [^|]{{1,120}}?{_FIGURES}", re.IGNORECASE
)
_CHANGE, _COUNT_SHARE = r"(?:[+\-−–]?\d{1,4}\.\d\d%|-)", r"[\d,]{1,12} ?\(\d{1,3}\.\d{2,3}%\)"
_INDEX_ROW = re.compile(rf"(?:£[\d,]{{3,12}}|\s-)[\s|]+{_CHANGE}[\s|]+{_COUNT_SHARE}")
_FEWEST_ROWS = 3
"""Rows of an index outside every table that count as one more index."""


def page_count(outline: Outline) -> int:
    """Count the pages of the source in an outline.

    A detail page is recognised by its rows of rank and of adverts, or by the row of adverts in running text; an index
    by the head of its table, or by at least three of its rows in running text.
    """
    subjects = {"rank": 0, "advert_count": 0}
    indexes = 0
    for table in outline.tables:
        indexes += bool(index_columns(table.head))
        for row in table.rows:
            label = read_label(row[0].text) if len(row) > 1 else None
            if label and (label.measure == "rank" or "subject" in label.groups):
                subjects[label.measure] += 1
    text = "\n".join(_running(outline))
    details = min(subjects.values()) + len(_SUBJECT_ROW.findall(text))
    return details + indexes + ("%)" in text and len(_INDEX_ROW.findall(text)) >= _FEWEST_ROWS)


def _running(outline: Outline) -> Iterator[str]:
    yield from outline.prose
    yield from outline.loose
