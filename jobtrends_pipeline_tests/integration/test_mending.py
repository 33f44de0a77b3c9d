"""What a run that was cut off leaves is taken up by the next: the archive holds everything."""

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.run_failures import RunFailedError
from jobtrends_pipeline.orchestration.runs import runner
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.command import interrupted_every
from jobtrends_pipeline_tests.support.dagster_runs import running, saved, working

HELD = (CAPTURES, *FACT_TABLES)
DAY = date(2025, 12, 8)
STATE = "SELECT outcome, count(*) FROM captures WHERE role = 'java' GROUP BY 1 ORDER BY 1"


def test_a_capture_that_the_warehouse_lost_is_listed_again(root: DataPaths) -> None:
    working(root, "DELETE FROM captures WHERE capture_id = (SELECT min(capture_id) FROM captures WHERE role = 'java')")
    with running(root) as runs:
        assert runs.roles_with_work() == []
        runs.take_saved([])
        assert working(root, STATE) == [("pending", 1), ("read", 1)]
        assert runs.roles_with_work() == ["java"]


def test_a_run_cut_off_after_the_archive_is_mended_by_the_next(
    root: DataPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (page,) = saved(tmp_path, DAY)
    with running(root) as runs:
        with monkeypatch.context() as patch:
            patch.setattr(Warehouse, "replace", _cut_off)
            with pytest.raises(RunFailedError, match=r"ingest_saved_pages failed: .*the power went"):
                runs.take_saved([page])
        assert (len(list(Archive(root.archive_dir).entries())), working(root, STATE)) == (11, [("read", 2)])
        runs.take_saved([page])
        held = runs.instance.get_materialized_partitions(dg.AssetKey("page_captures"))
    assert working(root, STATE) == [("pending", 1), ("read", 2)]
    assert len(list(Archive(root.archive_dir).entries())) == 11
    assert "2025-12-01|java" in held


def _cut_off(_self: Warehouse, _frames: Mapping[str, pd.DataFrame], _keys: Mapping[str, Sequence[object]]) -> None:
    raise RuntimeError("the power went")


def test_a_run_cut_off_inside_the_archive_leaves_nothing_that_counts(
    root: DataPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (page,) = saved(tmp_path, DAY)
    with running(root) as runs:
        with monkeypatch.context() as patch:
            patch.setattr("jobtrends_pipeline.archive.warc_writer._write", _no_space)
            with pytest.raises(RunFailedError, match="the disk is full: make room and run the same command again"):
                runs.take_saved([page])
        assert len(list(Archive(root.archive_dir).entries())) == 10
        assert not [path for pattern in ("*.tmp", "*.part") for path in root.data_dir.rglob(pattern)]
        runs.take_saved([page])
    assert working(root, STATE) == [("pending", 1), ("read", 2)]


def _no_space(_descriptor: int, _content: bytes, *, syncs: bool) -> None:
    raise OSError(28, "No space left on device")


def test_a_lost_warehouse_is_made_again_from_the_archive(root: DataPaths) -> None:
    before = Warehouse.at(root.working_file).read_many(HELD, {"role": ["java"]})
    shutil.rmtree(root.warehouse_dir)
    with running(root) as runs:
        assert (runs.renewed, runs.roles_with_work()) == ("as it is missing", [])
        assert not runs.has_unpublished(is_thorough=True)
    for name, frame in Warehouse.at(root.working_file).read_many(HELD, {"role": ["java"]}).items():
        assert_frame_equal(frame, before[name])


def _stop(*_: object) -> None:
    with interrupted_every(0.5):
        time.sleep(60)


def _stop_a_query(*_: object) -> None:
    raise RuntimeError("Query interrupted")  # as DuckDB does where Ctrl-C falls within a query


@pytest.mark.parametrize("stop", [_stop, _stop_a_query])
def test_ctrl_c_stops_all_roles_and_the_next_refresh_takes_them_up(
    root: DataPaths, monkeypatch: pytest.MonkeyPatch, stop: Callable[..., None]
) -> None:
    steps: list[str] = []
    with runner(root, steps.append) as runs:
        with monkeypatch.context() as patch:
            patch.setattr(Warehouse, "counts_by_role", stop)
            with pytest.raises(KeyboardInterrupt):
                runs.refresh(["backend-developer", "java"])
        assert steps == ["Reading and deriving 2 roles"]
        assert runs.roles_with_work() == ["backend-developer", "java"]
