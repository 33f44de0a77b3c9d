"""Visible form of a text: the single rule for pages, watchlist and settings. Pure.

Characters without a shape are removed: soft hyphens, zero-width spaces and joiners, direction marks, control
characters. A character that looks like a space, hyphen, minus, apostrophe, plain letter or digit becomes that
character; a letter and its accent become one character. So two names that a person cannot distinguish are equal.
"""

import re
from collections.abc import Collection
from unicodedata import normalize

NOTES = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u2020\u2021"
"""Raised digits and daggers: after a figure they refer to a footnote, and are no digit of it."""
OVERRIDES = "\u202d\u202e"
"""Marks that force the direction of the characters after them, so that a number is shown reversed."""


def _ranges(*bounds: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in bounds for code in range(first, last + 1))


UNASSIGNED = _ranges((0x80, 0x84), (0x86, 0x9F))
"""Control characters that no page uses: they are letters and dashes of Windows-1252, decoded as Latin-1."""
LOST = "\N{REPLACEMENT CHARACTER}"
"""Replaces a character that a decoder did not know."""
_SHAPELESS = _ranges(
    *((0x00, 0x08), (0x0B, 0x0B), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F)),
    *((0x61C, 0x61C), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFC), (0x1D173, 0x1D17A), (0xE0000, 0xE01FF)),
)
_SPACES = _ranges(
    *((0xA0, 0xA0), (0x115F, 0x1160), (0x1680, 0x1680), (0x2000, 0x200A), (0x202F, 0x202F), (0x205F, 0x205F)),
    *((0x2800, 0x2800), (0x3000, 0x3000), (0x3164, 0x3164), (0xFFA0, 0xFFA0)),
)
_LINE_ENDS = "\u0085\u2028\u2029"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2043\u2212\u02d7\u207b\ufe58\ufe63\uff0d"
_APOSTROPHES = "\u2018\u2019\u02bc\u02b9\u2032"
_LIKE_OTHERS = _ranges(
    *((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A), (0xFB00, 0xFB06), (0x1D400, 0x1D7FF)),
    *((0x2139, 0x2139), (0x212A, 0x212B), (0x2460, 0x2460)),
)
"""Letters and digits of other widths, type faces and ligatures; no character of the syntax of markup or pipe tables."""
_SIGNS = {"\uff05": "%", "\ufe6a": "%", "\uff0b": "+", "\ufe62": "+", "\uff0e": ".", "\uff0c": ",", "\uff03": "#"}
_SIGNS |= {"\ufe5f": "#", "\u266f": "#", "\uff08": "(", "\uff09": ")", "\uff0f": "/", "\u2215": "/", "\uffe1": "£"}
_SEEN = {
    **dict.fromkeys(_SHAPELESS, ""),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_LINE_ENDS, "\n"),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_APOSTROPHES, "'"),
    **{odd: normalize("NFKC", odd) for odd in _LIKE_OTHERS},
    **_SIGNS,
}
_PLAIN = bytes(code for code in range(0x7F) if chr(code) not in _SEEN)
_ACCENTED = re.compile("[^\\W\\d_][\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]+")
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_TWINS = re.compile("[\u0370-\u052f]")


def visible(text: str, odd: Collection[str] | None = None) -> str:
    """Return the text as a person sees it.

    A text of plain characters only is returned unchanged.

    Args:
        text: The text.
        odd: Its oddities, if already known.
    """
    found = oddities(text) if odd is None else odd
    for character in found:
        if character in _SEEN:
            text = text.replace(character, _SEEN[character])
    if any(map(_ACCENTS.match, found)):
        text = _ACCENTED.sub(lambda match: normalize("NFC", match[0]), text)
    return text


def visible_name(name: str) -> str:
    """Return a name as a person sees it, on one line without spaces around it."""
    return " ".join(visible(name).split())


def mixes_alphabets(name: str) -> bool:
    """Check whether a name mixes Greek or Cyrillic letters with Latin ones.

    They look alike.
    """
    return not name.isascii() and _TWINS.search(name) is not None and _LATIN.search(name) is not None


def oddities(text: str) -> set[str]:
    """Return the distinct control and non-ASCII characters of a text.

    The search works on bytes, which is ten times as fast as a regular expression.
    """
    for encoding in ("ascii", "latin-1"):
        try:
            return set(text.encode(encoding).translate(None, _PLAIN).decode(encoding))
        except UnicodeEncodeError:
            continue
    return set(text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass"))
