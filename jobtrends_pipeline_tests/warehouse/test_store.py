"""Rows are stored all or none, exactly where the keys say, and come back as they went in."""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.tables.facts import FACT_DEMAND
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.warehouse.refusals import EarlierVersionError
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.table_rows import captures, demand


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "working.duckdb"


@pytest.fixture
def store(path: Path) -> Warehouse:
    return Warehouse.at(path)


def ids(frame: pd.DataFrame) -> list[str]:
    return sorted(frame["capture_id"])


def test_an_insert_that_fails_in_the_second_table_leaves_the_first_as_it_was(store: Warehouse) -> None:
    store.replace({"captures": captures("a", "b"), "fact_demand": demand("a", "b")}, {"role": ["java"]})
    broken = demand("c").assign(capture_id=None)
    with pytest.raises(duckdb.ConstraintException):
        store.replace({"captures": captures("c"), "fact_demand": broken}, {"role": ["java"]})
    assert ids(store.read(CAPTURES)) == ["a", "b"]
    assert ids(store.read(FACT_DEMAND)) == ["a", "b"]


class Interrupted(dict[str, pd.DataFrame]):
    """Frames of which the last is never had."""

    def items(self) -> Any:
        """The first, then the end."""
        yield next(iter(super().items()))
        raise KeyboardInterrupt


def test_an_interrupt_between_two_tables_leaves_both_as_they_were(store: Warehouse) -> None:
    store.replace({"captures": captures("a"), "fact_demand": demand("a")}, {})
    with pytest.raises(KeyboardInterrupt):
        store.replace(Interrupted({"captures": captures("b"), "fact_demand": demand("b")}), {})
    assert (ids(store.read(CAPTURES)), ids(store.read(FACT_DEMAND))) == (["a"], ["a"])


def test_rows_derived_by_queries_replace_those_of_the_roles_and_are_counted(store: Warehouse) -> None:
    store.replace({"captures": pd.concat([captures("a"), captures("b", role="php")])}, {})
    others = "SELECT * REPLACE ('c' || capture_id AS capture_id, 'php' AS role) FROM captures WHERE role = 'java'"
    assert store.derive(lambda _: {"captures": others}, ["php"]) == {"captures": 1}
    assert ids(store.read(CAPTURES)) == ["a", "ca"]


def test_a_derivation_that_fails_in_the_second_table_leaves_the_first_as_it_was(store: Warehouse) -> None:
    store.replace({"captures": captures("a")}, {})
    queries = {"captures": "FROM captures", "fact_demand": "SELECT capture_id FROM captures"}
    with pytest.raises(duckdb.Error):
        store.derive(lambda _: queries, None)
    assert ids(store.read(CAPTURES)) == ["a"]


def test_replace_removes_exactly_the_rows_the_keys_name(store: Warehouse) -> None:
    store.replace({"captures": captures("a", "b", "c")}, {})
    store.replace({"captures": captures("d", role="php")}, {"role": ["php"]})
    store.replace({"captures": captures("b", "e", outcome="partial")}, {"capture_id": ["b", "e", "x"]})
    held = store.read(CAPTURES).set_index("capture_id")["outcome"].to_dict()
    assert held == {"a": "read", "b": "partial", "c": "read", "d": "read", "e": "partial"}


def test_several_keys_name_the_rows_that_have_all_of_them(store: Warehouse) -> None:
    store.replace({"captures": pd.concat([captures("a"), captures("b", role="php")])}, {})
    store.replace({"captures": captures()}, {"role": ["php"], "capture_id": ["a", "b"]})
    assert ids(store.read(CAPTURES)) == ["a"]


def test_without_keys_all_rows_are_replaced(store: Warehouse) -> None:
    store.replace({"captures": captures("a", "b")}, {})
    store.replace({"captures": captures("c")}, {})
    assert ids(store.read(CAPTURES)) == ["c"]


def test_a_key_without_values_names_no_row(store: Warehouse) -> None:
    store.replace({"captures": captures("a")}, {})
    store.replace({"captures": captures()}, {"capture_id": []})
    assert ids(store.read(CAPTURES)) == ["a"]
    assert store.read(CAPTURES, {"capture_id": []}).empty


def test_a_key_is_a_value_and_never_a_piece_of_sql(store: Warehouse) -> None:
    store.replace({"captures": captures("a")}, {})
    assert store.read(CAPTURES, {"role": ["x') OR 1=1 --"]}).empty
    assert store.counts([CAPTURES], {"role": ["java", "java"]}) == {"captures": 1}


def test_what_is_read_is_the_typed_frame_that_was_stored(store: Warehouse) -> None:
    stored = {"captures": captures("a", "b"), "fact_demand": demand("a", "b", share=None)}
    store.replace(stored, {})
    for name, frame in store.read_many([CAPTURES, FACT_DEMAND]).items():
        assert_frame_equal(frame, stored[name])


def test_nulls_of_every_kind_are_null_in_the_database(store: Warehouse, path: Path) -> None:
    store.replace({"captures": captures("a"), "fact_demand": demand("a", share=float("nan"))}, {})
    query = (
        "SELECT captured_at IS NULL, http_status IS NULL, media_type IS NULL, period_end IS NULL, share_of_all_pct"
        " FROM captures, (SELECT share_of_all_pct FROM fact_demand)"
    )
    with duckdb.connect(path) as connection:
        assert connection.execute(query).fetchall() == [(True, True, True, True, None)]


def test_zero_is_not_null(store: Warehouse) -> None:
    store.replace({"fact_demand": demand("a", share=0.0)}, {})
    assert store.read(FACT_DEMAND)["share_of_all_pct"].tolist() == [0.0]


def test_a_table_without_rows_reads_as_an_empty_typed_frame(store: Warehouse) -> None:
    for table in ALL_TABLES:
        assert_frame_equal(store.read(table), typed(table, pd.DataFrame()), check_index_type=False)


def test_rows_are_read_in_the_order_of_their_grain(store: Warehouse) -> None:
    store.replace({"captures": captures("c", "a", "b")}, {})
    assert list(store.read(CAPTURES)["capture_id"]) == ["a", "b", "c"]


def test_the_file_is_free_again_after_an_error(store: Warehouse, path: Path) -> None:
    with pytest.raises(duckdb.CatalogException), store.connection() as connection:
        connection.execute("SELECT * FROM no_table")
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("SELECT 1")
    with duckdb.connect(path, read_only=True) as other:  # another mode is refused while a connection is open
        assert other.execute("SELECT count(*) FROM captures").fetchall() == [(0,)]


def test_a_file_with_other_columns_is_refused_with_what_to_do(path: Path) -> None:
    path.parent.mkdir()
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE fact_pay (role VARCHAR, median_gbp DOUBLE)")
    with pytest.raises(EarlierVersionError) as raised:
        Warehouse.at(path).read(CAPTURES)
    line = str(raised.value)
    assert "\n" not in line
    assert "table captures is missing" in line
    assert "`jobtrends refresh` makes it anew from the archive" in line
    with duckdb.connect(path, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM fact_pay").fetchall() == [(0,)]
