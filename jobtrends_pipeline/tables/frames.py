"""Frames of a table: pandas types of its columns, empty and coerced frames."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionDtype

from jobtrends_pipeline.tables.model import ColumnType, Table

PANDAS_TYPES: Mapping[ColumnType, ExtensionDtype | np.dtype[np.generic]] = {
    ColumnType.TEXT: pd.StringDtype(),
    ColumnType.INTEGER: pd.Int64Dtype(),
    ColumnType.NUMBER: np.dtype("float64"),
    ColumnType.DATE: np.dtype("datetime64[us]"),
    ColumnType.TIMESTAMP: np.dtype("datetime64[us]"),
    ColumnType.BOOLEAN: pd.BooleanDtype(),
}


def typed(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the table's columns in order, each of its pandas type.

    A column that the frame lacks is null.

    Args:
        table: Table of the rows.
        frame: Rows; columns that the table does not have are an error.

    Raises:
        KeyError: if the frame has a column that the table does not have.
    """
    surplus = set(frame.columns) - set(table.column_names)
    if surplus:
        raise KeyError(f"{table.name} has no column {', '.join(sorted(surplus))}")
    return pd.DataFrame(
        {
            column.name: (
                frame[column.name] if column.name in frame else pd.Series(None, index=frame.index, dtype="object")
            ).astype(PANDAS_TYPES[column.type])
            for column in table
        }
    )


def rows_frame(table: Table, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Return a typed frame of rows given as mappings of column name to value."""
    return typed(table, pd.DataFrame(list(rows), columns=table.column_names, dtype="object"))
