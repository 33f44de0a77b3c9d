"""Arithmetic identities that the figures of a summary must satisfy.

A breach is a misreading of this program or a mistake of the source. None is repaired here; each finding carries both
figures. The identities of a page's lists are in `list_identities`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from jobtrends_pipeline.pages.bounds import CUT_OFF_UNTIL, change_bounds, size_bounds
from jobtrends_pipeline.pages.outline import Outline, Paragraph
from jobtrends_pipeline.pages.page import ERROR, INFO, WARNING, Figure, Finding, PageKey

RESTATED_SINCE = date(2017, 11, 1)
"""Percentiles were recomputed from this day on; in the months before, the source printed more quotes than adverts."""
PERCENTILES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")
_CHANGES = (("median_change_pct", "median_gbp"), ("comparison_place_change_pct", "comparison_place_median_gbp"))
_LEAD = re.compile(r"\b(?:median|average)\b.{1,200}? (?:is|was) £(?P<amount>[\d,]+(?:\.\d\d)?)(?![\d,])")
_LONGEST_LEAD = 5000
_LAGS = (0, 1, 2)


class Cells:
    """Summary cells of a page, by section, pay basis, measure and lag in years."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = {
            (figure.section, figure.pay_basis, figure.measure, figure.lag_years): figure
            for figure in figures
            if figure.part == "summary" and figure.measure and figure.lag_years is not None
        }
        self.blocks = dict.fromkeys((section, basis) for section, basis, _, _ in self._figures if basis)

    def figure(self, section: str, basis: str | None, measure: str, lag: int) -> Figure | None:
        """Return the cell; null if the page lacks it."""
        return self._figures.get((section, basis, measure, lag))

    def value(self, section: str, basis: str | None, measure: str, lag: int) -> float | None:
        """Return the value of the cell; null if it has no value."""
        held = self.figure(section, basis, measure, lag)
        return held.value if held else None


def summary_breaches(key: PageKey, outline: Outline, figures: Sequence[Figure]) -> Iterator[Finding]:
    """List every breach in the summary of a detail page.

    Args:
        key: Key of the page.
        outline: The page; a sentence of its prose repeats the median.
        figures: Its figures, with dashes resolved.
    """
    cells = Cells(figures)
    yield from _absent_rows(cells)
    yield from _empty_windows(cells)
    yield from _quoted_counts(cells, key.period_end)
    yield from _rank_changes(cells)
    yield from _percentile_order(cells, key.period_end)
    yield from _median_changes(cells, key.period_end)
    yield from _sizes(cells)
    yield from _lead_median(outline, key, cells)


def _breach(check: str, position: str, message: str, severity: str = WARNING) -> Finding:
    return Finding(check, position, severity, message)


def _absent_rows(cells: Cells) -> Iterator[Finding]:
    """Report missing rows that every table of their kind has, whatever the year."""
    if not cells.figure("subject", None, "share_of_category_pct", 0):
        message = "no row gives the share of the category"
        yield _breach("row_absent", "summary/subject/share_of_category_pct", message, INFO)
    for section, basis in cells.blocks:
        for measure in ("pay_advert_count", "median_gbp", "comparison_place_median_gbp"):
            if not cells.figure(section, basis, measure, 0):
                message = f"{basis}: no {measure} row in the table"
                yield _breach("row_absent", f"summary/{section}/{basis}/{measure}", message, INFO)


