"""Differences of image and repaint as linear functions of the vertices.

A vertex moves only the strokes near it, so every fourth one is moved at once, and one repaint gives the slopes of a
quarter of all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.banded import Chain
from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.colours import colour_slopes
from jobtrends_pipeline.charts.month_axis import MonthAxis
from jobtrends_pipeline.charts.plot import Plot, Repaint, Rows
from jobtrends_pipeline.charts.stroke import Extent

_STRIDE = 4
_BLOCK = 2
"""Months of a block: a vertex is tied to those of two months before and after it."""
_MOVE, _END_MOVE = 0.05, 0.05
_END_PRIOR = 1.0


@dataclass(frozen=True, slots=True)
class Linearised:
    """Normal equations of one step.

    Attributes:
        normal: Matrix over the vertices and the end of the scale.
        pull: Right side of the vertices, shape (series, months).
        end_pull: Right side of the end of the scale.
    """

    normal: Chain
    pull: Floats
    end_pull: float


def linearise(plot: Plot, axis: MonthAxis, y: Floats, end: float, painted: Repaint) -> Linearised:
    """Return the normal equations at some vertices.

    Args:
        plot: The plot.
        axis: Its months.
        y: Rows of the vertices, shape (series, months).
        end: Column at which the scale of x ends.
        painted: The repaint of these vertices.
    """
    x = axis.places(plot.layout, end)
    along = plot.lines_along(x)
    slopes = colour_slopes(painted.coverage, plot.ground[painted.rows, painted.columns], plot.layout.lines)
    tangents, months = [], []
    for index, line in enumerate(y):
        edges = _edges(painted.extents[index], painted)
        for phase in range(_STRIDE):
            moved = line.copy()
            moved[phase::_STRIDE] += _MOVE
            after = along.extent(moved, plot.layout)
            change = _coverage_change(edges, painted.extents[index], after, painted.columns) / _MOVE
            tangents.append(change * slopes[index])
            months.append(_nearest(x, phase, plot.middles))
    farther = plot.lines_along(axis.places(plot.layout, end + _END_MOVE))
    after_all = np.stack([farther.extent(line, plot.layout).coverage(painted.rows, painted.columns) for line in y])
    end_tangent = np.einsum("sn,scn->cn", (after_all - painted.coverage) / _END_MOVE, slopes)
    return _normal_equations(np.stack([*tangents, end_tangent]), np.stack(months), painted, y)


def to_blocks(by_series: Floats) -> Floats:
    """Return figures of shape (series, months) as those of blocks of months.

    Their shape is (blocks, months x series).
    """
    count, months = by_series.shape
    padded = np.pad(by_series.T, ((0, -months % _BLOCK), (0, 0)))
    return padded.reshape(-1, _BLOCK * count)


def from_blocks(blocks: Floats, shape: tuple[int, ...]) -> Floats:
    """Return figures of blocks of months in the shape (series, months)."""
    return blocks.reshape(-1, shape[0])[: shape[1]].T


def prior_blocks(prior: Floats, count: int) -> tuple[Floats, Floats]:
    """Return a matrix over months as blocks on the diagonal and below it.

    It is the same for every series.
    """
    months = len(prior) + -len(prior) % _BLOCK
    padded = np.eye(months)
    padded[: len(prior), : len(prior)] = prior
    blocks = months // _BLOCK
    cut = padded.reshape(blocks, _BLOCK, blocks, _BLOCK).transpose(0, 2, 1, 3)
    at = np.arange(blocks)
    diagonal = np.kron(cut[at, at], np.eye(count)).astype(np.float64)
    return diagonal, np.kron(cut[at[1:], at[:-1]], np.eye(count)).astype(np.float64)


def _edges(extent: Extent, painted: Repaint) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether the upper and the lower edge of a stroke lie in pixels.

    One row for each vertical line of a pixel.
    """
    top = painted.rows.astype(np.float64)
    low, high = extent.low[:, painted.columns], extent.high[:, painted.columns]
    return (low > top) & (low < top + 1), (high > top) & (high < top + 1)


def _coverage_change(
    edges: tuple[NDArray[np.bool_], NDArray[np.bool_]], before: Extent, after: Extent, columns: Rows
) -> Floats:
    """Return the change of coverage of pixels, linear in the moves of the edges."""
    is_inked = np.isfinite(before.low) & np.isfinite(after.low)
    with np.errstate(invalid="ignore"):
        low = np.where(is_inked, after.low - before.low, 0.0)
        high = np.where(is_inked, after.high - before.high, 0.0)
    return np.asarray((high[:, columns] * edges[1] - low[:, columns] * edges[0]).mean(axis=0))


def _nearest(x: Floats, phase: int, middles: Floats) -> Rows:
    """Return the nearest vertex to each column of those that move at once."""
    moving = np.arange(phase, len(x), _STRIDE)
    borders = (x[moving][1:] + x[moving][:-1]) / 2
    return np.asarray(moving[np.searchsorted(borders, middles)])


def _normal_equations(tangents: Floats, months: Rows, painted: Repaint, y: Floats) -> Linearised:
    """Sum products of tangents over columns, and put them at their vertices.

    Args:
        tangents: Change of the pixels' colours with each group of vertices, then with the end; shape (groups, 3, n).
        months: Month that a group moves in each column, shape (groups - 1, columns).
        painted: The repaint.
        y: The vertices.
    """
    starts = np.flatnonzero(np.diff(painted.columns, prepend=-1))
    series = np.repeat(np.arange(len(y)), _STRIDE)
    blocks, within = np.divmod(months[:, painted.columns[starts]], _BLOCK)
    within = within * len(y) + series[:, None]
    count, size = -(-y.shape[1] // _BLOCK), _BLOCK * len(y)
    ties = np.zeros((2, count, size, size))
    for one in range(len(months)):
        for other in range(len(months)):
            apart = blocks[one] - blocks[other]
            near = (apart == 1) | ((apart == 0) & (one <= other))
            if near.any():
                products = _column_sums(tangents[one] * tangents[other], starts)[near]
                np.add.at(ties, (apart[near], blocks[one][near], within[one][near], within[other][near]), products)
    upper = np.triu(ties[0], 1) + np.tril(ties[0], -1).transpose(0, 2, 1)
    diagonal = upper + upper.transpose(0, 2, 1) + np.einsum("bii->bi", ties[0])[:, :, None] * np.eye(size)
    border, pull = np.zeros((count, size)), np.zeros((count, size))
    for group, tangent in enumerate(tangents[:-1]):
        place = blocks[group], within[group]
        np.add.at(border, place, _column_sums(tangent * tangents[-1], starts))
        np.add.at(pull, place, _column_sums(tangent * painted.residuals, starts))
    corner, end_pull = float((tangents[-1] ** 2).sum()) + _END_PRIOR, float((tangents[-1] * painted.residuals).sum())
    return Linearised(Chain(diagonal, ties[1, 1:], border, corner), from_blocks(pull, y.shape), end_pull)


def _column_sums(values: Floats, starts: Rows) -> Floats:
    return np.asarray(np.add.reduceat(values.sum(axis=0), starts))
