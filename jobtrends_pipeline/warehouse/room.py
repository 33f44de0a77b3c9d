"""Memory and threads of large statements: little at first, all where needed."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import duckdb

Limits = Sequence[tuple[int, int | None]]
"""Memory in MB and threads, tried in order, then all memory; null for all cores, and half the memory for each."""
LIMITS: Limits = ((96, 1), (192, None))
"""The first is enough for the trends of a role with 1,000 captures, the second with 10,000.

For little work one thread takes half the processor time of two, as DuckDB waits for the other without a pause.
"""
BATCH_LIMITS: Limits = ((32, 1), *LIMITS)
"""Limits of one batch of many on one connection.

The first is enough for the cells of 50 captures. Whatever it is, DuckDB fills it with what earlier batches read and
wrote, up to the length of the whole database if there is no limit.
"""
MOST_ROWS = 200_000
"""Work on more rows is large: one thread takes too long for it."""
T = TypeVar("T")


def within_limits(connection: duckdb.DuckDBPyConnection, work: Callable[[], T], limits: Limits) -> T:
    """Do work in as little memory as it needs.

    Without a limit DuckDB keeps what it has read and not written yet up to most of the machine's memory.

    Args:
        connection: The connection that the work uses; afterwards it has DuckDB's own limit and the same threads.
        work: Statements that may be run again when memory was too little, such as a transaction.
        limits: The limits to try, before all memory.

    Returns:
        What the work returns.
    """
    if not limits:
        return work()
    ((all_threads,),) = connection.execute("SELECT current_setting('threads')").fetchall()
    try:
        for memory, threads in limits:
            try:
                _set(connection, f"{memory * max(1, (threads or all_threads) // 2)}MB", threads or all_threads)
                return work()
            except duckdb.OutOfMemoryException:
                continue
            except duckdb.IOException:  # there may be no room for spilling, or none that may be written
                break
        _set_all(connection, all_threads)
        return work()
    finally:
        _set_all(connection, all_threads)


def deriving(rows: int) -> Limits:
    """Return the limits of work that computes from about so many rows.

    Large work has all memory at once: to do it twice costs more than the memory is worth.
    """
    return LIMITS if rows <= MOST_ROWS else ()


def copying(rows: int) -> Limits:
    """Return the limits of work that copies so many rows.

    It has few of them in memory at a time, whatever their number; large work needs more, as more threads read ahead.
    """
    return ((48, 1), *LIMITS[1:]) if rows <= MOST_ROWS else ((96, None), *LIMITS[1:])


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
