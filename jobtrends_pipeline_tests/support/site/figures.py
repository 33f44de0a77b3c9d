"""How the source writes one figure, by year: separators, decimals, signs, and "-" for what is not there."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from jobtrends_pipeline_tests.support.site.labels import PLACE_MEDIANS

_RANK_WORDS = date(2026, 4, 14)


def count(value: float | None, day: date) -> str:
    """A count of jobs or quotes: "44,157"; without separator before November 2017."""
    if value is None:
        return "-"
    return f"{value:.0f}" if day < PLACE_MEDIANS else f"{value:,.0f}"


def rank(value: float | None) -> str:
    """A rank, or "-" where there is none."""
    return "-" if value is None else f"{value:.0f}"


def rank_change(value: float | None) -> str:
    """A change of rank: "+60", "-3", "0"; "-" means newly ranked or no rank."""
    if value is None:
        return "-"
    return f"{value:+,.0f}" if value else "0"


def share(value: float | None, day: date) -> str:
    """A share in percent, halves up: two decimals, three below 0.1, and three below 10 in 2013."""
    if value is None:
        return "-"
    step = Decimal("0.001" if value < (10 if day < date(2014, 1, 1) else 0.1) else "0.01")
    return f"{Decimal(str(value)).quantize(step, ROUND_HALF_UP)}%"


def money(value: float | None, *, pence: bool) -> str:
    """An amount in pounds: "£80,000", or "£21.00" for hourly rates."""
    if value is None:
        return "-"
    return f"£{value:,.2f}" if pence else f"£{value:,.0f}"


def change(value: float | None) -> str:
    """A change of a median in percent: "+28.57%"; "-" both for no change and for no figure."""
    return f"{value:+,.2f}%" if value else "-"


def change_pct(now: float | None, before: float | None, *, truncated: bool) -> float | None:
    """The year-on-year change of a median as the source rounds it.

    Role pages round half away from zero since November 2017; earlier pages and the index truncate.
    """
    if now is None or not before:
        return None
    hundredths = (Fraction(str(now)) / Fraction(str(before)) - 1) * 10_000
    size = abs(hundredths) if truncated else abs(hundredths) + Fraction(1, 2)
    return int(size) / 100 * (-1 if hundredths < 0 else 1)


def rank_change_words(printed: str) -> str:
    """The tool-tip beside a change of rank: "Up 1 place", "Down -179 places", "No change"; "" for "-"."""
    if printed in ("-", ""):
        return ""
    if printed == "0":
        return "No change"
    places = "place" if printed[1:] == "1" else "places"
    return f"Up {printed[1:]} {places}" if printed[0] == "+" else f"Down {printed} {places}"


def has_rank_words(day: date) -> bool:
    """Whether pages of this period end print the tool-tip's words in the text (from 15 April 2026)."""
    return day >= _RANK_WORDS


def rank_change_text(printed: str, day: date) -> str:
    """A change of rank as the page's text shows it: "-3", from April 2026 "Down -3 places-3"."""
    return rank_change_words(printed) + printed if has_rank_words(day) else printed
