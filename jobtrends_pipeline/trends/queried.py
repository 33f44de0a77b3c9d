"""Rows of a query as mappings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

Row = Mapping[str, Any]


def rows_of(
    connection: "duckdb.DuckDBPyConnection", query: str, parameters: Mapping[str, object] | None = None
) -> list[Row]:
    """Return the rows of a query by column; nulls are None, dates are dates."""
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
