"""Start values of the fit: vertices through the places of each colour.

The middle of a line's ink is its place where the line is whole. Where lines above hide a part of it, the visible edge
gives the place; where they hide all of it, it is taken to lie with them, with little weight.
"""

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.colours import unmix
from jobtrends_pipeline.charts.errors import UnreadableChartError
from jobtrends_pipeline.charts.plot import Plot

_FEWEST_COLUMNS = 10
_MOST_EMPTY = 1
"""Columns between the first and the last month in which a series may have no ink."""
_LITTLE_INK = 0.3
_SLOPE_PRIOR = 0.02
_STEEPEST = 8.0
_HIDDEN_WEIGHT, _EDGE_WEIGHT = 0.05, 0.4


def start_values(plot: Plot, x: Floats) -> Floats:
    """Estimate the rows of the vertices of all series, to within a pixel or two.

    Args:
        plot: The plot.
        x: Columns of the months in the image.

    Returns:
        Rows from the top of the plot, shape (series, months).

    Raises:
        UnreadableChartError: if a series is missing, or has a gap.
    """
    columns, rows = np.nonzero(plot.seen)
    lines = plot.layout.lines
    found, is_hidden = unmix(plot.colours[:, rows, columns], plot.ground[rows, columns], lines)
    middles = plot.middles
    within = (middles > x[0] - 0.4) & (middles < x[-1] + 0.4)
    inner = (middles > x[0] + 1) & (middles < x[-1] - 1)
    lowest_first: list[Floats] = []
    for index in reversed(range(len(lines))):
        ink, hidden = np.zeros(plot.ground.shape), np.zeros(plot.ground.shape, dtype=bool)
        ink[rows, columns], hidden[rows, columns] = found[index], is_hidden[index]
        mass = ink.sum(axis=0)
        if (mass > 1).sum() < _FEWEST_COLUMNS:
            raise UnreadableChartError(f"the series {lines[index].name} of the legend is not in the plot")
        missing = (mass < _LITTLE_INK) & inner & ~hidden.any(axis=0)
        if missing.sum() > _MOST_EMPTY:
            column = round(float(middles[missing][0]))
            raise UnreadableChartError(f"the series {lines[index].name} has a gap at column {column}")
        places, weights = _places(ink, hidden)
        good = within & (weights > 0)
        lowest_first.append(_vertices(x, middles[good], places[good], weights[good]))
    return np.stack(lowest_first[::-1])


def _places(ink: Floats, hidden: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the row of a line in each column, and the weight of that."""
    height = np.arange(ink.shape[0]) + 0.5
    mass = ink.sum(axis=0)
    places = height @ ink / np.maximum(mass, 1e-9)
    weights = np.minimum(mass / 1.6, 1.0) ** 2
    steepness = np.abs(np.gradient(_filled(places, mass > 1)))
    thickness = 2 * np.sqrt(1 + np.minimum(steepness, _STEEPEST) ** 2)
    for column in np.flatnonzero(hidden.any(axis=0) & (mass < thickness)):
        own, over = np.flatnonzero(ink[:, column] > 0.05), np.flatnonzero(hidden[:, column])
        if mass[column] < 0.15 or not len(own):
            places[column], weights[column] = over.mean() + 0.5, _HIDDEN_WEIGHT
        elif len(over := _adjoining(own, over)):
            weights[column] = _EDGE_WEIGHT
            half = thickness[column] / 2
            if places[column] < over.mean() + 0.5:
                places[column] = own[0] + 1 - ink[own[0], column] + half
            else:
                places[column] = own[-1] + ink[own[-1], column] - half
    return places, weights


def _adjoining(own: NDArray[np.int64], over: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the hidden rows within two of the visible ones."""
    return np.asarray(over[(over >= own[0] - 2) & (over <= own[-1] + 2)])


def _filled(places: Floats, known: NDArray[np.bool_]) -> Floats:
    at = np.arange(len(places), dtype=np.float64)
    return np.asarray(np.interp(at, at[known], places[known]))


def _vertices(x: Floats, columns: Floats, places: Floats, weights: Floats) -> Floats:
    """Return the vertices of the polyline nearest to places.

    By least squares, with a weak liking for straightness.
    """
    bend = bends(x)
    normal, right = _SLOPE_PRIOR * bend.T @ bend, np.zeros(len(x))
    offsets = (-0.375, -0.125, 0.125, 0.375)
    weights = weights / len(offsets)
    for offset in offsets:
        place = np.clip(columns + offset, x[0], x[-1])
        left = np.clip(np.searchsorted(x, place, side="right") - 1, 0, len(x) - 2)
        share = (place - x[left]) / (x[left + 1] - x[left])
        ends = ((left, 1 - share), (left + 1, share))
        for one, part in ends:
            np.add.at(right, one, weights * part * places)
            for other, other_part in ends:
                np.add.at(normal, (one, other), weights * part * other_part)
    return np.asarray(np.linalg.solve(normal, right))


def bends(x: Floats) -> Floats:
    """Return the matrix that gives the change of slope at each inner vertex.

    Its shape is (months - 2, months).
    """
    gaps, inner = np.diff(x), np.arange(len(x) - 2)
    matrix = np.zeros((len(x) - 2, len(x)))
    matrix[inner, inner], matrix[inner, inner + 2] = 1 / gaps[:-1], 1 / gaps[1:]
    matrix[inner, inner + 1] = -1 / gaps[:-1] - 1 / gaps[1:]
    return matrix
