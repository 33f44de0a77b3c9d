"""Every try has its outcome in the warehouse: listed once, from the log alone, under the role it was asked for."""

import importlib
import pkgutil
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pandas as pd
import pytest

import jobtrends_pipeline
from jobtrends_pipeline.acquire import conditional_get as live
from jobtrends_pipeline.archive.attempts import CAPTURED, NOT_FOUND, NOTHING, REFUSED, UNCHANGED, Attempt, AttemptLog
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.fetch.response import FetchError
from jobtrends_pipeline.orchestration.assets.attempts import capture_attempts
from jobtrends_pipeline.orchestration.resources import build_resources
from jobtrends_pipeline.steps.list_attempts import forget_attempts, list_attempts
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS
from jobtrends_pipeline.tables.columns import ATTEMPT_OUTCOMES
from jobtrends_pipeline.tables.schemas import schema_of
from jobtrends_pipeline.warehouse.publish import is_published, publish
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.dagster_runs import published, running, working

NOON = datetime(2026, 2, 16, 12, tzinfo=UTC)
MISSING = Attempt("live", "https://source/java.do", "java", "2026-02-01", NOON, "not_found", "404: no page", 404)
EMPTY = Attempt("wayback", "https://source/java.do", "java", "2013-01-01", NOON, "nothing_archived", "nothing archived")
PUT_OFF = replace(EMPTY, month="2013-02-01", outcome="deferred", not_before=NOON + timedelta(hours=1))
LISTED = "SELECT origin, url, role, CAST(month AS VARCHAR), outcome, reason FROM capture_attempts ORDER BY attempt_id"


def rows(attempts: Sequence[Attempt]) -> list[tuple[object, ...]]:
    return [(one.origin, one.url, one.role, one.month, one.outcome, one.reason) for one in attempts]


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse.at(tmp_path / "working.duckdb")


def listed(store: Warehouse) -> list[tuple[object, ...]]:
    with store.connection() as connection:
        held: list[tuple[object, ...]] = connection.execute(LISTED).fetchall()
        return held


def test_each_attempt_is_listed_once_however_often_and_whenever_its_run_goes_on(
    store: Warehouse, tmp_path: Path
) -> None:
    log = AttemptLog(tmp_path)
    assert list_attempts(tmp_path, store).empty
    log.add("run-1", MISSING, EMPTY)
    new = list_attempts(tmp_path, store)
    assert list_attempts(tmp_path, store).empty
    log.add("run-2", MISSING)
    log.add("run-1", PUT_OFF)
    again = list_attempts(tmp_path, store)
    assert listed(store) == rows([MISSING, EMPTY, PUT_OFF, MISSING])
    assert [list(frame["outcome"]) for frame in (new, again)] == [
        ["not_found", "nothing_archived"],
        ["deferred", "not_found"],
    ]


def test_only_what_is_new_is_written(store: Warehouse, tmp_path: Path) -> None:
    AttemptLog(tmp_path).add("run-1", MISSING)
    list_attempts(tmp_path, store)
    with store.connection() as connection:
        connection.execute("UPDATE capture_attempts SET reason = 'as it was'")
    AttemptLog(tmp_path).add("run-1", EMPTY)
    list_attempts(tmp_path, store)
    assert [row[-1] for row in listed(store)] == ["as it was", "nothing archived"]


def test_rows_satisfy_their_declaration(store: Warehouse, tmp_path: Path) -> None:
    saved = Attempt("saved", "note.txt", None, None, NOON, "refused", "the file is empty")
    AttemptLog(tmp_path).add("run-1", MISSING, EMPTY, PUT_OFF, saved)
    list_attempts(tmp_path, store)
    frame = schema_of(CAPTURE_ATTEMPTS).validate(store.read(CAPTURE_ATTEMPTS))
    assert frame["url"].tolist()[-1] == "note.txt"
    assert frame["role"].isna().tolist() == frame["month"].isna().tolist() == [False, False, False, True]
    assert frame["not_before"].dropna().tolist() == [pd.Timestamp("2026-02-16 13:00")]


def test_every_outcome_a_try_can_have_is_declared() -> None:
    ours = {CAPTURED, UNCHANGED, NOT_FOUND, NOTHING, REFUSED}
    judged = {live.FAILED, live.NOT_A_PAGE, live.OTHER_PAGE, live.NOT_AN_IMAGE, live.OTHER_CHART}
    errors = {FetchError.outcome, *(kind.outcome for kind in errors_below(FetchError))}
    assert ours | judged | errors == set(ATTEMPT_OUTCOMES)


