"""Labels of the axes: ink cut into pieces, pieces read as characters."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.frame import Frame, runs
from jobtrends_pipeline.charts.glyphs import FAINTEST, Bank, Bitmap, match, match_two
from jobtrends_pipeline.charts.layouts import Layout
from jobtrends_pipeline.charts.picture import Pixels

_WORD_GAP = 8
"""Blank columns from which on two pieces belong to two labels."""
_NARROWEST_PAIR, _LOWEST_PAIR = 18, 15
"""Columns and rows that two touching characters have at least."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Ink between blank columns of a line of text.

    Attributes:
        left: First column in the image.
        top: First row.
        darkness: Its bitmap.
        text: The character, or two touching ones; None if not known.
    """

    left: int
    top: int
    darkness: Bitmap
    text: str | None


@dataclass(frozen=True, slots=True)
class Label:
    """One label of an axis.

    Attributes:
        pieces: Its pieces, from the left.
    """

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str | None:
        """The text, or None if a piece is not known."""
        return None if any(piece.text is None for piece in self.pieces) else self.shown

    @property
    def shown(self) -> str:
        """The text with a question mark for each unknown piece."""
        return "".join(piece.text or "?" for piece in self.pieces)

    @property
    def middle(self) -> float:
        """Column of the middle of the ink."""
        last = self.pieces[-1]
        return float(self.pieces[0].left + last.left + last.darkness.shape[1]) / 2

    @property
    def rows(self) -> tuple[int, int]:
        """First row of the ink and its end."""
        return min(one.top for one in self.pieces), max(one.top + one.darkness.shape[0] for one in self.pieces)


def y_labels(pixels: Pixels, layout: Layout, frame: Frame, bank: Bank) -> list[Label]:
    """Return the labels beside the grid lines, downwards."""
    left, bottom = frame.end + layout.y_label_gap, layout.x_label_rows[0]
    strip = _darkness(pixels[:, :bottom, left:])
    lines = runs(_any(strip, axis=1))
    return [Label(tuple(_pieces(strip[start:end], start, left, bank))) for start, end in lines]


def x_labels(pixels: Pixels, layout: Layout, bank: Bank) -> list[Label]:
    """Return the labels below the ticks, to the right."""
    top, bottom = layout.x_label_rows
    words: list[list[Piece]] = []
    end = -_WORD_GAP
    for piece in _pieces(_darkness(pixels[:, top:bottom]), top, 0, bank):
        if piece.left - end >= _WORD_GAP:
            words.append([])
        words[-1].append(piece)
        end = piece.left + piece.darkness.shape[1]
    return [Label(tuple(word)) for word in words]


def _darkness(pixels: Pixels) -> Bitmap:
    return np.asarray(255 - pixels.min(axis=0), dtype=np.int64)


def _any(strip: Bitmap, axis: int) -> NDArray[np.bool_]:
    return np.asarray((strip > FAINTEST).any(axis=axis))


def _pieces(strip: Bitmap, top: int, left: int, bank: Bank) -> Iterable[Piece]:
    for start, end in runs(_any(strip, axis=0)):
        column = strip[:, start:end]
        rows = np.flatnonzero(_any(column, axis=1))
        darkness = column[rows[0] : rows[-1] + 1]
        yield Piece(left + start, top + int(rows[0]), darkness, _read(darkness, bank))


def _read(darkness: Bitmap, bank: Bank) -> str | None:
    found = match(darkness, bank)
    if found is None and darkness.shape[0] >= _LOWEST_PAIR and darkness.shape[1] >= _NARROWEST_PAIR:
        return match_two(darkness, bank)
    return found
