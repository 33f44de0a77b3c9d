"""Hosts that share the PostgreSQL of their runs ask a source one at a time, each with a pace of its own."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE
from jobtrends_pipeline.orchestration.assets.live import live_pages
from jobtrends_pipeline.orchestration.instance import open_instance
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
COMMAND = [sys.executable, "-c", "from jobtrends_pipeline.cli.main import run; run()", "capture", "--no-index"]


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


@needs_postgres
def test_captures_of_two_hosts_never_ask_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with kept_environment(), postgres_server() as server, running(Site([page_on(date(2026, 2, 15))], [])) as source:
        monkeypatch.setenv(URL_VARIABLE, server.address("runs"))
        hosts = [a_host(tmp_path / name, source) for name in ("one", "two")]
        with open_instance(hosts[0]) as instance:
            commands = [
                subprocess.Popen(COMMAND, env=os.environ | {DATA_DIR_VARIABLE: str(host.data_dir), "DAGSTER_HOME": ""})
                for host in hosts
            ]
            assert [command.wait(600) for command in commands] == [0, 0]
            (first, second) = asking(instance)
    assert first[1] - first[0] > 4, "each takes a page and its charts, with pauses"
    assert first[1] <= second[0]
