"""The vertical axis: labels of shares beside grid lines, scales they allow."""

import re
from dataclasses import dataclass

import numpy as np

from jobtrends_pipeline.charts.calibration import Floats, possible_scales
from jobtrends_pipeline.charts.errors import UnreadableChartError
from jobtrends_pipeline.charts.frame import Frame
from jobtrends_pipeline.charts.labels import Label
from jobtrends_pipeline.charts.layouts import Layout

_BESIDE = 3.0
"""Rows by which the middle of a label may lie beside its grid line."""
_SPREAD = 1.0
"""Rows by which labels may differ in that: both are rounded to whole pixels."""
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class ShareAxis:
    """Grid lines of shares.

    Attributes:
        values: Shares in percent, downwards.
        places: Rows of the lines' middles.
        corners: Corners of the set of possible scales, as of `possible_scales`.
    """

    values: Floats
    places: Floats
    corners: Floats


def share_axis(labels: list[Label], layout: Layout, frame: Frame) -> ShareAxis:
    """Calibrate the vertical axis.

    Raises:
        UnreadableChartError: if a label is not read, labels and grid lines do not belong together, or the scale is
            not even and straight.
    """
    if len(labels) != len(frame.rows):
        raise UnreadableChartError(f"there are {len(labels)} labels of shares beside {len(frame.rows)} grid lines")
    values = np.array([_share(label, layout) for label in labels])
    places = np.array(frame.rows) + 1.0
    beside = np.array([sum(label.rows) / 2 for label in labels]) - places
    if np.abs(beside).max() > _BESIDE or np.ptp(beside) > _SPREAD:
        raise UnreadableChartError("a label of a share is not beside its grid line")
    if not is_even(-np.diff(values)):
        shown = ", ".join(label.shown for label in labels)
        raise UnreadableChartError(f"the labels of shares are no even scale: {shown}")
    corners = possible_scales(values, places)
    if not len(corners):
        raise UnreadableChartError("the grid lines of shares do not lie on a straight scale")
    return ShareAxis(values, places, corners)


def is_even(steps: Floats) -> bool:
    """Check that all steps of a scale are one round number.

    That is 1, 2, 2.5 or 5 of some power of ten.
    """
    if (steps <= 0).any() or np.ptp(steps) > 1e-6:
        return False
    first = steps[0] / 10 ** np.floor(np.log10(steps[0]) + 1e-9)
    return bool(np.abs(first - np.array(_STEPS)).min() < 1e-6)


def _share(label: Label, layout: Layout) -> float:
    found = re.fullmatch(layout.y_label, label.text) if label.text else None
    if found is None:
        raise UnreadableChartError(f"a label of a share cannot be read: {label.shown} at row {label.rows[0]}")
    return float(found[1])
