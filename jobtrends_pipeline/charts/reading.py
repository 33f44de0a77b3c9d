"""Result of reading a chart: monthly figures with bounds, or the reason for none."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

READER_VERSION = 2
"""Raised with every change that can change a figure; figures carry it."""


@dataclass(frozen=True, slots=True)
class MonthlySeries:
    """Monthly shares of one series. All tuples are of the same length.

    Attributes:
        name: `permanent`, `contract` or `all`.
        months: First day of each month, as drawn; which adverts a point counts is not stated by the source.
        share_pct: Share of all adverts, in percent.
        low_pct: Lower bound of the reading error.
        high_pct: Upper bound of the reading error.
    """

    name: str
    months: tuple[date, ...]
    share_pct: tuple[float, ...]
    low_pct: tuple[float, ...]
    high_pct: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ChartReading:
    """Result of reading a chart image.

    Attributes:
        outcome: `read`; `unknown_layout` if the image is intact but its layout is not declared; else `refused`.
        reason: Why it is not read, in one line; empty if it is.
        layout: Name of the layout if read; key of an unknown layout, the same for all images of its kind; else empty.
        series: The series, in the order they are drawn in; empty if not read.
        first_month: First day of the first month drawn, if read.
        last_month: First day of the last month drawn, if read; a chart cannot show months after its capture.
        residual_rms: Root mean square of image less repaint over all pixels of lines, in levels of 255, if read.
        findings: What is unusual on a chart that is read, in one line each.
    """

    outcome: Literal["read", "unknown_layout", "refused"]
    reason: str = ""
    layout: str = ""
    series: tuple[MonthlySeries, ...] = ()
    first_month: date | None = None
    last_month: date | None = None
    residual_rms: float | None = None
    findings: tuple[str, ...] = ()
