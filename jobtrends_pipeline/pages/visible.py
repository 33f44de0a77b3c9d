"""What a person sees of a text: the one place that decides it for pages, the watchlist and the settings. Pure.

Characters without a shape go (soft hyphens, zero-width spaces and joiners, marks of direction, control characters);
whatever looks like a space, a hyphen, a minus, an apostrophe or a plain letter or digit becomes that one; a letter and
its accent become one character. Then two names that a person cannot tell apart are one name.
"""

import re
from collections.abc import Collection
from unicodedata import normalize

NOTES = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u2020\u2021"
"""Raised digits and daggers: behind a figure they lead to a note, and are no digit of it."""
OVERRIDES = "\u202d\u202e"
"""Marks that make the characters after them run in one direction, so that a number is seen from its end."""


def _ranges(*bounds: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in bounds for code in range(first, last + 1))


UNASSIGNED = _ranges((0x80, 0x84), (0x86, 0x9F))
"""Control characters that no page is written with: letters and dashes of Windows-1252, decoded as Latin-1."""
LOST = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that a decoder did not know."""
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
"""Letters and digits of other widths, type faces and ligatures; none that markup or a table of pipes is written in."""
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
    """The text as a person sees it; a text of plain characters alone is given back as it is.

    Args:
        text: The text.
        odd: Its oddities, where they are known already.
    """
    found = oddities(text) if odd is None else odd
    for character in found:
        if character in _SEEN:
            text = text.replace(character, _SEEN[character])
    if any(map(_ACCENTS.match, found)):
        text = _ACCENTED.sub(lambda match: normalize("NFC", match[0]), text)
    return text


def visible_name(name: str) -> str:
    """A name as a person sees it, on one line without spaces around it."""
    return " ".join(visible(name).split())


def mixes_alphabets(name: str) -> bool:
    """Whether Greek or Cyrillic letters, which look like Latin ones, stand among Latin ones."""
    return not name.isascii() and _TWINS.search(name) is not None and _LATIN.search(name) is not None


def oddities(text: str) -> set[str]:
    """The control characters and those beyond ASCII, each once; by bytes, which takes a tenth of a search's time."""
    for encoding in ("ascii", "latin-1"):
        try:
            return set(text.encode(encoding).translate(None, _PLAIN).decode(encoding))
        except UnicodeEncodeError:
            continue
    return set(text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass"))
