"""`jobtrends adverts ingest` killed at each stage, one after the other: the next run loses and doubles nothing."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.tables.adverts import ADVERT_TABLES
from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.advert_dumps import BOARD, SOURCES, WATCHLIST, write_dumps
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.dagster_runs import published, working

DAYS, ADVERTS = 3, 100
STAGES = {
    "between two batches of the archive": ("archive.archive", "Archive.add", 2),
    "behind the archive": ("orchestration.runner", "Runner.bring_adverts", 1),
    "in reading, rows written and none stored": ("steps.adverts.read", "adopt_read", 1),
    "in reading, a part stored": ("steps.adverts.read", "adopt_read", 2),
    "between reading and grouping": ("steps.adverts.group", "first_ungrouped", 1),
    "in grouping, a day stored": ("steps.adverts.group", "add_vacancies", 2),
    "in facts, a day stored": ("steps.adverts.figures", "_store", 2),
    "behind the facts": ("orchestration.runner", "Runner.derive", 1),
    "before publication": ("orchestration.runner", "Runner.publish", 1),
}
"""Modules, functions, and the number of the call that never begins."""
QUICK = (
    "between two batches of the archive", "in reading, a part stored", "between reading and grouping",
    "in facts, a day stored", "before publication",
)  # fmt: skip
KILLED = """
import os, signal, sys
from importlib import import_module
from operator import attrgetter
from jobtrends_pipeline.steps.adverts import read, take

take.BATCH_INPUTS = read.PIECE_INPUTS = read.PIECES_STORED = 1
module, path, number = {stage}
*outer, name = path.split(".")
owner = import_module("jobtrends_pipeline." + module)
owner = attrgetter(*outer)(owner) if outer else owner
whole, calls = getattr(owner, name), []

def dies(*arguments, **named):
    calls.append(name)
    if len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*arguments, **named)

setattr(owner, name, dies)
sys.argv = ["jobtrends", "adverts", "ingest", {folder!r}, "--source", {source!r}]
from jobtrends_pipeline.cli.main import run
run()
"""
"""Kills itself at a call; an input is a batch of the archive and a piece of reading."""


def prepared(paths: DataPaths) -> DataPaths:
    paths.data_dir.mkdir(parents=True)
    paths.advert_sources_file.write_text(SOURCES, encoding="utf-8")
    paths.own_watchlist_file.write_text(WATCHLIST, encoding="utf-8")
    return paths


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The inputs of one board."""
    folder = tmp_path_factory.mktemp("dumps")
    write_dumps(folder, DAYS, ADVERTS)
    return folder / BOARD


@pytest.fixture(scope="module")
def whole(dumps: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataPaths]:
    """A data root with the inputs, ingested without a kill."""
    paths = prepared(DataPaths(tmp_path_factory.mktemp("whole") / "data"))
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(paths.data_dir))
        outcome = called("adverts", "ingest", dumps, "--source", BOARD)
    assert (outcome.code, outcome.complaints) == (0, [])
    yield paths
    shutil.rmtree(paths.data_dir)


def every_table(paths: DataPaths) -> dict[str, pd.DataFrame]:
    """Rows of the working database and of the published one, without where inputs lie in the archive."""
    held = Warehouse.reading(paths.working_file).read_many(ALL_TABLES)
    held |= {f"published {name}": frame for name, frame in published(paths).items()}
    return {name: frame.drop(columns=["warc_file", "warc_offset"], errors="ignore") for name, frame in held.items()}


def kill_at(stage: str, paths: DataPaths, dumps: Path) -> None:
    code = KILLED.format(stage=STAGES[stage], folder=str(dumps), source=BOARD)
    environment = os.environ | {DATA_DIR_VARIABLE: str(paths.data_dir)}
    ended = subprocess.run([sys.executable, "-c", code], check=False, env=environment, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def assert_completed(paths: DataPaths, whole: DataPaths, dumps: Path) -> None:
    """The next run makes of what the killed ones left what an undisturbed run makes."""
    outcome = called("adverts", "ingest", dumps, "--source", BOARD)
    assert (outcome.code, outcome.complaints) == (0, [])
    after, before = every_table(paths), every_table(whole)
    assert [name for name, frame in before.items() if not frame.equals(after[name])] == []
    held = [entry.capture_id for entry in Archive(paths.archive_dir).entries()]
    assert len(held) == len(set(held)) == DAYS
    work = paths.data_dir.rglob("*")
    assert [path.name for path in work if path.suffix in {".tmp", ".part"} or path.name.startswith(".2")] == []


def test_the_undisturbed_run_fills_what_is_compared(whole: DataPaths) -> None:
    filled = {name for name, frame in every_table(whole).items() if not frame.empty}
    assert filled > {table.name for table in ADVERT_TABLES}
    assert filled > {
        "fact_pay",
        "fact_skill",
        "advert_pay_error",
        "trend_pay",
        "published fact_pay",
        "published trend_pay",
    }
    assert working(whole, "SELECT count(DISTINCT as_of) FROM fact_demand") == [(DAYS,)]


def test_an_ingest_killed_at_one_stage_after_the_other_loses_and_doubles_nothing(
    empty_root: DataPaths, whole: DataPaths, dumps: Path
) -> None:
    prepared(empty_root)
    for stage in QUICK:
        kill_at(stage, empty_root, dumps)
    assert_completed(empty_root, whole, dumps)


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
def test_an_ingest_killed_once_loses_and_doubles_nothing(
    empty_root: DataPaths, whole: DataPaths, dumps: Path, stage: str
) -> None:
    kill_at(stage, prepared(empty_root), dumps)
    assert_completed(empty_root, whole, dumps)