def _empty_windows(cells: Cells) -> Iterator[Finding]:
    """Check that only windows without adverts or quotes lack figures.

    A window without adverts has no rank and no share, one without quotes no median; any other window has them.
    """
    for lag in _LAGS:
        jobs = cells.value("subject", None, "advert_count", lag)
        for measure in ("rank", "share_of_all_pct", "share_of_category_pct"):
            held = cells.figure("subject", None, measure, lag)
            if jobs is None or held is None or held.status not in ("value", "no_data"):
                continue
            if (jobs == 0) == (held.value is not None):
                message = f"{lag} years before: {jobs:,.0f} jobs, and {measure} prints {held.text}"
                yield _breach("empty_window", f"summary/subject/{measure}/{lag}", message)
        for section, basis in cells.blocks:
            quoted = cells.value(section, basis, "pay_advert_count", lag)
            printed = [name for name in PERCENTILES if cells.value(section, basis, name, lag) is not None]
            median = cells.figure(section, basis, "median_gbp", lag)
            if (quoted == 0 and printed) or (quoted and median and median.status == "not_published"):
                message = (
                    f"{basis}, {lag} years before: {quoted:,.0f} quoted, printed are {', '.join(printed) or 'none'}"
                )
                yield _breach("empty_window", f"summary/{section}/{basis}/{lag}", message)


def _quoted_counts(cells: Cells, period_end: date) -> Iterator[Finding]:
    """Check that no more adverts quote a salary than there are adverts.

    Contract pages are not checked, since the source printed more quotes than adverts there. Nor are pages of the
    months from July to October 2017, in which the source changed its way to count.
    """
    if CUT_OFF_UNTIL < period_end < RESTATED_SINCE:
        return
    for section, basis in cells.blocks:
        for lag in _LAGS:
            quoted = cells.value(section, basis, "pay_advert_count", lag)
            jobs = cells.value(section, None, "advert_count", lag)
            if basis == "annual_salary" and quoted is not None and jobs is not None and quoted > jobs:
                message = f"{lag} years before: {quoted:,.0f} salaries quoted in {jobs:,.0f} adverts"
                yield _breach("pay_advert_count", f"summary/{section}/pay_advert_count/{lag}", message)


def _rank_changes(cells: Cells) -> Iterator[Finding]:
    """Check that a rank change is the rank a year before minus the rank."""
    for lag in _LAGS[:2]:
        now, before = (cells.value("subject", None, "rank", years) for years in (lag, lag + 1))
        change = cells.figure("subject", None, "rank_change", lag)
        if now is None or before is None:
            continue
        if change is None and lag == 0:
            message = f"ranks {now:.0f} and {before:.0f} are printed, but no row says how they changed"
            yield _breach("row_absent", "summary/subject/rank_change", message, INFO)
        elif change and change.value is not None and change.value != before - now:
            message = f"rank {now:.0f} after {before:.0f} is a change of {before - now:+.0f}; printed is {change.text}"
            yield _breach("rank_change_identity", f"summary/subject/rank_change/{lag}", message, ERROR)


def _percentile_order(cells: Cells, period_end: date) -> Iterator[Finding]:
    """Check that percentiles ascend, and that no row of them is missing.

    Since November 2017 printed neighbours also differ.
    """
    for section, basis in cells.blocks:
        for lag in _LAGS:
            printed = [(name, cells.value(section, basis, name, lag)) for name in PERCENTILES]
            values = [(name, value) for name, value in printed if value is not None]
            for (low, least), (high, most) in pairwise(values):
                message = f"{basis}, {lag} years before: {low} {least:,.2f} and {high} {most:,.2f}"
                position = f"summary/{section}/{basis}/{high}/{lag}"
                if least > most:
                    yield _breach("percentile_order", position, message, ERROR)
                elif least == most and period_end >= RESTATED_SINCE:
                    yield _breach("percentile_equal", position, message)
        yield from _lost_percentiles(cells, section, basis)


def _lost_percentiles(cells: Cells, section: str, basis: str | None) -> Iterator[Finding]:
    held = [name for name in PERCENTILES if cells.figure(section, basis, name, 0)]
    has_quartiles = "p25_gbp" in held or "p75_gbp" in held
    wanted = PERCENTILES if has_quartiles else ("p10_gbp", "median_gbp", "p90_gbp")
    if held in ([], ["median_gbp"]):
        return
    for name in wanted:
        if name not in held:
            message = f"{basis}: {', '.join(held)} are printed, {name} is not"
            yield _breach("row_absent", f"summary/{section}/{basis}/{name}", message, INFO)


