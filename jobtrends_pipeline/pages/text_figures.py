"""Shapes of printed figures in running text, by which rows are told from prose."""

import re

from jobtrends_pipeline.pages.cells import CHANGE_PCT, COUNT, MONEY, RANK_CHANGE, SHARE

COUNT_TEXT = r"\d{1,3}(?:,\d{3})+|\d+"
_RANK_WORDS = r"(?:(?i:(?:up|down) -?[\d,]+ places?|no change|new entry)\s*)?"
RANK_CHANGE_TEXT = rf"{_RANK_WORDS}(?:[+\-−–]?(?:{COUNT_TEXT})|[-−–])"
_AMOUNT = r"£\s?[\d,]+(?:\.\d+)?"
MONEY_TEXT = rf"{_AMOUNT}|[-−–]"
PERCENT_TEXT = r"[+\-−–]?[\d,]+(?:\.\d+)?\s?%|[-−–]"
FIGURE = rf"(?:{PERCENT_TEXT}|{_AMOUNT}|{RANK_CHANGE_TEXT})(?!\S)"
# Atomic, since a dash is a figure in two ways: a line of thirty and a word would be tried in 2**30 ways.
FIGURES_ONLY = re.compile(rf"(?:(?>{FIGURE})\s*+)++")
LABEL_AND_FIGURES = re.compile(rf"(?P<label>.*?\S)??(?P<figures>(?:(?:^|\s+){FIGURE}){{1,3}})\s*")
_SHAPES = {
    COUNT: re.compile(rf"{COUNT_TEXT}|[-−–]"),
    RANK_CHANGE: re.compile(RANK_CHANGE_TEXT),
    MONEY: re.compile(MONEY_TEXT),
    SHARE: re.compile(PERCENT_TEXT),
    CHANGE_PCT: re.compile(PERCENT_TEXT),
}


def is_shaped(text: str, kind: str) -> bool:
    """Whether a text has the shape of a kind of figure, readable or not; a dash and nothing have every shape."""
    return not text or _SHAPES[kind].fullmatch(text) is not None
