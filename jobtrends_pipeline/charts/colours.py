"""Colours of strokes laid over one another: from coverage to colour and back."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.layouts import Line

_SWEEPS, _STEPS = 6, 4
_RIDGE = 1e-4
_ONE_LINE_GAIN = 1.2 / 255
"""Levels by which several lines must explain a pixel better than one alone."""
_OPAQUE = 0.05
"""Share of light from below up to which a line is hidden."""


def compose(coverage: Floats, ground: Floats, lines: Sequence[Line]) -> Floats:
    """Return the colours of pixels.

    Args:
        coverage: Part of each pixel that each line covers, shape (lines, n).
        ground: Level of the ground, 0 to 1, shape (n,).
        lines: The lines, in the order they are drawn in.

    Returns:
        Colours 0 to 1, shape (3, n).
    """
    colour = np.stack([ground] * 3)
    for part, line in zip(coverage, lines, strict=True):
        opacity = line.alpha * part
        colour *= 1 - opacity
        colour += opacity * _tint(line)
    return colour


def colour_slopes(coverage: Floats, ground: Floats, lines: Sequence[Line]) -> Floats:
    """Return the change of each pixel's colour with the coverage of each line.

    The shape is (lines, 3, n).
    """
    below = [compose(coverage[:index], ground, lines[:index]) for index in range(len(lines))]
    light = _light_from_above(coverage, lines)
    return np.stack(
        [line.alpha * through * (_tint(line) - under) for line, through, under in zip(lines, light, below, strict=True)]
    )


def unmix(colours: Floats, ground: Floats, lines: Sequence[Line]) -> tuple[Floats, NDArray[np.bool_]]:
    """Estimate the coverage of each line from the colours of pixels.

    Args:
        colours: Colours 0 to 1, shape (3, n).
        ground: Level of the ground, shape (n,).
        lines: The lines, in the order they are drawn in.

    Returns:
        The coverage, and whether the line is hidden there by those above it; both of shape (lines, n).
    """
    count = len(lines)
    alone = np.zeros((count, count, len(ground)))
    for index in range(count):
        alone[index, index] = _best_part(alone[index], index, colours, ground, lines)
    errors = np.stack([np.abs(compose(one, ground, lines) - colours).max(axis=0) for one in alone])
    best = errors.argmin(axis=0)
    single = alone[best, :, np.arange(len(ground))].T.copy()
    several = single.copy()
    for _ in range(_SWEEPS):
        for index in range(count):
            several[index] = _best_part(several, index, colours, ground, lines)
    for _ in range(_STEPS):
        several = _stepped(several, colours, ground, lines)
    error = np.abs(compose(several, ground, lines) - colours).max(axis=0)
    is_single = errors.min(axis=0) <= error + _ONE_LINE_GAIN
    coverage = np.where(is_single, single, several)
    hidden = _light_from_above(coverage, lines) < _OPAQUE
    return np.where(hidden, 0.0, coverage), hidden


def _stepped(coverage: Floats, colours: Floats, ground: Floats, lines: Sequence[Line]) -> Floats:
    """Take one Gauss-Newton step of all lines at once."""
    slopes = colour_slopes(coverage, ground, lines).transpose(2, 0, 1)
    residuals = (colours - compose(coverage, ground, lines)).T
    normal = slopes @ slopes.transpose(0, 2, 1) + _RIDGE * np.eye(len(lines))
    move = np.linalg.solve(normal, slopes @ residuals[:, :, None])[:, :, 0].T
    return np.asarray(np.clip(coverage + move, 0, 1))


def _best_part(coverage: Floats, index: int, colours: Floats, ground: Floats, lines: Sequence[Line]) -> Floats:
    """Return the coverage of one line that explains the colours best.

    That of the others is given.
    """
    without, whole = coverage.copy(), coverage.copy()
    without[index], whole[index] = 0.0, 1.0
    start = compose(without, ground, lines)
    change = compose(whole, ground, lines) - start
    size = np.maximum((change * change).sum(axis=0), 1e-9)
    return np.asarray(np.clip(((colours - start) * change).sum(axis=0) / size, 0, 1))


def _light_from_above(coverage: Floats, lines: Sequence[Line]) -> Floats:
    """Return the part of each line's light that the lines above let through.

    The shape is (lines, n).
    """
    through = [np.ones(coverage.shape[1])]
    for part, line in zip(coverage[:0:-1], lines[:0:-1], strict=True):
        through.append(through[-1] * (1 - line.alpha * part))
    return np.stack(through[::-1])


def _tint(line: Line) -> Floats:
    return np.array(line.colour)[:, None] / 255
