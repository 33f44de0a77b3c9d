"""Ledger of adopted work: pieces whose rows are stored, by their run.

A run that is tried again skips them. The table is for the pipeline's own use and is not published.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

import duckdb

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.warehouse.ddl import literal

LEDGER = "jobtrends_adopted"
_CREATE = f"CREATE TABLE IF NOT EXISTS {LEDGER} (run TEXT, piece TEXT, adopted_at TIMESTAMP)"
_KEPT_DAYS = 30


class Piece(NamedTuple):
    """A piece of work, and the first try of its run."""

    run: str
    name: str


def adopted(connection: duckdb.DuckDBPyConnection, run: str) -> set[str]:
    """Return the names of the pieces of a run that are stored."""
    try:
        rows = connection.execute(f"SELECT piece FROM {LEDGER} WHERE run = {literal(run)}").fetchall()  # noqa: S608
    except duckdb.CatalogException:
        return set()
    return {name for (name,) in rows}


def note_adopted(connection: duckdb.DuckDBPyConnection, pieces: Collection[Piece]) -> None:
    """Note pieces, in the transaction that stores their rows; drop old notes."""
    connection.execute(_CREATE)
    now = clock.now().replace(tzinfo=None)
    rows = ", ".join(f"({literal(piece.run)}, {literal(piece.name)}, {_moment(now)})" for piece in pieces)
    connection.execute(f"INSERT INTO {LEDGER} VALUES {rows}")  # noqa: S608
    dropped = f"DELETE FROM {LEDGER} WHERE adopted_at < {_moment(now - timedelta(days=_KEPT_DAYS))}"  # noqa: S608
    connection.execute(dropped)


def _moment(when: datetime) -> str:
    return f"TIMESTAMP {literal(when.isoformat())}"
