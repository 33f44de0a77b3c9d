"""Standard output and error as any terminal can take them: every character seen, none that their encoding lacks."""

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from jobtrends_pipeline.plain import visible_lines

_SUBSTITUTES = {
    "−": "-", "–": "-", "—": "-", "…": "...", "·": ".", "×": "x", "±": "+/-", "→": "->", "≤": "<=", "≥": ">=",
    "£": "GBP ", "€": "EUR ", "‘": "'", "’": "'", "“": '"', "”": '"',
}  # fmt: skip
"""What stands for a character where an encoding lacks it; for others a question mark does."""
_BLOCKS = str.maketrans("▁▂▃▄▅▆▇█", "12345678")
"""Sparklines in figures: all of them, since some encodings have half of the blocks."""
ERRORS = "jobtrends.substitutes"


class Shown(io.TextIOBase):
    """A stream that every text passes through to another one; without a `buffer`, so that nothing goes around it."""

    def __init__(self, below: TextIO) -> None:
        self.below = below
        self._blocks = {} if _has_blocks(below.encoding) else _BLOCKS

    def write(self, text: str) -> int:
        """Write text with every character seen; lines stay lines."""
        self.below.write(visible_lines(text).translate(self._blocks))
        return len(text)

    def flush(self) -> None:
        """Have what was written reach the terminal."""
        self.below.flush()

    def isatty(self) -> bool:
        """Whether there is a terminal."""
        return self.below.isatty()

    def fileno(self) -> int:
        """Number of the file below."""
        return self.below.fileno()

    def writable(self) -> bool:
        """It is made to be written to."""
        return True


@contextmanager
def guarded() -> Iterator[None]:
    """Have all that this process writes to standard output and error shown so, for as long as the block runs."""
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
    """The stream itself, for who has made its text harmless and adds commands of the terminal."""
    return stream.below if isinstance(stream, Shown) else stream


def _has_blocks(encoding: str | None) -> bool:
    """Whether an encoding has the characters of sparklines; a stream without one takes any character."""
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
