"""Queries of users on the published copy: only those that read are run."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import duckdb

from jobtrends_pipeline.base.errors import JobtrendsError

if TYPE_CHECKING:
    import pandas as pd

_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
_ACTING = re.compile(
    r"(?:enable|disable|truncate|force|reset|set)_\w+|checkpoint|write_log|query|query_table|nextval", re.IGNORECASE
)
"""Functions that do more than read though a SELECT may call them, or that take a query as text."""
_EXPLAIN = re.compile(r"\s*EXPLAIN\s+(?:ANALY[SZ]E\s+)?(?:\([^)]*\)\s*)?", re.IGNORECASE)
_LONGEST = 400


class QueryRefusedError(JobtrendsError):
    """A query that is not run or fails; one line with the reason."""


def run_query(connection: duckdb.DuckDBPyConnection, query: str) -> duckdb.DuckDBPyConnection:
    """Run one query that only reads; access to files and settings is locked.

    Args:
        connection: The published copy, read-only.
        query: SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW, PIVOT or EXPLAIN.

    Raises:
        QueryRefusedError: if it is of another kind, or DuckDB cannot answer it.
    """
    _lock(connection)
    try:
        _check(connection, query)
        return connection.execute(query)
    except duckdb.Error as error:
        raise refused(error) from error


def _lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Lock access to files and settings, unless another connection did.

    DuckDB keeps one set of settings for all connections of a process to one file.
    """
    try:
        for setting in ("enable_external_access = false", "lock_configuration = true"):
            connection.execute(f"SET {setting}")
    except duckdb.Error:
        query = "SELECT current_setting('enable_external_access'), current_setting('lock_configuration')"
        if connection.execute(query).fetchall() != [(False, True)]:
            raise


def query_frame(connection: duckdb.DuckDBPyConnection, query: str) -> "pd.DataFrame":
    """Run one query that only reads, and return its rows as a frame.

    Raises:
        QueryRefusedError: if it is of another kind, or DuckDB cannot answer it.
    """
    try:
        return run_query(connection, query).df()
    except duckdb.Error as error:
        raise refused(error) from error


def refused(error: duckdb.Error) -> QueryRefusedError:
    """Convert DuckDB's error to one line, without the stack trace of DuckDB."""
    message = str(error).partition("Stack Trace")[0].partition('"stack_trace')[0]
    return QueryRefusedError(f"the query was refused: {' '.join(message.split())[:_LONGEST]}")


def _check(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Refuse a query that does more than read.

    Raises:
        QueryRefusedError: if one of its statements or functions does.
    """
    kinds = [statement.type for statement in connection.extract_statements(query)]
    if not kinds:
        raise QueryRefusedError("the query is empty")
    names = [name.upper() for name in _names(query)]
    is_pivot = kinds == [duckdb.StatementType.CREATE, duckdb.StatementType.SELECT] and "CREATE" not in names
    if other := next((kind for kind in kinds if kind not in _READING and not is_pivot), None):
        raise _forbidden(other.name)
    if name := next(filter(_ACTING.fullmatch, names), None):
        raise _forbidden(name.lower())
    if duckdb.StatementType.EXPLAIN in kinds:
        _check(connection, _EXPLAIN.sub("", query, count=1))


def _forbidden(what: str) -> QueryRefusedError:
    return QueryRefusedError(
        f"the query was refused: no permission for {what}, which does more than read: the warehouse is read-only and "
        "without external access, a query begins with SELECT"
    )


def _names(query: str) -> Sequence[str]:
    """List the names and keywords of a query, without quotes."""
    content = query.encode()
    tokens = duckdb.tokenize(query)
    ends = [*(start for start, _ in tokens[1:]), len(content)]
    words = (
        content[start:end].decode("utf-8", "replace").strip()
        for (start, kind), end in zip(tokens, ends, strict=True)
        if kind in (duckdb.token_type.identifier, duckdb.token_type.keyword)
    )
    return [re.sub(r'\A"?(\w*).*', r"\1", word, flags=re.DOTALL) for word in words]
