"""Straight scales through rounded places: all that are possible."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDING = 0.5
"""Pixels by which a grid line or a tick may lie beside its true place: the source rounds to whole pixels."""
_SLACK = 1e-6


def possible_scales(values: Floats, places: Floats, lowest_zero: float | None = None) -> Floats:
    """Return the corners of the set of scales that rounding allows.

    A scale puts every value within half a pixel of its place.

    A scale is a pair (zero, step): the place of the value 0, and pixels per unit. The set is convex, so that every
    quantity that is monotone in both is at its bounds at corners.

    Args:
        values: Values of grid lines or ticks.
        places: Their places in pixels.
        lowest_zero: Smallest place of the value 0, if any.

    Returns:
        Corners, shape (n, 2); n is 0 if no straight scale fits.
    """
    sides = np.column_stack([np.ones_like(values), values])
    sides, limits = np.concatenate([sides, -sides]), np.concatenate([places + ROUNDING, ROUNDING - places])
    if lowest_zero is not None:
        sides, limits = np.concatenate([sides, [[-1.0, 0.0]]]), np.append(limits, -lowest_zero)
    one, other = np.triu_indices(len(limits), k=1)
    determinant = sides[one, 0] * sides[other, 1] - sides[one, 1] * sides[other, 0]
    one, other, determinant = (array[np.abs(determinant) > _SLACK] for array in (one, other, determinant))
    zero = (limits[one] * sides[other, 1] - limits[other] * sides[one, 1]) / determinant
    step = (sides[one, 0] * limits[other] - sides[other, 0] * limits[one]) / determinant
    corners = np.column_stack([zero, step])
    return np.asarray(corners[(corners @ sides.T <= limits + _SLACK).all(axis=1)])
