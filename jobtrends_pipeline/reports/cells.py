"""Printed cells: a figure with its marks of weakness, or why it is missing.

`trends` decides which figures are suppressed, in the class columns of `tables`. A suppressed figure that the source
prints is shown in tables with its mark (`cell`): the adverts and ranks beside it would give it away. One that is made
of suppressed figures is not shown (`derived`). Neither is ever said in words, drawn, counted or ranked.
"""

from collections.abc import Callable
from typing import NamedTuple

from jobtrends_pipeline.reports.rows import Row, decoded
from jobtrends_pipeline.tables.class_columns import SUPPRESSED

MARK_WORDS = {
    "u": "low reliability: fewer than 100 adverts behind it, or an error of more than 5% of it",
    "c": (
        "suppressed: fewer than 10 adverts behind it, or its error is too wide (20% of a median; of a share, its"
        " interval); not to be relied on, so neither drawn, compared, counted nor said"
    ),
    "b": "break: the source changed its method, window or sample between this period and the year before",
    "x": "not available",
}
RELIABILITY_MARKS = {"good": "", "low": "u", "suppressed": "c", "not_available": "x"}
REASON_WORDS = {
    "no_data": "no data",
    "not_published": "not published",
    "new_entry": "new entry",
    "row_absent": "not on the page",
    "blank": "left blank",
    "unreadable": "not readable",
    "text": "not a number",
}
UNKNOWN_REASON = "not available"
BREAK_WORDS = {
    "percentiles_recalculated": "the source recalculated its percentiles on 29 June 2017",
    "window_switched": "the source changed the length of the window",
    "market_size_jump": (
        "the sample of the market changed by over a quarter: compare shares, not counts; its make-up may move pay"
    ),
    "burst": "the share jumped while few adverts quote pay: likely many adverts of few advertisers",
    "burst_before": "the year before is a burst: its share jumped while few of its adverts quote pay",
    "renamed_subject": "the source renamed the subject in between",
    "chart_sample_changed": "the sample behind the source’s charts changed in May or June 2025",
}


class Cell(NamedTuple):
    """Text of a cell, its marks, and whether it replaces a missing figure.

    A tuple, so that the cache of `render.value` compares it fast: a page has thousands.
    """

    text: str
    marks: tuple[str, ...] = ()
    is_missing: bool = False


HIDDEN = Cell("too few", ("c",), is_missing=True)
"""Cell in place of a suppressed figure that is not shown."""


def mark_name(mark: str) -> str:
    """Return a mark in the few words that a screen reader says for it."""
    return MARK_WORDS[mark].partition(":")[0]


def reason(row: Row, measure: str) -> str | None:
    """Return why a row has no value for a measure, in words.

    None is returned when the facts give no reason.
    """
    reasons = decoded(row.get("missing"))
    code = reasons.get(measure) if isinstance(reasons, dict) else None
    return None if code is None else REASON_WORDS.get(str(code), UNKNOWN_REASON)


def cell(row: Row | None, measure: str, show: Callable[[float], str], marks: tuple[str, ...] = ()) -> Cell:
    """Return the cell of a measure: its figure with the marks, or why it is missing."""
    if row is None:
        return Cell(REASON_WORDS["row_absent"], is_missing=True)
    value = row.get(measure)
    if value is None:
        return Cell(reason(row, measure) or UNKNOWN_REASON, tuple(m for m in marks if m == "x"), is_missing=True)
    return Cell(show(value), tuple(mark for mark in marks if mark != "x") if "x" in marks else marks)


def is_suppressed(row: Row | None, judge: str = "reliability") -> bool:
    """Return whether the class in a column suppresses the figures it judges.

    Such figures are too weak for anything but a table.
    """
    return row is not None and row[judge] == SUPPRESSED


def derived(
    row: Row | None, measure: str, show: Callable[[float], str], judge: str, marks: tuple[str, ...] = ()
) -> Cell:
    """Return the cell of a derived figure; the mark alone where it is suppressed.

    A derived figure is computed by this project, not printed by the source.
    """
    if row is not None and row.get(measure) is not None and is_suppressed(row, judge):
        return HIDDEN
    return cell(row, measure, show, marks)


def reliability_mark(trend: Row | None, judge: str = "reliability") -> tuple[str, ...]:
    """Return the mark of a class of a trend row.

    It is empty for a good class, or without a row.
    """
    mark = RELIABILITY_MARKS.get(str(trend[judge]), "") if trend else ""
    return (mark,) if mark else ()


def break_mark(trend: Row | None) -> tuple[str, ...]:
    """Return the break mark if the period has a break from the year before."""
    return ("b",) if trend and decoded(trend.get("breaks")) else ()


def break_words(rows: list[Row]) -> list[str]:
    """Return the distinct breaks named by rows, in words, sorted."""
    found: set[str] = set()
    for row in rows:
        named = decoded(row.get("breaks"))
        codes = named if isinstance(named, list) else []
        found.update(BREAK_WORDS.get(str(code), str(code).replace("_", " ")) for code in codes)
    return sorted(found)
