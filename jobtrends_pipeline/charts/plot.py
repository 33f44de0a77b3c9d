"""The plot of a chart as the fit sees it: colours, ground, pixels of lines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.colours import compose
from jobtrends_pipeline.charts.frame import Frame, grid_ground
from jobtrends_pipeline.charts.layouts import Layout
from jobtrends_pipeline.charts.picture import Pixels
from jobtrends_pipeline.charts.stroke import Columns, Extent

_SAME_AS_GROUND = 2.0 / 255


@dataclass(frozen=True, slots=True)
class Plot:
    """Some columns of a plot.

    Rows are counted from its top, columns from the first of these.

    Attributes:
        layout: The layout it is drawn in.
        left: Column of the image of the first column here.
        colours: Colours 0 to 1, shape (3, rows, columns).
        ground: Level of the ground, shape (rows, columns).
        seen: Which pixels differ from the ground, shape (rows, columns).
    """

    layout: Layout
    left: int
    colours: Floats
    ground: Floats
    seen: NDArray[np.bool_]

    def window(self, start: int, stop: int) -> "Plot":
        """Return the plot of fewer columns, counted from the first of these."""
        part = slice(max(start, 0), max(stop, 0))
        return Plot(
            self.layout, self.left + part.start, self.colours[:, :, part], self.ground[:, part], self.seen[:, part]
        )

    def extents(self, x: Floats, y: Floats) -> list[Extent]:
        """Return what the strokes of all series cover.

        Args:
            x: Columns of the months in the image.
            y: Rows of the vertices, from the top of the plot; shape (series, months).
        """
        columns = Columns(x, self.left, self.left + self.seen.shape[1])
        return [columns.extent(line, self.layout) for line in y]

    def touched(self, extents: list[Extent], margin: float = 0.0) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return rows and columns of the pixels seen or covered, column by column."""
        mask = self.seen.copy()
        rows = np.arange(mask.shape[0])[:, None]
        for extent in extents:
            low, high = extent.span()
            mask |= (rows > low - 1 - margin) & (rows < high + margin)
        columns, rows_found = np.nonzero(mask.T)
        return rows_found, columns

    def residuals(
        self, extents: list[Extent], rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        """Return coverage of pixels, and their colours less those of the repaint.

        The shapes are (series, n) and (3, n).
        """
        coverage = np.stack([extent.coverage(rows, columns) for extent in extents])
        painted = compose(coverage, self.ground[rows, columns], self.layout.lines)
        return coverage, self.colours[:, rows, columns] - painted

    def misfit(self, x: Floats, y: Floats) -> float:
        """Return the sum of squares of the differences between image and repaint."""
        extents = self.extents(x, y)
        _, residuals = self.residuals(extents, *self.touched(extents))
        return float((residuals**2).sum())


def make_plot(pixels: Pixels, layout: Layout, frame: Frame) -> Plot:
    """Cut the plot out of an image."""
    colours = pixels[:, layout.top : layout.axis_row, layout.left : frame.end + 1] / 255.0
    ground = grid_ground(layout, frame)
    seen = np.asarray((np.abs(colours - ground) > _SAME_AS_GROUND).any(axis=0))
    return Plot(layout, layout.left, colours, ground, seen)
