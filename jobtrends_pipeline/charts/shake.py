"""Moves of vertices whose pixels differ, kept where they are better."""

import numpy as np

from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.plot import Plot

_SUSPECT = 45.0 / 255
_MOVES = (-6.0, -3.0, -1.5, -0.7, 0.7, 1.5, 3.0, 6.0)
_BESIDE = 3
"""Columns beside a vertex whose pixels are of it."""
_NEIGHBOURS = 4
_GAIN = 1e-3


def shake(plot: Plot, x: Floats, y: Floats) -> Floats | None:
    """Move the vertices whose pixels differ much, one at a time.

    Args:
        plot: The plot.
        x: Columns of the months in the image.
        y: Rows of the vertices, shape (series, months).

    Returns:
        Better vertices, or None if no move betters any.
    """
    painted = plot.repaint(x, y)
    worst = np.zeros(len(plot.seen))
    np.maximum.at(worst, painted.columns, np.abs(painted.residuals).max(axis=0))
    better, is_moved = y.copy(), False
    for month, place in enumerate(x):
        column = int(place - plot.left)
        if worst[max(column - _BESIDE, 0) : column + _BESIDE + 1].max(initial=0.0) >= _SUSPECT:
            is_moved |= _shake_one(plot, x, better, month)
    return better if is_moved else None


def _shake_one(plot: Plot, x: Floats, y: Floats, month: int) -> bool:
    """Move one month's vertices where that is better; return whether any was."""
    first, last = max(month - _NEIGHBOURS, 0), min(month + _NEIGHBOURS, len(x) - 1)
    start, stop = int(x[max(month - 2, 0)]) - 3 - plot.left, int(x[min(month + 2, len(x) - 1)]) + 4 - plot.left
    window, near = plot.window(start, stop), slice(first, last + 1)
    cost, is_moved = window.repaint(x[near], y[:, near]).misfit, False
    for series in range(len(y)):
        for move in _MOVES:
            moved = y[:, near].copy()
            moved[series, month - first] += move
            new_cost = window.repaint(x[near], moved).misfit
            if new_cost < cost - _GAIN:
                y[series, month], cost, is_moved = moved[series, month - first], new_cost, True
    return is_moved
