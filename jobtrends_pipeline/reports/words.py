"""Words of figures in print: UK formats of numbers and dates, and names.

The names are of markets, pay bases and windows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

Show = Callable[[float], str]

MINUS = "−"


@dataclass(frozen=True, slots=True)
class PayWords:
    """Words of a pay basis."""

    noun: str
    plural: str
    per: str


PayBasis = Literal["annual_salary", "daily_rate", "hourly_rate"]
PAY_BASES: tuple[PayBasis, ...] = ("annual_salary", "daily_rate", "hourly_rate")
SERIES_WORDS = {"permanent": "Permanent", "contract": "Contract", "all": "All"}
"""Names of the series of a demand chart, in the order of its legend."""
PAY_WORDS = {
    "annual_salary": PayWords("salary", "salaries", "a year"),
    "daily_rate": PayWords("daily rate", "daily rates", "a day"),
    "hourly_rate": PayWords("hourly rate", "hourly rates", "an hour"),
}


def count(value: float) -> str:
    """Return a whole number with thousands separators: 61,307."""
    return f"{value:,.0f}".replace("-", MINUS)


def signed_count(value: float) -> str:
    """Return a change in places: +91, −3, 0."""
    return count(value) if value == 0 else f"{value:+,.0f}".replace("-", MINUS)


def share(value: float) -> str:
    """Return a share as the source prints it: two decimals, three below 0.1 %."""
    return f"{value:.3f}%" if 0 < value < 0.1 else f"{value:.2f}%"


def drawn_share(value: float) -> str:
    """Return a share read from a chart: three decimals, as its error may need."""
    return f"{value:.3f}%"


def signed_pct(value: float) -> str:
    """Return a change in percent: +33.33%, −8.33%, 0.00%."""
    return f"{value:+.2f}%".replace("-", MINUS) if round(value, 2) else "0.00%"


def money(value: float, *, pence: bool | None = None) -> str:
    """Return pounds, with pence if requested or not zero."""
    shows_pence = value != round(value) if pence is None else pence
    return f"£{value:,.2f}" if shows_pence else f"£{value:,.0f}"


@lru_cache(maxsize=20_000)
def day(value: date, style: Literal["long", "short"] = "short") -> str:
    """Return a date: 15 Feb 2026, or 15 February 2026."""
    return f"{value.day} {value:%B %Y}" if style == "long" else f"{value.day} {value:%b %Y}"


def window(months: int) -> str:
    """Return the length of a window: 6 months."""
    return f"{months} month{'s' if months != 1 else ''}"


def place_phrase(place: str) -> str:
    """Return a place for the inside of a sentence: the UK, London."""
    return f"the {place}" if place.startswith("UK") else place


def role_title(role: str) -> str:
    """Return a readable name of a role key, for roles without a name in the data."""
    return role.replace("-", " ").title()
