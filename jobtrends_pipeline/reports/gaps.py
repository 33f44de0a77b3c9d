"""Months for which no page of a series is held, between its first page and the newest data. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports.periods import missing_months, month_runs
from jobtrends_pipeline.reports.rows import Row

USED = ("read", "partial")
SeriesKey = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Months without a page: how many, and as spans in words."""

    count: int
    spans: tuple[str, ...]


def periods_held(pages: Iterable[Row]) -> dict[SeriesKey, set[date]]:
    """Period ends of the pages in the figures, by role, market, place and window."""
    held: dict[SeriesKey, set[date]] = {}
    for page in pages:
        if page["outcome"] in USED and page["period_end"] is not None and page["window_months"] is not None:
            key = (page["role"], page["market"], page["place"], int(page["window_months"]))
            held.setdefault(key, set()).add(page["period_end"])
    return held


def gaps_of(held: set[date], newest: date) -> Gaps:
    """The months without a page from the first period held to the newest data."""
    months = missing_months(held | {newest}) if held else ()
    return Gaps(len(months), month_runs(months))
