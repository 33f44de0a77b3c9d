"""Strokes of polylines: straight segments, mitred or cut corners, butt ends.

A stroke is a union of quadrangles, a rectangle for each segment and a kite for each corner; along a vertical line it is
one interval. Coverage of a pixel is the mean over a few vertical lines of the part of the interval within it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.layouts import Layout

_UPRIGHT = 1e-9


@dataclass(frozen=True, slots=True)
class Extent:
    """Intervals that a stroke covers on the vertical lines of some columns.

    Attributes:
        low: Upper end of each interval as a row, shape (samples, columns); infinite where there is no ink.
        high: Lower end.
    """

    low: Floats
    high: Floats

    def coverage(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
        """Return the part covered of pixels.

        Columns are counted from the first of these.
        """
        top = rows.astype(np.float64)
        low, high = self.low[:, columns], self.high[:, columns]
        return np.asarray(np.clip(np.minimum(high, top + 1) - np.maximum(low, top), 0, 1).mean(axis=0))

    def span(self) -> tuple[Floats, Floats]:
        """Return the first and the last row of each column as fractions."""
        return self.low.min(axis=0), self.high.max(axis=0)


class Columns:
    """Vertical lines of some columns, with the parts of a polyline near each."""

    def __init__(self, x: Floats, start: int, stop: int, samples: int) -> None:
        """Find the segment at each line, the nearest other one, and the nearest corner.

        Args:
            x: Columns of the polyline's vertices, rising, at least two half widths apart.
            start: First column.
            stop: End of the columns.
            samples: Vertical lines a column.
        """
        self._x = x
        self._shape = stop - start, samples
        self._at = start + (np.arange((stop - start) * samples) + 0.5) / samples
        segments = len(x) - 1
        own = np.clip(np.searchsorted(x, self._at, side="right") - 1, 0, segments - 1)
        is_right = self._at - x[own] > (x[own + 1] - x[own]) / 2
        other = np.clip(np.where(is_right, own + 1, own - 1), 0, segments - 1)
        corner = np.clip(own + is_right, 1, segments - 1)
        self._near = np.stack([own, other, segments + corner - 1])

    def extent(self, y: Floats, layout: Layout) -> Extent:
        """Return the intervals that the stroke through the vertices covers."""
        quads = _quadrangles(self._x, y, layout)
        following = np.roll(quads, -1, axis=1)
        run = following[..., 0] - quads[..., 0]
        is_upright = np.abs(run) < _UPRIGHT
        slope = (following[..., 1] - quads[..., 1]) / np.where(is_upright, 1.0, run)
        left = np.where(is_upright, np.inf, np.minimum(quads[..., 0], following[..., 0]))
        right = np.maximum(quads[..., 0], following[..., 0])
        zero = quads[..., 1] - slope * quads[..., 0]
        low, high = np.full(self._at.shape, np.inf), np.full(self._at.shape, -np.inf)
        for near in self._near:
            for edge in range(4):
                place = zero[near, edge] + slope[near, edge] * self._at
                within = (self._at >= left[near, edge]) & (self._at <= right[near, edge])
                low = np.where(within & (place < low), place, low)
                high = np.where(within & (place > high), place, high)
        return Extent(*(np.ascontiguousarray(edge.reshape(self._shape).T) for edge in (low, high)))


def _quadrangles(x: Floats, y: Floats, layout: Layout) -> Floats:
    """Return the corners of the rectangles of segments, then of the kites.

    The shape is (n, 4, 2).
    """
    points = np.column_stack([x, y])
    along = np.diff(points, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None]
    across = layout.half_stroke * np.column_stack([-along[:, 1], along[:, 0]])
    start, end = points[:-1], points[1:]
    rectangles = np.stack([start + across, end + across, end - across, start - across], axis=1)
    turn = along[:-1, 0] * along[1:, 1] - along[:-1, 1] * along[1:, 0]
    outer = np.where(turn > 0, -1.0, 1.0)[:, None]
    first, second = outer * across[:-1], outer * across[1:]
    cosine = np.sqrt(np.clip((1 + (along[:-1] * along[1:]).sum(axis=1)) / 2, 1e-12, 1))[:, None]
    middle = first + second
    tip = middle / np.maximum(np.hypot(middle[:, 0], middle[:, 1])[:, None], 1e-12) * layout.half_stroke / cosine
    tip = np.where(1 / cosine <= layout.mitre_limit, tip, first)
    corner = points[1:-1]
    return np.concatenate([rectangles, np.stack([corner, corner + first, corner + tip, corner + second], axis=1)])
