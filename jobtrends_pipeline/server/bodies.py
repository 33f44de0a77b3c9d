"""Bodies of answers: a frame as JSON, CSV or Parquet, with its rights."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from jobtrends_pipeline.base.plain import json_text, spreadsheet_safe
from jobtrends_pipeline.tables.model import ColumnType, Table
from jobtrends_pipeline.warehouse.frame_files import parquet_of

MEDIA_TYPES = {
    "json": "application/json", "csv": "text/csv; charset=utf-8; header=present",
    "parquet": "application/vnd.apache.parquet",
}  # fmt: skip
"""Media types by the names of formats."""
LISTS: Mapping[str, Callable[[str], list[str]]] = {"breaks": json.loads, "flags": str.split}
"""Text columns that JSON has as lists, with how they are read."""
_LEFT_OUT = {"descriptions"}
"""Attributes of frames that the OpenAPI document has instead."""
_FORMATS = {ColumnType.DATE: "%Y-%m-%d", ColumnType.TIMESTAMP: "%Y-%m-%dT%H:%M:%SZ"}


def body_of(table: Table, frame: pd.DataFrame, format_: str) -> bytes:
    """Return a frame in one of the formats of `MEDIA_TYPES`.

    Args:
        table: Table of its rows.
        frame: Rows with the attributes of `library.frames.framed`.
        format_: Name of the format.
    """
    about = {str(name): value for name, value in frame.attrs.items() if name not in _LEFT_OUT}
    if format_ == "parquet":
        return parquet_of(table, frame, {name: _text(value) for name, value in about.items()})
    columns = {column.name: _values(frame[column.name], column.type) for column in table}
    if format_ == "csv":
        return _csv(columns, str(about["source"]))
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for name in LISTS.keys() & columns.keys():
        for row in rows:
            row[name] = LISTS[name](row[name]) if row[name] else []
    return json_text({**about, "rows": rows}).encode()


def _values(series: "pd.Series[Any]", kind: ColumnType) -> list[Any]:
    """Return the values of a column as JSON has them, with null for what is missing."""
    shown = series.dt.strftime(_FORMATS[kind]) if kind in _FORMATS else series
    held = shown.to_numpy(object, copy=True)
    held[series.isna().to_numpy()] = None
    values: list[Any] = held.tolist()
    return values


def _csv(columns: Mapping[str, list[Any]], source: str) -> bytes:
    """Return columns as CSV that is safe to open in a spreadsheet.

    The last column has the source and the licence, as a file is soon without its header fields.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*columns, "source"])
    for row in zip(*columns.values(), strict=True):
        safe = [spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in row]
        writer.writerow(["true" if cell is True else "false" if cell is False else cell for cell in (*safe, source)])
    return text.getvalue().encode()


def _text(value: object) -> str:
    return value if isinstance(value, str) else json_text(value)