def errors_below(kind: type[FetchError]) -> Iterator[type[FetchError]]:
    """Errors of a kind, of all modules that capture."""
    for module in pkgutil.walk_packages(jobtrends_pipeline.__path__, f"{jobtrends_pipeline.__name__}."):
        importlib.import_module(module.name)
    for below in kind.__subclasses__():
        yield from (below, *errors_below(below))


def test_tries_keep_the_role_they_were_asked_for_when_its_pages_move(root: DataPaths) -> None:
    AttemptLog(root.attempts_dir).add("run-1", MISSING, replace(MISSING, role="nobody"))
    (root.data_dir / "watchlist.yaml").write_text(
        "roles:\n  - name: Backend Developer\n  - {name: Java Platform, aliases: [Java]}\n", encoding="utf-8"
    )
    with running(root) as runs:
        runs.list_captures()
        assert runs.instance.get_dynamic_partitions("role") == ["backend-developer", "java", "java-platform"]
    moved = working(root, "SELECT DISTINCT role FROM captures ORDER BY 1")
    assert (moved, working(root, LISTED)) == (
        [("backend-developer",), ("java-platform",)],
        rows([MISSING, replace(MISSING, role="nobody")]),
    )


def test_tries_are_published_and_shown_in_the_web_ui_and_a_lost_warehouse_has_them_again(root: DataPaths) -> None:
    AttemptLog(root.attempts_dir).add("run-1", MISSING, EMPTY)
    with running(root) as runs:
        runs.list_captures()
        assert runs.has_unpublished()
        runs.refresh([])
        assert not runs.has_unpublished()
        event = runs.instance.get_latest_materialization_event(dg.AssetKey("capture_attempts"))
        assert event
        assert event.asset_materialization
        assert event.asset_materialization.metadata["dagster/row_count"].value == 2
        before = published(root)["capture_attempts"]
        assert list(before["outcome"]) == ["not_found", "nothing_archived"]
        assert (root.warehouse_dir / "parquet" / "capture_attempts.parquet").exists()
        shutil.rmtree(root.warehouse_dir)
        runs.list_captures()
        assert working(root, LISTED) == rows([MISSING, EMPTY])


def test_what_is_no_longer_as_logged_is_taken_from_the_log_again(root: DataPaths) -> None:
    AttemptLog(root.attempts_dir).add("run-1", MISSING)
    with running(root) as runs:
        runs.list_captures()
        working(root, "UPDATE capture_attempts SET reason = 'another'")
        forget_attempts(runs.store)
        runs.list_captures()
    assert working(root, LISTED) == rows([MISSING])


def test_the_asset_lists_what_is_new_when_it_is_materialised(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "data")
    AttemptLog(paths.attempts_dir).add("run-1", MISSING)
    for _ in range(2):
        assert dg.materialize([capture_attempts], resources=build_resources(paths)).success
    assert working(paths, LISTED) == rows([MISSING])


def test_a_published_copy_of_before_the_table_lacks_what_is_listed(store: Warehouse, tmp_path: Path) -> None:
    published_file = tmp_path / "published.duckdb"
    publish(store, published_file)
    assert is_published(store, published_file, [])
    AttemptLog(tmp_path / "log").add("run-1", MISSING)
    list_attempts(tmp_path / "log", store)
    assert not is_published(store, published_file, [])
    publish(store, published_file)
    with duckdb.connect(published_file) as connection:
        connection.execute("DROP TABLE capture_attempts")
    assert not is_published(store, published_file, [])


def test_a_refused_file_of_the_inbox_is_listed_by_its_name_and_not_by_where_it_lay(root: DataPaths) -> None:
    folder = root.inbox_dir / "of mine"
    folder.mkdir(parents=True)
    (folder / "note.txt").write_text("Buy milk", encoding="utf-8")
    (folder / "cut.warc.gz").write_bytes(b"\x1f\x8b\x08\x00")
    with running(root) as runs:
        runs.take_saved([])
        runs.take_saved([])
    found = working(root, LISTED)
    assert [row[:5] for row in found] == [
        ("saved", name, None, None, "refused") for name in ("cut.warc.gz", "note.txt")
    ]
    assert all(row[-1] and str(root.data_dir) not in str(row[-1]) for row in found)
