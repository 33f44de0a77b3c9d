"""Rows of `fact_chart_demand` of made-up series."""

from collections.abc import Sequence
from datetime import date
from typing import Any

Row = dict[str, Any]
BOUND = 0.01
CAPTURED = date(2025, 7, 29)


def month_after(first: date, number: int) -> date:
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def drawn(
    shares: Sequence[float],
    first: date = date(2019, 1, 1),
    *,
    series: str = "permanent",
    as_of: date = CAPTURED,
    role: str = "java",
    bound: float = BOUND,
) -> list[Row]:
    """A row of `fact_chart_demand` for each share, month by month."""
    return [
        {
            "role": role, "market_series": series, "subject": role.title(), "place": "UK", "as_of": as_of,
            "month": month_after(first, number), "drawn_share_pct": share,
            "drawn_share_low_pct": max(share - bound, 0), "drawn_share_high_pct": share + bound,
            "capture_id": f"{role}{as_of}",
        }
        for number, share in enumerate(shares)
    ]  # fmt: skip
