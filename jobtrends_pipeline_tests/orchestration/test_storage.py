"""Runs are kept in files, or in PostgreSQL by one setting; never with a password in a file of ours, never by halves."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import dagster as dg
import pytest
import yaml

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE
from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.instance import open_instance, prepare_home
from jobtrends_pipeline.orchestration.last_runs import existing_instance, last_heartbeat, last_refreshes
from jobtrends_pipeline.orchestration.storage import POSTGRES_BLOCK, StorageError, write_configuration
from jobtrends_pipeline_tests.support.dagster_runs import running
from jobtrends_pipeline_tests.support.postgres_server import PASSWORD, postgres, programs

ADDRESS = "postgresql://me@db.example/runs"
needs_postgres = pytest.mark.skipif(
    programs() is None or importlib.util.find_spec("dagster_postgres") is None,
    reason="needs PostgreSQL on this machine and the extra jobtrends_pipeline[postgres]",
)


def configuration(paths: DataPaths) -> str:
    return (paths.dagster_home / "dagster.yaml").read_text(encoding="utf-8")


@pytest.fixture
def no_address(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv(URL_VARIABLE, "")  # so that what a command sets is undone
    monkeypatch.delenv(URL_VARIABLE)
    return monkeypatch


@pytest.mark.usefixtures("no_address")
def test_without_a_setting_runs_are_kept_in_files(empty_root: DataPaths) -> None:
    prepare_home(empty_root)
    assert "storage" not in yaml.safe_load(configuration(empty_root))


@pytest.mark.usefixtures("no_address")
def test_with_an_address_the_configuration_names_the_variable_and_not_the_address(empty_root: DataPaths) -> None:
    write_configuration(empty_root, "postgresql://me:secret@db.example/runs")
    text = configuration(empty_root)
    assert "secret" not in text
    assert "db.example" not in text
    held = yaml.safe_load(text)
    assert held["storage"] == {"postgres": {"postgres_url": {"env": URL_VARIABLE}}}
    assert held["telemetry"] == {"enabled": False}


def test_what_a_person_changed_in_the_configuration_stays_when_postgresql_is_added(empty_root: DataPaths) -> None:
    write_configuration(empty_root, None)
    file = empty_root.dagster_home / "dagster.yaml"
    file.write_text("telemetry: {enabled: false}\n# mine\nconcurrency: {runs: {max_concurrent_runs: 1}}")
    write_configuration(empty_root, ADDRESS)
    write_configuration(empty_root, ADDRESS)
    text = configuration(empty_root)
    assert text.startswith("telemetry: {enabled: false}\n# mine\nconcurrency: {runs: {max_concurrent_runs: 1}}\n")
    assert text.count(POSTGRES_BLOCK) == 1


def test_a_command_without_the_address_does_not_go_on_with_files(empty_root: DataPaths) -> None:
    write_configuration(empty_root, ADDRESS)
    before = configuration(empty_root)
    with pytest.raises(StorageError, match=f"address is missing: set {URL_VARIABLE} or `storage`"):
        write_configuration(empty_root, None)
    assert configuration(empty_root) == before


def test_a_storage_of_the_persons_own_is_not_overruled(empty_root: DataPaths) -> None:
    write_configuration(empty_root, None)
    file = empty_root.dagster_home / "dagster.yaml"
    file.write_text("storage: {sqlite: {base_dir: /elsewhere}}\n")
    write_configuration(empty_root, None)
    with pytest.raises(StorageError, match="has a `storage` of its own"):
        write_configuration(empty_root, ADDRESS)
    assert file.read_text() == "storage: {sqlite: {base_dir: /elsewhere}}\n"


def test_an_address_that_is_none_is_refused_without_being_shown(
    empty_root: DataPaths, no_address: pytest.MonkeyPatch
) -> None:
    no_address.setenv(URL_VARIABLE, "mysql://me:secret@db/runs")
    with pytest.raises(StorageError) as caught:
        prepare_home(empty_root)
    assert URL_VARIABLE in str(caught.value)
    assert "postgresql://user@host/database" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert not empty_root.dagster_home.exists()


@pytest.mark.skipif(importlib.util.find_spec("dagster_postgres") is not None, reason="the extra is installed")
def test_without_the_extra_the_setting_says_what_to_install(
    empty_root: DataPaths, no_address: pytest.MonkeyPatch
) -> None:
    no_address.setenv(URL_VARIABLE, ADDRESS)
    with pytest.raises(StorageError, match=r"pip install 'jobtrends_pipeline\[postgres\]'"):
        prepare_home(empty_root)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as place:
        yield place


@needs_postgres
def test_runs_pools_and_failures_are_kept_in_a_real_postgresql(
    server: str, empty_root: DataPaths, no_address: pytest.MonkeyPatch
) -> None:
    no_address.setenv(URL_VARIABLE, f"postgresql://jobtrends:{quote(PASSWORD, safe='')}@{server}/postgres")
    with running(empty_root) as runs:
        runs.list_captures()
        ids = [run.run_id for run in runs.instance.get_runs()]
        assert runs.instance.event_log_storage.get_concurrency_info(WAREHOUSE_POOL).slot_count == 1
    assert len(ids) == 1
    assert not list(empty_root.dagster_home.rglob("*.db"))
    kept = [path for path in empty_root.data_dir.rglob("*") if path.is_file()]
    assert not [path for path in kept if PASSWORD.encode() in path.read_bytes()]
    with existing_instance(empty_root) as instance:
        assert [run.run_id for run in instance.get_runs()] == ids
        failed = dg.DagsterRun("refresh_role", status=dg.DagsterRunStatus.STARTED, tags={"dagster/partition": "java"})
        instance.run_storage.add_run(failed)
        instance.report_run_failed(failed, "killed")
        last = last_refreshes(instance, ["java", "c-sharp"])
        assert {role: (run.outcome, run.cause) for role, run in last.items()} == {"java": ("failure", "killed")}
        assert last_heartbeat(instance) is None


@needs_postgres
def test_a_setting_without_a_password_takes_it_from_where_postgresql_looks(
    server: str, empty_root: DataPaths, no_address: pytest.MonkeyPatch
) -> None:
    empty_root.data_dir.mkdir()
    empty_root.settings_file.write_text(f"storage: postgresql://jobtrends@{server}/postgres\n")
    no_address.setenv("PGPASSWORD", PASSWORD)
    code = (
        "from jobtrends_pipeline.orchestration.instance import open_instance\n"
        "from jobtrends_pipeline.config.paths import DataPaths\n"
        "with open_instance(DataPaths.load()) as instance: print(type(instance.run_storage).__name__)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=900,
        env=os.environ | {"JOBTRENDS_DATA_DIR": str(empty_root.data_dir)},
    )  # fmt: skip
    assert (ended.stdout, ended.returncode) == ("PostgresRunStorage\n", 0), ended.stderr


@needs_postgres
def test_a_server_that_is_not_there_is_one_line_that_says_so(
    empty_root: DataPaths, no_address: pytest.MonkeyPatch
) -> None:
    no_address.setenv(URL_VARIABLE, f"postgresql://jobtrends:{quote(PASSWORD, safe='')}@127.0.0.1:1/postgres")
    with pytest.raises(StorageError) as caught:
        open_instance(empty_root)
    assert str(caught.value).startswith("PostgreSQL at 127.0.0.1:1/postgres, which keeps the runs, cannot be used: ")
    assert "\n" not in str(caught.value)
    assert "p@ss" not in str(caught.value)