def _median_changes(cells: Cells, period_end: date) -> Iterator[Finding]:
    """Check that a change is the median over that of the year before, minus one."""
    for section, basis in cells.blocks:
        for measure, median in _CHANGES:
            for lag in _LAGS[:2]:
                now, before = (cells.value(section, basis, median, years) for years in (lag, lag + 1))
                change = cells.figure(section, basis, measure, lag)
                if now is None or not before:
                    continue
                position = f"summary/{section}/{basis}/{measure}/{lag}"
                if change is None and now != before:
                    message = f"medians {now:,.2f} and {before:,.2f} differ, but no row says by how much"
                    yield _breach("row_absent", position, message, INFO)
                elif change and change.value is not None:
                    low, high = change_bounds(now, before, basis, period_end)
                    if not low <= round(change.value * 100) <= high:
                        between = f"{low / 100:+.2f}% to {high / 100:+.2f}%"
                        message = f"{now:,.2f} after {before:,.2f} is {between}; printed is {change.text}"
                        yield _breach("median_change_identity", position, message)


def proves_order(figures: Sequence[Figure], period_end: date) -> bool:
    """Check whether changes of medians prove the order of the columns.

    The order is from the newest window to the oldest; at least one change must be checkable and none may fail.
    """
    cells = Cells(figures)
    is_checked = any(
        cells.value(section, basis, measure, lag) and cells.value(section, basis, median, lag + 1)
        for section, basis in cells.blocks
        for measure, median in _CHANGES
        for lag in _LAGS[:2]
        if cells.value(section, basis, median, lag)
    )
    return is_checked and not any(one.severity == WARNING for one in _median_changes(cells, period_end))


def _sizes(cells: Cells) -> Iterator[Finding]:
    """Check that both tables imply the same market size, and the category's size.

    Adverts over their share of all is the size of the market in both tables; adverts over their share of the category
    is the comparison's number of adverts.
    """
    for lag in _LAGS:
        found = [_size(cells, section, "share_of_all_pct", lag) for section in ("subject", "comparison")]
        if all(found):
            yield from _disjoint("market_size", lag, *found)
        category = _size(cells, "subject", "share_of_category_pct", lag)
        whole = cells.value("comparison", None, "advert_count", lag)
        if category and whole is not None:
            yield from _disjoint("category_size", lag, category, (whole, whole))


def _size(cells: Cells, section: str, measure: str, lag: int) -> tuple[float, float] | None:
    count = cells.value(section, None, "advert_count", lag)
    share = cells.figure(section, None, measure, lag)
    if not count or share is None or share.value is None:
        return None
    return size_bounds(count, share.text, share.value)


def _disjoint(
    check: str, lag: int, first: tuple[float, float] | None, second: tuple[float, float] | None
) -> Iterator[Finding]:
    if first and second and (first[0] > second[1] or second[0] > first[1]):
        one, other = (f"{low:,.0f} to {high:,.0f}" for low, high in (first, second))
        message = f"{lag} years before: the subject's jobs and share give a size of {one}, the comparison's {other}"
        yield _breach(check, f"summary/subject/{check}/{lag}", message)


def _lead_median(outline: Outline, key: PageKey, cells: Cells) -> Iterator[Finding]:
    """Check that the sentence above the tables repeats the first block's median."""
    basis = "annual_salary" if key.market == "permanent" else "daily_rate"
    median = cells.value("subject", basis, "median_gbp", 0)
    for block in outline.blocks:
        match = _LEAD.search(block.text, 0, _LONGEST_LEAD) if isinstance(block, Paragraph) else None
        if match:
            amount = float(match["amount"].replace(",", ""))
            if median is not None and amount != median:
                message = f"the sentence says £{match['amount']}, the table {median:,.2f}"
                yield _breach("lead_median", f"summary/subject/{basis}/median_gbp/0", message)
            return
