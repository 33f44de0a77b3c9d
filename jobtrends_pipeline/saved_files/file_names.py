"""File names, which are bytes, as printable text and within length limits."""

import os
import re
from pathlib import Path

_LONGEST_NAME = 255
"""Maximum length of a name in bytes on the usual file systems."""
_BYTES = range(0xDC80, 0xDD00)
"""Code points that Python uses for bytes of a name that are not UTF-8."""
_ESCAPE = re.compile(r"\\(?:(\\)|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")


def shown(path: Path | str) -> str:
    r"""Return a path as printable text that `path_of` converts back.

    A byte that is not UTF-8 becomes `\xe9`, an invisible character, such as a line feed or a mark of direction,
    `\u000a`, and a backslash is doubled.
    """
    return escaped(str(path).replace("\\", "\\\\"))


def escaped(text: str) -> str:
    """Return text with unprintable characters escaped, as in `shown`."""
    return text if text.isprintable() else "".join(one if one.isprintable() else _escape(one) for one in text)


def path_of(text: str) -> Path:
    r"""Return the path that `shown` displays; other text stands for itself."""
    return Path(_ESCAPE.sub(_unescape, text))


def fitting(stem: str, tail: str) -> str:
    """Return a name with an ending, its stem shortened to what a file system allows."""
    while len(os.fsencode(stem + tail)) > _LONGEST_NAME:
        stem = stem[:-1]
    return stem + tail


def free_beside(place: Path) -> Path:
    """Return a free path: the one given, or a numbered one beside it.

    A link to nothing counts as taken.
    """
    number, free = 2, place
    while os.path.lexists(free):
        free = place.with_name(fitting(place.stem, f"-{number}{place.suffix}"))
        number += 1
    return free


def _escape(one: str) -> str:
    code = ord(one)
    if code in _BYTES:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _unescape(found: re.Match[str]) -> str:
    backslash, byte, short, long = found.groups()
    if backslash:
        return "\\"
    return chr(0xDC00 + int(byte, 16)) if byte else chr(int(short or long, 16))
