"""All facts of own adverts for one publisher and one day."""

import duckdb

from jobtrends_pipeline.advert_facts.compared_places import compare_places
from jobtrends_pipeline.advert_facts.counted import count_all
from jobtrends_pipeline.advert_facts.coverage import ADVERT_COVERAGE_QUERY, count_coverage
from jobtrends_pipeline.advert_facts.demand import FACT_DEMAND_QUERY
from jobtrends_pipeline.advert_facts.known import load_known
from jobtrends_pipeline.advert_facts.locations import FACT_LOCATION_QUERY
from jobtrends_pipeline.advert_facts.market_index import FACT_MARKET_INDEX_QUERY, OPEN
from jobtrends_pipeline.advert_facts.pay import FACT_PAY_QUERY
from jobtrends_pipeline.advert_facts.pay_errors import pay_rows
from jobtrends_pipeline.advert_facts.request import FactsRequest
from jobtrends_pipeline.advert_facts.skills import FACT_SKILL_QUERY, count_skills
from jobtrends_pipeline.tables.advert_figures import ADVERT_COVERAGE, ADVERT_PAY_ERROR, ADVERT_PAY_HISTOGRAM
from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_LOCATION, FACT_MARKET_INDEX, FACT_PAY, FACT_SKILL

_QUERIES = {
    FACT_DEMAND.name: FACT_DEMAND_QUERY,
    FACT_PAY.name: FACT_PAY_QUERY,
    FACT_LOCATION.name: FACT_LOCATION_QUERY,
    FACT_SKILL.name: FACT_SKILL_QUERY,
    FACT_MARKET_INDEX.name: FACT_MARKET_INDEX_QUERY,
    ADVERT_COVERAGE.name: ADVERT_COVERAGE_QUERY,
}


def own_facts(connection: duckdb.DuckDBPyConnection, request: FactsRequest) -> dict[str, str]:
    """Compute the facts of own adverts on a connection that has their tables.

    The tables read are `adverts`, `advert_pay`, `advert_roles`, `advert_places`, `advert_skills` and `vacancies`. All
    results are temporary tables of the connection, which the next call replaces; the tables of the warehouse stay as
    they are. An advert that was seen after the period end changes nothing.

    Args:
        connection: Connection with the tables, also within a transaction.
        request: Publisher, day, roles, places and windows.

    Returns:
        For each table of `FACT_TABLES` and `ADVERT_FIGURE_TABLES` a query that gives its rows, in columns by name.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE own_request AS SELECT ?::VARCHAR AS publisher, ?::DATE AS period_end",
        [request.publisher, request.period_end],
    )
    load_known(connection, request)
    compare_places(connection)
    count_all(connection, request)
    connection.execute(OPEN)
    count_skills(connection)
    count_coverage(connection, request)
    for name, query in _QUERIES.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE own_{name} AS {query}")
    for name, frame in zip(
        (ADVERT_PAY_ERROR.name, ADVERT_PAY_HISTOGRAM.name), pay_rows(connection, request.points), strict=True
    ):
        connection.register("own_frame", frame)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE own_{name} AS FROM own_frame")
        connection.unregister("own_frame")
    return {name: f"FROM own_{name}" for name in (*_QUERIES, ADVERT_PAY_ERROR.name, ADVERT_PAY_HISTOGRAM.name)}
