"""Pay as an advert states it, with the words it was read from.

Nothing is converted between units of time or currencies.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jobtrends_pipeline.adverts.pay_amounts import MONEY_SIGN, Amount, amounts_in
from jobtrends_pipeline.adverts.pay_bounds import implausible
from jobtrends_pipeline.adverts.pay_choice import distinct, mark_converted
from jobtrends_pipeline.adverts.pay_ranges import Range, ranges_in, without_dash
from jobtrends_pipeline.adverts.pay_types import Pay, PayReading, RefusedPay
from jobtrends_pipeline.adverts.pay_units import (
    SMALLEST_YEAR,
    Basis,
    concluded,
    is_alternative,
    unit_at,
    unit_before,
    unit_later,
)
from jobtrends_pipeline.adverts.pay_words import Verdict, flags_of, is_grade, verdict

LONGEST_TEXT = 100_000
"""Characters of a text that are read; adverts have some thousands."""
_PAY_WORD = re.compile(r"salary|rate|pay|remuneration|compensation|ote|wage|per annum|per hour|per day|p\.a")
"""For text in lower case; that it stands as a word is seen to afterwards, as the search is much faster so."""
_BEFORE, _AFTER = 60, 110
_STRANGE = (("\xa0", " "), ("\u202f", " "), ("\u2009", " "), ("\u200b", " "), ("\ufeff", " "), ("￡", "£"), ("＄", "$"))
"""Blanks and signs in other widths, one for one, so that positions stay."""


def read_pay(text: str) -> PayReading:
    """Read the pay that a free text states; its first 100,000 characters count.

    An amount counts with a sign or code of a currency, or without one after a word for pay ("Salary: 45,000").
    """
    text = _plain(text[:LONGEST_TEXT])
    amounts = [amount for start, end in _windows(text) for amount in amounts_in(text, start, end)]
    return _reading(text, amounts, is_line=False)


def read_pay_line(text: str) -> PayReading:
    """Read a field that holds pay and nothing else.

    Amounts need no sign of a currency in it: "26000 to 29000 per year".
    """
    text = _plain(text[:LONGEST_TEXT])
    return _reading(text, list(amounts_in(text, 0, len(text))), is_line=True)


def _plain(text: str) -> str:
    if not text.isascii():
        for printed, plain in _STRANGE:
            text = text.replace(printed, plain)
    return text


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches around words and signs of money, in order, apart from each other."""
    lowered = text.lower()
    lowered = lowered if len(lowered) == len(text) else text
    found = [match.span() for match in MONEY_SIGN.finditer(text)]
    words = (match.span() for match in _PAY_WORD.finditer(lowered))
    found += [(first, last) for first, last in words if not lowered[max(0, first - 1)].isalpha() or not first]
    found.sort()
    start = end = -1
    for first, last in found:
        if first - _BEFORE > end:
            if end > 0:
                yield start, end
            start = max(0, first - _BEFORE)
        end = min(len(text), max(end, last + _AFTER))
    if end > 0:
        yield start, end


def _reading(text: str, amounts: Sequence[Amount], *, is_line: bool) -> PayReading:
    by_start = {amount.start: amount for amount in amounts}
    ranges = [one for one in ranges_in(text, amounts) if not is_grade(text, one.start) or one.currency]
    pays: list[Pay] = []
    refused: list[RefusedPay] = []
    floor = 0
    for index, one in enumerate(ranges):
        limit = _limit(text, ranges, index)
        read = _judge(text, one, by_start[one.start], (floor, limit), is_line=is_line)
        floor = one.end
        if isinstance(read, Pay):
            pays.append(read)
        elif read:
            refused.append(read)
    return PayReading(tuple(distinct(mark_converted(pays))), tuple(refused))


def _limit(text: str, ranges: Sequence[Range], index: int) -> int:
    """Character up to which a unit may follow an amount.

    It is where the next amount begins, or the one after it where both share the unit.
    """
    after = index + 1
    if after < len(ranges) and is_alternative(text, ranges[index].end, ranges[after].start):
        after += 1
    return ranges[after].start if after < len(ranges) else len(text)


