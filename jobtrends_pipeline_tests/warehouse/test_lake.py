"""A lake answers as a file does, takes writers one after the other, and says what is wrong with it."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.pages.page import PARSER_VERSION
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS
from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_TABLES
from jobtrends_pipeline.trends.build import as_of_macros, comparison_queries, role_trend_queries
from jobtrends_pipeline.trends.offered import AS_OF_MACROS
from jobtrends_pipeline.warehouse.database import DatabaseFile
from jobtrends_pipeline.warehouse.export import Choice, export_tables
from jobtrends_pipeline.warehouse.extensions import LakeError
from jobtrends_pipeline.warehouse.lake import Lake
from jobtrends_pipeline.warehouse.ledger import Piece, adopted
from jobtrends_pipeline.warehouse.publish import is_published, publish
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline.warehouse.refusals import WarehouseDamagedError, WarehouseUnreachableError
from jobtrends_pipeline.warehouse.standings import chart_outcomes, freshest, lost_captures
from jobtrends_pipeline_tests.support.lakes import VARIABLE, make_lake, needs_lake, rows_of, written
from jobtrends_pipeline_tests.support.many_roles import NAMES
from jobtrends_pipeline_tests.support.postgres_server import PASSWORD, PostgresServer, postgres_server

pytestmark = needs_lake


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture
def lake(server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    return make_lake(server, tmp_path / f"lake-{tmp_path.name}", monkeypatch)


@pytest.fixture(scope="module")
def derived(server: PostgresServer, file: DatabaseFile, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """A lake with the facts of the file, and what is computed from them; never changed."""
    with pytest.MonkeyPatch.context() as patch:
        lake = make_lake(server, tmp_path_factory.mktemp("derived") / "lake", patch)
        store = lake.open()
        store.replace(file.reading().read_many([*FACT_TABLES, CAPTURES, FINDINGS]), {})
        store.derive(role_trend_queries, None)
        store.derive(lambda _: comparison_queries(), None)
        yield lake


def test_trends_and_comparisons_are_those_of_a_file(derived: Lake, file: DatabaseFile) -> None:
    assert rows_of(derived) == rows_of(file)
    derived.check(PARSER_VERSION, is_thorough=True)


def test_what_is_published_and_exported_is_that_of_a_file(derived: Lake, file: DatabaseFile, tmp_path: Path) -> None:
    answers = {}
    for name, database in (("lake", derived), ("file", file)):
        store, target = database.open(), tmp_path / name / "jobtrends.duckdb"
        counts = publish(store, target, as_of_macros())
        assert is_published(store, target, AS_OF_MACROS, is_thorough=True)
        with open_published(target) as connection:
            asked = connection.execute("FROM trend_pay_as_of('java', DATE '2026-08-20') ORDER BY ALL").fetchall()
        exported = export_tables(target, tmp_path / name / "export", Choice("csv"))
        answers[name] = (counts, len(asked), exported)
        assert asked
    assert answers["lake"] == answers["file"]


def test_a_second_publication_copies_what_changed(filled: Lake, tmp_path: Path) -> None:
    store, target = filled.open(), tmp_path / "jobtrends.duckdb"
    publish(store, target)
    facts = store.read(FACT_DEMAND, {"role": ["java"]})
    store.replace({FACT_DEMAND.name: facts.head(1)}, {"role": ["java"]})
    publish(store, target)
    with open_published(target) as connection:
        held = connection.execute("SELECT count(*) FROM fact_demand WHERE role = 'java'").fetchall()
    assert held == [(1,)]


def test_the_status_is_read_from_the_lake(derived: Lake, file: DatabaseFile, tmp_path: Path) -> None:
    shown = []
    for database in (derived, file):
        with freshest(database, tmp_path / "none.duckdb", tmp_path / "lock", PARSER_VERSION) as source:
            assert source.connection
            assert not source.is_published
            shown.append((lost_captures(source.connection), chart_outcomes(source.connection)))
    assert shown[0] == shown[1]


def test_adopted_files_replace_the_rows_of_their_roles_once(filled: Lake) -> None:
    before, roles = rows_of(filled), ["java", "python"]
    store = filled.open()
    for attempt in ("first", "second"):
        store.adopt(written(filled, attempt, roles), {"role": roles}, [Piece("run", attempt)])
    assert rows_of(filled) == before
    with store.connection() as connection:
        assert adopted(connection, "run") == {"first", "second"}
        assert adopted(connection, "another") == set()


def _dies_before_it_commits(lake: Lake) -> None:
    store, files = lake.open(), written(lake, "lost", ["java"])
    with store.transaction():
        store.adopt(files, {"role": ["java"]})
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_writer_killed_in_its_transaction_leaves_the_rows_and_its_lock(filled: Lake) -> None:
    before = rows_of(filled)
    process = multiprocessing.get_context("spawn").Process(target=_dies_before_it_commits, args=[filled])
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert rows_of(filled) == before
    filled.open().adopt(written(filled, "again", ["java"]), {"role": ["java"]})
    assert rows_of(filled) == before


def _replaces(lake: Lake, roles: Sequence[str], times: int) -> None:
    store = lake.open()
    for _ in range(times):
        facts = store.read(FACT_DEMAND, {"role": roles})
        store.replace({FACT_DEMAND.name: facts}, {"role": roles})


def test_four_processes_that_replace_the_same_roles_double_no_row(filled: Lake) -> None:
    before, roles = rows_of(filled), list(NAMES)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_replaces, args=[filled, roles[at : at + 4], 4]) for at in range(4)]
    for process in writers:
        process.start()
    for process in writers:
        process.join()
    assert [process.exitcode for process in writers] == [0] * 4
    assert rows_of(filled) == before


def test_a_draft_takes_the_place_of_the_lake_at_once(filled: Lake) -> None:
    draft, old = filled.draft(PARSER_VERSION), Path(filled.work_folder).parent
    draft.open().replace({}, {})
    filled.replace_by(draft, PARSER_VERSION)
    assert filled.reading().counts([FACT_DEMAND], {}) == {FACT_DEMAND.name: 0}
    assert not old.exists()
    assert not draft.exists()


def test_a_lake_that_is_absent_is_not_made_by_reading(lake: Lake) -> None:
    assert not lake.exists()
    with pytest.raises(LakeError, match="no lake"), lake.reading().connection():
        pass
    assert not lake.exists()


def test_a_lost_file_is_named_as_damage(filled: Lake) -> None:
    for path in Path(filled.files).rglob("*.parquet"):
        path.unlink()
    with pytest.raises(WarehouseDamagedError, match=r"jobtrends refresh"):
        filled.check(PARSER_VERSION, is_thorough=True)


def test_a_catalogue_that_does_not_answer_is_named_without_its_password(
    filled: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, f"postgresql://jobtrends:{PASSWORD[:1]}secret@127.0.0.1:1/none")
    for use in (filled.exists, lambda: filled.open().counts(ALL_TABLES, {})):
        with pytest.raises(WarehouseUnreachableError) as refused:
            use()
        shown = "".join(map(str, (refused.value, refused.value.__cause__)))
        assert "secret" not in shown
        assert "\n" not in shown


def test_tidying_removes_files_of_replaced_rows_after_a_day(filled: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled.open()
    store.adopt(written(filled, "first", ["java"]), {"role": ["java"]})
    lost = Path(filled.work_folder) / "lost.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 1 AS one) TO '{lost}'")
    store.adopt(written(filled, "second", ["java"]), {"role": ["java"]})
    before = rows_of(filled)
    store.tidy()
    assert lost.exists()
    monkeypatch.setattr("jobtrends_pipeline.warehouse.lake._KEPT_DAYS", 0)
    store.tidy()
    store.tidy()  # it removes what the first lists
    assert not lost.exists()
    assert not Path(filled.work_folder, "first.parquet").exists()
    assert rows_of(filled) == before
