"""A data root of another version: an earlier one is made anew by whatever writes, a later one is left alone."""

import os
import shutil
import signal
import subprocess
import sys
from hashlib import sha256

import duckdb
import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.conftest import SAMPLE
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.dagster_runs import published, working

EARLIER = (
    "DROP TABLE capture_attempts",
    "ALTER TABLE trend_demand DROP COLUMN share_rse_pct",
    "DROP MACRO jobtrends_layout",
)
FACTS = ("fact_demand", "fact_pay", "fact_location", "fact_skill", "trend_pay", "trend_demand")


def made_earlier(root: DataPaths) -> None:
    """Make both databases what an earlier version left."""
    for path in (root.working_file, root.published_file):
        with duckdb.connect(path) as connection:
            for statement in EARLIER:
                connection.execute(statement)
    root.published_file.with_name("jobtrends.duckdb.seal").unlink()


def test_reading_commands_say_in_one_line_what_mends_an_earlier_root(root: DataPaths) -> None:
    made_earlier(root)
    status = " ".join(called("status").out.split())
    assert "the warehouse was made by an earlier version" in status
    assert "`jobtrends refresh` makes it anew from the archive" in status
    assert "never captured" not in status
    assert "2026-03-13" in status
    assert "made by an earlier version" in called("doctor").out
    (line,) = called("trend", "java").complaints
    assert "of an earlier version, run `jobtrends refresh`" in line


@pytest.mark.parametrize("command", [("refresh",), ("ingest", SAMPLE), ("report",)])
def test_a_command_that_writes_makes_an_earlier_root_anew(root: DataPaths, command: tuple[object, ...]) -> None:
    before = published(root)
    made_earlier(root)
    outcome = called(*command)
    assert outcome.code == 0
    words = "… Making the warehouse anew from the archive, as it is of an earlier version"
    assert f"{words}: Reading and deriving 2 roles" in outcome.err
    after = published(root)
    assert all(after[name].equals(before[name]) for name in FACTS)
    assert called("trend", "java").code == 0
    assert sorted(path.name for path in root.warehouse_dir.iterdir()) == [
        "jobtrends.duckdb", "jobtrends.duckdb.seal", "parquet", "working.duckdb",
    ]  # fmt: skip


_KILLED = """
import os, signal
from jobtrends_pipeline.cli.main import run
from jobtrends_pipeline.warehouse.database import DatabaseFile
import sys

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

DatabaseFile.replace_by = die
sys.argv = ["jobtrends", "refresh"]
run()
"""


def test_a_kill_leaves_the_old_database_in_place_and_the_next_command_goes_on(root: DataPaths) -> None:
    made_earlier(root)
    old = {path: sha256(path.read_bytes()).hexdigest() for path in (root.working_file, root.published_file)}
    environment = os.environ | {"JOBTRENDS_DATA_DIR": str(root.data_dir)}
    ended = subprocess.run([sys.executable, "-c", _KILLED], check=False, env=environment, capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    assert {path: sha256(path.read_bytes()).hexdigest() for path in old} == old
    outcome = called("refresh")
    assert outcome.code == 0
    assert "Reading and deriving" not in outcome.err
    assert called("rebuild", "--check").code == 0


def test_a_renewal_without_room_leaves_the_old_database(root: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    made_earlier(root)
    old = root.working_file.read_bytes()

    def full(*_: object) -> None:
        raise duckdb.IOException("IO Error: No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Warehouse, "derive", full)
        outcome = called("refresh")
    assert outcome.code == 1
    assert "what was there is left as it was" in outcome.complaints[-1]
    assert root.working_file.read_bytes() == old
    assert called("refresh").code == 0


def test_pages_read_by_an_earlier_reader_are_read_again(root: DataPaths) -> None:
    before = published(root)
    working(root, "UPDATE captures SET parser_version = 1, loaded_version = 1", "UPDATE fact_pay SET median_gbp = 7")
    assert called("refresh").out.startswith("Refreshed  backend-developer, java")
    assert all(published(root)[name].equals(before[name]) for name in FACTS)


@pytest.mark.parametrize(
    "statement", ["ALTER TABLE fact_pay ADD COLUMN p42_gbp DOUBLE", "UPDATE captures SET parser_version = 999"]
)
def test_a_root_of_a_later_version_is_refused_and_left_alone(root: DataPaths, statement: str) -> None:
    with duckdb.connect(root.working_file) as connection:
        connection.execute(statement)
    old = root.working_file.read_bytes()
    for command in (("refresh",), ("report",), ("rebuild",), ("status",), ("doctor",)):
        outcome = called(*command)
        assert outcome.code == 1
        assert "made by a later version" in " ".join((outcome.out + outcome.err).split())
    assert root.working_file.read_bytes() == old


def test_a_root_whose_databases_are_gone_is_made_anew_whole_by_a_command_for_one_role(root: DataPaths) -> None:
    before = published(root)
    shutil.rmtree(root.warehouse_dir)
    assert called("refresh", "--role", "java").code == 0
    assert all(published(root)[name].equals(before[name]) for name in FACTS)
