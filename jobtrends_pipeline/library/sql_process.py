"""The process of one query: reads it from standard input, writes its rows as JSON."""

import json
import math
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.base.plain import visible_lines

if TYPE_CHECKING:
    import duckdb

_MIB = 1024 * 1024
_BESIDE_MIB = 3072
"""Addresses that Python and DuckDB take beside the memory of a query."""
_CHUNK = 100


def main() -> None:
    """Answer the query of standard input on standard output."""
    asked = json.load(sys.stdin)
    limits = asked["limits"]
    most = (limits["memory_mib"] + _BESIDE_MIB) * _MIB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = _answer(Path(asked["path"]), asked["query"], limits)
    except JobtrendsError as error:
        answer = {"error": " ".join(str(error).split())}
    json.dump(answer, sys.stdout)


def _answer(path: Path, query: str, limits: dict[str, int]) -> dict[str, Any]:
    import duckdb  # noqa: PLC0415  # after the limits

    from jobtrends_pipeline.warehouse.published import open_published  # noqa: PLC0415
    from jobtrends_pipeline.warehouse.queries import refused, run_query  # noqa: PLC0415

    with open_published(path) as connection:
        for setting in (
            f"memory_limit = '{limits['memory_mib']:d}MiB'",
            "max_temp_directory_size = '0KiB'",
            "threads = 2",
        ):
            connection.execute(f"SET {setting}")
        signal.alarm(limits["seconds"])
        try:
            result = run_query(connection, query)
            columns = [(name, str(kind)) for name, kind, *_ in result.description or []]
            rows, cut_by = _within(result, limits)
        except duckdb.Error as error:
            raise refused(error) from error
    return {
        "columns": [visible_lines(name) for name, _ in columns],
        "types": [kind for _, kind in columns],
        "rows": rows,
        "cut_by": cut_by,
    }


def _within(result: "duckdb.DuckDBPyConnection", limits: dict[str, int]) -> tuple[list[list[Any]], str]:
    """Fetch rows until a limit, and name the limit that left out rows."""
    rows: list[list[Any]] = []
    size = 0
    for row in _fetched(result):
        if len(rows) == limits["rows"]:
            return rows, "rows"
        plain = [_plain(value) for value in row]
        size += len(json.dumps(plain))
        if size > limits["text_bytes"]:
            return rows, "bytes"
        rows.append(plain)
    return rows, ""


def _fetched(result: "duckdb.DuckDBPyConnection") -> Iterator[tuple[Any, ...]]:
    while chunk := result.fetchmany(_CHUNK):
        yield from chunk


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; a number beyond JSON as text."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {visible_lines(str(name)): _plain(each) for name, each in value.items()}
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    return visible_lines(value.isoformat() if hasattr(value, "isoformat") else str(value))


if __name__ == "__main__":
    main()
