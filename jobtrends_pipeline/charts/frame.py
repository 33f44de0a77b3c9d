"""Frame of a chart: axis line, ticks, grid lines and legend, to the pixel."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.errors import UnreadableChartError
from jobtrends_pipeline.charts.glyphs import FAINTEST
from jobtrends_pipeline.charts.layouts import Layout
from jobtrends_pipeline.charts.picture import Pixels

_FEWEST = 3
_PROBED = 40
"""Columns of the left end of the plot, which no series reaches."""
_PEAK = 8
"""Rows above the highest point and below the lowest that a stroke may reach into."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Places of the parts of a frame.

    Attributes:
        end: Last column of the axis line.
        rows: Upper row of each horizontal grid line, downwards.
        ticks: Left column of each tick and its vertical grid line, to the right.
    """

    end: int
    rows: tuple[int, ...]
    ticks: tuple[int, ...]


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first place and the end of each unbroken run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def inked(pixels: Pixels) -> NDArray[np.bool_]:
    """Return the pixels that are ink and not white."""
    return np.asarray(255 - pixels.min(axis=0) > FAINTEST)


def legend_hash(pixels: Pixels, layout: Layout) -> str:
    """Return the hash of the legend's inked box, or "none" if there is no ink."""
    box = pixels[:, slice(*layout.legend_rows)]
    ink = inked(box)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return "none"
    crop = box[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.uint8)
    return hashlib.sha256(crop.transpose(1, 2, 0).tobytes()).hexdigest()[:10]


def axis_end(pixels: Pixels, layout: Layout) -> int | None:
    """Return the last column of the axis line, if it is where the layout has it."""
    rows = pixels[:, layout.axis_row : layout.axis_row + 2]
    found = runs((rows == 0).all(axis=(0, 1)))
    if not found or found[0][0] != layout.left:  # ink of a low label may lie in these rows, to the right
        return None
    return found[0][1] - 1


def find_frame(pixels: Pixels, layout: Layout) -> Frame:
    """Find the frame of a chart.

    Raises:
        UnreadableChartError: if a part is missing, moved, or of another width or level than the layout has.
    """
    end = axis_end(pixels, layout)
    if end is None or not layout.axis_ends[0] <= end <= layout.axis_ends[1]:
        raise UnreadableChartError(f"the axis line is not where the layout has it (it ends at {end})")
    black, ground = (pixels == 0).all(axis=0), (pixels == layout.ground).all(axis=0)
    ticks = runs(black[slice(*layout.tick_rows)].all(axis=0))
    probed = sorted({*range(layout.left, layout.left + _PROBED)} - {x for tick in ticks for x in range(*tick)})
    rows = [(start + layout.top, stop + layout.top) for start, stop in runs(_are_ground(ground, layout, probed))]
    if len(rows) < _FEWEST or len(ticks) < _FEWEST:
        raise UnreadableChartError(f"{len(rows)} grid lines and {len(ticks)} ticks are too few for a scale")
    whole = [
        row for row in rows if row != (layout.axis_row - 1, layout.axis_row)
    ]  # half of it lies below the axis line
    if any(stop - start != 2 for start, stop in (*whole, *ticks)):
        raise UnreadableChartError("a grid line or a tick is not two pixels wide")
    frame = Frame(end, tuple(row for row, _ in rows), tuple(tick for tick, _ in ticks))
    _check_surroundings(pixels, layout, frame)
    return frame


def _are_ground(ground: NDArray[np.bool_], layout: Layout, columns: list[int]) -> NDArray[np.bool_]:
    """Return the rows of the plot that are of grid lines in all of some columns."""
    return np.asarray(ground[layout.top : layout.axis_row, columns].all(axis=1))


def grid_ground(layout: Layout, frame: Frame) -> NDArray[np.float64]:
    """Return the plot without its series: 1 on white, less on grid lines.

    The shape is (rows, columns) of the plot.
    """
    ground = np.ones((layout.axis_row - layout.top, frame.end + 1 - layout.left))
    for row in frame.rows:
        ground[row - layout.top : row - layout.top + 2] *= layout.ground / 255
    for tick in frame.ticks:
        ground[:, tick - layout.left : tick - layout.left + 2] *= layout.ground / 255
    return ground


def _check_surroundings(pixels: Pixels, layout: Layout, frame: Frame) -> None:
    """Check that the grid is whole where no series reaches, and the rest white.

    The rest is all beside plot, labels and legend.

    Raises:
        UnreadableChartError: if it is not so.
    """
    expected = np.round(grid_ground(layout, frame) * 255).astype(np.int16)
    plot = pixels[:, layout.top : layout.axis_row, layout.left : frame.end + 1]
    first, last = (column - layout.left for column in layout.x_ends(frame.end))
    free = np.ones(expected.shape, dtype=bool)
    highest, lowest = (round(row) - layout.top for row in layout.extremes)
    free[highest - _PEAK : lowest + _PEAK, round(first) - 3 : round(last) + 4] = False
    if (np.abs(plot - expected).max(axis=0) > 1)[free].any():
        raise UnreadableChartError("the grid is not whole, or there is ink beside the series")
    stray = inked(pixels)
    stray[layout.top : layout.axis_row, layout.left : frame.end + 1] = False
    stray[layout.axis_row : layout.axis_row + 2, layout.left : frame.end + 1] = False
    for tick in frame.ticks:
        stray[layout.axis_row : layout.tick_rows[1] + 2, tick : tick + 2] = False
    stray[: layout.x_label_rows[0], frame.end + layout.y_label_gap :] = False
    stray[slice(*layout.x_label_rows)] = False
    stray[slice(*layout.legend_rows)] = False
    if stray.any():
        row, column = (int(place[0]) for place in np.nonzero(stray))
        raise UnreadableChartError(f"there is ink where the layout has none, at column {column}, row {row}")
