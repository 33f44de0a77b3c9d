"""Standard output and error made safe for any terminal and encoding.

Invisible characters are replaced, as are those that the encoding lacks.
"""

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from jobtrends_pipeline.base.plain import visible_lines

_SUBSTITUTES = {
    "−": "-", "–": "-", "—": "-", "…": "...", "·": ".", "×": "x", "±": "+/-", "→": "->", "≤": "<=", "≥": ">=",
    "£": "GBP ", "€": "EUR ", "‘": "'", "’": "'", "“": '"', "”": '"',
}  # fmt: skip
"""Replacements for characters that an encoding lacks; all others become a question mark."""
_BLOCKS = str.maketrans("▁▂▃▄▅▆▇█", "12345678")
"""Sparklines as digits: all of them, since some encodings have half of the blocks."""
ERRORS = "jobtrends.substitutes"


class Shown(io.TextIOBase):
    """Text stream that makes all text safe before it reaches another stream.

    It has no `buffer`, so that nothing bypasses it.
    """

    def __init__(self, below: TextIO) -> None:
        self.below = below
        self._blocks = {} if _has_blocks(below.encoding) else _BLOCKS

    def write(self, text: str) -> int:
        """Write text with invisible characters replaced; line breaks stay."""
        self.below.write(visible_lines(text).translate(self._blocks))
        return len(text)

    def flush(self) -> None:
        """Flush the stream below."""
        self.below.flush()

    def isatty(self) -> bool:
        """Return whether the stream below is a terminal."""
        return self.below.isatty()

    def fileno(self) -> int:
        """Return the file descriptor of the stream below."""
        return self.below.fileno()

    def writable(self) -> bool:
        """Return true."""
        return True


@contextmanager
def guarded() -> Iterator[None]:
    """Make all output of this process safe while the block runs."""
    below = sys.stdout, sys.stderr
    for stream in below:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ERRORS)
    shown = Shown(below[0]), Shown(below[1])
    sys.stdout, sys.stderr = shown
    try:
        yield
    finally:
        if (sys.stdout, sys.stderr) == shown:
            sys.stdout, sys.stderr = below


def unguarded(stream: TextIO) -> TextIO:
    """Return the stream below, for callers with safe text and terminal codes."""
    return stream.below if isinstance(stream, Shown) else stream


def _has_blocks(encoding: str | None) -> bool:
    """Return whether an encoding has the sparkline characters.

    A stream without an encoding takes any character.
    """
    try:
        "".join(map(chr, _BLOCKS)).encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _substitute(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_SUBSTITUTES.get(one, "?") for one in error.object[error.start : error.end]), error.end


codecs.register_error(ERRORS, _substitute)
