"""Dagster's SQLite files: an engine for each and Alembic's scripts once, however often they are used."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy
from alembic.config import Config
from alembic.script import ScriptDirectory

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration import local_storage
from jobtrends_pipeline.orchestration.last_runs import last_refreshes
from jobtrends_pipeline_tests.support.dagster_runs import running


def test_a_run_makes_one_engine_for_each_file_and_is_stored_as_ever(
    empty_root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = sqlalchemy.create_engine, Counter[str]()

    def counted(url: str, **options: object) -> sqlalchemy.Engine:
        made[Path(url).name] += 1
        return make(url, **options)

    monkeypatch.setattr(sqlalchemy, "create_engine", counted)
    with running(empty_root) as runs:
        runs.refresh(["java"])
        run = last_refreshes(runs.instance, ["java"])["java"]
        events = [event.dagster_event_type for event in runs.instance.all_logs(run.run_id)]
    assert run.outcome == "success"
    assert len(events) > 20
    assert f"{run.run_id}.db" in made
    assert {"index.db", "runs.db", "schedules.db"} <= set(made)
    assert set(made.values()) == {1}


def test_a_file_that_was_removed_is_made_anew_by_the_engine_that_is_kept(empty_root: DataPaths) -> None:
    for _ in range(2):
        with running(empty_root) as runs:
            runs.list_captures()
            assert runs.instance.get_runs_count() == 1
        for file in empty_root.dagster_home.rglob("*.db*"):
            file.unlink()


def test_a_run_over_many_roles_is_stored_in_batches_as_if_event_by_event(
    empty_root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles = ["data-engineer", "java", "tester"]
    found = []
    for batch_size in ("200", "0"):
        monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", batch_size)
        with running(empty_root) as runs:
            runs.refresh(roles)
            run = last_refreshes(runs.instance, roles)["java"]
            events = [entry.dagster_event for entry in runs.instance.all_logs(run.run_id)]
            kinds = Counter((event.event_type_value, event.partition) for event in events if event and event.partition)
            latest = {
                key.to_user_string(): (event.run_id == run.run_id, partitions)
                for key in runs.instance.all_asset_keys()
                if (event := runs.instance.get_latest_materialization_event(key))
                and (partitions := runs.instance.get_materialized_partitions(key))
            }
        found.append((kinds, latest))
    assert found[0] == found[1]
    kinds, latest = found[0]
    assert {kinds["ASSET_MATERIALIZATION", role] for role in roles} == {kinds["ASSET_MATERIALIZATION", "java"]}
    assert latest["fact_pay"] == (True, set(roles))


LAUNCHED = """
import os, sys
from pathlib import Path

import dagster as dg
from dagster._core.storage.runs.sqlite import sqlite_run_storage

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.trends import comparison_tables
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.sensors.inbox import watch_inbox

definitions = build_definitions(DataPaths(Path(sys.argv[1])))
with dg.DagsterInstance.local_temp() as instance:
    if sys.argv[2] == "run":
        dg.materialize([comparison_tables], resources={"warehouse": definitions.resources["warehouse"]},
            instance=instance, raise_on_error=False)
    else:
        with dg.build_sensor_context(instance, resources={"root": definitions.resources["root"]}) as context:
            watch_inbox.evaluate_tick(context)
print(sqlite_run_storage.create_engine.__module__, os.environ["DAGSTER_EVENT_BATCH_SIZE"])
"""


@pytest.mark.parametrize("work", ["run", "tick"])
def test_processes_that_dagster_starts_have_the_faster_storage_too(empty_root: DataPaths, work: str) -> None:
    command = [sys.executable, "-c", LAUNCHED, str(empty_root.data_dir), work]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    assert ended.stdout.split() == [local_storage.__name__, "200"]


def test_the_scripts_of_a_configuration_are_read_once(tmp_path: Path) -> None:
    local_storage.speed_up_storage()
    (tmp_path / "versions").mkdir()
    configuration, other = Config(), Config()
    for made in (configuration, other):
        made.set_main_option("script_location", str(tmp_path))
    assert ScriptDirectory.from_config(configuration) is ScriptDirectory.from_config(configuration)
    assert ScriptDirectory.from_config(configuration) is not ScriptDirectory.from_config(other)
