"""Charts of known figures, drawn by Skia: lines by a painter that knows nothing of the reader.

Frame, labels and scale law are those of the declared layout; characters and legend are pasted from real images.
"""

import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image

from jobtrends_pipeline.charts.glyphs import DARKNESS, parse_glyphs

IMAGES = Path(__file__).parent.parent / "charts" / "images"
_GLYPHS = Path(__file__).parent.parent.parent / "jobtrends_pipeline" / "charts" / "glyphs.txt"
_LEGENDS = {1291.95: "uk__javascript", 1305.29: "uk__web-development"}
_LEFT, _TOP, _BOTTOM = 30, 30, 590.57
_COLOURS = ((255, 250, 80, 0), (255, 0, 80, 220), (100, 0, 0, 0))
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_FEW_VERTICES = 100
Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Drawn:
    """A chart and the figures it was drawn from, in percent: permanent, contract, all; shape (3, months)."""

    content: bytes
    months: tuple[date, ...]
    shares: Shares


def random_shares(rng: np.random.Generator) -> Shares:
    """Moving averages as the source draws: smooth or jagged, from zero or not, with lines that hide one another."""
    count = int(rng.choice([int(rng.integers(30, 100)), int(rng.integers(100, 290))]))
    level = float(np.exp(rng.uniform(np.log(0.4), np.log(25))))
    wild = rng.uniform(0.01, 0.12)
    walks = np.cumsum(rng.normal(0, wild, (2, count + 5)), axis=1) + np.cumsum(rng.normal(0, wild / 2, count + 5))
    kinds = level * np.exp(walks) * (1 + rng.normal(0, rng.uniform(0.01, 0.3), (2, count + 5)).clip(-0.9, 0.9))
    if rng.random() < 0.4:
        kinds[:, : int(rng.integers(6, count // 2))] = 0
    smooth = np.stack([np.convolve(kind, np.full(6, 1 / 6), "valid") for kind in kinds])
    if rng.random() < 0.5:
        start = int(rng.integers(0, count - 12))
        smooth[1, start : start + 12] = smooth[0, start : start + 12]
    weight = 0.65 + np.cumsum(rng.normal(0, 0.005, count)).clip(-0.2, 0.2)
    smooth *= min(1.0, 90 / smooth.max())
    return np.vstack([smooth, weight * smooth[0] + (1 - weight) * smooth[1]])


def draw(shares: Shares, first: date, rng: np.random.Generator) -> Drawn:
    """Draw a chart as a PNG."""
    count = shares.shape[1]
    months = tuple(
        date(first.year + (first.month - 1 + k) // 12, (first.month - 1 + k) % 12 + 1, 1) for k in range(count)
    )
    ticks = _share_ticks(shares)
    texts = ["0%" if value == 0 else f"{value:.{1 if min(np.diff(ticks)) > 0.099 else 2}f}%" for value in ticks]
    end = 1291.95 if max(map(len, texts)) > 4 else 1305.29
    canvas = _Canvas(end)
    rows = _rows(shares, np.array(ticks))
    for row, text in zip(rows, texts, strict=True):
        canvas.grid_line(round(float(row)) - 1, text, rng)
    year_ticks = _year_ticks(months)
    for column, (_, year) in zip(_columns(months, [day for day, _ in year_ticks], end), year_ticks, strict=True):
        canvas.tick(round(float(column)) - 1, year, rng)
    canvas.finish_frame()
    x = _columns(months, [month.toordinal() for month in months], end)
    for series, colour in zip(shares, _COLOURS, strict=True):
        canvas.stroke(x, _rows(shares, series), colour)
    return Drawn(canvas.png(), months, shares)


def random_chart(seed: int) -> Drawn:
    """Draw a random chart."""
    rng = np.random.default_rng(seed)
    first = date(int(rng.integers(2000, 2018)), int(rng.integers(1, 13)), 1)
    return draw(random_shares(rng), first, rng)


def _share_ticks(shares: Shares) -> list[float]:
    """Round shares within the axis, 4 to 13 of them, downwards."""
    pad = 0.075 * np.ptp(shares)
    low, high = max(shares.min() - pad, 0), shares.max() + pad
    for step in _STEPS:
        places = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step) + 1)
        if len(places) <= 13:
            return [round(float(place) * step, 6) for place in places[::-1]]
    raise ValueError("no step gives so few labels")


def _rows(shares: Shares, values: Shares) -> Shares:
    """Rows of some values on the axis of some shares."""
    padding = (_BOTTOM - _TOP) * 0.075 / 1.15
    return np.asarray(_TOP + padding + (shares.max() - values) * (_BOTTOM - _TOP - 2 * padding) / np.ptp(shares))


def _columns(months: tuple[date, ...], days: list[int], end: float) -> Shares:
    """Columns of some days on the axis of some months."""
    start, stop = months[0].toordinal(), months[-1].toordinal()
    width = (end - _LEFT) / 22
    return np.asarray(_LEFT + width + (np.array(days, dtype=float) - start) * 20 * width / (stop - start))


def _year_ticks(months: tuple[date, ...]) -> list[tuple[int, str]]:
    """Days of the ticks and the years below those of a January: each half year, year or second year."""
    step = 6 if len(months) < 96 else 12 if len(months) < 160 else 24
    pad = 0.05 * (months[-1] - months[0]).days
    low, high = months[0].toordinal() - pad, months[-1].toordinal() + pad
    odd = months[0].year % 2
    starts = [date(year, month, 1) for year in range(1990, 2060) for month in (1, 7)]
    kept = [one for one in starts if low <= one.toordinal() <= high and (step == 6 or one.month == 1)]
    kept = [one for one in kept if step != 24 or one.year % 2 == odd]
    return [(one.toordinal(), str(one.year) if one.month == 1 else "") for one in kept]


@cache
def _bitmaps() -> dict[str, list[NDArray[np.int64]]]:
    found: dict[str, list[NDArray[np.int64]]] = {}
    for character, inks in parse_glyphs(_GLYPHS.read_text(encoding="ascii")):
        found.setdefault(character, []).append(DARKNESS[inks])
    return found


@cache
def _legend(end: float) -> NDArray[np.uint8]:
    with Image.open(IMAGES / f"{_LEGENDS[end]}.webp") as image:
        return np.asarray(image)[645:700]


class _Canvas:
    """An image that parts of a chart are drawn on."""

    def __init__(self, end: float) -> None:
        self._end = end
        self._last = int(end - 0.5)
        self._plot = np.full((560, self._last - _LEFT + 1), 255.0)
        self._levels = np.full((700, 1400, 3), 255, dtype=np.uint8)
        self._levels[645:700] = _legend(end)

    def grid_line(self, row: int, text: str, rng: np.random.Generator) -> None:
        self._plot[row - _TOP : row - _TOP + 2] = np.round(self._plot[row - _TOP : row - _TOP + 2] * 0.9)
        bitmap = _text(text, rng)
        left = self._last + 12
        self._levels[row - 9 : row + 8, left : left + bitmap.shape[1]] = 255 - bitmap[..., None]

    def tick(self, column: int, text: str, rng: np.random.Generator) -> None:
        part = slice(max(column - _LEFT, 0), column - _LEFT + 2)
        self._plot[:, part] = np.round(self._plot[:, part] * 0.9)
        self._levels[590:599, column : column + 2] = 0
        if text:
            bitmap = _text(text, rng)
            left = column + 1 - bitmap.shape[1] // 2
            self._levels[605:622, left : left + bitmap.shape[1]] = 255 - bitmap[..., None]

    def finish_frame(self) -> None:
        self._levels[_TOP : _TOP + 560, _LEFT : self._last + 1] = self._plot[..., None]
        self._levels[590:592, _LEFT : self._last + 1] = 0

    def stroke(self, x: Shares, y: Shares, colour: tuple[int, int, int, int]) -> None:
        part = _coverage(x, y)[..., None] * colour[0] / 255
        over = self._levels * (1 - part) + np.array(colour[1:]) * part
        self._levels = np.floor(over + 0.5).astype(np.uint8)

    def png(self) -> bytes:
        out = io.BytesIO()
        Image.fromarray(self._levels).save(out, "PNG", compress_level=1)
        return out.getvalue()


def _coverage(x: Shares, y: Shares) -> Shares:
    """Part of each pixel that Skia covers: exactly for few vertices, else by 4 x 4 samples, as Skia long did."""
    scale = 1 if len(x) < _FEW_VERTICES else 4
    pixels = np.zeros((700 * scale, 1400 * scale, 4), dtype=np.uint8)  # lives as long as the surface that draws on it
    surface = skia.Surface(pixels)
    path = skia.Path()
    path.moveTo(float(x[0]), float(y[0]))
    for across, down in zip(x[1:], y[1:], strict=True):
        path.lineTo(float(across), float(down))
    paint = skia.Paint(
        AntiAlias=scale == 1,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=2,
        StrokeJoin=skia.Paint.kMiter_Join,
        StrokeMiter=4,
        Color=skia.ColorBLACK,
    )
    with surface as canvas:
        canvas.scale(scale, scale)
        canvas.drawPath(path, paint)
    covered = pixels[..., 3].reshape(700, scale, 1400, scale)
    return np.asarray(covered.mean(axis=(1, 3)) / 255)


def _text(text: str, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the bitmap of a text, its characters side by side at random places within a pixel."""
    parts = []
    for character in text:
        bitmap = _bitmaps()[character][int(rng.integers(len(_bitmaps()[character])))]
        parts.append(np.pad(bitmap, ((17 - bitmap.shape[0], 0), (0, 1))))
    return np.hstack(parts)[:, :-1]
