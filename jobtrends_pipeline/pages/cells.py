"""Values of printed cells: counts, money, shares and changes.

A cell is read as a whole or not at all.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_DIGITS = r"(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,9})"
_SIGN = r"(?P<sign>[+\-\u2212\u2013]?)"
_COUNT = re.compile(_DIGITS)
_MONEY = re.compile(rf"£\s?{_DIGITS}(?P<fraction>\.\d{{2}})?")
_SHARE = re.compile(r"(?P<digits>\d{1,3})(?P<fraction>\.\d{1,4})?\s?%")
_CHANGE_PCT = re.compile(rf"{_SIGN}{_DIGITS}(?P<fraction>\.\d{{1,2}})?\s?%")
_RANK_WORDS = r"(?P<way>up|down) -?(?P<places>[\d,]+) places?|(?P<still>no change)"
_RANK_CHANGE = re.compile(rf"(?:{_RANK_WORDS})?\s*{_SIGN}{_DIGITS}", re.IGNORECASE)
_DASH = re.compile(r"(?:no change|new entry)?\s*[-\u2212\u2013\u2014]", re.IGNORECASE)
COUNT_AND_SHARE = re.compile(
    r"(\d{1,3}(?:,\d{3})+|\d{1,9})"
    r"(?:\s*\(\s*(100(?:\.0+)?|\d{1,2}(?:\.\d{1,4})?)\s?%\s*\)|\s+(100(?:\.0+)?|\d{1,2}(?:\.\d{1,4})?)\s?%)"
)
"""A count with its share in brackets or beside it: digits of the count, share in brackets, share beside."""
_MINUSES = ("-", "\u2212", "\u2013")
_WHOLE = 100.0

COUNT, MONEY, SHARE, CHANGE_PCT, RANK_CHANGE = "count", "money", "share", "change_pct", "rank_change"

KIND_OF_MEASURE = {
    "rank": COUNT,
    "rank_change": RANK_CHANGE,
    "advert_count": COUNT,
    "pay_advert_count": COUNT,
    "open_vacancy_count": COUNT,
    "share_of_all_pct": SHARE,
    "share_of_category_pct": SHARE,
    "share_pct": SHARE,
    "p10_gbp": MONEY,
    "p25_gbp": MONEY,
    "median_gbp": MONEY,
    "p75_gbp": MONEY,
    "p90_gbp": MONEY,
    "comparison_place_median_gbp": MONEY,
    "median_change_pct": CHANGE_PCT,
    "comparison_place_change_pct": CHANGE_PCT,
}


@dataclass(frozen=True, slots=True)
class CellValue:
    """Value of a cell read by itself, with its status.

    The status is `value`, `dash`, `blank` or `unreadable`. The meaning of a dash depends on the rest of the page.
    """

    status: str
    value: float | None = None


_BLANK = CellValue("blank")
_IS_DASH = CellValue("dash")
_UNREADABLE = CellValue("unreadable")


_PATTERNS = {COUNT: _COUNT, MONEY: _MONEY, SHARE: _SHARE, CHANGE_PCT: _CHANGE_PCT, RANK_CHANGE: _RANK_CHANGE}


@lru_cache(maxsize=8192)
def read_cell(text: str, kind: str) -> CellValue:
    """Read a cell as the given kind of figure.

    Results are cached, because salaries on a grid, dashes and small counts recur from page to page.

    Args:
        text: The printed text.
        kind: `COUNT`, `MONEY` (pounds), `SHARE` (percent), `CHANGE_PCT` (percent) or `RANK_CHANGE` (places).

    Returns:
        The status, and the value in the unit of the kind; a change is signed.
    """
    tidy = " ".join(text.split())
    if not tidy:
        return _BLANK
    if _DASH.fullmatch(tidy):
        return _IS_DASH
    match = _PATTERNS[kind].fullmatch(tidy)
    if not match:
        return _UNREADABLE
    parts = match.groupdict(default="")
    value = float(parts["digits"].replace(",", "") + parts.get("fraction", ""))
    if kind == SHARE and value > _WHOLE:
        return _UNREADABLE
    if kind in (CHANGE_PCT, RANK_CHANGE) and value and not parts["sign"]:
        # The source signs every change except zero: a change without a sign has lost it, so its direction is unknown.
        return _UNREADABLE
    # Adding zero turns a minus zero into zero.
    signed = (-value if parts.get("sign") in _MINUSES else value) + 0.0
    return CellValue("value", signed) if _agrees(parts, signed) else _UNREADABLE


def _agrees(parts: dict[str, str], value: float) -> bool:
    """Check that the words beside a change of rank, if any, agree with its figure."""
    if parts.get("still"):
        return value == 0
    if not parts.get("way"):
        return True
    places = float(parts["places"].replace(",", "") or "nan")
    return value == (places if parts["way"].lower() == "up" else -places)


def read_count_and_share(text: str) -> tuple[CellValue, CellValue]:
    """Read the two figures of a cell such as `15,607 (45.06%)`.

    Returns:
        The count and the share in percent; both `blank` for an empty cell and `unreadable` for another form.
    """
    tidy = " ".join(text.split())
    match = COUNT_AND_SHARE.fullmatch(tidy)
    if not match:
        status = _UNREADABLE if tidy else _BLANK
        return status, status
    digits, inner, beside = match.groups()
    return CellValue("value", float(digits.replace(",", ""))), CellValue("value", float(inner or beside))
