"""Fit of the vertices: the repaint that differs least from the image.

Steps are Gauss-Newton with damping. A corner that is mitred in place of cut can hold the fit at a minimum of its
surroundings; vertices whose pixels still differ are then moved at a venture (see `shake`), and the fit goes on.
"""

from dataclasses import dataclass, replace

import numpy as np

from jobtrends_pipeline.charts.banded import Chain
from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.linear import Linearised, from_blocks, linearise, prior_blocks, to_blocks
from jobtrends_pipeline.charts.month_axis import MonthAxis
from jobtrends_pipeline.charts.plot import Plot, Repaint
from jobtrends_pipeline.charts.shake import shake
from jobtrends_pipeline.charts.start import bends

_MOST_STEPS = 15
_MOST_SHAKES = 2
_DONE = 2e-3
"""Share of the misfit that a step must gain for the next to be worth it."""
_BEND_PRIOR = 1e-3
_LARGEST_MOVE, _LARGEST_END_MOVE = 2.0, 0.1
_DAMPING, _LEAST_DAMPING, _MOST_DAMPING = 1e-2, 1e-6, 1e4
_TINY = 1e-9
FAR_OFF = 60.0
"""Levels by which a pixel of an intact chart never differs from the repaint."""


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


@dataclass(frozen=True, slots=True)
class _State:
    """Vertices, end of the scale, their repaint and its cost."""

    y: Floats
    end: float
    painted: Repaint
    cost: float


def fit(plot: Plot, axis: MonthAxis, y: Floats) -> Fit:
    """Fit vertices to a plot, with the coverage taken as finely as repaints best.

    Args:
        plot: The plot.
        axis: Its months.
        y: Start values, as of `start_values`.
    """
    found = _fit(plot, axis, y)
    place = axis.places(plot.layout, found.end)
    finest = min(plot.layout.samples, key=lambda count: replace(plot, samples=count).repaint(place, found.y).misfit)
    return found if finest == plot.samples else _fit(replace(plot, samples=finest), axis, found.y)


def _fit(plot: Plot, axis: MonthAxis, y: Floats) -> Fit:
    end, damping, shakes, steps = sum(axis.ends) / 2, _DAMPING, 0, 0
    bend = bends(axis.places(plot.layout, end))
    search = _Search(plot, axis, _BEND_PRIOR * bend.T @ bend)
    now = search.state(y, end)
    linear = search.linearise(now)
    while steps < _MOST_STEPS:
        moved, damping = search.step(now, linear, damping)
        gain = (now.cost - moved.cost) / moved.cost
        if moved is not now:
            now, steps = moved, steps + 1
            linear = search.linearise(now)
        if gain < _DONE:
            shaken = shake(plot, axis.places(plot.layout, now.end), now.y) if shakes < _MOST_SHAKES else None
            if shaken is None:
                break
            now, shakes, damping = search.state(shaken, now.end), shakes + 1, _DAMPING
            linear = search.linearise(now)
    return search.result(now, linear, steps)


class _Search:
    """Steps towards the least cost.

    The cost is the misfit of the repaint, with a weak liking for straight lines.
    """

    def __init__(self, plot: Plot, axis: MonthAxis, prior: Floats) -> None:
        self._plot, self._axis, self._prior = plot, axis, prior
        self._blocks = prior_blocks(prior, len(plot.layout.lines))

    def state(self, y: Floats, end: float) -> _State:
        painted = self._plot.repaint(self._axis.places(self._plot.layout, end), y)
        return _State(y, end, painted, painted.misfit + float(np.einsum("si,ij,sj", y, self._prior, y)))

    def linearise(self, now: _State) -> Linearised:
        return linearise(self._plot, self._axis, now.y, now.end, now.painted)

    def step(self, now: _State, linear: Linearised, damping: float) -> tuple[_State, float]:
        """Take one step that lessens the cost, damped as much as that needs; or none.

        Returns:
            The new state, and the damping to begin the next step with.
        """
        normal = self._with_prior(linear.normal)
        pull = to_blocks(linear.pull - now.y @ self._prior)
        while damping < _MOST_DAMPING:
            blocks, end_move = normal.damped(damping).solve(pull, linear.end_pull)
            move = from_blocks(blocks, now.y.shape)
            end = now.end + float(np.clip(end_move, -_LARGEST_END_MOVE, _LARGEST_END_MOVE))
            moved = self.state(
                now.y + np.clip(move, -_LARGEST_MOVE, _LARGEST_MOVE), float(np.clip(end, *self._axis.ends))
            )
            if moved.cost < now.cost:
                return moved, max(damping / 10, _LEAST_DAMPING)
            damping = max(damping, _DAMPING) * 10
        return now, damping

    def result(self, now: _State, linear: Linearised, steps: int) -> Fit:
        levels = 255 * np.abs(now.painted.residuals).max(axis=0)
        rms = 255 * float(np.sqrt((now.painted.residuals**2).mean()))
        variance = from_blocks(self._with_prior(linear.normal).inverse_diagonal(), now.y.shape)
        deviation = np.sqrt(np.maximum(variance, 0)) * rms / 255
        return Fit(now.y, now.end, deviation, rms, int((levels > FAR_OFF).sum()), steps)

    def _with_prior(self, normal: Chain) -> Chain:
        diagonal = normal.diagonal + self._blocks[0] + _TINY * np.eye(normal.diagonal.shape[1])
        return Chain(diagonal, normal.lower + self._blocks[1], normal.border, normal.corner)
