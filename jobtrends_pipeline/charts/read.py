"""Reading of a chart image, from bytes to monthly figures."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from jobtrends_pipeline.base.errors import confined
from jobtrends_pipeline.charts.calibration import Floats
from jobtrends_pipeline.charts.checks import check_fit, findings
from jobtrends_pipeline.charts.container import inspect
from jobtrends_pipeline.charts.errors import UnknownLayoutError, UnreadableChartError
from jobtrends_pipeline.charts.fit import fit
from jobtrends_pipeline.charts.frame import find_frame
from jobtrends_pipeline.charts.glyphs import Bank, known_glyphs
from jobtrends_pipeline.charts.identify import check_container, find_layout
from jobtrends_pipeline.charts.labels import x_labels, y_labels
from jobtrends_pipeline.charts.layouts import Layout
from jobtrends_pipeline.charts.month_axis import month_axis
from jobtrends_pipeline.charts.picture import Pixels, decode
from jobtrends_pipeline.charts.plot import make_plot
from jobtrends_pipeline.charts.reading import ChartReading, MonthlySeries
from jobtrends_pipeline.charts.share_axis import share_axis
from jobtrends_pipeline.charts.shares import Shares, shares
from jobtrends_pipeline.charts.start import start_values


def read_chart(content: bytes) -> ChartReading:
    """Read a chart image; never fails because of its content.

    Args:
        content: The file as captured: lossless WebP, or PNG.

    Returns:
        All series with bounds; or the reason for none, and the key of the layout where it is not declared.
    """
    try:
        with confined(UnreadableChartError):
            container = inspect(content)
            check_container(container)
            pixels = decode(content, container)
            return read_pixels(pixels, find_layout(pixels, container), known_glyphs())
    except UnknownLayoutError as error:
        return ChartReading("unknown_layout", str(error), error.key)
    except UnreadableChartError as error:
        return ChartReading("refused", str(error))


def read_pixels(pixels: Pixels, layout: Layout, bank: Bank) -> ChartReading:
    """Read the pixels of a chart whose layout is known.

    Args:
        pixels: Levels, shape (3, height, width).
        layout: The layout.
        bank: Bitmaps of the characters of its labels.

    Raises:
        UnreadableChartError: if the chart does not satisfy the layout in every part.
    """
    frame = find_frame(pixels, layout)
    vertical = share_axis(y_labels(pixels, layout, frame, bank), layout, frame)
    horizontal = month_axis(x_labels(pixels, layout, bank), layout, frame)
    plot = make_plot(pixels, layout, frame)
    found = fit(plot, horizontal, start_values(plot, horizontal.places(layout, sum(horizontal.ends) / 2)))
    check_fit(found, layout)
    result = shares(found, vertical, layout)
    months = tuple(_first_days(range(horizontal.first, horizontal.last + 1)))
    return ChartReading(
        outcome="read",
        layout=layout.name,
        series=_series(layout, months, result),
        first_month=months[0],
        last_month=months[-1],
        residual_rms=found.rms,
        findings=tuple(findings(result, layout)),
    )


def _first_days(months: Iterable[int]) -> Iterable[date]:
    return (date(1970 + month // 12, month % 12 + 1, 1) for month in months)


def _series(layout: Layout, months: tuple[date, ...], result: Shares) -> tuple[MonthlySeries, ...]:
    return tuple(
        MonthlySeries(
            line.name, months, _figures(result.value[index]), _figures(result.low[index]), _figures(result.high[index])
        )
        for index, line in enumerate(layout.lines)
    )


def _figures(values: Floats) -> tuple[float, ...]:
    return tuple(np.asarray(values, dtype=np.float64).tolist())
