"""Trends as known on a day, through the macros of a real published file; and what never changes them."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.trends import (
    COMPARISON_TABLES,
    ROLE_COMPARISON,
    TREND_DEMAND,
    TREND_PAY,
    TREND_SOURCES,
    TREND_TABLES,
)
from jobtrends_pipeline.trends.build import as_of_macros, comparison_queries, role_trend_queries
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.table_rows import uk_page
from jobtrends_pipeline_tests.support.trends.agreement import assert_agree, plain
from jobtrends_pipeline_tests.support.trends.frames import build_role_trends
from jobtrends_pipeline_tests.support.trends.independent import Row
from jobtrends_pipeline_tests.support.trends.independent_lists import side_by_side, trends
from jobtrends_pipeline_tests.support.trends.random_facts import Rows, frames, random_facts, until

AS_OF = (TREND_DEMAND, TREND_PAY)
few = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
"""A few large examples, drawn from a seed: a failing one would not get smaller, only take long."""
randoms = st.builds(Random, st.integers(0, 2**32))
few_roles = st.builds(random_facts, randoms, st.integers(2, 3))


def warehouse_of(rows: Rows, folder: Path) -> Warehouse:
    store = Warehouse.at(folder / "working.duckdb")
    store.replace(frames(rows), {})
    derive(store, rows)
    return store


def derive(store: Warehouse, rows: Rows) -> None:
    roles = sorted({row["role"] for row in rows["fact_skill"]})
    store.derive(lambda connection: role_trend_queries(connection, roles), roles)
    store.derive(lambda _: comparison_queries(), None)


def published(rows: Rows, folder: Path) -> duckdb.DuckDBPyConnection:
    publish(warehouse_of(rows, folder), folder / "out" / "published.duckdb", as_of_macros())
    return open_published(folder / "out" / "published.duckdb")


def known(connection: duckdb.DuckDBPyConnection, rows: Rows, day: date) -> dict[str, list[Row]]:
    """What both macros answer for a day, all roles together."""
    found: dict[str, list[Row]] = {}
    for table in AS_OF:
        for role in sorted({row["role"] for row in rows["fact_skill"]}):
            frame = connection.execute(f"FROM {table.name}_as_of(?, ?)", [role, day]).df()
            found.setdefault(table.name, []).extend(plain(typed(table, frame)))
    return found


def given_to(rows: Rows) -> Mapping[str, list[Row]]:
    return {name: plain(frame) for name, frame in frames(rows).items()}


@few
@given(few_roles, st.data())
def test_a_later_vintage_never_changes_what_was_known_on_a_day(rows: Rows, data: st.DataObject) -> None:
    vintages = sorted({row["as_of"] for row in rows["fact_demand"] + rows["fact_skill"]})
    chosen = data.draw(st.lists(st.sampled_from(vintages), min_size=1, max_size=3, unique=True))
    with TemporaryDirectory() as folder, published(rows, Path(folder)) as connection:
        for day in [vintages[0] + timedelta(days=1), vintages[-1], *chosen]:
            answers, expected = known(connection, rows, day), trends(given_to(until(rows, day)))
            for table in AS_OF:
                assert_agree(table, answers[table.name], expected[table.name])


@few
@given(few_roles)
def test_what_is_known_on_the_last_day_is_what_the_tables_hold_and_roles_on_a_day_are_of_them(rows: Rows) -> None:
    last = max(row["as_of"] for held in rows.values() for row in held)
    with TemporaryDirectory() as folder, published(rows, Path(folder)) as connection:
        answers = known(connection, rows, last + timedelta(days=1))
        tables = {table.name: plain(typed(table, connection.table(table.name).df())) for table in AS_OF}
        for table in AS_OF:
            assert_agree(table, answers[table.name], tables[table.name])
        for day in (last, last - timedelta(days=9), last - timedelta(days=380)):
            side = typed(ROLE_COMPARISON, connection.execute("FROM roles_on(?)", [day]).df())
            assert_agree(ROLE_COMPARISON, plain(side), side_by_side(tables["trend_demand"], tables["trend_pay"], day))


@few
@given(few_roles, randoms)
def test_neither_the_order_of_the_facts_nor_deriving_twice_nor_other_roles_matter(rows: Rows, random: Random) -> None:
    shuffled = {name: random.sample(held, len(held)) for name, held in rows.items()}
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        first, second = warehouse_of(rows, Path(one)), warehouse_of(shuffled, Path(other))
        derive(second, rows)
        derived, again = (store.read_many([*TREND_TABLES, *COMPARISON_TABLES]) for store in (first, second))
    for name, frame in derived.items():
        assert_frame_equal(again[name], frame)
    for role in {row["role"] for row in rows["fact_skill"]}:
        alone = {name: [row for row in held if row["role"] == role] for name, held in rows.items()}
        for name, frame in build_role_trends(frames(alone)).items():
            of_role = derived[name][derived[name]["role"] == role].reset_index(drop=True)
            assert_frame_equal(frame, of_role)


def side(role: str, ends: Mapping[str, int]) -> list[Row]:
    """Rows of the demand of a role's pages, each of so many adverts, that end on these days."""
    page: Row = uk_page(role)
    page |= {"scope": "subject", "lag_years": 0, "capture_id": "none"}
    days = {date.fromisoformat(end): count for end, count in ends.items()}
    return [{**page, "as_of": day, "period_end": day, "advert_count": count} for day, count in days.items()]


@pytest.fixture(scope="module")
def three_roles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows: Rows = {table.name: [] for table in TREND_SOURCES}
    rows["fact_demand"] = [
        *side("tied", {"2026-02-10": 1, "2026-02-20": 2}),
        *side("near", {"2026-01-31": 3, "2026-03-02": 4}),
        *side("far", {"2026-01-30": 5, "2026-03-03": 6}),
    ]
    store = Warehouse.at(tmp_path_factory.mktemp("roles") / "working.duckdb")
    store.replace(frames(rows), {})
    store.derive(role_trend_queries, None)
    target = tmp_path_factory.mktemp("published") / "published.duckdb"
    publish(store, target, as_of_macros())
    return target


def counts_on(path: Path, day: str) -> dict[str, int]:
    with open_published(path) as connection:
        return dict(connection.execute("SELECT role, advert_count FROM roles_on(?::DATE)", [day]).fetchall())


def test_of_two_periods_as_near_to_the_day_the_earlier_stands_and_none_beyond_15_days(three_roles: Path) -> None:
    # 15 February lies 5 days from both of `tied`, 15 from both of `near`, 16 from both of `far`.
    assert counts_on(three_roles, "2026-02-15") == {"tied": 1, "near": 3}
    assert counts_on(three_roles, "2026-02-16") == {"tied": 2, "near": 4, "far": 6}
    assert counts_on(three_roles, "2027-02-15") == {}


def test_every_column_of_the_macros_is_that_of_the_table(three_roles: Path) -> None:
    calls = {"trend_demand": "trend_demand_as_of('tied', DATE '2026-02-15')"}
    calls |= {"trend_pay": "trend_pay_as_of('tied', DATE '2026-02-15')"}
    calls |= {"role_comparison": "roles_on(DATE '2026-02-15')"}
    with open_published(three_roles) as connection:
        for table, call in calls.items():
            columns = connection.execute(f"DESCRIBE FROM {call}").fetchall()
            assert [column[0] for column in columns] == TABLES_BY_NAME[table].column_names
