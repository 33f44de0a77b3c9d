"""Bitmaps of the characters of labels, and the recognition of ink as one.

The source draws a character at four places within a pixel, a quarter of a pixel apart, so each has four bitmaps. Those
seen stand in `glyphs.txt`; the others are worked out from them, as a quarter pixel's shift only regroups the same ink.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Bitmap = NDArray[np.int64]
"""Darkness of a piece of ink, 0 to 255, shape (rows, columns), without blank columns at its sides."""

MARKS = ".123456789abcdef#"
"""A pixel's ink in sixteenths, none to all, as `glyphs.txt` writes it."""
DARKNESS = np.array([0, 11, 21, 32, 44, 55, 67, 78, 91, 103, 116, 130, 145, 161, 180, 204, 255])
"""Level of a pixel of so many sixteenths: the source darkens half-inked pixels a little."""
PHASES = 4
_FULL = 16
FAINTEST = 8
"""Levels of darkness from which on a pixel belongs to a piece of ink."""
TOLERANCE = 12.0
"""Mean difference in levels up to which a piece is a character. Derived ones are within 8; characters differ by 28."""
DISTINCT = 0.5
"""Share of the difference to the next best character that a match may have."""


class GlyphFileError(ValueError):
    """A file of bitmaps that breaks its own form."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character at one of its places within a pixel.

    Attributes:
        character: The character.
        darkness: Its bitmap.
        is_seen: Whether it was seen in an image, rather than derived.
    """

    character: str
    darkness: Bitmap
    is_seen: bool


class Bank:
    """The glyphs that pieces of ink are compared with.

    Attributes:
        glyphs: All of them, seen and derived.
    """

    def __init__(self, glyphs: Iterable[Glyph]) -> None:
        self.glyphs = tuple(glyphs)
        self._exact = {_key(glyph.darkness): glyph.character for glyph in self.glyphs if glyph.is_seen}

    def exact(self, piece: Bitmap) -> str | None:
        """Return the character with exactly this bitmap, if one was seen."""
        return self._exact.get(_key(piece))


@cache
def known_glyphs() -> Bank:
    """Return the glyphs of `glyphs.txt` with those derived from them."""
    text = files("jobtrends_pipeline.charts").joinpath("glyphs.txt").read_text(encoding="ascii")
    return make_bank(parse_glyphs(text))


