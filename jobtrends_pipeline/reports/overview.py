"""Overview of a role page: its source pages with their gaps, and all its sections."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import HIDDEN, Cell, break_mark, cell, derived, is_suppressed, reliability_mark
from jobtrends_pipeline.reports.periods import missing_months, month_runs
from jobtrends_pipeline.reports.rows import Row, TargetKey
from jobtrends_pipeline.reports.sentences import noise_words, rounded, standard_error
from jobtrends_pipeline.reports.summary import pay_formatter

RUNS_NAMED = 12


@dataclass(frozen=True, slots=True)
class Held:
    """Pages of a section: how many, from when to when, and the months without a page."""

    count: int
    first: date
    last: date
    month_count: int
    missing_count: int
    missing: str
    is_own: bool = False

    @property
    def sentence(self) -> str:
        """Freshness and gaps in words."""
        plural = "" if self.count == 1 else "s"
        what = f"day{plural} with figures" if self.is_own else f"page{plural}"
        pages = f"{words.count(self.count)} {what} held"
        if self.count == 1:
            return f"{pages}, of {words.day(self.first)}."
        said = f"{pages}, from {words.day(self.first)} to {words.day(self.last)}"
        if not self.missing_count:
            return f"{said}; no month between is without one."
        missing, months = words.count(self.missing_count), words.count(self.month_count)
        return f"{said}; {missing} of {months} months have none: {self.missing}."


def held_pages(days: Collection[date], *, is_own: bool = False) -> Held:
    """Summarise the pages of some vintages, or the days of own adverts.

    Without any its dates mean nothing.
    """
    if not days:
        return Held(0, date.min, date.min, 0, 0, "", is_own)
    first, last, gaps = min(days), max(days), missing_months(days)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    runs = month_runs(gaps)
    more = f" and {len(runs) - RUNS_NAMED} more gaps" if len(runs) > RUNS_NAMED else ""
    return Held(len(days), first, last, months, len(gaps), ", ".join(runs[:RUNS_NAMED]) + more, is_own)


@dataclass(frozen=True, slots=True)
class Standing:
    """A section in the table of all sections, linked by its anchor."""

    anchor: str
    market: str
    place: str
    window: str
    median: Cell
    error: Cell
    change: Cell
    noise: str
    share: Cell
    rank: Cell
    period_end: date | None


def standings(sections: Iterable[tuple[TargetKey, str, Row | None, Row | None]]) -> tuple[Standing, ...]:
    """Return the sections side by side, in their order.

    Args:
        sections: Of each its key, its anchor, and the newest rows of trend_demand and trend_pay.
    """
    return tuple(_standing(*section) for section in sections)


def _standing(key: TargetKey, anchor: str, demand: Row | None, pay: Row | None) -> Standing:
    error = standard_error(pay) if pay else None
    money = pay_formatter(pay["pay_basis"]) if pay else words.money
    dated = demand or pay
    return Standing(
        anchor,
        key.labour_market,
        key.place,
        words.window(key.window_months),
        cell(pay, "median_gbp", money, reliability_mark(pay)),
        HIDDEN
        if is_suppressed(pay)
        else Cell("not known", is_missing=True)
        if error is None
        else Cell(f"± {rounded(error)}"),
        derived(pay, "median_year_change_pct", words.signed_pct, "change_reliability", break_mark(pay)),
        noise_words(pay) if pay and pay["median_year_change_pct"] is not None else "",
        cell(demand, "share_of_all_pct", words.share, reliability_mark(demand)),
        cell(demand, "rank", words.count, reliability_mark(demand)),
        dated["period_end"] if dated else None,
    )
