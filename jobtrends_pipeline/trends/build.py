"""All trends of roles computed from facts: whole tables, and macros for any date.

The published warehouse offers the macros.
"""

from collections.abc import Iterator, Sequence

import duckdb

from jobtrends_pipeline.tables.trends import (
    PAY_HISTOGRAM,
    PERMANENT_WEIGHT,
    REVISION_SUMMARY,
    REVISIONS,
    ROLE_COMPARISON,
    SKILL_SPECIFICITY,
    TREND_DEMAND,
    TREND_DEMAND_MONTHLY,
    TREND_LOCATION,
    TREND_PAY,
    TREND_SKILL,
)
from jobtrends_pipeline.trends.breaks import break_stages
from jobtrends_pipeline.trends.comparison import ROLE_COMPARISON_QUERY, ROLES_ON_QUERY
from jobtrends_pipeline.trends.demand import TREND_DEMAND_QUERY, demand_stages
from jobtrends_pipeline.trends.histogram import HISTOGRAM_QUERY, pay_histogram
from jobtrends_pipeline.trends.locations import TREND_LOCATION_QUERY, location_stages
from jobtrends_pipeline.trends.monthly import PERMANENT_WEIGHT_QUERY, TREND_DEMAND_MONTHLY_QUERY, monthly_stages
from jobtrends_pipeline.trends.offered import ROLES_ON, TREND_DEMAND_AS_OF, TREND_DEMAND_MONTHLY_AS_OF, TREND_PAY_AS_OF
from jobtrends_pipeline.trends.pay import TREND_PAY_QUERY, pay_stages
from jobtrends_pipeline.trends.prints import print_stages
from jobtrends_pipeline.trends.releases import is_published_by
from jobtrends_pipeline.trends.revisions import REVISION_SUMMARY_QUERY, REVISIONS_QUERY, revision_stages
from jobtrends_pipeline.trends.skills import TREND_SKILL_QUERY, skill_stages
from jobtrends_pipeline.trends.specificity import SKILL_SPECIFICITY_QUERY
from jobtrends_pipeline.trends.stages import Stage, macro, run

_QUERIES = {
    TREND_DEMAND.name: TREND_DEMAND_QUERY,
    TREND_PAY.name: TREND_PAY_QUERY,
    TREND_SKILL.name: TREND_SKILL_QUERY,
    TREND_LOCATION.name: TREND_LOCATION_QUERY,
    REVISIONS.name: REVISIONS_QUERY,
    REVISION_SUMMARY.name: REVISION_SUMMARY_QUERY,
    TREND_DEMAND_MONTHLY.name: TREND_DEMAND_MONTHLY_QUERY,
}
_COMPARISONS = {
    ROLE_COMPARISON.name: ROLE_COMPARISON_QUERY,
    SKILL_SPECIFICITY.name: SKILL_SPECIFICITY_QUERY,
    PERMANENT_WEIGHT.name: PERMANENT_WEIGHT_QUERY,
}


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
        [
            *print_stages(condition),
            *_series_stages(),
            *skill_stages(),
            *location_stages(),
            *revision_stages(),
            *monthly_stages(condition),
        ],
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
    the day after their period end; `trend_demand_monthly_as_of(role, day)` is from images captured by that day.
    `roles_on(day)` has the columns of `role_comparison`, for the periods nearest to that day.
    """
    stages = [*print_stages(f"role = for_role AND {is_published_by('known_on')}"), *_series_stages()]
    drawn = monthly_stages("role = for_role AND coalesce(as_of <= known_on, true)")
    for name, table, more in (
        (TREND_DEMAND_AS_OF, TREND_DEMAND, []),
        (TREND_PAY_AS_OF, TREND_PAY, []),
        (TREND_DEMAND_MONTHLY_AS_OF, TREND_DEMAND_MONTHLY, drawn),
    ):
        query = f"SELECT {', '.join(table.column_names)} FROM ({_QUERIES[table.name]})"
        yield macro(name, ["for_role", "known_on"], [*stages, *more], query)
    columns = ", ".join(ROLE_COMPARISON.column_names)
    yield macro(ROLES_ON, ["day"], [], f"SELECT {columns} FROM ({ROLES_ON_QUERY})")


def _series_stages() -> list[Stage]:
    return [*demand_stages(), *pay_stages(), *break_stages()]
