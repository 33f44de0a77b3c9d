"""Machines, processes and the catalogue are lost in the middle of spread work: nothing is lost or doubled."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.steps.engine import RayEngine
from jobtrends_pipeline.tables.captures import PARSED_CELLS
from jobtrends_pipeline.tables.facts import FACT_DEMAND
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.database import DatabaseFile
from jobtrends_pipeline.warehouse.lake import Lake
from jobtrends_pipeline_tests.support.lakes import VARIABLE, make_lake, needs_lake
from jobtrends_pipeline_tests.support.postgres_server import postgres_server
from jobtrends_pipeline_tests.support.ray_cluster import RayNode, needs_ray, ray_cluster
from jobtrends_pipeline_tests.support.spread_world import carry_through, fill_archive, tables_of

pytestmark = [needs_lake, needs_ray, pytest.mark.slow]
_PATIENCE = 900
_CARRY = """
import sys
from pathlib import Path
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.steps.engine import LocalEngine
from jobtrends_pipeline.warehouse.lake import Lake
from jobtrends_pipeline_tests.support.spread_world import carry_through

if __name__ == "__main__":
    archive, catalogue, files, variable = sys.argv[1:]
    carry_through(Archive(Path(archive)), Lake(catalogue, Path(files), variable), LocalEngine(2))
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return fill_archive(tmp_path_factory.mktemp("loss"), 8, 150)


@pytest.fixture(scope="module")
def plain(archive: Archive) -> Mapping[str, pd.DataFrame]:
    """The tables as they are without an engine and without a loss."""
    database = DatabaseFile(archive.folder.parent / "plain.duckdb")
    carry_through(archive, database, None)
    return tables_of(database)


def wait_for(happens: Callable[[], object], *, is_cheap: bool = False) -> None:
    end = time.monotonic() + _PATIENCE
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05 if is_cheap else 1)


def has_rows(lake: Lake, table: Table) -> bool:
    try:
        return lake.exists() and bool(lake.reading().counts([table], {})[table.name])
    except JobtrendsError:  # its tables are being made
        return False


class Carried:
    """A process that takes the archive to its trends, by processes of its own."""

    def __init__(self, archive: Archive, lake: Lake, folder: Path) -> None:
        script = folder / "carry.py"
        script.write_text(_CARRY, encoding="utf-8")
        words = [sys.executable, str(script), str(archive.folder), lake.catalogue, str(lake.files), lake.variable]
        self.process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def kill(self) -> None:
        """Kill the process and those it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def end(self) -> tuple[int, str]:
        """Wait for it; return its exit code and what it said."""
        said = self.process.communicate(timeout=_PATIENCE)[1]
        return self.process.returncode, said


def test_a_killed_worker_and_a_killed_machine_cost_only_time(
    archive: Archive, plain: Mapping[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_server() as server:
        lake = make_lake(server, tmp_path / "lake", monkeypatch)
        environment = {VARIABLE: os.environ[VARIABLE]}
        with ray_cluster(cpus=1, environment=environment) as cluster:
            second = cluster.add_node(cpus=1, environment=environment)
            killed: list[str] = []

            def kill() -> None:
                for node, name in ((cluster.head, "worker"), (second, "machine")):
                    wait_for(lambda node=node: working(node), is_cheap=True)  # type: ignore[misc]
                    if node is second:
                        node.kill()
                    else:
                        os.kill(working(node)[0], signal.SIGKILL)
                    killed.append(name)

            killer = threading.Thread(target=kill)
            killer.start()
            carry_through(archive, lake, RayEngine(cluster.address))
            killer.join()
        assert killed == ["worker", "machine"]
        assert [name for name, frame in tables_of(lake).items() if not frame.equals(plain[name])] == []


def working(node: RayNode) -> list[int]:
    """The processes of a node that are in the middle of a piece of work."""
    return node.processes("ray::_call")


def test_a_killed_run_is_taken_up_by_the_next_wherever_it_was_killed(
    archive: Archive, plain: Mapping[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_server() as server:
        lake = make_lake(server, tmp_path / "lake", monkeypatch)
        for table in (PARSED_CELLS, FACT_DEMAND):
            run = Carried(archive, lake, tmp_path)
            wait_for(lambda table=table: has_rows(lake, table))  # type: ignore[misc]
            run.kill()
        assert Carried(archive, lake, tmp_path).end() == (0, "")
        assert [name for name, frame in tables_of(lake).items() if not frame.equals(plain[name])] == []


def test_a_catalogue_that_stops_ends_the_run_in_one_line_and_the_next_goes_on(
    archive: Archive, plain: Mapping[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_server() as server:
        lake = make_lake(server, tmp_path / "lake", monkeypatch)
        run = Carried(archive, lake, tmp_path)
        wait_for(lambda: has_rows(lake, PARSED_CELLS))
        server.stop()
        code, said = run.end()
        assert code == 1
        assert "WarehouseUnreachableError: the PostgreSQL that keeps the lake's catalogue does not answer" in said
        assert os.environ[VARIABLE] not in said
        server.start()
        assert Carried(archive, lake, tmp_path).end() == (0, "")
        assert [name for name, frame in tables_of(lake).items() if not frame.equals(plain[name])] == []
