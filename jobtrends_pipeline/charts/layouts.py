"""Declared layouts of charts: all that is known of how the source draws one.

A new layout is a new entry of `LAYOUTS`; see `docs/charts.md`. No number about a drawing stands anywhere else.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """How one series is drawn.

    Attributes:
        name: Name of the series in the figures.
        colour: Red, green and blue of the stroke, 0 to 255.
        alpha: Opacity of the stroke; 1 hides what lies under it.
    """

    name: str
    colour: tuple[int, int, int]
    alpha: float


@dataclass(frozen=True, slots=True)
class Layout:
    """One way of drawing a chart.

    All places are pixels from the top left corner of the image.

    Attributes:
        name: Name that figures carry as their origin.
        size: Width and height of the image.
        containers: Kinds of file it comes in.
        legends: First ten digits of the SHA-256 of the legend's inked box, of each place it is drawn at.
        legend_rows: Rows the legend lies in, first and end.
        left: First column of the plot, the axis line and the grid lines.
        top: First row of the plot.
        bottom: Place of the axis, where the scale of y ends; the two rows that hold it are black.
        axis_ends: Columns the axis line may end at, smallest and largest; it ends where the labels begin.
        right_margin: Columns from the end of the axis line to the end of the scale of x, smallest and largest.
        tick_rows: Rows that every tick covers, first and end.
        ground: Level of the grid lines on white, 0 to 255.
        x_padding: Widening of the axis at either end, as a part of the range of the data.
        y_padding: The same, upwards and downwards.
        half_stroke: Half the width of a line.
        mitre_limit: Length of a mitre in half widths, beyond which a corner is cut flat.
        samples: Vertical lines a pixel on which coverage may have been taken; the number that repaints best is right.
        y_label_gap: Columns from the end of the axis to where the ink of the labels may begin.
        x_label_rows: Rows the labels of years lie in, first and end.
        y_label: Pattern of a label of a share; its first group is the figure.
        lines: The series, in the order they are drawn in.
    """

    name: str
    size: tuple[int, int]
    containers: tuple[str, ...]
    legends: tuple[str, ...]
    legend_rows: tuple[int, int]
    left: int
    top: int
    bottom: float
    axis_ends: tuple[int, int]
    right_margin: tuple[float, float]
    tick_rows: tuple[int, int]
    ground: int
    x_padding: float
    y_padding: float
    half_stroke: float
    mitre_limit: float
    samples: tuple[int, ...]
    y_label_gap: int
    x_label_rows: tuple[int, int]
    y_label: str
    lines: tuple[Line, ...]

    @property
    def axis_row(self) -> int:
        """The upper of the two rows of the axis line, the first below the plot."""
        return round(self.bottom) - 1

    @property
    def extremes(self) -> tuple[float, float]:
        """Rows of the highest and of the lowest point of all series."""
        padding = (self.bottom - self.top) * self.y_padding / (1 + 2 * self.y_padding)
        return self.top + padding, self.bottom - padding

    def x_ends(self, end: float) -> tuple[float, float]:
        """Return the columns of the first and the last month, for an end of the scale."""
        padding = (end - self.left) * self.x_padding / (1 + 2 * self.x_padding)
        return self.left + padding, end - padding


DEMAND_TREND_2025 = Layout(
    name="demand-trend-2025",
    size=(1400, 700),
    containers=("VP8L", "PNG"),
    legends=("28764378e2", "da27eadff1"),
    legend_rows=(645, 700),
    left=30,
    top=30,
    bottom=590.57,
    axis_ends=(1240, 1330),
    right_margin=(0.5, 2.0),
    tick_rows=(593, 597),
    ground=230,
    x_padding=0.05,
    y_padding=0.075,
    half_stroke=1.0,
    mitre_limit=4.0,
    samples=(4, 8),  # 16 levels in most charts; finer ones where there are few months
    y_label_gap=9,
    x_label_rows=(600, 632),
    y_label=r"(0|\d{1,3}\.\d{1,2})%",
    lines=(
        Line("permanent", (250, 80, 0), 1.0),
        Line("contract", (0, 80, 220), 1.0),
        Line("all", (0, 0, 0), 100 / 255),
    ),
)
"""Images of July 2025, of the demand for a subject: permanent, contract and all vacancies, monthly."""
LAYOUTS = (DEMAND_TREND_2025,)
