"""Hosts that share the PostgreSQL of their runs ask a source one at a time, each with a pace of its own."""

import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import dagster as dg
import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE
from jobtrends_pipeline.orchestration.assets.live import live_pages
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.jobs import refresh_live_role
from jobtrends_pipeline.orchestration.partitions import add_roles
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.orchestration.test_storage import needs_postgres
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.postgres_server import postgres_server
from jobtrends_pipeline_tests.support.site.server import Site, running

SETTINGS = """\
contact: tests@example.org
pause_seconds: 2
allows_loopback: true
pace_dir: {folder}/pace
source: {source}
"""
RUNS = 2
ROLE = "data-baker"


def a_host(folder: Path, source: str) -> DataPaths:
    """A data root as on a machine that shares no folder with others."""
    paths = DataPaths(folder / "data")
    paths.data_dir.mkdir(parents=True)
    paths.settings_file.write_text(SETTINGS.format(folder=folder, source=source), encoding="utf-8")
    paths.own_watchlist_file.write_text("roles: [{name: Data Baker}]\n", encoding="utf-8")
    return paths


def asking(instance: dg.DagsterInstance) -> list[tuple[float, float]]:
    """When each run asked the source, in order: seconds of the clock from and to."""
    runs = instance.get_runs(dg.RunsFilter(job_name="refresh_live_role"))
    steps = [step for run in runs for step in instance.get_run_step_stats(run.run_id, [live_pages.op.name])]
    return sorted((step.start_time or 0.0, step.end_time or 0.0) for step in steps)


def ask_in_turn(paths: DataPaths) -> None:
    """Start runs of the job that asks the source, one after the other, as far as the answers are archived."""
    job = build_definitions(paths).resolve_job_def(refresh_live_role.name)
    with open_instance(paths) as instance:
        for _ in range(RUNS):
            assert job.execute_in_process(
                instance=instance, partition_key=ROLE, asset_selection=[live_pages.key]
            ).success


@pytest.mark.slow
@needs_postgres
def test_runs_of_two_hosts_never_ask_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with kept_environment(), postgres_server() as server, running(Site([page_on(date(2026, 2, 15))], [])) as source:
        monkeypatch.setenv(URL_VARIABLE, server.address("runs"))
        hosts = [a_host(tmp_path / name, source) for name in ("one", "two")]
        with open_instance(hosts[0]) as instance:
            add_roles(instance, [ROLE])
            processes = [subprocess.Popen([sys.executable, "-m", __name__, str(host.data_dir)]) for host in hosts]
            assert [process.wait(600) for process in processes] == [0, 0]
            times = asking(instance)
    assert len(times) == 2 * RUNS
    assert times[0][1] - times[0][0] > 4, "a run takes a page and its charts, with pauses"
    assert all(ended <= started for (_, ended), (started, _) in pairwise(times))


if __name__ == "__main__":
    ask_in_turn(DataPaths(Path(sys.argv[1])))
