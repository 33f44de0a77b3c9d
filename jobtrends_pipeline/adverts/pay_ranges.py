"""Amounts joined to ranges, still without a unit.

"£45-55k", "£400 to £500", and those whose dash was lost: "£400500".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jobtrends_pipeline.adverts.pay_amounts import Amount
from jobtrends_pipeline.adverts.pay_units import Basis, unit_at

_JOIN = re.compile(
    r"[ \t\n*?\xa0]{0,4}(?:GBP|EUR|USD|(?i:ltd|paye|umbrella|basic|base))?[ *?]{0,2}(?:(?:[-–—−‐‑~]|(?i:to|until"
    r"|up to|rising to|increasing to|going up to|through to)(?![a-z]))[ \n\t*?\xa0]{0,3}"
    r"(?:(?i:up to|to|circa|c\.)[ ])?){1,2}[-–—−]?[ ]?(?:GBP|EUR|USD)?[*]{0,2}"
)
_AND = re.compile(r"[ *]{1,3}(?:and|&)[ *]{1,3}", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\W{0,3}$", re.IGNORECASE)
_LONGEST_JOIN = 40
_CLOSEST = 2.2
"""Ends of a range of which one lacks its thousands or its dash lie no further apart than this."""


@dataclass(frozen=True, slots=True)
class Range:
    """One amount, or two that belong together.

    Attributes:
        low: Lower end.
        high: Upper end; the lower one for a single amount.
        is_range: Whether two amounts were printed.
        currency: ISO 4217 code, or empty.
        inner: Unit printed between the two amounts, if any.
        is_signed: Whether a sign or code of a currency, a `k` or thousands mark it as money.
        start: First character in the text.
        end: Character after the last.
    """

    low: float
    high: float
    is_range: bool
    currency: str
    inner: Basis | None
    is_signed: bool
    is_huge: bool
    start: int
    end: int


def ranges_in(text: str, amounts: Sequence[Amount]) -> Iterator[Range]:
    """Join neighbouring amounts to ranges and yield all in the order of the text."""
    index = 0
    while index < len(amounts):
        first = amounts[index]
        second = amounts[index + 1] if index + 1 < len(amounts) else None
        joined = _joined(text, first, second) if second else None
        yield joined or _single(first)
        index += 2 if joined else 1


def _joined(text: str, first: Amount, second: Amount) -> Range | None:
    inner = _inner_unit(text, first, second)
    if inner is None:
        return None
    ends = _ends(first, second)
    if ends is None:
        return None
    return Range(
        low=ends[0],
        high=ends[1],
        is_range=True,
        currency=first.currency or second.currency,
        inner=None if inner == "" else inner,  # type: ignore[arg-type]  # a basis or empty
        is_signed=bool(first.currency or second.currency) or first.is_thousands or second.is_thousands,
        is_huge=first.is_huge or second.is_huge,
        start=first.start,
        end=second.end,
    )


def _inner_unit(text: str, first: Amount, second: Amount) -> str | None:
    """Return the unit between two joined amounts, empty for none.

    A dash or "to" joins them; between "£30,000 £65,000" a dash was lost. Nothing is returned where they are not joined.
    """
    if not text[first.end : second.start].strip():
        is_close = 1000 <= first.value < second.value <= first.value * _CLOSEST
        is_next = second.start == first.end or (second.currency != "" and second.start - first.end <= 2)
        return "" if is_close and is_next else None
    if text[first.end : second.start].strip() == "/":
        is_close = first.currency == second.currency != "" and first.value < second.value <= first.value * _CLOSEST
        return "" if is_close else None
    if second.start - first.end > _LONGEST_JOIN:
        return None
    if _JOIN.fullmatch(text, first.end, second.start):
        return ""
    if _AND.fullmatch(text, first.end, second.start):
        return "" if _BETWEEN.search(text, max(0, first.start - 20), first.start) else None
    unit = unit_at(text, first.end)
    return unit[0] if unit and _JOIN.fullmatch(text, unit[1], second.start) else None


def _ends(first: Amount, second: Amount) -> tuple[float, float] | None:
    """Both ends, with thousands that only the other end has printed.

    Nothing where the two amounts are no range.
    """
    low, high = first.value, second.value
    is_short = low < 1000 <= high and low * 1000 <= high <= low * 1000 * _CLOSEST
    if is_short or (second.is_thousands and not first.is_thousands and low < 1000):
        low *= 1000
    elif high < 1000 <= low < high * 1000 <= low * _CLOSEST:
        high *= 1000
    if not first.currency and second.currency and low < high / 6 and not first.is_thousands:
        return None
    if high < low:
        return None
    return low, high


def _single(amount: Amount) -> Range:
    return Range(
        low=amount.value,
        high=amount.value,
        is_range=False,
        currency=amount.currency,
        inner=None,
        is_signed=bool(amount.currency) or amount.is_thousands,
        is_huge=amount.is_huge,
        start=amount.start,
        end=amount.end,
    )


def without_dash(digits: str, is_thousands: bool, basis: Basis) -> tuple[float, float] | None:  # noqa: FBT001  # as printed
    """Cut digits in the middle where a dash was lost: "£400500" a day is £400 to £500.

    Args:
        digits: The digits as printed, without separators.
        is_thousands: Whether a `k` follows them.
        basis: The unit that follows; only a plausible one lets a number stand as it is.

    Returns:
        Both ends; nothing where the digits are one number.
    """
    half, odd = divmod(len(digits), 2)
    if odd or not digits.isdigit():
        return None
    low, high = float(digits[:half]), float(digits[half:])
    if not low < high <= low * _CLOSEST:
        return None
    wanted = {"hour": 2, "day": 3}.get(basis, 0)
    fits = (half == 2 and is_thousands) or half in {5, 6} or (half == wanted) or (half == 3 and basis == "unknown")
    scale = 1000 if is_thousands else 1
    return (low * scale, high * scale) if fits else None
