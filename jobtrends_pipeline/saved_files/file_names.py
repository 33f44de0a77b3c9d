"""Names of files, which are bytes: as text that can be shown, stored and turned back, and as names that fit."""

import os
import re
from pathlib import Path

_LONGEST_NAME = 255
"""Bytes of a name that the usual file systems take."""
_BYTES = range(0xDC80, 0xDD00)
"""What Python makes of bytes of a name that are no UTF-8."""
_ESCAPE = re.compile(r"\\(?:(\\)|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")


def shown(path: Path | str) -> str:
    r"""A path as printable text, of which `path_of` makes the same path.

    A byte that is no UTF-8 is `\xe9`, a character that is not seen, a line feed or a mark of direction among them,
    `\u000a`, and a backslash two of them.
    """
    return escaped(str(path).replace("\\", "\\\\"))


def escaped(text: str) -> str:
    """Text without what cannot be stored or is not seen: each such character escaped, as in `shown`."""
    return text if text.isprintable() else "".join(one if one.isprintable() else _escape(one) for one in text)


def path_of(text: str) -> Path:
    r"""The path that `shown` shows; what is no escape stands for itself."""
    return Path(_ESCAPE.sub(_unescape, text))


def fitting(stem: str, tail: str) -> str:
    """A name that ends in a tail, its stem shortened where the whole would be too long for a file system."""
    while len(os.fsencode(stem + tail)) > _LONGEST_NAME:
        stem = stem[:-1]
    return stem + tail


def free_beside(place: Path) -> Path:
    """The place, or one beside it where anything of that name lies already, a link to nothing included."""
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
