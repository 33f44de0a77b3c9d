"""Queries on `capture_attempts` with an open connection; light to import."""

from collections.abc import Iterable
from datetime import datetime

import duckdb

from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS
from jobtrends_pipeline.warehouse.ddl import literal, quoted

_TABLE = quoted(CAPTURE_ATTEMPTS.name)
AttemptRow = tuple[str, str, str | None, datetime, str, datetime | None]
"""Origin, address, role, time of the attempt (UTC, naive), outcome, earliest time of the next attempt (UTC, naive)."""


def listed_offsets(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the log offset of the last listed attempt of each run."""
    last = connection.execute(f"SELECT run, max(attempt_id) FROM {_TABLE} GROUP BY run").fetchall()  # noqa: S608
    return {run: int(identity.rpartition(":")[2]) for run, identity in last}


def last_attempts(connection: duckdb.DuckDBPyConnection, outcomes: Iterable[str]) -> list[AttemptRow]:
    """Read the last attempt at each address, if it has one of the given outcomes."""
    wanted = ", ".join(map(literal, outcomes))
    return connection.execute(
        f"""
        SELECT * FROM (
            SELECT origin, url, role, attempted_at, outcome, not_before FROM {_TABLE}
            QUALIFY row_number() OVER (PARTITION BY origin, url ORDER BY attempted_at DESC, attempt_id DESC) = 1
        ) WHERE outcome IN ({wanted})
        """  # noqa: S608  # outcomes are declared
    ).fetchall()


def last_attempt_times(
    connection: duckdb.DuckDBPyConnection, origin: str, outcomes: Iterable[str]
) -> dict[str, datetime]:
    """Read when each role was last requested from an origin with one of the outcomes.

    Returns:
        Time (UTC, naive) by role.
    """
    wanted = ", ".join(map(literal, outcomes))
    query = f"""
        SELECT role, max(attempted_at) FROM {_TABLE}
        WHERE role IS NOT NULL AND origin = {literal(origin)} AND outcome IN ({wanted}) GROUP BY role
        """  # noqa: S608  # outcomes are declared
    return dict(connection.execute(query).fetchall())
