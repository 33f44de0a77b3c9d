"""Trends of facts given as frames, without a warehouse."""

from collections.abc import Mapping

import duckdb
import pandas as pd

from jobtrends_pipeline.tables.charts import FACT_CHART_DEMAND
from jobtrends_pipeline.tables.facts import FACT_MARKET_INDEX
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import (
    COMPARISON_TABLES,
    TREND_DEMAND,
    TREND_DEMAND_MONTHLY,
    TREND_PAY,
    TREND_SKILL,
    TREND_TABLES,
)
from jobtrends_pipeline.trends.build import comparison_queries, role_trend_queries
from jobtrends_pipeline.trends.prints import FACTS

COMPARED = (TREND_DEMAND.name, TREND_PAY.name, TREND_SKILL.name, TREND_DEMAND_MONTHLY.name)


def build_role_trends(facts: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Compute the trend tables of one or several roles.

    Args:
        facts: Typed frames (`tables.frames.typed`) by table name; all of `trends.prints.FACTS` are required.

    Returns:
        Typed frames by table name, one for each of `TREND_TABLES`; empty facts give empty frames.

    Raises:
        KeyError: if a fact table is missing.
    """
    with duckdb.connect() as connection:
        empty = {FACT_CHART_DEMAND.name: typed(FACT_CHART_DEMAND, pd.DataFrame())}
        for name in (*FACTS.values(), FACT_CHART_DEMAND.name):
            _offer(connection, name, {**empty, **facts}[name])
        queries = role_trend_queries(connection)
        return {table.name: _frame(connection, table, queries[table.name]) for table in TREND_TABLES}


def build_comparisons(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Compute `COMPARISON_TABLES` of all roles.

    Args:
        frames: Typed frames of the trend tables, and of `fact_market_index` if available.

    Returns:
        Typed frames by table name.
    """
    empty = {table.name: typed(table, pd.DataFrame()) for table in (FACT_MARKET_INDEX, TREND_DEMAND_MONTHLY)}
    with duckdb.connect() as connection:
        for name in (*COMPARED, FACT_MARKET_INDEX.name):
            _offer(connection, name, {**empty, **frames}[name])
        queries = comparison_queries()
        return {table.name: _frame(connection, table, queries[table.name]) for table in COMPARISON_TABLES}


def _offer(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Register a frame under the name of its table, with dates cast to DATE.

    Pandas has no type for a date.
    """
    dates = [column for column, kind in frame.dtypes.items() if kind.kind == "M"]
    connection.register(f"{name}_frame", frame)
    connection.execute(
        f"CREATE TEMP VIEW {name} AS "  # noqa: S608
        f"SELECT * REPLACE ({', '.join(f'{column}::DATE AS {column}' for column in dates)}) FROM {name}_frame"
    )


def _frame(connection: duckdb.DuckDBPyConnection, table: Table, query: str) -> pd.DataFrame:
    order = ", ".join(table.grain)
    columns = ", ".join(table.column_names)
    return typed(table, connection.execute(f"SELECT {columns} FROM ({query}) ORDER BY {order}").df())  # noqa: S608
