"""Conversion of rows of vertices to shares with bounds.

The bounds are what any possible scale gives at any possible place of a vertex.
"""

from dataclasses import dataclass

import numpy as np

from jobtrends_pipeline.charts.calibration import Floats, possible_scales
from jobtrends_pipeline.charts.errors import UnreadableChartError
from jobtrends_pipeline.charts.fit import Fit
from jobtrends_pipeline.charts.layouts import Layout
from jobtrends_pipeline.charts.share_axis import ShareAxis

SMALLEST_ERROR = 0.35
"""Pixels by which any vertex may lie beside its true place."""
DEVIATIONS = 12.0
"""The same in formal standard deviations of the fit, which counts where a line is hidden."""
_BELOW_ZERO = 0.15


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares in percent, all of shape (series, months).

    Attributes:
        value: The share in the middle of what the scales allow.
        low: Smallest share.
        high: Largest share.
        error: Pixels by which each vertex may lie beside its place.
        pixel: Percent of a pixel.
    """

    value: Floats
    low: Floats
    high: Floats
    error: Floats
    pixel: float


def shares(fit: Fit, axis: ShareAxis, layout: Layout) -> Shares:
    """Convert the vertices of a fit to shares.

    Raises:
        UnreadableChartError: if points lie below the place of zero on every possible scale.
    """
    y = fit.y + layout.top
    error = np.maximum(SMALLEST_ERROR, DEVIATIONS * fit.deviation)
    corners = possible_scales(axis.values, axis.places, lowest_zero=float(y.max()) - _BELOW_ZERO)
    if not len(corners):
        raise UnreadableChartError("points of the series lie below zero")
    zero, step = (column[:, None, None] for column in corners.T)
    middle, reach = (y - zero) / step, error / np.abs(step)
    value = (middle.min(axis=0) + middle.max(axis=0)) / 2
    low, high = (middle - reach).min(axis=0), (middle + reach).max(axis=0)
    value, low, high = (np.maximum(one, 0.0) for one in (value, low, high))
    return Shares(value, low, high, error, pixel=float(1 / np.abs(corners[:, 1]).min()))
