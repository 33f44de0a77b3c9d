"""Sentences of the monthly series: the newest point, its bounds and change."""

from collections.abc import Mapping, Sequence

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import break_mark
from jobtrends_pipeline.reports.rows import Row

METHOD = (
    "It is a six-month moving average read from the source’s chart image, not the share that pages print;"
    " the two are never joined."
)


def half_width(row: Row) -> float:
    """Return the error of reading a point: the farther of its bounds, in points."""
    share = float(row["drawn_share_pct"])
    return max(share - float(row["drawn_share_low_pct"]), float(row["drawn_share_high_pct"]) - share)


def series_sentence(subject: str, place: str, series: Mapping[str, Sequence[Row]]) -> str:
    """Describe the newest point of a place: share, bounds, change, and what it is.

    Args:
        subject: Subject of the chart.
        place: Its place.
        series: Rows of trend_demand_monthly by series, in order of months; the first series is described in full.
    """
    (name, rows), *others = series.items()
    row = rows[-1]
    where = words.place_phrase(place)
    beside = "; ".join(
        f"of {other} jobs {words.drawn_share(held[-1]['drawn_share_pct'])} (±{half_width(held[-1]):.3f})"
        for other, held in others
    )
    return (
        f"{words.drawn_share(row['drawn_share_pct'])} of {name} jobs in {where} cited {subject} at the newest point of"
        f" the chart, {words.day(row['month'])} (reading error ±{half_width(row):.3f} points:"
        f" {words.drawn_share(row['drawn_share_low_pct'])} to {words.drawn_share(row['drawn_share_high_pct'])}),"
        f" {change_words(row)}{f'; {beside}' if beside else ''}. {METHOD}"
    )


def year_change(row: Row) -> float | None:
    """Return the change of a point on the year, %, if it can be told from the error.

    None is returned also where the year before is 0 within the error: a percentage of that means nothing.
    """
    if not row["is_change_beyond_bounds"] or row["drawn_share_year_before_pct"] <= half_width(row):
        return None
    change: float | None = row["drawn_share_year_change_pct"]
    return change


def change_words(row: Row) -> str:
    """Describe the change of a point on the year, if it exceeds the error of reading."""
    change = year_change(row)
    if row["drawn_share_year_before_pct"] is None:
        return "with no point a year before to compare with"
    note = " [b]" if break_mark(row) else ""
    if not row["is_change_beyond_bounds"]:
        return f"unchanged on the year before within the error of reading{note}"
    if change is None:
        return f"from about 0 on the year before{note}"
    direction = "up" if change > 0 else "down"
    return f"{direction} {abs(change):.1f}% on the year before{note}, beyond the error of reading"
