"""Fit of the vertices: the repaint that differs least from the image.

Steps are Gauss-Newton with damping. A corner that is mitred in place of cut can hold the fit at a minimum of its
surroundings; vertices whose pixels still differ are then moved at a venture (see `shake`), and the fit goes on.
"""

from dataclasses import dataclass

import numpy as np

from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.linear import Linearised, linearise
from jobtrends_pipeline.charts.month_axis import MonthAxis
from jobtrends_pipeline.charts.plot import Plot
from jobtrends_pipeline.charts.shake import shake
from jobtrends_pipeline.charts.start import bends

_MOST_STEPS = 15
_MOST_SHAKES = 2
_DONE = 2e-3
"""Share of the misfit that a step must gain for the next to be worth it."""
_BEND_PRIOR = 1e-3
_LARGEST_MOVE, _LARGEST_END_MOVE = 2.0, 0.1
_DAMPING = (1e-2, 1e-6, 1e4)
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Fit:
    """Vertices of all series and how well they explain the image.

    Attributes:
        y: Rows of the vertices from the top of the plot, shape (series, months).
        end: Column at which the scale of x ends.
        deviation: Standard deviation of each vertex in pixels, as far as its pixels decide it; shape of `y`.
        rms: Root mean square of the differences over all pixels of lines, in levels.
        far_off: Number of pixels that differ by more than `FAR_OFF` levels.
        steps: Number of steps taken.
    """

    y: Floats
    end: float
    deviation: Floats
    rms: float
    far_off: int
    steps: int


FAR_OFF = 60.0
"""Levels by which a pixel of an intact chart never differs from the repaint."""


def fit(plot: Plot, axis: MonthAxis, y: Floats) -> Fit:
    """Fit vertices to a plot.

    Args:
        plot: The plot.
        axis: Its months.
        y: Start values, as of `start_values`.
    """
    end, damping, shakes, steps = sum(axis.ends) / 2, _DAMPING[0], 0, 0
    bend = bends(axis.places(plot.layout, end))
    prior = _BEND_PRIOR * bend.T @ bend
    cost = _cost(plot, axis, y, end, prior)
    linear = linearise(plot, axis, y, end)
    while steps < _MOST_STEPS:
        moved, damping = _step(plot, axis, (y, end, cost), linear, prior, damping)
        gain = cost - moved[2]
        y, end, cost = moved
        if gain > _TINY:
            linear, steps = linearise(plot, axis, y, end), steps + 1
        if gain < _DONE * cost:
            shaken = shake(plot, axis.places(plot.layout, end), y) if shakes < _MOST_SHAKES else None
            if shaken is None:
                break
            y, shakes, damping = shaken, shakes + 1, _DAMPING[0]
            cost, linear = _cost(plot, axis, y, end, prior), linearise(plot, axis, y, end)
    return _result((y, end), linear, prior, steps)


def _cost(plot: Plot, axis: MonthAxis, y: Floats, end: float, prior: Floats) -> float:
    return plot.misfit(axis.places(plot.layout, end), y) + float(np.einsum("si,ij,sj", y, prior, y))


def _step(
    plot: Plot, axis: MonthAxis, now: tuple[Floats, float, float], linear: Linearised, prior: Floats, damping: float
) -> tuple[tuple[Floats, float, float], float]:
    """Take one step that lessens the cost, damped as much as that needs; or none.

    Returns:
        Vertices, end of the scale and cost; and the damping to begin the next step with.
    """
    y, end, cost = now
    normal, gradient = _with_prior(linear, prior), linear.gradient.copy()
    gradient[:-1] -= (y @ prior).ravel()
    diagonal = np.diag(np.diag(linear.normal)) + _TINY * np.eye(len(gradient))
    while damping < _DAMPING[2]:
        move = np.linalg.solve(normal + damping * diagonal, gradient)
        new_y = y + np.clip(move[:-1].reshape(y.shape), -_LARGEST_MOVE, _LARGEST_MOVE)
        new_end = float(np.clip(end + np.clip(move[-1], -_LARGEST_END_MOVE, _LARGEST_END_MOVE), *axis.ends))
        new_cost = _cost(plot, axis, new_y, new_end, prior)
        if new_cost < cost:
            return (new_y, new_end, new_cost), max(damping / 10, _DAMPING[1])
        damping = max(damping, _DAMPING[0]) * 10
    return now, damping


def _with_prior(linear: Linearised, prior: Floats) -> Floats:
    normal, months = linear.normal.copy(), len(prior)
    for start in range(0, len(normal) - 1, months):
        normal[start : start + months, start : start + months] += prior
    return normal


def _result(found: tuple[Floats, float], linear: Linearised, prior: Floats, steps: int) -> Fit:
    y, end = found
    levels = 255 * np.abs(linear.residuals).max(axis=0)
    rms = 255 * float(np.sqrt((linear.residuals**2).mean()))
    normal = _with_prior(linear, prior) + _TINY * np.eye(len(linear.gradient))
    deviation = np.sqrt(np.maximum(np.diag(np.linalg.inv(normal))[:-1], 0)).reshape(y.shape) * rms / 255
    return Fit(y, end, deviation, rms, int((levels > FAR_OFF).sum()), steps)
