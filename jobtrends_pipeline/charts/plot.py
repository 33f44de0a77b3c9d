"""Plot of a chart: its colours, and their differences from a repaint."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.colours import compose
from jobtrends_pipeline.charts.frame import Frame, grid_ground
from jobtrends_pipeline.charts.layouts import Layout
from jobtrends_pipeline.charts.picture import Pixels
from jobtrends_pipeline.charts.stroke import Columns, Extent

_SAME_AS_GROUND = 2.0 / 255
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Repaint:
    """A plot painted with given vertices, beside the image.

    Pixels are those seen or covered, column by column.

    Attributes:
        extents: What the stroke of each series covers.
        rows: Row of each pixel.
        columns: Column of each pixel.
        coverage: Part of each pixel that each series covers, shape (series, n).
        residuals: Colours of the image less those painted, shape (3, n).
    """

    extents: list[Extent]
    rows: Rows
    columns: Rows
    coverage: Floats
    residuals: Floats

    @property
    def misfit(self) -> float:
        """Sum of squares of the differences."""
        return float((self.residuals**2).sum())


@dataclass(frozen=True, slots=True)
class Plot:
    """Some columns of a plot.

    Rows are counted from its top, columns from the first of these.

    Attributes:
        layout: The layout it is drawn in.
        left: Column of the image of the first column here.
        colours: Colours 0 to 1, shape (3, rows, columns).
        ground: Level of the ground, shape (rows, columns).
        seen: Pixels that differ from the ground, shape (columns, rows).
        samples: Vertical lines a pixel on which a repaint takes coverage.
    """

    layout: Layout
    left: int
    colours: Floats
    ground: Floats
    seen: NDArray[np.bool_]
    samples: int

    @property
    def middles(self) -> Floats:
        """Middle of each column, in the image."""
        return np.asarray(self.left + np.arange(len(self.seen)) + 0.5, dtype=np.float64)

    def window(self, start: int, stop: int) -> "Plot":
        """Return the plot of fewer columns."""
        part = slice(max(start, 0), max(stop, 0))
        return replace(
            self,
            left=self.left + part.start,
            colours=self.colours[:, :, part],
            ground=self.ground[:, part],
            seen=self.seen[part],
        )

    def lines_along(self, x: Floats) -> Columns:
        """Return the vertical lines of these columns.

        The vertices lie at the columns `x` of the image.
        """
        return Columns(x, self.left, self.left + len(self.seen), self.samples)

    def repaint(self, x: Floats, y: Floats) -> Repaint:
        """Paint the strokes of all series.

        Args:
            x: Columns of the months in the image.
            y: Rows of the vertices, from the top of the plot; shape (series, months).
        """
        along = self.lines_along(x)
        extents = [along.extent(line, self.layout) for line in y]
        rows, columns = self._touched(extents)
        coverage = np.stack([extent.coverage(rows, columns) for extent in extents])
        painted = compose(coverage, self.ground[rows, columns], self.layout.lines)
        return Repaint(extents, rows, columns, coverage, self.colours[:, rows, columns] - painted)

    def _touched(self, extents: list[Extent]) -> tuple[Rows, Rows]:
        """Return rows and columns of the pixels seen or covered, column by column."""
        mask = self.seen.copy()
        for extent in extents:
            low, high = (np.clip(one, 0, mask.shape[1]) for one in extent.span())
            first = low.astype(np.int64)
            counts = np.maximum(np.ceil(high).astype(np.int64) - first, 0)
            columns = np.repeat(np.arange(len(mask)), counts)
            mask[columns, np.arange(counts.sum()) + np.repeat(first - np.cumsum(counts) + counts, counts)] = True
        found, rows = np.nonzero(mask)
        return rows, found


def make_plot(pixels: Pixels, layout: Layout, frame: Frame) -> Plot:
    """Cut the plot out of an image."""
    colours = pixels[:, layout.top : layout.axis_row, layout.left : frame.end + 1] / 255.0
    ground = grid_ground(layout, frame)
    seen = (np.abs(colours - ground) > _SAME_AS_GROUND).any(axis=0)
    return Plot(layout, layout.left, colours, ground, np.ascontiguousarray(seen.T), layout.samples[0])
