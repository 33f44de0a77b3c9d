"""Queries of programs that nobody watches: limits of rows, bytes, time and memory.

Each query runs in a process of its own, as DuckDB notices neither a limit nor an interruption within one function of
one row, and a process can be ended at any time.
"""

import json
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jobtrends_pipeline.warehouse.queries import QueryRefusedError

_PROCESS = "jobtrends_pipeline.library.sql_process"
_START_SECONDS = 20
"""Time that a busy machine may take to start the process, beside that of the query."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a query.

    Attributes:
        rows: Most rows of an answer.
        text_bytes: Most bytes of its rows as JSON.
        seconds: Longest time of the query.
        memory_mib: Most memory of DuckDB, which spills nothing to disk.
        query_bytes: Longest query.
    """

    rows: int = 200
    text_bytes: int = 200_000
    seconds: int = 10
    memory_mib: int = 512
    query_bytes: int = 20_000


@dataclass(frozen=True, slots=True)
class LimitedAnswer:
    """Rows of a query within its limits.

    Attributes:
        columns: Names of the columns.
        types: DuckDB's type of each.
        rows: Values as JSON has them; days and times as ISO 8601, decimals and other types as text.
        cut_by: The limit that left out rows, `rows` or `bytes`; empty if all are there.
    """

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    cut_by: str


def limited_query(path: Path, query: str, limits: Limits) -> LimitedAnswer:
    """Run one query that only reads, within limits.

    Args:
        path: The published file.
        query: The query, as for `warehouse.queries.run_query`.
        limits: Its limits.

    Raises:
        QueryRefusedError: if it does more than read, fails, or takes too much time or memory.
        NothingPublishedError: if nothing is published yet.
        UnreadablePublishedError: if the published file cannot be read.
    """
    try:
        size = len(query.encode())
    except UnicodeEncodeError:
        raise QueryRefusedError("the query was refused: it has half a character") from None
    if size > limits.query_bytes:
        raise QueryRefusedError(f"the query was refused: it has {size:,} bytes, at most {limits.query_bytes:,} are run")
    asked = json.dumps({"path": str(path), "query": query, "limits": asdict(limits)})
    command = [sys.executable, "-P", "-m", _PROCESS]
    try:
        ended = subprocess.run(  # noqa: S603  # this module's own command
            command, input=asked.encode(), capture_output=True, timeout=limits.seconds + _START_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _too_slow(limits) from None
    if ended.returncode == -signal.SIGALRM:
        raise _too_slow(limits)
    try:
        answer = json.loads(ended.stdout)
    except ValueError:
        raise QueryRefusedError(
            f"the query was stopped: it needs more than {limits.memory_mib} MiB of memory, or ended DuckDB"
        ) from None
    if "error" in answer:
        raise QueryRefusedError(answer["error"])
    return LimitedAnswer(**answer)


def _too_slow(limits: Limits) -> QueryRefusedError:
    return QueryRefusedError(f"the query was stopped after {limits.seconds} seconds: ask for less")
