"""Captures whose facts are stored and not compared across pages yet.

They stand in a table for the pipeline's own use, so that a run that is killed in between leaves none out.
"""

from collections.abc import Collection

import duckdb

UNCOMPARED = "jobtrends_uncompared"
_CREATE = f"CREATE TABLE IF NOT EXISTS {UNCOMPARED} (capture_id TEXT)"


def note_uncompared(connection: duckdb.DuckDBPyConnection, capture_ids: Collection[str]) -> None:
    """Note captures, in the transaction that stores their facts."""
    connection.execute(_CREATE)
    connection.execute(f"INSERT INTO {UNCOMPARED} SELECT unnest(?)", [list(capture_ids)])


def uncompared(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the captures that are noted."""
    try:
        rows = connection.execute(f"SELECT DISTINCT capture_id FROM {UNCOMPARED} ORDER BY ALL").fetchall()  # noqa: S608
    except duckdb.CatalogException:
        return []
    return [name for (name,) in rows]


def forget_uncompared(connection: duckdb.DuckDBPyConnection, capture_ids: Collection[str]) -> None:
    """Forget captures, in the transaction that stores their findings."""
    connection.execute(_CREATE)
    connection.execute(f"DELETE FROM {UNCOMPARED} WHERE capture_id IN (SELECT unnest(?))", [list(capture_ids)])  # noqa: S608
