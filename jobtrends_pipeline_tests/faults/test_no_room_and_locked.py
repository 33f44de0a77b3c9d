"""A full disk, a locked warehouse, a role dropped in flight: one clear line in run and status, and nothing lost."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest
from pandas.testing import assert_frame_equal

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.last_runs import last_refreshes
from jobtrends_pipeline.orchestration.partitions import RANGE_END_TAG, RANGE_START_TAG, add_roles, roles_of
from jobtrends_pipeline.orchestration.run_failures import RunFailedError
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.dagster_runs import another_process_has, published, running, working

UNSHARED = ["unshare", "--user", "--map-root-user", "--mount"]
READ_AGAIN = "UPDATE captures SET parser_version = NULL, loaded_version = NULL WHERE role = 'java'"


def can_mount() -> bool:
    """Whether this machine lets a test have a small disk of its own."""
    if not shutil.which("unshare"):
        return False
    mount = [*UNSHARED, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(mount, check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="a user may not mount a file system of its own here")
@pytest.mark.parametrize("place", ["warehouse", "."])
def test_a_full_disk_is_one_line_in_the_run_and_in_status_and_nothing_is_lost(
    root: DataPaths, tmp_path: Path, place: str
) -> None:
    before = published(root)
    (root.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Java\n  - name: Backend Developer\n")
    script = "jobtrends_pipeline_tests.support.full_disk"
    copy = tmp_path / "copy" / "warehouse" / "jobtrends.duckdb"
    copy.parent.mkdir(parents=True)
    command = [*UNSHARED, sys.executable, "-m", script, str(root.data_dir), str(root.data_dir / place), str(copy)]
    environment = os.environ | {DATA_DIR_VARIABLE: str(root.data_dir)}
    ended = subprocess.run(command, check=True, capture_output=True, env=environment)
    answer = json.loads(ended.stdout.splitlines()[-1])
    (line,) = answer["refused"]
    assert answer["code"] == 1
    assert "no space left on" in line
    assert "make room, then run" in line
    assert "Error" not in line
    status: dict[str, Any] = json.loads(answer["status"])
    if place == "warehouse":
        causes = {role["role"]: role["last_run"]["cause"] for role in status["roles"]}
        assert causes["backend-developer"] is None
        assert causes["java"].startswith("no space left on device: the warehouse stays as it was")
        assert {role["role"]: role["state"] for role in status["roles"]}["java"] == "failed"
    else:
        assert status["faults"] == [f"Dagster's runs cannot be read: {line.removeprefix('jobtrends: ')}"]
    assert answer["afterwards"] == [0]
    after = published(DataPaths(copy.parent.parent))
    for name, frame in before.items():
        assert_frame_equal(after[name], frame)


def test_a_warehouse_that_another_process_has_open_is_named_with_that_process_and_nothing_is_lost(
    root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published(root)
    working(root, READ_AGAIN)
    monkeypatch.setattr("dagster._utils.backoff.time", SimpleNamespace(sleep=lambda _: None))  # it waits for 100 s
    with running(root) as runs:
        with another_process_has(root) as process, pytest.raises(RunFailedError) as refused:
            runs.refresh(["java"])
        words = f"process {process} "
        assert words in str(refused.value)
        assert "has the warehouse open for writing, nothing was changed: close it" in str(refused.value)
        answer = json.loads(called("status", "--json", "--role", "java").out)
        (java,) = answer["roles"]
        assert java["state"] == "failed"
        assert words in java["last_run"]["cause"]
        runs.refresh(runs.roles_with_work())
    for name, frame in published(root).items():
        assert_frame_equal(frame, before[name])


def test_a_role_dropped_while_its_run_is_in_flight_is_said_in_the_run_and_in_status(root: DataPaths) -> None:
    (root.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Backend Developer\n")
    root.settings_file.write_text("contact: someone@example.org\n")
    with running(root) as runs:
        job = runs.definitions.resolve_job_def("refresh_live_role")
        result = job.execute_in_process(instance=runs.instance, partition_key="java", raise_on_error=False)
        assert result.success
        said = [entry.user_message for entry in runs.instance.all_logs(result.run_id)]
        event = runs.instance.get_latest_materialization_event(dg.AssetKey("live_pages"))
    assert "java: not on the watchlist any more, so nothing was asked for" in said
    assert event is not None
    assert event.asset_materialization is not None
    assert event.asset_materialization.metadata["not_on_the_watchlist"].value == 1
    assert "State      not on the watchlist\n" in called("status", "--role", "java").out
    assert len(published(root)["captures"]) == 10


def batch(*ends: str) -> dict[str, str]:
    return dict(zip((RANGE_START_TAG, RANGE_END_TAG), ends, strict=True))


def test_a_run_is_of_its_partition_or_of_the_neighbours_between_its_ends() -> None:
    held = ["d", "c", "b", "a"]
    assert roles_of({"dagster/partition": "b"}, held) == ["b"]
    assert roles_of(batch("d", "b"), held) == ["d", "c", "b"]
    assert roles_of(batch("d", "gone"), held) == ["d", "gone"]
    assert roles_of({}, held) == []


def test_the_last_run_of_a_role_is_found_in_a_batch_of_the_live_job_and_alone(empty_root: DataPaths) -> None:
    with open_instance(empty_root) as instance:
        for role in ("java", "python", "scala", "perl"):
            add_roles(instance, [role])
        runs = [
            dg.DagsterRun("refresh_role", tags={"dagster/partition": "python"}, status=dg.DagsterRunStatus.SUCCESS),
            dg.DagsterRun("refresh_live_role", tags=batch("java", "scala"), status=dg.DagsterRunStatus.STARTED),
            dg.DagsterRun("refresh_role", tags={"dagster/partition": "java"}, status=dg.DagsterRunStatus.SUCCESS),
            dg.DagsterRun("draw_report", tags={"dagster/partition": "scala"}, status=dg.DagsterRunStatus.SUCCESS),
        ]
        for run in runs:
            instance.run_storage.add_run(run)
        instance.report_run_failed(runs[1], "killed")
        last = last_refreshes(instance, ["java", "python", "scala", "perl"])
    assert {role: (run.outcome, run.cause) for role, run in last.items()} == {
        "java": ("success", None),
        "python": ("failure", "killed"),
        "scala": ("failure", "killed"),
    }
