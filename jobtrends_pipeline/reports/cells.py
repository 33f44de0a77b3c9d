"""One printed cell: a figure or the reason there is none, and the marks of weakness beside it."""

from collections.abc import Callable
from dataclasses import dataclass

from jobtrends_pipeline.reports.rows import Row, decoded

MARK_WORDS = {
    "u": "low reliability: fewer than 100 adverts behind it, or a relative standard error above 5%",
    "c": "suppressed in trends: fewer than 10 adverts, or a relative standard error above 20%",
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
}


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a cell, the marks to print after it, and whether it stands for a missing figure."""

    text: str
    marks: tuple[str, ...] = ()
    is_missing: bool = False


def reason(row: Row, measure: str) -> str | None:
    """Why a row has no value for a measure, in words; None when the facts give no reason."""
    reasons = decoded(row.get("missing"))
    code = reasons.get(measure) if isinstance(reasons, dict) else None
    return None if code is None else REASON_WORDS.get(str(code), UNKNOWN_REASON)


def cell(row: Row | None, measure: str, show: Callable[[float], str], marks: tuple[str, ...] = ()) -> Cell:
    """The cell of a measure: its figure with the marks, or why there is none."""
    if row is None:
        return Cell(REASON_WORDS["row_absent"], is_missing=True)
    value = row.get(measure)
    if value is None:
        return Cell(reason(row, measure) or UNKNOWN_REASON, tuple(m for m in marks if m == "x"), is_missing=True)
    return Cell(show(value), tuple(mark for mark in marks if mark != "x"))


def reliability_mark(trend: Row | None) -> tuple[str, ...]:
    """The mark of a trend row's reliability; none for a good one or without a row."""
    mark = RELIABILITY_MARKS.get(str(trend["reliability"]), "") if trend else ""
    return (mark,) if mark else ()


def break_mark(trend: Row | None) -> tuple[str, ...]:
    """The break mark when the period cannot be compared with the year before as it stands."""
    return ("b",) if trend and decoded(trend.get("breaks")) else ()


def break_words(rows: list[Row]) -> list[str]:
    """The distinct breaks named by rows, in words, sorted."""
    found: set[str] = set()
    for row in rows:
        named = decoded(row.get("breaks"))
        codes = named if isinstance(named, list) else []
        found.update(BREAK_WORDS.get(str(code), str(code).replace("_", " ")) for code in codes)
    return sorted(found)
