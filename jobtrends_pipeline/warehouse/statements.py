"""Statements that read and replace rows of a table, and transactions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.ddl import quoted

if TYPE_CHECKING:
    import pandas as pd

Keys = Mapping[str, Sequence[object]]
"""Allowed values by column."""


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit all changes of the block, or roll all of them back."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def insert(connection: duckdb.DuckDBPyConnection, table: Table, query: str) -> int:
    """Insert the rows of a query into a table, columns by name.

    Returns:
        Number of rows.
    """
    names = ", ".join(quoted(name) for name in table.column_names)
    statement = f"INSERT INTO {quoted(table.name)} ({names}) SELECT {names} FROM ({query})"  # noqa: S608
    return int(connection.execute(statement).fetchall()[0][0])


def delete(
    connection: duckdb.DuckDBPyConnection, name: str, keys: Keys, incoming: "pd.DataFrame"
) -> Collection[str | None] | None:
    """Delete the rows of a table that match the keys.

    Returns:
        Roles of these rows and of those that replace them; null for all rows.
    """
    condition, values = condition_of(keys)
    if not keys or "role" in keys or "role" not in incoming:
        roles: set[str | None] | None = {str(role) for role in keys["role"]} if "role" in keys else None
    else:  # DuckLake has no RETURNING
        removed = connection.execute(f"SELECT DISTINCT role FROM {quoted(name)}{condition}", values).fetchall()  # noqa: S608
        added = incoming["role"].astype(object).where(incoming["role"].notna(), None)
        roles = {role for (role,) in removed} | set(added)
    connection.execute(f"DELETE FROM {quoted(name)}{condition}", values)  # noqa: S608  # names are declared
    return roles


def select(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    condition: str,
    values: list[object],
    most: int | None = None,
) -> "pd.DataFrame":
    """Select rows of a table, in the order of its grain.

    Args:
        connection: Database with the table.
        table: The table.
        condition: Condition with placeholders, as of `condition_of`.
        values: Its values.
        most: Number of rows at most; all when null.
    """
    order = ", ".join(quoted(name) for name in table.grain)
    limit = "" if most is None else f" LIMIT {most:d}"
    query = f"SELECT * FROM {quoted(table.name)}{condition} ORDER BY {order}{limit}"  # noqa: S608  # names are declared
    return connection.execute(query, values).df()


def condition_of(keys: Keys) -> tuple[str, list[object]]:
    """Build the condition of rows with some keys, with its values; empty for all rows."""
    if not keys:
        return "", []
    terms = (f"{quoted(name)} IN (SELECT unnest(?))" for name in keys)
    return " WHERE " + " AND ".join(terms), [list(values) for values in keys.values()]
