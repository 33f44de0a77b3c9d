"""A run over many roles that is killed half way: nothing is lost or doubled, and the next command ends the work."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.tables.trends import COMPARISON_TABLES, TREND_TABLES
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.dagster_runs import published, running, working
from jobtrends_pipeline_tests.support.saved_pages import write_pages

NAMES = [f"Role {number}" for number in range(4)]
ROLES = [f"role-{number}" for number in range(4)]
DAYS = [date(2026, 2, 7), date(2026, 2, 14)]
DERIVED = (*FACT_TABLES, *TREND_TABLES, *COMPARISON_TABLES)
KILLED = """
import os, signal, sys
from jobtrends_pipeline.acquire import saved_batches
from jobtrends_pipeline.steps import draw, list_captures, load, parse, take_saved

module, name = {where}
saved_batches.BATCH_PAGES = parse.BATCH = load.CAPTURES_AT_ONCE = 2
saved_batches.identify_batches.__kwdefaults__["batch_pages"] = 2
whole, calls = getattr(module, name), []

def dies(*arguments, **named):
    calls.append(whole(*arguments, **named))
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return calls[-1]

setattr(module, name, dies)
sys.argv = ["jobtrends", "ingest", {folder!r}]
from jobtrends_pipeline.cli.main import run
run()
"""
"""Kills itself after the second call of a function, with batches of two pages and of one role."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages of each role."""
    folder = tmp_path_factory.mktemp("pages")
    assert write_pages(folder, NAMES, DAYS) == len(NAMES) * len(DAYS)
    return folder


@pytest.fixture(scope="module")
def whole(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataPaths]:
    """A data root with the pages, taken without a kill."""
    paths = DataPaths(tmp_path_factory.mktemp("whole") / "data")
    with kept_environment(), running(paths) as runs:
        runs.take_saved([pages])
        runs.refresh(runs.roles_with_work())
    yield paths
    shutil.rmtree(paths.data_dir)


@pytest.mark.parametrize(
    "where",
    [
        '(take_saved, "store_arrivals")',
        '(parse, "_parse_batch")',
        '(load, "store_load")',
        '(draw, "write_role_page")',
    ],
)
def test_a_kill_in_the_middle_of_many_roles_loses_and_doubles_nothing(
    empty_root: DataPaths, pages: Path, whole: DataPaths, where: str
) -> None:
    code = KILLED.format(where=where, folder=str(pages))
    environment = os.environ | {DATA_DIR_VARIABLE: str(empty_root.data_dir)}
    ended = subprocess.run([sys.executable, "-c", code], check=False, env=environment, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert called("ingest", pages).code == 0
    after, before = published(empty_root), published(whole)
    for table in DERIVED:
        columns = [name for name in table.column_names if name not in ("run", "captured_at")]
        assert after[table.name][columns].equals(before[table.name][columns]), table.name
    assert working(empty_root, "SELECT count(*), count(DISTINCT capture_id) FROM captures") == [(8, 8)]
    assert sorted(path.stem for path in (empty_root.reports_dir / "roles").glob("*.html")) == ROLES
