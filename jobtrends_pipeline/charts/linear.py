"""Differences of image and repaint as linear functions of the vertices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.colours import colour_slopes
from jobtrends_pipeline.charts.month_axis import MonthAxis
from jobtrends_pipeline.charts.plot import Plot
from jobtrends_pipeline.charts.stroke import Columns, Extent

_STRIDE = 4
"""Every so many vertices move at once: what one changes ends before what the next changes begins."""
_MOVE, _END_MOVE = 0.05, 0.05
_END_PRIOR = 1.0
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Linearised:
    """Normal equations of one step.

    Attributes:
        normal: Matrix over all vertices, series by series, and the end of the scale; shape (n, n).
        gradient: Right side, shape (n,).
        residuals: Colours of the image less those of the repaint, of the pixels of lines; shape (3, pixels).
    """

    normal: Floats
    gradient: Floats
    residuals: Floats


def linearise(plot: Plot, axis: MonthAxis, y: Floats, end: float) -> Linearised:
    """Return the normal equations at some vertices.

    Args:
        plot: The plot.
        axis: Its months.
        y: Rows of the vertices, shape (series, months).
        end: Column at which the scale of x ends.
    """
    x = axis.places(plot.layout, end)
    columns = Columns(x, plot.left, plot.left + plot.seen.shape[1])
    extents = [columns.extent(line, plot.layout) for line in y]
    rows, places = plot.touched(extents)
    coverage, residuals = plot.residuals(extents, rows, places)
    slopes = colour_slopes(coverage, plot.ground[rows, places], plot.layout.lines)
    tangents, owners = [], []
    middles = np.asarray(plot.left + np.arange(plot.seen.shape[1]) + 0.5, dtype=np.float64)
    for index, line in enumerate(y):
        edges = _edges(extents[index], rows, places)
        for phase in range(_STRIDE):
            moved = line.copy()
            moved[phase::_STRIDE] += _MOVE
            change = _coverage_change(edges, extents[index], columns.extent(moved, plot.layout), places) / _MOVE
            tangents.append(change * slopes[index])
            owners.append(index * len(x) + _nearest(x, phase, middles))
    moved_ends = plot.extents(axis.places(plot.layout, end + _END_MOVE), y)
    change = np.stack([extent.coverage(rows, places) for extent in moved_ends]) - coverage
    tangents.append(np.einsum("sn,scn->cn", change / _END_MOVE, slopes))
    owners.append(np.full(len(middles), y.size))
    return _normal_equations(np.stack(tangents), np.stack(owners), residuals, places, y.size + 1)


def _edges(extent: Extent, rows: Rows, places: Rows) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether the upper and the lower edge of a stroke lie in pixels.

    One row for each vertical line of a pixel.
    """
    top = rows.astype(np.float64)
    low, high = extent.low[:, places], extent.high[:, places]
    return (low > top) & (low < top + 1), (high > top) & (high < top + 1)


def _coverage_change(
    edges: tuple[NDArray[np.bool_], NDArray[np.bool_]], before: Extent, after: Extent, places: Rows
) -> Floats:
    """Return the change of coverage of pixels, linear in the moves of the edges."""
    is_inked = np.isfinite(before.low) & np.isfinite(after.low)
    with np.errstate(invalid="ignore"):
        low = np.where(is_inked, after.low - before.low, 0.0)
        high = np.where(is_inked, after.high - before.high, 0.0)
    return np.asarray((high[:, places] * edges[1] - low[:, places] * edges[0]).mean(axis=0))


def _nearest(x: Floats, phase: int, middles: Floats) -> Rows:
    """Return the nearest vertex to each column of those that move at once."""
    moving = np.arange(phase, len(x), _STRIDE)
    borders = (x[moving][1:] + x[moving][:-1]) / 2
    return np.asarray(moving[np.searchsorted(borders, middles)])


def _normal_equations(
    tangents: Floats, owners: NDArray[np.int64], residuals: Floats, places: Rows, size: int
) -> Linearised:
    """Sum products of tangents over columns, and put them at their vertices."""
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    used = owners[:, places[starts]]
    count = len(tangents)
    one, other = np.triu_indices(count)
    products = np.stack([_column_sums(tangents[i] * tangents[j], starts) for i, j in zip(one, other, strict=True)])
    flat = used[one] * size + used[other]
    upper = np.bincount(flat.ravel(), weights=products.ravel(), minlength=size * size).reshape(size, size)
    is_diagonal = one == other
    twice = np.bincount(flat[is_diagonal].ravel(), weights=products[is_diagonal].ravel(), minlength=size * size)
    normal = np.asarray(upper + upper.T - twice.reshape(size, size), dtype=np.float64)
    normal[-1, -1] += _END_PRIOR
    pulls = np.stack([_column_sums(tangent * residuals, starts) for tangent in tangents])
    gradient = np.asarray(np.bincount(used.ravel(), weights=pulls.ravel(), minlength=size), dtype=np.float64)
    return Linearised(normal, gradient, residuals)


def _column_sums(values: Floats, starts: NDArray[np.int64]) -> Floats:
    return np.asarray(np.add.reduceat(values.sum(axis=0), starts))
