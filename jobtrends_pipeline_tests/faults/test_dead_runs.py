"""A command killed while it held the warehouse's pool does not keep the next one waiting."""

import os
import signal
import subprocess
import sys

import dagster as dg
import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.dead_runs import end_dead_runs
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline_tests.support.command import spawned
from jobtrends_pipeline_tests.support.dagster_runs import running

STUCK = """
import time
from jobtrends_pipeline.orchestration import filing
from jobtrends_pipeline.orchestration.runs import runner
from jobtrends_pipeline.config.paths import DataPaths

def wait(*_):
    print("holds the pool", flush=True)
    time.sleep(600)

filing.attempts_listed = wait
with runner(DataPaths.load(), lambda _: None) as runs:
    runs.list_captures()
"""


@pytest.fixture
def killed(empty_root: DataPaths) -> DataPaths:
    """A data root whose last command was killed inside a step that writes to the warehouse."""
    environment = os.environ | {"JOBTRENDS_DATA_DIR": str(empty_root.data_dir)}
    with subprocess.Popen([sys.executable, "-c", STUCK], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        assert process.stdout.readline() == b"holds the pool\n"
        process.send_signal(signal.SIGKILL)
    return empty_root


def statuses(instance: dg.DagsterInstance) -> list[str]:
    """Of all runs, the latest first."""
    return [run.status.value for run in instance.get_runs()]


def test_the_next_command_ends_the_killed_run_and_has_the_pool(killed: DataPaths) -> None:
    with open_instance(killed) as instance:
        assert statuses(instance) == ["STARTED"]
        assert instance.event_log_storage.get_concurrency_info(WAREHOUSE_POOL).active_slot_count == 1
    assert spawned(killed, "refresh").code == 0
    with open_instance(killed) as instance:
        assert statuses(instance) == ["SUCCESS", "FAILURE"]
        assert instance.event_log_storage.get_concurrency_info(WAREHOUSE_POOL).active_slot_count == 0


def test_runs_that_ended_and_runs_of_others_are_left_as_they_are(empty_root: DataPaths) -> None:
    with running(empty_root) as runs:
        runs.list_captures()
        runs.instance.create_run_for_job(
            runs.definitions.resolve_job_def("register_captures"), status=dg.DagsterRunStatus.STARTED
        )
        assert end_dead_runs(runs.instance) == []
        assert statuses(runs.instance) == ["STARTED", "SUCCESS"]
