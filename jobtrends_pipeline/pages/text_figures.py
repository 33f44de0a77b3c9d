"""Shapes of figures in running text, which distinguish rows from prose."""

import re

from jobtrends_pipeline.pages.cells import CHANGE_PCT, COUNT, MONEY, RANK_CHANGE, SHARE

COUNT_TEXT = r"\d{1,3}(?:,\d{3})+|\d+"
_RANK_WORDS = r"(?:(?i:(?:up|down) -?[\d,]+ places?|no change|new entry)\s*)?"
RANK_CHANGE_TEXT = rf"{_RANK_WORDS}(?:[+\-−–]?(?:{COUNT_TEXT})|[-−–])"
_AMOUNT = r"£\s?[\d,]+(?:\.\d+)?"
MONEY_TEXT = rf"{_AMOUNT}|[-−–]"
PERCENT_TEXT = r"[+\-−–]?[\d,]+(?:\.\d+)?\s?%|[-−–]"
FIGURE = rf"(?:{PERCENT_TEXT}|{_AMOUNT}|{RANK_CHANGE_TEXT})(?!\S)"
# Atomic, since a dash matches in two ways: a line of thirty dashes and a word would be tried in 2**30 ways.
FIGURES = re.compile(FIGURE)
FIGURES_ONLY = re.compile(rf"(?:(?>{FIGURE})\s*+)++")
LABEL_AND_FIGURES = re.compile(rf"(?P<label>.*?\S)??(?P<figures>(?:(?:^|\s+){FIGURE}){{1,3}})\s*")
_SHAPES = {
    COUNT: re.compile(rf"{COUNT_TEXT}|[-−–]"),
    RANK_CHANGE: re.compile(RANK_CHANGE_TEXT),
    MONEY: re.compile(MONEY_TEXT),
    SHARE: re.compile(PERCENT_TEXT),
    CHANGE_PCT: re.compile(PERCENT_TEXT),
}

_COUNT_SHARE = rf"(?:{COUNT_TEXT})\s*\(\s*\d+(?:\.\d+)?\s?%\s*\)"
_COUNT_BESIDE = rf"(?:{_COUNT_SHARE}|(?:{COUNT_TEXT})\s+\d+(?:\.\d+)?\s?%)"
COUNTED = re.compile(_COUNT_SHARE)
"""A row of skills has this and no heading has it; if it is alone on a line, the next line is the name of the skill."""
_SKILL_ROW = re.compile(rf"(\d{{1,3}})\s+({_COUNT_SHARE})\s+(\S.*)")
SKILL_START = re.compile(rf"\d{{1,3}}(?:\s+{_COUNT_SHARE})?")
SKILL_BEGINNING = re.compile(rf"\d{{1,3}}\s+{_COUNT_SHARE}")
_LOCATION_ROW = re.compile(
    rf"(\S.*?)\s+({RANK_CHANGE_TEXT})\s+({COUNT_TEXT})\s+({MONEY_TEXT})\s+({PERCENT_TEXT})(?:\s+({COUNT_TEXT}))?",
    re.IGNORECASE,
)
_INDEX_ROW = re.compile(
    rf"(\S.*?)\s+({COUNT_TEXT})\s+({RANK_CHANGE_TEXT})\s+({MONEY_TEXT})\s+({PERCENT_TEXT})\s+({_COUNT_BESIDE})(?:\s+({COUNT_TEXT}))?",
    re.IGNORECASE,
)
_ROWS = {"skills": _SKILL_ROW, "locations": _LOCATION_ROW, "index": _INDEX_ROW}
_AMOUNT_SIGN = re.compile("[£\\-−–]")
_DIGIT = re.compile(r"\d")
LOCATION_CELLS = 5


def row_match(text: str, kind: str) -> re.Match[str] | None:
    """Match a line with the rows of a list.

    Most lines are excluded by a sign that they lack.

    Args:
        text: The line, its white space collapsed.
        kind: Kind of list: `skills`, `locations` or `index`.
    """
    if kind == "skills":
        is_possible = "(" in text and text[:1].isdecimal()
    else:
        is_possible = " " in text and _AMOUNT_SIGN.search(text) is not None and _DIGIT.search(text) is not None
    return _ROWS[kind].fullmatch(text) if is_possible else None


def is_row(text: str, kind: str) -> bool:
    """Check whether a line is a row of a list, see `row_match`."""
    return row_match(text, kind) is not None


def is_shaped(text: str, kind: str) -> bool:
    """Check whether a text has the shape of a kind of figure, readable or not.

    A dash and an empty text have every shape.
    """
    return not text or _SHAPES[kind].fullmatch(text) is not None
