"""The same facts give the same trend tables to the last bit, in whatever order and on how many threads they come."""

from collections.abc import Mapping, Sequence
from random import Random

import duckdb
import pandas as pd
import pytest

from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import COMPARISON_TABLES, TREND_SOURCES, TREND_TABLES
from jobtrends_pipeline.trends.build import comparison_queries, role_trend_queries
from jobtrends_pipeline.trends.revisions import REVISION_SUMMARY_QUERY
from jobtrends_pipeline.warehouse.ddl import create_table
from jobtrends_pipeline_tests.support.trends.random_facts import frames, random_facts

RUNS = 12
Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def facts() -> dict[str, pd.DataFrame]:
    """Facts of a dozen roles, their shares made such that sums of them are not exact."""
    drawn = frames(random_facts(Random(9), 12))  # noqa: S311
    for frame in drawn.values():
        for name in ("share_of_all_pct", "share_pct"):
            if name in frame:
                frame[name] = frame[name] * 0.999_123_456_789
    return drawn


def tables_of(facts: Mapping[str, pd.DataFrame], threads: int, chance: Random) -> Tables:
    """All trend tables of facts whose rows are shuffled, on some threads, each in the order of its grain."""
    with duckdb.connect(config={"threads": threads, "preserve_insertion_order": False}) as connection:
        for table in TREND_SOURCES:
            shuffled = facts[table.name].sample(frac=1, random_state=chance.randrange(2**32))  # a scan keeps its order
            _store(connection, table.name, create_table(table), shuffled)
        for table, query in _queries(role_trend_queries(connection), TREND_TABLES):
            rows = connection.execute(query).df().sample(frac=1, random_state=chance.randrange(2**32))
            _store(connection, table.name, create_table(table), rows)
        for table, query in _queries(comparison_queries(), COMPARISON_TABLES):
            _store(connection, table.name, create_table(table), connection.execute(query).df())
        ordered = {table.name: ", ".join(table.grain) for table in (*TREND_TABLES, *COMPARISON_TABLES)}
        return {name: connection.execute(f"FROM {name} ORDER BY {order}").fetchall() for name, order in ordered.items()}


def _queries(queries: Mapping[str, str], tables: Sequence[Table]) -> list[tuple[Table, str]]:
    return [(table, f"SELECT {', '.join(table.column_names)} FROM ({queries[table.name]})") for table in tables]  # noqa: S608


def _store(connection: duckdb.DuckDBPyConnection, name: str, statement: str, rows: pd.DataFrame) -> None:
    connection.execute(statement)
    connection.register("rows", rows)
    connection.execute(f"INSERT INTO {name} BY NAME FROM rows")
    connection.unregister("rows")


def test_twelve_runs_over_shuffled_facts_on_one_to_four_threads_are_equal_to_the_last_bit(
    facts: dict[str, pd.DataFrame],
) -> None:
    first = tables_of(facts, 1, Random(0))  # noqa: S311
    assert all(first.values()), [name for name, rows in first.items() if not rows]
    for run in range(1, RUNS):
        again = tables_of(facts, run % 4 + 1, Random(run))  # noqa: S311
        for name, rows in first.items():
            assert repr(again[name]) == repr(rows), (run, name)


def test_means_of_many_revisions_do_not_depend_on_the_order_of_the_figures() -> None:
    chance = Random(1)  # noqa: S311
    values = [(chance.uniform(0.1, 9), chance.uniform(0.1, 9)) for _ in range(500)]
    found = set()
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE pages AS SELECT 0 page_id, 'r' AS role, 'p' AS publisher, 'm' market, "
            "'s' subject, 'UK' place, 6 window_months"
        )
        for _ in range(RUNS):
            chance.shuffle(values)
            rows = pd.DataFrame(values, columns=["first_value", "latest_value"])
            connection.register("rows", rows)
            connection.execute(
                "CREATE OR REPLACE TABLE figure_revisions AS SELECT 0 AS series_id, 'none' AS pay_basis, 'x' measure, "
                "2 AS vintage_count, FALSE AS is_withdrawn, * FROM rows"
            )
            found.add(repr(connection.execute(REVISION_SUMMARY_QUERY).fetchall()))
    assert len(found) == 1
