"""Memory and threads of large statements: little at first, all where needed."""

from collections.abc import Callable
from typing import TypeVar

import duckdb

LIMITS = (("96MB", 1), ("192MB", None))
"""Memory and threads (null for all cores), tried in order, then all memory.

The first is enough for the trends of a role with 1,000 captures, the second with 10,000. For little work one thread
takes half the processor time of two, as DuckDB waits for the other without a pause.
"""
MOST_ROWS = 200_000
"""Work on more rows is not tried in little memory: to do it twice costs more than the memory is worth."""
T = TypeVar("T")


def within_limits(connection: duckdb.DuckDBPyConnection, work: Callable[[], T], rows: int) -> T:
    """Do work in as little memory as it needs; large work has all memory at once.

    Without a limit DuckDB keeps what it has read and not written yet up to most of the machine's memory.

    Args:
        connection: The connection that the work uses; afterwards it has DuckDB's own limit and the same threads.
        work: Statements that may be run again when memory was too little, such as a transaction.
        rows: About how many rows they read or write.

    Returns:
        What the work returns.
    """
    if rows > MOST_ROWS:
        return work()
    ((all_threads,),) = connection.execute("SELECT current_setting('threads')").fetchall()
    try:
        for memory, threads in LIMITS:
            try:
                _set(connection, memory, threads or all_threads)
                return work()
            except duckdb.OutOfMemoryException:
                continue
            except duckdb.IOException:  # there may be no room for spilling, or none that may be written
                break
        _set_all(connection, all_threads)
        return work()
    finally:
        _set_all(connection, all_threads)


def _set(connection: duckdb.DuckDBPyConnection, memory: str, threads: int) -> None:
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute(f"SET threads = {threads:d}")


def _set_all(connection: duckdb.DuckDBPyConnection, threads: int) -> None:
    """Set the limit that DuckDB has by itself.

    `RESET` alone shows that limit and keeps the other, in DuckDB 1.5.
    """
    connection.execute("RESET memory_limit")
    ((memory,),) = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    _set(connection, memory, threads)