def parse_glyphs(text: str) -> list[tuple[str, Bitmap]]:
    """Parse bitmaps.

    Each is a line `glyph C`, then a line of marks for each row of pixels; `;` begins a comment.

    Raises:
        GlyphFileError: if a line is of another form.
    """
    found: list[tuple[str, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith(";"):
            continue
        if line.startswith("glyph ") and len(line) == 7:
            found.append((line[6], []))
        elif found and set(line) <= set(MARKS) and len({len(line), *map(len, found[-1][1])}) == 1:
            found[-1][1].append(line)
        else:
            raise GlyphFileError(f"line {number} of the bitmaps is neither `glyph C` nor a row as long as the others")
    return [(name, np.array([[MARKS.index(mark) for mark in row] for row in rows])) for name, rows in found]


def glyph_text(character: str, darkness: Bitmap) -> str:
    """Write a bitmap in the form of `glyphs.txt`."""
    inks = np.abs(darkness[..., None] - DARKNESS).argmin(axis=2)
    return "\n".join([f"glyph {character}", *("".join(MARKS[ink] for ink in row) for row in inks)])


def make_bank(inks: Iterable[tuple[str, Bitmap]]) -> Bank:
    """Make glyphs of bitmaps in sixteenths, and derive the missing ones."""
    by_character: dict[str, list[Bitmap]] = defaultdict(list)
    for character, ink in inks:
        by_character[character].append(ink)
    return Bank(glyph for character, seen in by_character.items() for glyph in _all_phases(character, seen))


def distance(one: Bitmap, other: Bitmap) -> float:
    """Return the mean difference of two bitmaps in levels, at the best place.

    They are laid on one another at three places a pixel apart. It is infinite if their sizes differ by more.
    """
    if one.shape[0] != other.shape[0] or abs(one.shape[1] - other.shape[1]) > 1:
        return float("inf")
    width = max(one.shape[1], other.shape[1]) + 2
    padded = np.pad(one, ((0, 0), (1, width - 1 - one.shape[1])))
    moved = (np.pad(other, ((0, 0), (left, width - left - other.shape[1]))) for left in range(3))
    areas = one.shape[0] * max(one.shape[1], other.shape[1])
    return min(float(np.abs(padded - place).sum()) for place in moved if place.shape == padded.shape) / float(areas)


def match(piece: Bitmap, bank: Bank) -> str | None:
    """Return the character that a piece of ink clearly is, if any."""
    exact = bank.exact(piece)
    if exact is not None:
        return exact
    best: dict[str, float] = {}
    for glyph in bank.glyphs:
        found = distance(piece, glyph.darkness)
        best[glyph.character] = min(found, best.get(glyph.character, found))
    ranked = sorted(best.items(), key=lambda pair: pair[1])
    if not ranked or ranked[0][1] > TOLERANCE:
        return None
    return ranked[0][0] if len(ranked) < 2 or ranked[0][1] <= DISTINCT * ranked[1][1] else None


def match_two(piece: Bitmap, bank: Bank) -> str | None:
    """Return the two characters that a piece of touching ink clearly is, if any."""
    found = {}
    for glyph in bank.glyphs:
        width = glyph.darkness.shape[1]
        if glyph.darkness.shape[0] != piece.shape[0] or not width + 3 < piece.shape[1] < 2 * width + 10:
            continue
        if np.abs(glyph.darkness[:, :-1] - piece[:, : width - 1]).mean() > TOLERANCE:
            continue
        rest = piece[:, width - 1 :].copy()
        rest[:, 0] = np.clip(rest[:, 0] - glyph.darkness[:, -1], 0, 255)
        second = match(_trimmed(rest), bank)
        if second:
            found[glyph.character + second] = True
    return next(iter(found)) if len(found) == 1 else None


def _key(piece: Bitmap) -> tuple[tuple[int, ...], bytes]:
    return piece.shape, piece.astype(np.uint8).tobytes()


def _trimmed(piece: Bitmap) -> Bitmap:
    columns = np.flatnonzero((piece > FAINTEST).any(axis=0))
    return piece[:, columns[0] : columns[-1] + 1] if len(columns) else piece[:, :0]


def _all_phases(character: str, seen: list[Bitmap]) -> Iterator[Glyph]:
    """Yield the bitmaps seen, then those of the missing places within a pixel."""
    starts = _quarter_starts(seen)
    for ink in seen:
        yield Glyph(character, DARKNESS[ink], is_seen=True)
    quarters = _quarter_columns(seen, starts)
    for phase in range(PHASES):
        if phase not in {start % PHASES for start in starts}:
            width = (quarters.shape[1] - phase) // PHASES
            pixels = quarters[:, phase : phase + PHASES * width].reshape(len(quarters), width, PHASES).sum(axis=2)
            darkness = np.interp(pixels, np.arange(_FULL + 1), DARKNESS).round().astype(np.int64)
            yield Glyph(character, _trimmed(darkness), is_seen=False)


def _quarter_starts(seen: list[Bitmap]) -> list[int]:
    """Return where each bitmap begins, in quarter pixels.

    The centres of their ink are laid on one another.
    """
    centres = [PHASES * float(ink.sum(axis=0) @ (np.arange(ink.shape[1]) + 0.5)) / ink.sum() for ink in seen]
    return [PHASES * 2 + round(centres[0] - centre) + PHASES for centre in centres]


def _quarter_columns(seen: list[Bitmap], starts: list[int]) -> NDArray[np.float64]:
    """Work out the ink of columns a quarter of a pixel wide.

    Each bitmap gives the ink up to every fourth quarter. Between two places where it is known, ink lies on the side
    where there is more of it beyond, the more the two sides differ.

    Returns:
        Sixteenths of a pixel, 0 to 4, shape (rows, quarter columns).
    """
    length = max(start + PHASES * ink.shape[1] for ink, start in zip(seen, starts, strict=True)) + 2 * PHASES
    sums: dict[int, NDArray[np.int64]] = {0: np.zeros(len(seen[0]), dtype=np.int64), length: seen[0].sum(axis=1)}
    for ink, start in zip(seen, starts, strict=True):
        up_to = np.concatenate([np.zeros((len(ink), 1), dtype=np.int64), np.cumsum(ink, axis=1)], axis=1)
        for place in range(start % PHASES, length, PHASES):
            sums[place] = up_to[:, min(max((place - start) // PHASES, 0), ink.shape[1])]
    places = sorted(sums)
    masses = [sums[end] - sums[start] for start, end in pairwise(places)]
    spans = np.diff(places)
    dense = [np.zeros(len(seen[0])), *(mass / span for mass, span in zip(masses, spans, strict=True))]
    dense.append(dense[0])
    return np.concatenate(
        [
            _spread(mass, int(span), dense[k + 2] - dense[k])
            for k, (mass, span) in enumerate(zip(masses, spans, strict=True))
        ],
        axis=1,
    )


def _spread(mass: NDArray[np.int64], span: int, lean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread ink over some quarters: evenly, or to the right (4) or left (-4)."""
    left = np.clip(mass[:, None] - PHASES * np.arange(span), 0, PHASES)
    even = np.repeat(mass[:, None] / span, span, axis=1)
    share = np.clip(np.abs(lean) / PHASES, 0, 1)[:, None]
    side = np.where(lean[:, None] > 0, left[:, ::-1], left)
    return np.asarray(share * side + (1 - share) * even)
