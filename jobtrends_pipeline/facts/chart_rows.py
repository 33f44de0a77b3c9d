"""Chart images as rows of `chart_images`, `fact_chart_demand` and `findings`."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

import pandas as pd

from jobtrends_pipeline.charts.reading import READER_VERSION, ChartReading
from jobtrends_pipeline.tables.charts import DEMAND_TREND

Row = dict[str, object]
DECIMALS = 6
"""Decimals that are kept: the last digits of the arithmetic depend on the number of threads, and mean nothing."""
FUTURE = "it draws months after its capture"
CHART_FINDING, CHART_NOT_READ = "chart_reading", "chart_not_read"
"""Checks of the findings: what is unusual on a chart that was read, and charts that were not read."""


def chart_columns(reading: ChartReading, chart_kind: str, captured_at: datetime) -> Row:
    """Return the columns of `chart_images` that reading an image fills.

    Only a chart of demand has figures that are known to mean shares; one that draws months after its capture is not
    what its address says.

    Args:
        reading: The reading.
        chart_kind: Kind of chart that the address names.
        captured_at: When the image was captured, UTC.
    """
    outcome, reason = reading.outcome, reading.reason or None
    if outcome == "read" and chart_kind != DEMAND_TREND:
        outcome, reason = "refused", f"its address is of a {chart_kind}, its picture is a {DEMAND_TREND}"
    if outcome == "read" and reading.last_month and reading.last_month > captured_at.date():
        outcome, reason = "refused", f"{FUTURE}: {reading.last_month:%Y-%m}"
    return {
        "layout": reading.layout or None,
        "reader_version": READER_VERSION,
        "outcome": outcome,
        "reason": reason,
        "first_month": reading.first_month,
        "last_month": reading.last_month,
        "residual_rms": None if reading.residual_rms is None else round(reading.residual_rms, DECIMALS),
    }


def chart_fact_rows(image: Mapping[str, object], reading: ChartReading, as_of: date) -> Iterator[Row]:
    """Yield the rows of `fact_chart_demand` of an image that was read.

    Args:
        image: Its row of `chart_images`.
        reading: Its reading.
        as_of: Day of the capture.
    """
    own = {name: image[name] for name in ("role", "subject", "place", "capture_id")} | {"as_of": as_of}
    for series in reading.series:
        for month, share, low, high in zip(
            series.months, series.share_pct, series.low_pct, series.high_pct, strict=True
        ):
            yield own | {
                "market_series": series.name,
                "month": month,
                "drawn_share_pct": round(share, DECIMALS),
                "drawn_share_low_pct": round(low, DECIMALS),
                "drawn_share_high_pct": round(high, DECIMALS),
            }


def chart_finding_rows(image: Mapping[str, object], reading: ChartReading) -> Iterator[Row]:
    """Yield the findings of an image: why it is not read, or what is unusual on it.

    An unknown layout is one finding per kind of chart, as its reason names the layout's key.
    """
    own = {name: image[name] for name in ("capture_id", "role")}
    if image["outcome"] != "read":
        reason = f"{image['reason']} ({image['chart_kind']}, {image['url']})"
        severity = "info" if image["outcome"] == "unknown_layout" else "warning"
        yield own | {"check_name": CHART_NOT_READ, "position": "chart", "severity": severity, "message": reason}
        return
    for number, message in enumerate(reading.findings, 1):
        yield own | {
            "check_name": CHART_FINDING, "position": f"chart {number}", "severity": "info", "message": message,
        }  # fmt: skip


def superseded(images: pd.DataFrame) -> pd.Series:
    """Return which images give no facts, because a later one of the same day is read.

    Args:
        images: Rows of `chart_images`: all of each subject.

    Returns:
        True for each such image, in the order of the rows.
    """
    is_read = images["outcome"].eq("read")
    days = images.assign(day=images["captured_at"].dt.date, is_read=is_read)
    ordered = days.sort_values(["is_read", "captured_at", "capture_id"])
    return ordered.duplicated(["role", "subject", "place", "day"], keep="last").reindex(images.index) & is_read
