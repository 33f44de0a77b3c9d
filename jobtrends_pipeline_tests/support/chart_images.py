"""Real chart images of the tests, the labels on them as seen by eye, and the figures expected of them."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.container import inspect
from jobtrends_pipeline.charts.frame import find_frame
from jobtrends_pipeline.charts.glyphs import DARKNESS, Bank, Bitmap, known_glyphs, make_bank
from jobtrends_pipeline.charts.labels import Label, x_labels, y_labels
from jobtrends_pipeline.charts.layouts import DEMAND_TREND_2025
from jobtrends_pipeline.charts.picture import Pixels, decode
from jobtrends_pipeline.charts.reading import ChartReading

FOLDER = Path(__file__).parent.parent / "charts"
LABELS: dict[str, tuple[float, float, float, int, int, int]] = {
    "london__artificial-intelligence": (12, 0, 1, 2005, 2025, 2),
    "london__aws": (25, 0, 5, 2007, 2025, 2),
    "london__csharp": (16, 4, 2, 2005, 2025, 2),
    "london__data-analyst": (2.6, 0.6, 0.2, 2005, 2025, 2),
    "london__data-science": (7, 0, 1, 2006, 2026, 2),
    "london__generative-ai": (1.2, 0, 0.2, 2019, 2025, 1),
    "london__python": (22, 0, 2, 2005, 2025, 2),
    "london__web-development": (6, 1, 1, 2005, 2025, 2),
    "uk__artificial-intelligence": (9, 0, 1, 2005, 2025, 2),
    "uk__javascript": (20, 2, 2, 2005, 2025, 2),
    "uk__web-development": (7, 0, 1, 2005, 2025, 2),
}
"""Highest and lowest share and the step between, first and last year and the years between, read by eye."""
NAMES = sorted(LABELS)


@dataclass(frozen=True)
class Figures:
    """Figures with bounds, each of shape (series, months), and their months as `2015-01`."""

    months: list[str]
    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def content_of(name: str) -> bytes:
    """Return the file of an image."""
    return (FOLDER / "images" / f"{name}.webp").read_bytes()


@cache
def pixels_of(name: str) -> Pixels:
    """Return the pixels of an image, shape (3, height, width)."""
    content = content_of(name)
    return decode(content, inspect(content))


def expected_of(name: str) -> Figures:
    """Return the figures that an earlier reader found on an image."""
    with (FOLDER / "expected" / f"{name}.csv").open(encoding="ascii", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    figures = np.array([[float(cell) for cell in row[1:]] for row in rows]).reshape(len(rows), 3, 3)
    return Figures([row[0] for row in rows], *figures.transpose(2, 1, 0))


def figures_of(reading: ChartReading) -> Figures:
    """Return the figures of a reading."""
    parts = ("share_pct", "low_pct", "high_pct")
    arrays = (np.array([getattr(one, part) for one in reading.series]) for part in parts)
    return Figures([f"{month:%Y-%m}" for month in reading.series[0].months], *arrays)


def texts_of(name: str) -> tuple[list[str], list[str]]:
    """Return the texts of the labels of shares, downwards, and of years."""
    top, bottom, step, first, last, years = LABELS[name]
    values = [round(top - step * k, 6) for k in range(round((top - bottom) / step) + 1)]
    return ["0%" if value == 0 else f"{value:.1f}%" for value in values], [
        str(y) for y in range(first, last + 1, years)
    ]


def labels_of(pixels: Pixels, bank: Bank) -> tuple[list[Label], list[Label]]:
    """Return the labels of shares and of years, read with some bitmaps."""
    layout = DEMAND_TREND_2025
    return y_labels(pixels, layout, find_frame(pixels, layout), bank), x_labels(pixels, layout, bank)


@cache
def bitmaps_of(name: str) -> list[tuple[str, Bitmap]]:
    """Return the bitmaps of the characters on an image in sixteenths, named by what the eye saw; no touching ones."""
    found = []
    for labels, texts in zip(labels_of(pixels_of(name), make_bank([])), texts_of(name), strict=True):
        for label, text in zip(labels, texts, strict=True):
            if len(label.pieces) == len(text):
                inks = (np.abs(piece.darkness[..., None] - DARKNESS).argmin(axis=2) for piece in label.pieces)
                found += list(zip(text, inks, strict=True))
    return found


def bank_of(names: list[str]) -> Bank:
    """Return a bank of the bitmaps on some images, each once."""
    unique = {(mark, ink.shape, ink.tobytes()): (mark, ink) for name in names for mark, ink in bitmaps_of(name)}
    return make_bank(unique.values())


def is_read(name: str, bank: Bank) -> bool:
    """Return whether all labels of an image are read as the eye reads them."""
    return all(
        [label.text for label in labels] == texts
        for labels, texts in zip(labels_of(pixels_of(name), bank), texts_of(name), strict=True)
    )


def known_bitmaps() -> set[tuple[str, tuple[int, ...], bytes]]:
    """Return the bitmaps of `glyphs.txt`, in a form that can be compared."""
    seen = (glyph for glyph in known_glyphs().glyphs if glyph.is_seen)
    return {(glyph.character, glyph.darkness.shape, glyph.darkness.astype(np.uint8).tobytes()) for glyph in seen}
