"""A publication copies the rows that changed since the one before, and ends as one that copies all."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given, settings

from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse import copies, downloads
from jobtrends_pipeline.warehouse import publish as publishing
from jobtrends_pipeline.warehouse.publish import is_published, publish
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.table_rows import captures, demand

ROLES = ("java", "php", "sql")


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    held = Warehouse.at(tmp_path / "working.duckdb")
    held.replace({"captures": all_captures(), "fact_demand": demand("a")}, {})
    return held


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "jobtrends.duckdb"


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Tables and roles whose rows are copied from then on."""
    calls: list[tuple[str, object]] = []
    copy_rows = publishing._copy_rows

    def noted(connection: duckdb.DuckDBPyConnection, table: Table, source: str, roles: object) -> None:
        calls.append((table.name, roles))
        copy_rows(connection, table, source, roles)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "_copy_rows", noted)
    return calls


def all_captures() -> pd.DataFrame:
    return pd.concat([captures(f"{role}-1", f"{role}-2", role=role) for role in ROLES])


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_published(path) as connection:
        return {table.name: connection.execute(f"FROM {table.name} ORDER BY ALL").fetchall() for table in PUBLIC_TABLES}


def working(store: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    with store.connection() as connection:
        return {table.name: connection.execute(f"FROM {table.name} ORDER BY ALL").fetchall() for table in PUBLIC_TABLES}


def test_only_the_roles_that_changed_are_copied(
    store: Warehouse, target: Path, copied: list[tuple[str, object]]
) -> None:
    publish(store, target)
    copied.clear()
    store.replace({"captures": captures("new", role="php")}, {"role": ["php"]})
    store.replace({"captures": captures("sql-2", outcome="partial", role="sql")}, {"capture_id": ["sql-2"]})
    publish(store, target)
    assert copied == [("captures", ["php", "sql"])]
    assert contents(target) == working(store)
    assert is_published(store, target, [], is_thorough=True)


def test_without_changes_nothing_is_copied_and_the_parquet_files_stay(
    store: Warehouse, target: Path, copied: list[tuple[str, object]]
) -> None:
    publish(store, target)
    before = {path.name: path.stat().st_ino for path in (target.parent / "parquet").iterdir()}
    copied.clear()
    publish(store, target)
    assert copied == []
    assert {path.name: path.stat().st_ino for path in (target.parent / "parquet").iterdir()} == before


def test_a_row_that_moves_to_another_role_leaves_the_old_one(store: Warehouse, target: Path) -> None:
    publish(store, target)
    store.replace({"captures": captures("java-1", role="php")}, {"capture_id": ["java-1"]})
    publish(store, target)
    assert contents(target) == working(store)


def test_rows_that_another_program_wrote_are_published_with_their_whole_table(
    store: Warehouse, target: Path, copied: list[tuple[str, object]]
) -> None:
    publish(store, target)
    with store.connection() as connection:
        connection.execute("DELETE FROM captures WHERE role = 'sql'")
    copied.clear()
    publish(store, target)
    assert copied == [("captures", None)]
    assert contents(target) == working(store)


def test_a_row_without_a_role_has_its_whole_table_copied(
    store: Warehouse, target: Path, copied: list[tuple[str, object]]
) -> None:
    attempts = next(table for table in PUBLIC_TABLES if table.name == "capture_attempts")
    row = {
        "attempt_id": "run:1", "run": "run", "origin": "live", "url": "https://example.org/", "outcome": "captured",
        "attempted_at": pd.Timestamp("2026-02-16"),
    }  # fmt: skip
    publish(store, target)
    copied.clear()
    store.replace({attempts.name: rows_frame(attempts, [row])}, {"attempt_id": ["run:1"]})
    publish(store, target)
    assert copied == [("capture_attempts", None)]
    assert contents(target) == working(store)


def bit_rot(_: Warehouse, target: Path) -> None:
    content = bytearray(target.read_bytes())
    content[-100] ^= 1
    target.write_bytes(content)


def no_seal(_: Warehouse, target: Path) -> None:
    target.with_name(f"{target.name}.seal").unlink()


def gone(_: Warehouse, target: Path) -> None:
    target.unlink()


def foreign(_: Warehouse, target: Path) -> None:
    with duckdb.connect(target) as connection:
        connection.execute("UPDATE captures SET capture_id = 'foreign'")


@pytest.mark.parametrize("fault", [bit_rot, no_seal, gone, foreign])
def test_on_a_copy_that_is_not_as_it_was_published_nothing_is_built(
    store: Warehouse, target: Path, copied: list[tuple[str, object]], fault: Callable[[Warehouse, Path], None]
) -> None:
    publish(store, target)
    fault(store, target)
    copied.clear()
    store.replace({"captures": captures("new", role="php")}, {"role": ["php"]})
    publish(store, target)
    assert copied == [(table.name, None) for table in PUBLIC_TABLES]
    assert contents(target) == working(store)


def test_an_earlier_state_of_the_working_database_is_published_whole(
    store: Warehouse, target: Path, tmp_path: Path, copied: list[tuple[str, object]]
) -> None:
    publish(store, target)
    shutil.copy(tmp_path / "working.duckdb", tmp_path / "earlier.duckdb")
    store.replace({"captures": captures("new", role="php")}, {"role": ["php"]})
    publish(store, target)
    earlier = Warehouse.at(tmp_path / "earlier.duckdb")
    copied.clear()
    publish(earlier, target)
    assert len(copied) == len(PUBLIC_TABLES)
    assert contents(target) == working(earlier)


class KilledError(Exception):
    """Stands for the death of the process."""


@pytest.mark.parametrize("step", ["write_seal", "replace_database", "replace_folder"])
def test_a_publication_that_ends_half_way_loses_no_change(
    store: Warehouse, target: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    publish(store, target)
    store.replace({"captures": captures("new", role="php")}, {"role": ["php"]})

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(publishing, step, killed)
        with pytest.raises(KilledError):
            publish(store, target)
    store.replace({"captures": captures("newer", role="sql")}, {"role": ["sql"]})
    publish(store, target)
    assert contents(target) == working(store)
    assert is_published(store, target, [], is_thorough=True)


def test_a_table_that_grew_too_large_has_no_file_and_no_download(
    store: Warehouse, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, target)
    packaged, _ = downloads.write_downloads(target, tmp_path / "data")
    assert "captures.parquet" in {one.path for one in packaged}
    monkeypatch.setattr(copies, "LARGEST_FILE_ROWS", 5)
    store.replace({"captures": captures("more", role="php")}, {"capture_id": ["more"]})
    publish(store, target)
    packaged, _ = downloads.write_downloads(target, tmp_path / "data")
    assert "captures.parquet" not in {one.path for one in packaged}
    assert not (tmp_path / "data" / "captures.parquet").exists()
    assert not (target.parent / "parquet" / "captures.parquet").exists()
    assert is_published(store, target, [])


Change = tuple[str, list[str], bool]
changes = st.lists(
    st.tuples(st.sampled_from(ROLES), st.lists(st.sampled_from("abcdef"), unique=True, max_size=4), st.booleans()),
    max_size=5,
)


@settings(max_examples=15, deadline=None)
@given(st.lists(changes, min_size=1, max_size=4))
def test_any_changes_between_publications_are_published(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[Change]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    store, target = Warehouse.at(folder / "working.duckdb"), folder / "out" / "jobtrends.duckdb"
    for done in rounds:
        for role, names, is_by_role in done:
            frame = captures(*names, role=role)
            if is_by_role:
                others = store.read(CAPTURES, {"capture_id": names})
                store.replace({"captures": rows_frame(CAPTURES, [])}, {"capture_id": others["capture_id"].tolist()})
            store.replace({"captures": frame}, {"role": [role]} if is_by_role else {"capture_id": names})
        publish(store, target)
        assert contents(target) == working(store)
