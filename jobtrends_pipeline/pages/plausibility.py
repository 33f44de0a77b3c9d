"""Plausible forms and sizes of figures, and possible dates of a page.

These are decimals, and pay within the range ever printed. No figure is refused for being unusual; it is reported, since
a digit lost or doubled in transit shows here first. A page with an impossible date is not to be trusted.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from jobtrends_pipeline.pages.page import ERROR, INFO, WARNING, Figure, Finding

TWO_DECIMALS_SINCE = date(2015, 1, 1)
"""Shares below ten percent had three decimals in 2013; since this day they have two, or three below 0.1 percent."""
SOURCE_SINCE = date(2004, 1, 1)
_A_DAY = timedelta(days=1)
_TENTH = 0.1
PAY_RANGE_GBP = {"annual_salary": (5_000, 300_000), "daily_rate": (40, 2_500), "hourly_rate": (5, 300)}
_CHANGE_RANGE_PCT = (-100, 500)
_SPREAD = {"p10_gbp": (0.2, 1.0), "p90_gbp": (1.0, 6.0)}
"""Least and greatest ratio of a percentile to the median; 0.36 and 4.3 are the extremes seen."""
_PLACE_SPREAD = 3.0


def implausible_figures(figures: Iterable[Figure], period_end: date) -> Iterator[Finding]:
    """Report each value with a form or size that the source's figures never have.

    Args:
        figures: Figures of summary, locations or index; those of skills are checked with their identities.
        period_end: Period end of the page.
    """
    medians: dict[tuple[str, str | None, int | None], float] = {}
    spread: list[Figure] = []
    for figure in figures:
        measure, value = figure.measure, figure.value
        if measure is None or value is None or figure.status != "value":
            continue
        if measure.endswith("_gbp"):
            yield from _pay_range(figure, value)
            if measure == "median_gbp" and figure.part == "summary":
                medians[figure.section, figure.pay_basis, figure.lag_years] = value
            elif measure in _SPREAD or figure.part == "locations":
                spread.append(figure)
        elif measure.endswith("change_pct"):
            yield from _change_form(figure, value)
        elif measure.startswith("share"):
            yield from share_form(_percent(figure.text), value, period_end, _position(figure))
    yield from _spreads(spread, medians)


def impossible_times(period_end: date, captured_at: datetime, now: datetime) -> Iterator[Finding]:
    """Report each impossible date of a page; one day is allowed for time zones.

    Args:
        period_end: Period end of the page.
        captured_at: Time of capture, UTC.
        now: The present, UTC.
    """
    if captured_at > now + _A_DAY:
        message = f"it is dated as captured on {captured_at:%d %b %Y}, a day that was still to come when it was read"
        yield Finding("time", "page/captured_at", ERROR, message)
    if period_end - _A_DAY > captured_at.date():
        message = f"its period ends on {period_end:%d %b %Y}, after it was captured on {captured_at:%d %b %Y}"
        yield Finding("time", "page/period_end", ERROR, message)
    if period_end < SOURCE_SINCE:
        message = f"its period ends on {period_end:%d %b %Y}, before the source had figures ({SOURCE_SINCE.year})"
        yield Finding("time", "page/period_end", ERROR, message)


def share_form(printed: str, value: float, period_end: date, position: str) -> Iterator[Finding]:
    """Report a share whose number of decimals is unusual for its size and time.

    Args:
        printed: The share as printed, without its sign.
        value: The share, in percent.
        period_end: Period end of the page.
        position: Position of the finding.
    """
    decimals = len(printed.partition(".")[2])
    wanted = (2, 3) if period_end < TWO_DECIMALS_SINCE else (3,) if value < _TENTH else (2,)
    if decimals not in wanted and value not in (0, 100):
        yield Finding("decimals", position, WARNING, f"share {printed}% has {decimals} decimals, not {wanted[0]}")


def _percent(text: str) -> str:
    return text.replace("(", " ").rpartition("%")[0].split()[-1]


def _position(figure: Figure) -> str:
    return f"{figure.part}/{figure.section}/{figure.row_number}/{figure.column_number}"


def _pay_range(figure: Figure, value: float) -> Iterator[Finding]:
    least, most = PAY_RANGE_GBP[figure.pay_basis or "annual_salary"]
    if not least <= value <= most:
        message = f"{figure.label}: {figure.text} is no {(figure.pay_basis or 'pay').replace('_', ' ')} ever printed"
        yield Finding("pay_range", _position(figure), WARNING, message)


def _change_form(figure: Figure, value: float) -> Iterator[Finding]:
    least, most = _CHANGE_RANGE_PCT
    if len(_percent(figure.text).partition(".")[2]) != 2:
        message = f"{figure.label}: change {figure.text} has not two decimals"
        yield Finding("decimals", _position(figure), WARNING, message)
    if not least <= value <= most:
        message = f"{figure.label}: {figure.text} is no change of a median"
        yield Finding("change_range", _position(figure), WARNING, message)


def _spreads(
    figures: Iterable[Figure], medians: Mapping[tuple[str, str | None, int | None], float]
) -> Iterator[Finding]:
    """Report percentiles far from their median, and places far from the page's median."""
    for figure in figures:
        is_place = figure.part == "locations"
        section = "subject" if is_place else figure.section
        median = medians.get((section, figure.pay_basis, figure.lag_years))
        if not median or figure.value is None:
            continue
        low, high = (1 / _PLACE_SPREAD, _PLACE_SPREAD) if is_place else _SPREAD[figure.measure or ""]
        if not low <= figure.value / median <= high:
            message = f"{figure.label}: {figure.text} is far from the median, £{median:,.2f}"
            yield Finding("pay_spread", _position(figure), INFO, message)
