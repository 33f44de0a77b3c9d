"""Days with stored facts of own adverts, and the digest of what they rest on.

They stand in a table for the pipeline's own use, written with the facts of a day: also a day without any fact is known.
"""

from collections.abc import Collection
from datetime import date

import duckdb

OWN_DAYS = "jobtrends_own_days"
Day = tuple[str, date]
"""Publisher and period end."""


def held_days(connection: duckdb.DuckDBPyConnection) -> dict[Day, str]:
    """Return the digest of each day that is stored."""
    try:
        rows = connection.execute(f"SELECT publisher, as_of, evidence FROM {OWN_DAYS}").fetchall()  # noqa: S608
    except duckdb.CatalogException:
        return {}
    return {(publisher, as_of): evidence for publisher, as_of, evidence in rows}


def note_day(connection: duckdb.DuckDBPyConnection, day: Day, evidence: str) -> None:
    """Note a day, in the transaction that stores its facts."""
    connection.execute(f"CREATE TABLE IF NOT EXISTS {OWN_DAYS} (publisher TEXT, as_of DATE, evidence TEXT)")
    forget_days(connection, [day])
    connection.execute(f"INSERT INTO {OWN_DAYS} VALUES (?, ?, ?)", [*day, evidence])  # noqa: S608


def forget_days(connection: duckdb.DuckDBPyConnection, days: Collection[Day]) -> None:
    """Forget days, in the transaction that removes their facts."""
    for publisher, as_of in days:
        connection.execute(f"DELETE FROM {OWN_DAYS} WHERE publisher = ? AND as_of = ?", [publisher, as_of])  # noqa: S608
