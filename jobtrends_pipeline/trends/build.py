"""All trends of roles computed from facts: whole tables, and macros for any date.

The published warehouse offers the macros.
"""

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import pandas as pd

from jobtrends_pipeline.tables.facts import FACT_MARKET_INDEX
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import (
    COMPARISON_TABLES,
    PAY_HISTOGRAM,
    REVISION_SUMMARY,
    REVISIONS,
    ROLE_COMPARISON,
    SKILL_SPECIFICITY,
    TREND_DEMAND,
    TREND_LOCATION,
    TREND_PAY,
    TREND_SKILL,
    TREND_TABLES,
)
from jobtrends_pipeline.trends.breaks import break_stages
from jobtrends_pipeline.trends.comparison import ROLE_COMPARISON_QUERY, ROLES_ON_QUERY
from jobtrends_pipeline.trends.demand import TREND_DEMAND_QUERY, demand_stages
from jobtrends_pipeline.trends.histogram import HISTOGRAM_QUERY, pay_histogram
from jobtrends_pipeline.trends.locations import TREND_LOCATION_QUERY, location_stages
from jobtrends_pipeline.trends.offered import ROLES_ON, TREND_DEMAND_AS_OF, TREND_PAY_AS_OF
from jobtrends_pipeline.trends.pay import TREND_PAY_QUERY, pay_stages
from jobtrends_pipeline.trends.prints import FACTS, print_stages
from jobtrends_pipeline.trends.releases import is_published_by
from jobtrends_pipeline.trends.revisions import REVISION_SUMMARY_QUERY, REVISIONS_QUERY, revision_stages
from jobtrends_pipeline.trends.skills import TREND_SKILL_QUERY, skill_stages
from jobtrends_pipeline.trends.specificity import SKILL_SPECIFICITY_QUERY
from jobtrends_pipeline.trends.stages import Stage, macro, run

FACTS_NEEDED = tuple(FACTS.values())

_QUERIES = {
    TREND_DEMAND.name: TREND_DEMAND_QUERY,
    TREND_PAY.name: TREND_PAY_QUERY,
    TREND_SKILL.name: TREND_SKILL_QUERY,
    TREND_LOCATION.name: TREND_LOCATION_QUERY,
    REVISIONS.name: REVISIONS_QUERY,
    REVISION_SUMMARY.name: REVISION_SUMMARY_QUERY,
}
_COMPARISONS = {ROLE_COMPARISON.name: ROLE_COMPARISON_QUERY, SKILL_SPECIFICITY.name: SKILL_SPECIFICITY_QUERY}


def role_trend_queries(connection: duckdb.DuckDBPyConnection, roles: Sequence[str] | None = None) -> dict[str, str]:
    """Compute the trends of some roles on a connection that has the fact tables.

    Intermediate results that several trends share become temporary tables; rows of different roles are never combined.

    Args:
        connection: Connection with the fact tables.
        roles: Partition keys; all roles when null.

    Returns:
        For each of `TREND_TABLES` a query that gives its rows, in columns by name.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE chosen_roles AS SELECT unnest(?::VARCHAR[]) AS role", [roles or []]
    )
    condition = "true" if roles is None else "role IN (SELECT role FROM chosen_roles)"
    run(
        connection,
        [*print_stages(condition), *_series_stages(), *skill_stages(), *location_stages(), *revision_stages()],
    )
    connection.register("pay_histogram_rows", pay_histogram(connection.execute(HISTOGRAM_QUERY).df()))
    return {**_QUERIES, PAY_HISTOGRAM.name: "FROM pay_histogram_rows"}


def comparison_queries() -> dict[str, str]:
    """Return a query for each of `COMPARISON_TABLES`, over the trends of all roles."""
    return _COMPARISONS


def as_of_macros() -> Iterator[str]:
    """Yield the statements that create the macros of trends as known on any date.

    They are for a database that has the fact and trend tables. `trend_demand_as_of(role, day)` and
    `trend_pay_as_of(role, day)` have the columns of the tables, from pages that were published by that day, which is
    the day after their period end. `roles_on(day)` has the columns of `role_comparison`, for the periods nearest to
    that day.
    """
    stages = [*print_stages(f"role = for_role AND {is_published_by('known_on')}"), *_series_stages()]
    for name, table in ((TREND_DEMAND_AS_OF, TREND_DEMAND), (TREND_PAY_AS_OF, TREND_PAY)):
        query = f"SELECT {', '.join(table.column_names)} FROM ({_QUERIES[table.name]})"
        yield macro(name, ["for_role", "known_on"], stages, query)
    columns = ", ".join(ROLE_COMPARISON.column_names)
    yield macro(ROLES_ON, ["day"], [], f"SELECT {columns} FROM ({ROLES_ON_QUERY})")


def build_role_trends(facts: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Compute the trend tables of one or several roles.

    Args:
        facts: Typed frames (`tables.frames.typed`) by table name; all of `FACTS_NEEDED` are required.

    Returns:
        Typed frames by table name, one for each of `TREND_TABLES`; empty facts give empty frames.

    Raises:
        KeyError: if a fact table is missing.
    """
    with duckdb.connect() as connection:
        for name in FACTS_NEEDED:
            _offer(connection, name, facts[name])
        queries = role_trend_queries(connection)
        return {table.name: _frame(connection, table, queries[table.name]) for table in TREND_TABLES}


def build_comparisons(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Compute `COMPARISON_TABLES` of all roles.

    Args:
        frames: Typed frames of the trend tables, and of `fact_market_index` if available.

    Returns:
        Typed frames by table name.
    """
    empty = {FACT_MARKET_INDEX.name: typed(FACT_MARKET_INDEX, pd.DataFrame())}
    with duckdb.connect() as connection:
        for name in (TREND_DEMAND.name, TREND_PAY.name, TREND_SKILL.name, FACT_MARKET_INDEX.name):
            _offer(connection, name, {**empty, **frames}[name])
        return {table.name: _frame(connection, table, _COMPARISONS[table.name]) for table in COMPARISON_TABLES}


def _series_stages() -> list[Stage]:
    return [*demand_stages(), *pay_stages(), *break_stages()]


def _offer(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Register a frame under the name of its table, with dates cast to DATE.

    Pandas has no type for a date.
    """
    dates = [column for column, kind in frame.dtypes.items() if kind.kind == "M"]
    connection.register(f"{name}_frame", frame)
    connection.execute(
        f"CREATE TEMP VIEW {name} AS "
        f"SELECT * REPLACE ({', '.join(f'{column}::DATE AS {column}' for column in dates)}) FROM {name}_frame"
    )


def _frame(connection: duckdb.DuckDBPyConnection, table: Table, query: str) -> pd.DataFrame:
    order = ", ".join(table.grain)
    columns = ", ".join(table.column_names)
    return typed(table, connection.execute(f"SELECT {columns} FROM ({query}) ORDER BY {order}").df())
