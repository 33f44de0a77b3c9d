"""Work that is noted in the transaction that makes it necessary, until it is done.

The notes stand in tables for the pipeline's own use, so that a run that is killed in between leaves nothing out.
"""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb


@dataclass(frozen=True, slots=True)
class Noted:
    """Things that wait for a step.

    Attributes:
        table: Table of the notes.
        column: Its only column, the names of the things.
    """

    table: str
    column: str

    def note(self, connection: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
        """Note things, in the transaction that makes them wait."""
        connection.execute(f"CREATE TABLE IF NOT EXISTS {self.table} ({self.column} TEXT)")
        connection.execute(f"INSERT INTO {self.table} SELECT unnest(?)", [list(names)])

    def waiting(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """Return what is noted."""
        try:
            rows = connection.execute(f"SELECT DISTINCT {self.column} FROM {self.table} ORDER BY ALL").fetchall()  # noqa: S608
        except duckdb.CatalogException:
            return []
        return [name for (name,) in rows]

    def forget(self, connection: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
        """Forget things that are noted, in the transaction that stores the result."""
        if done := set(self.waiting(connection)) & set(names):
            connection.execute(f"DELETE FROM {self.table} WHERE {self.column} IN (SELECT unnest(?))", [sorted(done)])  # noqa: S608


UNCOMPARED = Noted("jobtrends_uncompared", "capture_id")
"""Captures whose facts are stored and not compared across pages yet."""
UNDERIVED = Noted("jobtrends_underived", "role")
"""Roles whose facts of own adverts are stored and not in their trends yet."""
