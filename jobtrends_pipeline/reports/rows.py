"""Frames as plain rows: nulls are None and timestamps dates, so that the page models need no pandas."""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import pandas as pd

Row = Mapping[str, Any]


class TargetKey(NamedTuple):
    """What one section of a role page is about."""

    market: str
    place: str
    window_months: int


def records(frame: pd.DataFrame | None) -> list[Row]:
    """The rows of a frame as mappings; an absent frame has none."""
    if frame is None or frame.empty:
        return []
    columns = [[_plain(value) for value in frame[name].astype(object)] for name in frame.columns]
    return [dict(zip(frame.columns, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain(value: object) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.date() if isinstance(value, datetime) else value


def by_target(rows: Iterable[Row]) -> dict[TargetKey, list[Row]]:
    """Rows grouped by market, place and window, in the order they came."""
    groups: dict[TargetKey, list[Row]] = {}
    for row in rows:
        key = TargetKey(row["market"], row["place"], int(row["window_months"]))
        groups.setdefault(key, []).append(row)
    return groups


def having(rows: Iterable[Row], **wanted: object) -> list[Row]:
    """The rows whose columns equal the wanted values."""
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def latest(rows: Iterable[Row], column: str = "as_of") -> date | None:
    """The newest date of a column, None without rows."""
    return max((row[column] for row in rows), default=None)


def decoded(text: object) -> Any:
    """The JSON of a `missing` or `breaks` column; None where it is null or is not JSON."""
    if not isinstance(text, str):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None
