"""Time that an amount of pay is for, as the words around it say.

Nothing is converted.
"""

import re
from typing import Literal

Basis = Literal["hour", "day", "week", "month", "year", "unknown"]

_PER = r"(?:(?i:per|pre|a|an|each|every)[ ]{1,2}|/[ ]{0,2}|(?i:p)[/.][ ]?|(?i:per))"
_UNITS = {
    "year": rf"{_PER}(?i:ann?um|annun|year|yr|anm)s?|(?i:p[.]?[ ]?/?a)[.]?|(?i:annum|annually|yearly|annual)",
    "month": rf"{_PER}(?i:calendar[ ])?(?i:month|mth)s?|(?i:pcm|monthly)",
    "week": rf"{_PER}(?i:week|wk)s?|(?i:p[.]?/?w)[.]?|(?i:weekly)",
    "day": rf"{_PER}(?i:day|diem)|(?i:p[.]?/?d)[.]?|/[ ]?(?i:d)|(?i:daily)",
    "hour": rf"{_PER}(?i:hour|hr)s?|(?i:p[.]?/?h(?:r|our)?)[.]?|/[ ]?(?i:h)|(?i:hourly)",
}
_WORD_ENDS = r"(?:(?<![A-Z])(?![a-z])|(?<=[A-Z])(?![A-Za-z]))"
"""A unit may run into the next word, "p/dThe", but "PAYE" and "PHP" begin with none."""
_UNIT = "|".join(f"(?P<{basis}>(?:{pattern}){_WORD_ENDS})" for basis, pattern in _UNITS.items())
_AT_ONCE = re.compile(
    rf"[ \n\r\t*(),\-–]{{0,5}}(?:(?i:gbp|gross|basic|base|salary|umbrella|paye|ltd|equivalent"
    rf"|pro[ -]?rata)[ ,)]{{0,3}})?(?:{_UNIT})"
)
_LATER = re.compile(rf"(?<![A-Za-z/])(?:{_UNIT})")
_BEFORE = re.compile(
    r"\b(?:(?P<day>day|daily)|(?P<hour>hourly)|(?P<week>weekly)|(?P<month>monthly)|(?P<year>annual|yearly|per annum))"
    r"(?:[ /]{0,2}(?:rates?|pay|salary|salaries|wages?|package|earnings)\b[^.\n£€$]{0,25}\n?\W{0,6}|\W{1,3})$",
    re.IGNORECASE,
)
_CONTRACT = re.compile(
    r"\bIR ?35\b|\bumbrella\b|\b(?:outside|inside) ir|\brates?\W{1,4}(?:up to |to |of |circa )?$|\bpaye\b",
    re.IGNORECASE,
)
_RATE = re.compile(r"\b(?:pay|rates?)\b\W{0,5}$", re.IGNORECASE)
_ALTERNATIVE = re.compile(
    r"[ *]{0,3}(?:\(?(?i:paye|umbrella|ltd|inside|outside)[a-z0-9 ()]{0,16})?(?:[/|]|(?i:or))[ *]{0,3}"
)
_SENTENCE_END = re.compile(r"[.!?;|\n•]\s|[|•\n]|\bplus\b|\+")
_FAR = 45
SMALLEST_YEAR = 8000.0
"""The smallest amount that can be a year's pay; a smaller one without a unit is for a time that is not stated."""


def _basis(match: re.Match[str]) -> Basis:
    return match.lastgroup  # type: ignore[return-value]  # the groups are named by the bases


def unit_at(text: str, at: int) -> tuple[Basis, int] | None:
    """Read the unit that stands right at a character, with the character after it."""
    match = _AT_ONCE.match(text, at)
    return (_basis(match), match.end()) if match else None


def unit_later(text: str, at: int, limit: int) -> tuple[Basis, int] | None:
    """Read the first unit in the sentence, before the limit, 45 characters on at most."""
    limit = min(limit, at + _FAR)
    stop = _SENTENCE_END.search(text, at, limit)
    match = _LATER.search(text, at, stop.start() if stop else limit)
    return (_basis(match), match.end()) if match else None


def is_alternative(text: str, start: int, end: int) -> bool:
    """Whether two amounts are one pay under two terms and share a unit.

    Such are "£354 PAYE or £494 umbrella per day".
    """
    return end - start <= 40 and _ALTERNATIVE.fullmatch(text, start, end) is not None


def unit_before(text: str, at: int, floor: int) -> Basis | None:
    """Read the unit that words before an amount give it ("Day rate: £400")."""
    match = _BEFORE.search(text, max(floor, at - 60), at)
    return _basis(match) if match else None


def concluded(text: str, one: tuple[float, float], start: int, end: int) -> Basis:
    """Conclude a unit from the size of both ends.

    Pence are printed of hourly pay, hundreds near the terms of a contractor are for a day.
    """
    low, high = one
    if (
        5 <= low <= high <= 100
        and not low.is_integer()
        and (low < high or _RATE.search(text, max(0, start - 30), start))
    ):
        return "hour"
    return "day" if 100 <= low <= high <= 2000 and _is_by_contract(text, start, end) else "unknown"


def _is_by_contract(text: str, start: int, end: int) -> bool:
    """Whether words near an amount speak of a contractor, who is paid by the day."""
    before, after = text[max(0, start - 80) : start], text[end : end + 80]
    return _CONTRACT.search(before) is not None or _CONTRACT.search(after) is not None
