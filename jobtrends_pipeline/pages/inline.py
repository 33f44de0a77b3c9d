"""Text of adjacent inline elements, joined as a browser shows it. Pure.

Tags are replaced by marks first. Two pieces of a word stay one word, and two numbers never become one. Raised or
lowered text behind a figure refers to a footnote and is left out.
"""

import re

LINE, SPAN, OTHER, RAISED, LOWERED, END = "\x1e", "\x1f", "\x1d", "\x1c", "\x1b", "\x19"
"""Marks of a line break, a span's tag, another inline tag, and of the start and the end of raised and lowered text."""
MARKS = (LINE, SPAN, OTHER, RAISED, LOWERED, END)

_MARKED = re.compile("[\x19\x1b-\x1d\x1f]")
_ASIDE = re.compile("([\x1b\x1c])([^\x1b\x1c\x19]*)\x19")
_ORDINAL = re.compile(r"th|st|nd|rd", re.IGNORECASE)
_NOTE = re.compile(r"[\[(]?(?:[\d*,\s\u2020\u2021\u00a7\u00b6#]+|[a-z])[\])]?", re.IGNORECASE)
_NUMBERS = re.compile("[\x1d\x1f](?<=[0-9].)[\x1d\x1f]*(?=[0-9])")
"""Tags between two digits."""
_FIGURES = re.compile("[\x1d\x1f](?:(?<=\x1f)[\x1d\x1f]*(?=[+-]?\\d|[£(])|(?<=[\\d%)].)[\x1d\x1f]*(?<=\x1f))")
"""Tags before or after a figure, one of them a span's; a search for a mark first is ten times as fast."""


def joined(text: str) -> tuple[str, int]:
    """Return the text without marks, except those of line breaks.

    Returns:
        The text, and the number of footnote references left out.
    """
    if not _MARKED.search(text):
        return text, 0
    notes = 0
    if RAISED in text or LOWERED in text:
        text, notes = _without_notes(text)
    text = _NUMBERS.sub(" ", text)
    if SPAN in text:
        text = _FIGURES.sub(" ", text)
    return _MARKED.sub("", text), notes


def _without_notes(text: str) -> tuple[str, int]:
    notes = 0

    def seen(match: re.Match[str]) -> str:
        nonlocal notes
        aside = _MARKED.sub("", match[2]).strip()
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if not is_note(aside, before, after, is_lowered=match[1] == LOWERED):
            return f"{OTHER}{aside}{OTHER}"
        notes += 1
        return SPAN

    return _ASIDE.sub(seen, text), notes


def is_note(aside: str, before: str, after: str, *, is_lowered: bool) -> bool:
    """Check whether raised or lowered text refers to a footnote.

    Otherwise it is a part of a word or the ending of an ordinal.

    Args:
        aside: The raised or lowered text.
        before: The character before it; empty at the start.
        after: The character after it; empty at the end.
        is_lowered: Whether it is lowered.
    """
    is_word = before.isalpha() and (is_lowered or after.isalpha())
    return not (_ORDINAL.fullmatch(aside) or is_word) and _NOTE.fullmatch(aside) is not None