def _judge(text: str, one: Range, amount: Amount, bounds: tuple[int, int], *, is_line: bool) -> Pay | RefusedPay | None:
    """Take a range for pay, refuse it with a reason, or pass over a bare number."""
    if not (is_line or one.currency or _has_word_or_unit(text, one)):
        return None
    basis, end, is_assumed = _unit(text, one, bounds)
    kind: Verdict = verdict(text, one.start, end, one.high, basis)
    if not _is_money(text, one, basis, kind, is_line=is_line):
        return None
    printed = text[one.start : one.end].strip()
    if one.is_huge:
        return RefusedPay("millions", printed, one.start)
    if kind == "other" and not (is_line and not _follows_pay(bounds)):
        return RefusedPay("other_money", printed, one.start)
    one = _with_lost_dash(one, amount, basis)
    one, is_bound = _without_zero(one)
    low, high, basis = _in_thousands(one, basis)
    if basis == "unknown" and low >= SMALLEST_YEAR:
        basis, is_assumed = "year", True
    reason = implausible(low, high, basis) or _without_unit(text, one, basis, is_line=is_line)
    if reason:
        return RefusedPay(reason, printed, one.start)
    flags = flags_of(text, one.start, end, is_range=one.is_range and low < high)
    flags |= {flag for flag, is_so in (("by_size", is_assumed), ("up_to", is_bound)) if is_so}
    is_named = is_line or kind == "pay"
    return Pay(low, high, basis, one.currency, flags, is_named, text[one.start : end].strip(), one.start, end)


def _follows_pay(bounds: tuple[int, int]) -> bool:
    """Whether an amount of pay stands before this one."""
    return bounds[0] > 0


def _unit(text: str, one: Range, bounds: tuple[int, int]) -> tuple[Basis, int, bool]:
    """Return the unit, the character after it, and whether it is concluded."""
    at = unit_at(text, one.end)
    if at:
        return one.inner or at[0], at[1], False
    if one.inner:
        return one.inner, one.end, False
    before = unit_before(text, one.start, bounds[0])
    if before:
        return before, one.end, False
    later = unit_later(text, one.end, bounds[1])
    if later and (later[0] == "year") == (one.high >= SMALLEST_YEAR):
        return later[0], one.end, False
    basis = concluded(text, (one.low, one.high), one.start, one.end) if one.is_signed else "unknown"
    return basis, one.end, basis != "unknown"


def _is_money(text: str, one: Range, basis: Basis, kind: Verdict, *, is_line: bool) -> bool:
    if is_line or one.currency:
        return True
    has_unit = unit_at(text, one.end) is not None
    if has_unit and basis == "year":
        return one.low >= SMALLEST_YEAR
    is_large = has_unit or one.is_signed or one.low >= SMALLEST_YEAR
    return kind == "pay" and is_large and _is_right_after_word(text, one.start)


def _has_word_or_unit(text: str, one: Range) -> bool:
    """Whether a number without a sign may be pay at all, told from its neighbours."""
    return unit_at(text, one.end) is not None or _is_right_after_word(text, one.start)


def _is_right_after_word(text: str, start: int) -> bool:
    return _WORD_BEFORE.search(text, max(0, start - 30), start) is not None


_WORD_BEFORE = re.compile(
    r"(?:salary|rate|pay|remuneration|compensation|ote|wage)(?:s|es| range| band)?\W{0,5}(?:is |of |up to |from "
    r"|circa |c\.|between )?\W{0,2}$",
    re.IGNORECASE,
)


def _with_lost_dash(one: Range, amount: Amount, basis: Basis) -> Range:
    if one.is_range or not one.is_signed:
        return one
    stands = not implausible(one.low, one.high, basis if basis != "unknown" or one.low < SMALLEST_YEAR else "year")
    ends = without_dash(amount.digits, amount.is_thousands, basis)
    if ends is None or (stands and not (basis == "unknown" and one.low > 200_000)):
        return one
    return replace(one, low=ends[0], high=ends[1], is_range=True)


def _without_zero(one: Range) -> tuple[Range, bool]:
    """Range from nothing, "£0 - £13", states its upper end only."""
    is_bound = one.is_range and one.low == 0
    return (replace(one, low=one.high, is_range=False), True) if is_bound else (one, False)


def _in_thousands(one: Range, basis: Basis) -> tuple[float, float, Basis]:
    """Return both ends and the unit, "£45-55 per annum" in thousands."""
    if basis == "year" and one.is_range and 12 <= one.low <= one.high <= 400:
        return one.low * 1000, one.high * 1000, basis
    return one.low, one.high, basis


def _without_unit(text: str, one: Range, basis: Basis, *, is_line: bool) -> str | None:
    """Return why an amount without a unit does not count.

    It does in a pay line, right after a word for pay, and as a range from a hundred on.
    """
    if basis != "unknown" or is_line or (one.is_range and one.low >= 100):
        return None
    return None if _is_right_after_word(text, one.start) else "no_unit"
