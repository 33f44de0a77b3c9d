"""Frames as plain rows, so that the page models need no pandas.

Nulls become None and timestamps dates.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
TARGET = ("market", "place", "window_months")


class TargetKey(NamedTuple):
    """Market, place and window of one section of a role page."""

    market: str
    place: str
    window_months: int


def records(frame: "pd.DataFrame | None") -> list[Row]:
    """Return the rows of a frame as mappings; none for an absent frame."""
    if frame is None or frame.empty:
        return []
    columns = [_plain_column(frame[name]) for name in frame.columns]
    return [dict(zip(frame.columns, values, strict=True)) for values in zip(*columns, strict=True)]


def by_role(frame: "pd.DataFrame | None") -> dict[str, list[Row]]:
    """Return the rows of a frame by role, in their order.

    Making rows of one large frame is cheaper than of many small ones.
    """
    groups: dict[str, list[Row]] = {}
    for row in records(frame):
        groups.setdefault(row["role"], []).append(row)
    return groups


def _plain_column(column: "pd.Series[Any]") -> list[Any]:
    """Return the values of a column: nulls become None, timestamps dates."""
    if column.dtype.kind == "M":
        return column.to_numpy("datetime64[D]").tolist()
    values: list[Any] = column.to_numpy(object).tolist()
    is_null = column.isna().to_numpy()
    if not is_null.any():
        return values
    return [None if null else value for value, null in zip(values, is_null.tolist(), strict=True)]


def by_target(rows: Iterable[Row]) -> dict[TargetKey, list[Row]]:
    """Group rows by market, place and window, in their order."""
    groups: dict[tuple[str, str, int], list[Row]] = {}
    key = itemgetter(*TARGET)
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {TargetKey(market, place, int(window)): found for (market, place, window), found in groups.items()}


def having(rows: Iterable[Row], **wanted: object) -> list[Row]:
    """Select the rows whose columns equal the wanted values."""
    found = list(rows)
    for name, value in wanted.items():
        found = [row for row in found if row[name] == value]
    return found


def latest(rows: Iterable[Row], column: str = "as_of") -> date | None:
    """Return the newest date of a column; None without rows."""
    return max((row[column] for row in rows), default=None)


def decoded(text: object) -> Any:
    """Return the decoded JSON of a `missing` or `breaks` column.

    None is returned where the column is null or not JSON.
    """
    if not isinstance(text, str):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None
