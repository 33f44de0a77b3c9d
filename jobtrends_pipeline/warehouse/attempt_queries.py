"""Queries over the tries to capture, on a database that is open; light to import."""

from collections.abc import Iterable
from datetime import datetime

import duckdb

from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS
from jobtrends_pipeline.warehouse.ddl import literal, quoted

_TABLE = quoted(CAPTURE_ATTEMPTS.name)
LatestTry = tuple[str, str, str | None, datetime, str, datetime | None]


def listed_in(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """By run, where the line of its last listed attempt starts in the run's log."""
    last = connection.execute(f"SELECT run, max(attempt_id) FROM {_TABLE} GROUP BY run").fetchall()  # noqa: S608
    return {run: int(identity.rpartition(":")[2]) for run, identity in last}


def latest_tries(connection: duckdb.DuckDBPyConnection, outcomes: Iterable[str]) -> list[LatestTry]:
    """The last try of each address, where its outcome is one of some.

    Returns:
        Origin, address, role, moment (UTC, naive), outcome, and the earliest moment to try again.
    """
    wanted = ", ".join(map(literal, outcomes))
    return connection.execute(
        f"""
        SELECT * FROM (
            SELECT origin, url, role, attempted_at, outcome, not_before FROM {_TABLE}
            QUALIFY row_number() OVER (PARTITION BY origin, url ORDER BY attempted_at DESC, attempt_id DESC) = 1
        ) WHERE outcome IN ({wanted})
        """  # noqa: S608  # outcomes are declared
    ).fetchall()


def last_tries(connection: duckdb.DuckDBPyConnection, origin: str, outcomes: Iterable[str]) -> dict[str, datetime]:
    """By role, when a page of it was last asked for at an origin with one of some outcomes; UTC, naive."""
    wanted = ", ".join(map(literal, outcomes))
    query = f"""
        SELECT role, max(attempted_at) FROM {_TABLE}
        WHERE role IS NOT NULL AND origin = {literal(origin)} AND outcome IN ({wanted}) GROUP BY role
        """  # noqa: S608  # outcomes are declared
    return dict(connection.execute(query).fetchall())
