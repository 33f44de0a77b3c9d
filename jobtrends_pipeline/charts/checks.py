"""Checks that an intact chart satisfies, and findings on one that does."""

from collections.abc import Iterator

import numpy as np

from jobtrends_pipeline.charts.errors import UnreadableChartError
from jobtrends_pipeline.charts.fit import FAR_OFF, Fit
from jobtrends_pipeline.charts.layouts import Layout
from jobtrends_pipeline.charts.shares import Shares

_LARGEST_RMS = 8.0
_MOST_FAR_OFF = 20
_EXTREMES = 0.5
"""Rows by which the highest and the lowest point may lie beside the rows of the layout."""
_WIDE = 0.5
"""Pixels of error from which on a figure is said to be of a hidden line."""
_BETWEEN = 0.3
"""Pixels by which the series of all may lie outside the two others."""


def check_fit(fit: Fit, layout: Layout) -> None:
    """Check that the repaint is the image, with its extremes where they belong.

    Raises:
        UnreadableChartError: if it is not so.
    """
    if not fit.rms <= _LARGEST_RMS or fit.far_off > _MOST_FAR_OFF:
        raise UnreadableChartError(
            f"the repaint differs from the image by {fit.rms:.1f} levels (rms), at {fit.far_off} pixels by more than "
            f"{FAR_OFF:.0f}"
        )
    found = float(fit.y.min()) + layout.top, float(fit.y.max()) + layout.top
    if np.abs(np.array(found) - layout.extremes).max() > _EXTREMES:
        raise UnreadableChartError(
            f"the extremes of the series lie at rows {found[0]:.1f} and {found[1]:.1f}, not where the layout has them"
        )


def findings(shares: Shares, layout: Layout) -> Iterator[str]:
    """Yield what is unusual on a chart that is read.

    That is figures of hidden lines, and months where all vacancies are not between permanent and contract ones.
    """
    hidden = int((shares.error > _WIDE).sum())
    if hidden:
        yield f"{hidden} figures with an error above {_WIDE} pixels, of a hidden line"
    by_name = dict(zip((line.name for line in layout.lines), shares.value, strict=True))
    if {"permanent", "contract", "all"} <= set(by_name):
        both = np.stack([by_name["permanent"], by_name["contract"]])
        tolerance = _BETWEEN * shares.pixel
        is_out = (by_name["all"] < both.min(axis=0) - tolerance) | (by_name["all"] > both.max(axis=0) + tolerance)
        if is_out.any():
            yield f"{int(is_out.sum())} months in which all vacancies are not between permanent and contract"
