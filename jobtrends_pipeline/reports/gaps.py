"""Gaps of a series: months without a page, from its first page to the newest data.

Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports.periods import missing_months, month_runs
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.tables.columns import ITJOBSWATCH

USED = ("read", "partial")
SeriesKey = tuple[str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Months without a page: their number, and as spans in words."""

    count: int
    spans: tuple[str, ...]


def periods_held(pages: Iterable[Row]) -> dict[SeriesKey, set[date]]:
    """Return the period ends of used pages, by series.

    Pages are those of IT Jobs Watch.
    """
    held: dict[SeriesKey, set[date]] = {}
    for page in pages:
        if page["outcome"] in USED and page["period_end"] is not None and page["window_months"] is not None:
            key = (page["role"], ITJOBSWATCH, page["market"], page["place"], int(page["window_months"]))
            held.setdefault(key, set()).add(page["period_end"])
    return held


def gaps_of(held: set[date], newest: date) -> Gaps:
    """Return the months without a page, from the first period to the newest data.

    Args:
        held: Period ends of the series' pages.
        newest: Date of the newest data.
    """
    months = missing_months(held | {newest}) if held else ()
    return Gaps(len(months), month_runs(months))
