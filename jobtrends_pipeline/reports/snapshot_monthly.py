"""Part of `roles/{role}.json` with the monthly series of charts. Pure."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from jobtrends_pipeline.reports.cells import BREAK_WORDS
from jobtrends_pipeline.reports.monthly_words import METHOD, change_words, series_sentence
from jobtrends_pipeline.reports.rows import Row, decoded
from jobtrends_pipeline.tables.charts import MARKET_SERIES

POINT_COLUMNS = (
    "month", "as_of", "drawn_share_pct", "drawn_share_low_pct", "drawn_share_high_pct", "is_restated",
    "month_share_pct", "month_share_low_pct", "month_share_high_pct", "breaks",
)  # fmt: skip
"""Columns of a point."""
CAVEAT = (
    "demand_by_month is read from the source's chart images: a six-month moving average of monthly shares, with the "
    "error of reading; never compare it with share_of_all_pct."
)
DIGITS = 5
"""Decimals of shares, a hundredth of the least error of reading."""
Json = dict[str, Any]


def monthly_parts(rows: Iterable[Row]) -> list[Json]:
    """Return the monthly series of a role, one object per place and market series.

    Args:
        rows: Rows of trend_demand_monthly.
    """
    ordered = sorted(
        rows,
        key=lambda row: (row["place"] != "UK", row["place"], MARKET_SERIES.index(row["market_series"]), row["month"]),
    )
    return [_part(list(own)) for _, own in groupby(ordered, lambda row: (row["place"], row["market_series"]))]


def _part(rows: Sequence[Row]) -> Json:
    last = rows[-1]
    return {
        "market_series": last["market_series"],
        "place": last["place"],
        "subject": last["subject"],
        "as_of": max(row["latest_as_of"] for row in rows),
        "measure": METHOD,
        "summary": series_sentence(last["subject"], last["place"], {last["market_series"]: rows}),
        "month": last["month"],
        **{name: _rounded(last[name]) for name in POINT_COLUMNS[2:5]},
        "change_on_the_year": _change(last),
        "breaks": [{"code": code, "words": BREAK_WORDS.get(code, code.replace("_", " "))} for code in _codes(last)],
        "series": [_point(row) for row in rows],
    }


def _change(row: Row) -> Json | None:
    if row["drawn_share_year_change_pct"] is None:
        return None
    return {
        "change_pct": row["drawn_share_year_change_pct"],
        "is_beyond_bounds": row["is_change_beyond_bounds"],
        "verdict": change_words(row),
    }


def _point(row: Row) -> list[Any]:
    named = {**row, "as_of": row["latest_as_of"], "breaks": _codes(row)}
    return [_rounded(named[name]) for name in POINT_COLUMNS]


def _codes(row: Row) -> list[str]:
    named = decoded(row["breaks"])
    return [str(code) for code in named] if isinstance(named, list) else []


def _rounded(value: object) -> object:
    return round(value, DIGITS) if isinstance(value, float) else value
