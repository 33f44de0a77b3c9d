"""Stages: named queries that build on each other, to run or to fold into a macro.

A trend is written once, as SQL over the fact tables, and used both ways: a run computes whole tables from it, and the
published warehouse offers it as a macro of a date.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb


@dataclass(frozen=True, slots=True)
class Stage:
    """Named query; it may read the fact tables and every stage before it.

    Attributes:
        name: Name that later stages read it by.
        query: A SELECT.
        is_kept: Whether its rows are stored because several stages read them; otherwise it is inlined where it is read.
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
    """Return the statement that creates a table macro of stages and a last query.

    Args:
        name: Name of the macro.
        parameters: Parameters that the stages may read beside tables.
        stages: In order; each is computed once for a call.
        query: The query whose rows the macro returns.
    """
    parts = ",\n".join(
        f"{stage.name} AS {'' if stage.is_kept else 'NOT '}MATERIALIZED ({stage.query})" for stage in stages
    )
    given = f"WITH {parts}\n" if parts else ""
    return f"CREATE OR REPLACE MACRO {name}({', '.join(parameters)}) AS TABLE\n{given}{query}"
