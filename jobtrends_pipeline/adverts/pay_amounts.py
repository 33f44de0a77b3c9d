"""Amounts of money as adverts print them, without their meaning.

Sign, digits, separators of thousands and what multiplies them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "‚¬": "EUR", "₹": "INR"}
_DOLLARS = {"A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "S$": "SGD", "SG$": "SGD", "HK$": "HKD"}
_CODES = "GBP|EUR|USD|AUD|CAD|NZD|SGD|HKD|CHF|AED|INR|PLN|SEK|NOK|DKK|ZAR|QAR|SAR"
MONEY_SIGN = re.compile(rf"[£€$₹]|‚¬|\b(?:{_CODES})(?![a-z])")
"""What shows that money is near: signs and codes of currencies; `‚¬` is a euro sign read in the wrong encoding."""
_AMOUNT = re.compile(
    rf"""(?:(?P<sign>(?:\b(?:AU|A|CA|C|NZ|SG|S|HK|US))?[$]|[£€₹]|‚¬|\b(?:{_CODES}))[ ]{{0,2}}
      |(?<=\d,\d\d\d)|(?<![\w./,]))
    (?P<digits>\d{{1,3}}(?:[ ]?,,?\d{{3}}){{1,3}}(?:(?!\d)|(?=\d\d\d?,\d{{3}}(?!\d)))(?:[.]\d{{1,2}}(?!\d))?
      |(?<=[£€$])\d{{1,3}}[.]\d\d0(?![\d.])
      |(?<=[£€])\d{{1,2}}-\d\d(?=[ ]?[-–][ ]?[£€])
      |(?<=[£€])\d{{2,3}}[ ]\d{{3}}(?!\d)
      |(?<=[£€$])\d{{2,3}}[.]\d{{3}}(?!\d)
      |\d{{1,12}}(?:[.]\d{{1,2}})?(?!\d))
    (?P<scale>[ ]?(?:[kK](?![A-Za-z])|[kK](?=[A-Z][a-z])|[mMbBT](?![A-Za-z])
      |(?i:thousand|millions?|billions?|trillions?|mi?ll?|bn|tn)(?![a-z])))?
    (?P<code>[ ]?(?:{_CODES})(?![a-z]))?""",
    re.VERBOSE,
)
_NOT_MONEY = re.compile(
    r"[ -]{0,3}(?:(?i:hours?|hrs?|days?|weeks?|months?|years?|yrs?|mins?|minutes|positions?|people|employees|staff"
    r"|miles"
    r"|st|nd|rd|th|am|pm|x|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?![a-z])|%|\(k\))"
)
_MOST = 400
"""Amounts that are read from one text; an advert has a dozen."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as printed.

    Attributes:
        value: The number, times a thousand where a `k` follows.
        digits: The digits without separators of thousands.
        currency: ISO 4217 code, or empty when no sign or code stands at it.
        is_thousands: Whether a `k` follows.
        is_huge: Whether it counts millions or more, which no pay does.
        start: First character in the text.
        end: Character after the last.
    """

    value: float
    digits: str
    currency: str
    is_thousands: bool
    is_huge: bool
    start: int
    end: int


def amounts_in(text: str, start: int, end: int) -> Iterator[Amount]:
    """Yield the amounts between two characters of a text, at most 400 of them."""
    for count, match in enumerate(_AMOUNT.finditer(text, start, end)):
        if count >= _MOST:
            return
        amount = _amount(match)
        if amount.currency or not _is_of_something_else(text, amount):
            yield amount


def _is_of_something_else(text: str, amount: Amount) -> bool:
    """Whether hours, days, a share, a date or a 401(k) is meant."""
    if amount.digits == "401" and (amount.is_thousands or text[amount.end : amount.end + 2].lower() == "(k"):
        return True
    return _NOT_MONEY.match(text, amount.end) is not None


def _amount(match: re.Match[str]) -> Amount:
    printed = match["digits"].replace(" ", "").replace("-", ".")
    head, dot, tail = printed.replace(",", "").partition(".")
    digits = head + tail if len(tail) == 3 and tail.endswith("0") else head + dot + tail
    scale = (match["scale"] or "").strip().lower()
    is_thousands = scale in {"k", "thousand"}
    return Amount(
        value=float(digits) * (1000 if is_thousands else 1),
        digits=digits,
        currency=_currency(match["sign"], match["code"]),
        is_thousands=is_thousands,
        is_huge=bool(scale) and not is_thousands,
        start=match.start(),
        end=match.end(),
    )


def _currency(sign: str | None, code: str | None) -> str:
    bare = (sign or code or "").strip()
    return _DOLLARS.get(bare) or _SIGNS.get(bare[-1:] if bare.endswith("$") else bare, bare)
