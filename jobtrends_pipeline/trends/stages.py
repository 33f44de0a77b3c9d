"""Named queries that build on each other: run on a connection, or folded into one macro that takes a date.

A trend is written once, as SQL over the fact tables, and used both ways: a run derives whole tables from it, the
published warehouse offers it as known on any date.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb


@dataclass(frozen=True, slots=True)
class Stage:
    """A query under a name; it may read the fact tables and every stage before it.

    Attributes:
        name: What later stages read it as.
        query: A SELECT.
        is_kept: Whether its rows are kept because several read them; otherwise it is part of what reads it.
    """

    name: str
    query: str
    is_kept: bool = True


def run(connection: duckdb.DuckDBPyConnection, stages: Iterable[Stage]) -> None:
    """Make a temporary table or view of each stage, in order."""
    for stage in stages:
        kind = "TABLE" if stage.is_kept else "VIEW"
        connection.execute(f"CREATE OR REPLACE TEMP {kind} {stage.name} AS {stage.query}")


def macro(name: str, parameters: Iterable[str], stages: Iterable[Stage], query: str) -> str:
    """The statement that makes a table macro of stages and the query that ends them.

    Args:
        name: Name of the macro.
        parameters: What the stages may read beside tables.
        stages: In order; each is computed once for a call.
        query: What the macro gives.
    """
    parts = ",\n".join(
        f"{stage.name} AS {'' if stage.is_kept else 'NOT '}MATERIALIZED ({stage.query})" for stage in stages
    )
    given = f"WITH {parts}\n" if parts else ""
    return f"CREATE OR REPLACE MACRO {name}({', '.join(parameters)}) AS TABLE\n{given}{query}"
