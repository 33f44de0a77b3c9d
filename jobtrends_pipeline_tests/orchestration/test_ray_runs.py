"""Runs as jobs of a real Ray cluster, with PostgreSQL and Dagster's daemon: to the end, and killed in the middle."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import psycopg
import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.cluster import CATALOGUE_VARIABLE
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE
from jobtrends_pipeline.orchestration.assets.captures import take_saved_pages
from jobtrends_pipeline.orchestration.dead_runs import COMMAND_TAGS, RETRIES_TAG
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.jobs import ingest_saved_pages, refresh_role, register_captures
from jobtrends_pipeline.orchestration.serve import where
from jobtrends_pipeline.steps.configured import database_of
from jobtrends_pipeline.tables.facts import FACT_PAY
from jobtrends_pipeline.warehouse.lake import Lake
from jobtrends_pipeline_tests.conftest import SAMPLE, kept_environment
from jobtrends_pipeline_tests.orchestration.test_storage import needs_postgres
from jobtrends_pipeline_tests.support.postgres_server import postgres_server
from jobtrends_pipeline_tests.support.ray_cluster import RayCluster, needs_ray, ray_cluster

pytestmark = [pytest.mark.slow, needs_ray, needs_postgres]
SETTINGS = """\
profile: cluster
engine: {{kind: ray, address: '{ray}'}}
warehouse: {{catalogue: 'postgresql://jobtrends@{place}/lake', files: '{files}'}}
"""
CHECKOUT = Path(__file__).parents[2]
_PATIENCE = 600


@dataclass(frozen=True)
class Cluster:
    """A data root in the profile cluster, with all its servers."""

    paths: DataPaths
    ray: RayCluster
    instance: dg.DagsterInstance
    catalogue: str

    def launch(self, job: str, config: str = "{}") -> str:
        """Queue a run, as the web UI does; return its id."""
        words = ["-m", "dagster", "job", "launch", *where(), "-j", job]
        subprocess.run([sys.executable, *words, "--config-json", config], check=True, cwd=CHECKOUT, capture_output=True)
        return self.instance.get_run_records(dg.RunsFilter(job_name=job), limit=1)[0].dagster_run.run_id

    def run(self, run_id: str) -> dg.DagsterRun:
        """The run, as it is now."""
        run = self.instance.get_run_by_id(run_id)
        assert run
        return run

    def runs(self, job: str) -> list[dg.DagsterRun]:
        """The runs of a job."""
        return list(self.instance.get_runs(dg.RunsFilter(job_name=job)))

    def is_quiet(self) -> bool:
        """Whether no run is queued or going on."""
        return not [run for run in self.instance.get_runs() if not run.is_finished]

    def until(self, run_id: str, status: dg.DagsterRunStatus) -> None:
        """Wait until a run has a status; fail if it ends in another."""
        ended = {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED}
        wait_for(lambda: self.run(run_id).status in ended | {status}, lambda: self.story(run_id))
        assert self.run(run_id).status is status, self.story(run_id)

    def retries(self, run_id: str) -> list[dg.DagsterRun]:
        """The runs that Dagster made of a run that ended."""
        return list(self.instance.get_runs(dg.RunsFilter(tags={"dagster/parent_run_id": run_id})))

    def processes(self, run_id: str) -> list[int]:
        """Ids of the processes that execute a run on the cluster."""
        head = self.ray.head
        return sorted(set(head.processes("api execute_run")) & set(head.processes(run_id)))

    def has_waiting_writer(self) -> bool:
        """Whether a process waits for another one that writes to the lake."""
        with psycopg.connect(self.catalogue) as postgres:
            query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            return postgres.execute(query).fetchall() != [(0,)]

    def messages(self, run_id: str) -> list[str]:
        """What the log of a run says."""
        return [entry.message for entry in self.instance.all_logs(run_id)]

    def story(self, run_id: str) -> str:
        """Its status and the end of its log, for a test that failed."""
        return f"{self.run(run_id).status}: {self.messages(run_id)[-10:]}"


def wait_for(is_so: Callable[[], bool], story: Callable[[], str]) -> None:
    end = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < end, story()
        time.sleep(0.5)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """PostgreSQL, a Ray head that takes jobs, and Dagster's daemon, which looks after runs every two seconds.

    The passwords and Ray's token are in the environment of each, as on nodes of a real cluster, and in no job.
    """
    paths = DataPaths(tmp_path_factory.mktemp("cluster") / "data")
    with ExitStack() as stack:
        patch = stack.enter_context(kept_environment())
        server = stack.enter_context(postgres_server())
        patch.setenv(URL_VARIABLE, server.address("runs"))
        catalogue = server.address("lake")
        patch.setenv(CATALOGUE_VARIABLE, catalogue)
        patch.setenv("PYTHONPATH", str(CHECKOUT))
        ray = stack.enter_context(ray_cluster(cpus=1, has_jobs=True, token=secrets.token_hex(32)))
        paths.data_dir.mkdir()
        text = SETTINGS.format(ray=ray.address, place=server.place, files=paths.data_dir / "lake")
        paths.settings_file.write_text(text, encoding="utf-8")
        with open_instance(paths):
            pass
        file = paths.dagster_home / "dagster.yaml"
        watchful = file.read_text().replace("poll_interval_seconds: 30", "poll_interval_seconds: 2")
        file.write_text(watchful.replace("after_run_end_seconds: 60", "after_run_end_seconds: 2"))
        instance = stack.enter_context(open_instance(paths))
        log = stack.enter_context((paths.data_dir / "daemon.log").open("wb"))
        words = [sys.executable, "-m", "jobtrends_pipeline.orchestration.serve", "daemon"]
        daemon = subprocess.Popen(words, cwd=CHECKOUT, stdout=log, stderr=log, start_new_session=True)
        stack.callback(daemon.wait)
        stack.callback(os.killpg, daemon.pid, signal.SIGTERM)
        yield Cluster(paths, ray, instance, catalogue)


def test_a_run_whose_process_is_killed_ends_and_its_retry_finishes(cluster: Cluster) -> None:
    lake = database_of(cluster.paths)
    assert isinstance(lake, Lake)
    wait_for(cluster.is_quiet, lambda: "another run does not end")
    with lake.writing():  # so that the run waits in the middle of its step
        run_id = cluster.launch(register_captures.name)
        wait_for(cluster.has_waiting_writer, lambda: cluster.story(run_id))
        assert cluster.run(run_id).status is dg.DagsterRunStatus.STARTED
        for number in cluster.processes(run_id):
            os.kill(number, signal.SIGKILL)
        cluster.until(run_id, dg.DagsterRunStatus.FAILURE)
    wait_for(lambda: bool(cluster.retries(run_id)), lambda: cluster.story(run_id))
    (retry,) = cluster.retries(run_id)
    cluster.until(retry.run_id, dg.DagsterRunStatus.SUCCESS)


def test_the_doctor_finds_every_part_in_its_place(cluster: Cluster) -> None:
    cluster.paths.data_dir.joinpath("lake").mkdir(exist_ok=True)
    command = [sys.executable, "-c", "from jobtrends_pipeline.cli.main import run; run()", "doctor"]
    out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    lines = {line[4:17].strip(): line for line in out.splitlines()}
    for name in ("packages", "runs", "catalogue", "lake files", "ray", "jobs"):
        assert lines[name].startswith("ok "), lines[name]
    assert lines["ray"].endswith("1 machines with 1 cores, all with the versions of this one")


def test_the_daemon_ends_a_run_that_ray_does_not_know_but_leaves_those_of_commands_alone(cluster: Cluster) -> None:
    of_command, lost = (
        dg.DagsterRun(register_captures.name, tags={RETRIES_TAG: "0"} | tags, status=dg.DagsterRunStatus.STARTED)
        for tags in (COMMAND_TAGS, {})
    )
    for run in (of_command, lost):  # in this order the daemon looks at the command's first
        cluster.instance.run_storage.add_run(run)
    cluster.until(lost.run_id, dg.DagsterRunStatus.FAILURE)
    cluster.until(of_command.run_id, dg.DagsterRunStatus.STARTED)


def test_a_run_is_a_job_of_the_cluster_and_hands_its_work_to_the_cluster(cluster: Cluster) -> None:
    config = {"ops": {take_saved_pages.name: {"config": {"paths": [str(SAMPLE)]}}}}
    run_id = cluster.launch(ingest_saved_pages.name, json.dumps(config))
    cluster.until(run_id, dg.DagsterRunStatus.SUCCESS)
    wait_for(lambda: bool(cluster.runs(refresh_role.name)), lambda: "no sensor saw the pages")
    for run in cluster.runs(refresh_role.name):
        cluster.until(run.run_id, dg.DagsterRunStatus.SUCCESS)
    assert any("Ray run job created" in message for message in cluster.messages(run_id))
    assert len(list(Archive(cluster.paths.archive_dir).entries())) == 10
    assert len(database_of(cluster.paths).reading().read(FACT_PAY))
