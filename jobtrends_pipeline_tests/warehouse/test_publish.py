"""The published copy: replaced by rename, whole or as it was, with the words beside the figures."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from pandas.testing import assert_frame_equal

from jobtrends_pipeline.tables.adverts import ADVERT_TABLES, ADVERTS
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.tables.facts import FACT_DEMAND
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse import publish as publishing
from jobtrends_pipeline.warehouse.copies import copy_table, parquet_tables
from jobtrends_pipeline.warehouse.publish import is_published, publish
from jobtrends_pipeline.warehouse.published import NothingPublishedError, open_published
from jobtrends_pipeline.warehouse.refusals import WarehouseFullError
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.table_rows import captures, demand

NAMES = [table.name for table in PUBLIC_TABLES]
HELD = "SELECT capture_id FROM captures ORDER BY ALL"


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    held = Warehouse.at(tmp_path / "working.duckdb")
    held.replace({"captures": captures("a", "b"), "fact_demand": demand("b", "a", share=None)}, {})
    return held


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "jobtrends.duckdb"


def contents_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def held_by(path: Path) -> list[tuple[str]]:
    with open_published(path) as connection:
        rows: list[tuple[str]] = connection.execute(HELD).fetchall()
        return rows


@pytest.fixture
def fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes copies of captures fail from then on, after the database's draft was written."""
    whole = copy_table

    def broken(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> int:
        if table is CAPTURES:
            raise duckdb.IOException("no space left on device")
        return whole(connection, table, path)

    return lambda: monkeypatch.setattr(publishing, "copy_table", broken)


def test_publishing_writes_one_database_and_a_parquet_file_per_table_but_cells(store: Warehouse, target: Path) -> None:
    counts = publish(store, target)
    assert counts == dict.fromkeys(NAMES, 0) | {"captures": 2, "fact_demand": 2}
    assert set(contents_below(target.parent)) == {
        target.name, f"{target.name}.seal", *(f"parquet/{name}.parquet" for name in NAMES if name != "parsed_cells")
    }  # fmt: skip


def test_an_open_reader_keeps_the_old_copy_and_the_next_sees_the_new(store: Warehouse, target: Path) -> None:
    publish(store, target)
    with open_published(target) as reader:
        store.replace({"captures": captures("c")}, {})
        publish(store, target)
        assert reader.execute(HELD).fetchall() == [("a",), ("b",)]
    assert held_by(target) == [("c",)]


def test_a_failure_in_the_middle_leaves_the_old_copy_and_no_draft(
    store: Warehouse, target: Path, fill_the_disk: Callable[[], None]
) -> None:
    publish(store, target)
    before = contents_below(target.parent)
    store.replace({"captures": captures("c")}, {})
    fill_the_disk()
    with pytest.raises(WarehouseFullError):
        publish(store, target)
    assert contents_below(target.parent) == before


def test_the_working_database_is_free_after_a_failed_publication(
    store: Warehouse, target: Path, fill_the_disk: Callable[[], None]
) -> None:
    fill_the_disk()
    with pytest.raises(WarehouseFullError):
        publish(store, target)
    store.replace({"captures": captures("c")}, {})
    assert contents_below(target.parent) == {}


def test_a_draft_left_by_a_killed_run_does_not_stop_the_next(store: Warehouse, target: Path) -> None:
    target.parent.mkdir()
    target.with_name(f".{target.name}.tmp").write_bytes(b"half a database")
    target.with_name(f".{target.name}.tmp.wal").write_bytes(b"half a log")
    publish(store, target)
    assert held_by(target) == [("a",), ("b",)]
    assert not list(target.parent.glob(".*"))


def test_every_table_and_column_is_described_in_the_published_file(store: Warehouse, target: Path) -> None:
    publish(store, target)
    with open_published(target) as connection:
        tables = dict(connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
        columns = connection.execute("SELECT table_name, column_name, comment FROM duckdb_columns()").fetchall()
    assert set(tables) == set(NAMES)
    for table in PUBLIC_TABLES:
        assert tables[table.name] == (
            f"{table.description} Grain: {', '.join(table.grain)}. "
            "Source IT Jobs Watch, CC BY-NC-SA 4.0; advertised, not paid."
        )
    described = {(table, column): comment for table, column, comment in columns}
    for table in PUBLIC_TABLES:
        for column in table:
            comment = described[table.name, column.name]
            assert comment.startswith(column.description)
            assert comment.endswith(f" Unit: {column.unit}." if column.unit else column.description)


def test_parquet_holds_what_the_tables_hold(store: Warehouse, target: Path) -> None:
    publish(store, target)
    with open_published(target) as connection:
        for table in parquet_tables(dict.fromkeys(NAMES, 0)):
            ours = connection.table(table.name).order(", ".join(table.grain)).df()
            theirs = connection.read_parquet(str(target.parent / "parquet" / f"{table.name}.parquet")).df()
            assert_frame_equal(ours, theirs)


def test_the_published_copy_cannot_be_written(store: Warehouse, target: Path) -> None:
    publish(store, target)
    with open_published(target) as connection, pytest.raises(duckdb.InvalidInputException):
        connection.execute("DELETE FROM captures")


def test_nothing_published_yet_says_what_to_do(target: Path) -> None:
    with pytest.raises(NothingPublishedError, match=r"run `jobtrends ingest PATH` first"):
        open_published(target)


def test_publishing_twice_gives_the_same_rows(store: Warehouse, target: Path) -> None:
    assert publish(store, target) == publish(store, target)
    assert len(store.read(FACT_DEMAND)) == 2


def test_a_copy_of_an_earlier_version_lacks_what_a_later_one_publishes(store: Warehouse, target: Path) -> None:
    publish(store, target, ["CREATE MACRO twice(n) AS TABLE SELECT 2 * n"])
    assert is_published(store, target, ["twice"])
    assert not is_published(store, target, ["twice", "thrice"])
    with duckdb.connect(target) as connection:
        connection.execute("DROP TABLE revisions")
    assert not is_published(store, target, ["twice"])


def test_a_copy_that_lacks_rows_or_a_parquet_file_is_not_published(store: Warehouse, target: Path) -> None:
    publish(store, target)
    parquet = target.parent / "parquet" / "captures.parquet"
    whole = parquet.read_bytes()
    for content in (b"", whole[:100], whole[:-1]):
        parquet.write_bytes(content)
        assert not is_published(store, target, [])
    parquet.write_bytes(whole)
    assert is_published(store, target, [])
    store.replace({"captures": captures("c", "d", "e")}, {})
    assert not is_published(store, target, [])


@pytest.mark.parametrize("name", ["jobtrends.duckdb", "jobtrends.duckdb.seal", "parquet/captures.parquet"])
def test_what_is_gone_is_missed_and_published_anew(store: Warehouse, target: Path, name: str) -> None:
    publish(store, target)
    assert is_published(store, target, [])
    (target.parent / name).unlink()
    assert not is_published(store, target, [])
    publish(store, target)
    assert is_published(store, target, [])
    assert (target.parent / name).exists()


def test_an_altered_byte_anywhere_is_found_when_all_are_looked_at(store: Warehouse, target: Path) -> None:
    publish(store, target)
    content = bytearray(target.read_bytes())
    content[-5] ^= 1
    target.write_bytes(content)
    assert not is_published(store, target, [], is_thorough=True)


def test_nothing_needs_to_be_published_of_an_empty_warehouse(tmp_path: Path) -> None:
    assert is_published(Warehouse.at(tmp_path / "working.duckdb"), tmp_path / "jobtrends.duckdb", [])


def test_private_tables_stay_in_the_working_database(store: Warehouse, target: Path) -> None:
    for number in range(2):  # the first time all tables are copied, then those that changed
        row = {
            "advert_id": f"a-{number}", "input_id": "a", "source": "board", "publisher": "own", "ordinal": number,
            "posting_id": "1", "seen_on": date(2026, 8, 1), "advertised_on": date(2026, 8, 1), "title": "Secret",
            "market": "permanent", "is_remote": False, "is_cut": False, "is_estimated": False, "text_sha256": "0",
            "is_recognised": False,
        }  # fmt: skip
        store.replace({"adverts": rows_frame(ADVERTS, [row])}, {})
        publish(store, target)
        with open_published(target) as connection:
            tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert tables == set(NAMES)
        assert not tables & {table.name for table in ADVERT_TABLES}
        parquet = {path.stem for path in (target.parent / "parquet").iterdir()}
        assert not parquet & {table.name for table in ADVERT_TABLES}
    assert len(store.read(ADVERTS)) == 1
