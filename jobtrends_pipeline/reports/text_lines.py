"""Lines of text in a picture: widths of letters, and breaking without a browser."""

import unicodedata
from collections.abc import Iterator

_WIDTHS = {**dict.fromkeys("ijl.,:;'|! ", 0.34), **dict.fromkeys('ftrI()[]/\\-"`*', 0.42)}
_WIDTHS |= {**dict.fromkeys("mwMW%@", 0.99), **dict.fromkeys("CDGHNOQRU&+±×−<>=", 0.84)}
_CAPITAL, _USUAL, _WIDE = 0.74, 0.635, 1.05
"""Widths in letters of DejaVu Sans, a font wider than Arial that some machines have in its place."""
_BOLD = 1.12


def text_width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return about how wide a text is in a wide font, pixels."""
    return size * sum(map(_letter, text)) * (_BOLD if is_bold else 1)


def _letter(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0x2E7F:
        return _WIDE
    return _CAPITAL if letter.isupper() else _USUAL


def broken(text: str, width: float, size: float, *, is_bold: bool = False) -> list[str]:
    """Break a text into lines that fit; no letter of it is left out.

    Lines end at blanks, and inside words that are wider than a line.
    """
    lines: list[str] = []
    for word in _pieces(text, width, size, is_bold=is_bold):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, is_bold=is_bold) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _pieces(text: str, width: float, size: float, *, is_bold: bool) -> Iterator[str]:
    for word in text.split():
        piece = ""
        for letter in word:
            if piece and text_width(piece + letter, size, is_bold=is_bold) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece
