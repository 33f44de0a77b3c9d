"""`jobtrends status`: a word for every role, what ails the rest, and an exit code that a timer can act on."""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
import duckdb
import pytest
from filelock import FileLock

from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.cli import disk
from jobtrends_pipeline.config.cadence import LONDON
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.run_failures import RunFailedError
from jobtrends_pipeline_tests.support.command import called, unchanged
from jobtrends_pipeline_tests.support.dagster_runs import another_process_has, running

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
MOMENTS = {
    "in the night's hours": datetime(2026, 11, 30, 2, tzinfo=LONDON),
    "as clocks go forward": datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
    "after clocks went forward": datetime(2026, 3, 29, 2, 30, tzinfo=LONDON),
    "as clocks go back": datetime(2026, 10, 25, 1, 30, tzinfo=LONDON),
    "the second 01:30 of that day": datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1),
    "on a leap day": datetime(2028, 2, 29, 3, tzinfo=LONDON),
    "as the year ends": datetime(2026, 12, 31, 23, 59, 59, tzinfo=LONDON),
}


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of these tests are asked at one moment, whatever this machine's clock says."""
    set_clock(monkeypatch, NOW)


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def told(*arguments: str) -> dict[str, Any]:
    """What the command says to a program."""
    answer: dict[str, Any] = json.loads(called("status", "--json", *arguments).out)
    return answer


def role(key: str) -> dict[str, Any]:
    return next(entry for entry in told()["roles"] if entry["role"] == key)


def had(root: DataPaths, *roles: str, at: datetime = NOW) -> None:
    """Note in the log that pages of roles were looked at and had not changed."""
    tries = [Attempt("live", f"https://x/{key}", key, "2026-02-01", at, "unchanged") for key in roles]
    AttemptLog(root.attempts_dir).add("run-1", *tries)


def test_a_new_root_has_roles_that_were_never_captured_and_nothing_is_made(empty_root: DataPaths) -> None:
    outcome = called("status")
    assert (outcome.code, outcome.err) == (0, "")
    assert "warehouse: nothing taken in yet: run `jobtrends capture` or `jobtrends ingest PATH`" in " ".join(
        outcome.out.split()
    )
    assert "2 roles: 2 never captured." in outcome.out
    assert not empty_root.data_dir.exists()


def test_a_role_that_nobody_captured_for_two_cadences_is_overdue_and_needs_a_person(root: DataPaths) -> None:
    is_unchanged = unchanged(root.data_dir)
    assert called("status").code == 1
    java = role("java")
    assert is_unchanged()
    assert (java["state"], java["cadence"], java["last_origin"]) == ("overdue", "weekly", "saved")
    assert (java["last_period_end"], java["captures"], java["findings"]) == ("2026-03-13", 2, {"info": 2})
    assert java["age_days"] == 250
    assert role("backend-developer")["gaps"] == ["2025-06", "2025-07", "2025-08", "2025-12", "2026-01"]
    assert java["last_run"]["outcome"] == "success"


def test_a_page_found_unchanged_keeps_a_role_current_though_nothing_new_was_captured(root: DataPaths) -> None:
    had(root, "java", "backend-developer")
    assert called("status").code == 0
    assert {entry["state"] for entry in told()["roles"]} == {"current"}


@pytest.mark.parametrize(("days", "state"), [(6, "due"), (8, "due"), (13, "due"), (15, "overdue")])
def test_a_role_is_due_from_its_slot_on_and_overdue_after_two_cadences(root: DataPaths, days: int, state: str) -> None:
    due = datetime.fromisoformat(role("java")["next_due"])  # of this week: the slot before it has passed
    last = due - timedelta(days=7)
    had(root, "java", at=min(NOW - timedelta(days=days), last - timedelta(hours=1)))
    assert role("java")["state"] == state


def test_the_cadence_of_the_watchlist_counts_and_roles_not_on_it_are_named(root: DataPaths) -> None:
    (root.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Java\n    cadence: monthly\n")
    had(root, "java", at=NOW - timedelta(days=40))
    assert {entry["role"]: entry["state"] for entry in told()["roles"]} == {
        "java": "due", "backend-developer": "not on the watchlist",
    }  # fmt: skip
    assert called("status").code == 0


def test_tries_that_were_put_off_are_counted_with_the_moment_they_wait_for(root: DataPaths) -> None:
    until = datetime(2100, 1, 1, 9, 30, tzinfo=UTC)
    off = [Attempt("live", url, "java", "2026-02-01", NOW, "deferred", not_before=until) for url in ("a", "b")]
    AttemptLog(root.attempts_dir).add("run-1", *off)
    assert (role("java")["deferred"], role("java")["deferred_until"]) == (2, "2100-01-01T09:30:00+00:00")
    assert "java: 2 put off until 01 Jan 09:30" in called("status").out
    with running(root) as runs:
        runs.list_captures()
    assert role("java")["deferred"] == 2
    AttemptLog(root.attempts_dir).add(
        "run-2", Attempt("live", "a", "java", "2026-02-01", NOW + timedelta(1), "captured")
    )
    assert role("java")["deferred"] == 1


def test_a_refresh_that_failed_is_told_with_its_cause_until_one_succeeds(root: DataPaths) -> None:
    had(root, "java", "backend-developer")
    page = root.reports_dir / "roles" / "java.html"
    page.unlink()
    page.mkdir()  # where the report is to write a file
    with running(root) as runs, pytest.raises(RunFailedError, match="refresh_role failed"):
        runs.refresh(["java"])
    outcome = called("status")
    assert outcome.code == 1
    assert role("java")["last_run"]["cause"].startswith("IsADirectoryError: ")
    assert "java: failed " in outcome.out
    assert {entry["role"]: entry["state"] for entry in told()["roles"]} == {
        "java": "failed",
        "backend-developer": "current",
    }
    page.rmdir()
    with running(root) as runs:
        runs.refresh(["java"])
    assert role("java")["state"] == "current"


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("watchlist.yaml", "roles: [", "watchlist: watchlist.yaml is not valid YAML"),
        (
            "settings.yaml",
            "refresh_hours: [9, 3]",
            "settings: settings.yaml, refresh_hours: [9, 3] are no hours of a day",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named_above_the_roles_that_are_held(
    root: DataPaths, file: str, text: str, words: str
) -> None:
    had(root, "java", "backend-developer")
    (root.data_dir / file).write_text(text)
    outcome = called("status")
    assert outcome.code == 1
    assert outcome.out.startswith(f"NO  {words}")
    (fault,) = told()["faults"]
    assert str(root.data_dir / file) in fault
    assert {entry["state"] for entry in told()["roles"]} == {"unknown" if file == "watchlist.yaml" else "current"}


def test_a_warehouse_that_is_being_written_is_read_from_its_published_copy_and_the_writer_named(
    root: DataPaths,
) -> None:
    with duckdb.connect(root.working_file) as connection:
        connection.execute("UPDATE captures SET origin = 'live' WHERE role = 'java'")
    assert role("java")["last_origin"] == "live"
    with another_process_has(root) as process:
        answer = told()
        assert answer["warehouse"] == {"is_locked": True, "writer_pid": process}
        assert f"warehouse: process {process} is writing" in called("status").out
    java = next(entry for entry in answer["roles"] if entry["role"] == "java")
    assert java["last_origin"] == "saved"


def test_the_warehouse_is_left_alone_while_a_command_may_write_to_it(root: DataPaths) -> None:
    with FileLock(root.lock_file):
        assert told()["warehouse"] == {"is_locked": True, "writer_pid": None}


def test_a_disk_is_nearly_full_by_one_rule_for_status_and_doctor(
    root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "LEAST_FREE_BYTES", 0)
    assert not [note for note in told()["notes"] if note.startswith("disk")]
    assert "make room" not in called("doctor").out
    monkeypatch.setattr(disk, "LEAST_FREE_BYTES", 10**18)
    (note,) = [note for note in told()["notes"] if note.startswith("disk")]
    words = f"MB free at {root.data_dir}, less than 1,000,000,000,000 MB: make room"
    assert note.endswith(words)
    (line,) = [line for line in called("doctor").out.splitlines() if line.startswith("NO ")]
    assert line.startswith("NO  data root")
    assert line.endswith(words)


def test_the_daemon_runs_while_its_heartbeat_is_young(root: DataPaths) -> None:
    assert told()["daemon"] == {"is_running": False, "last_heartbeat": None}
    with open_instance(root) as instance:
        beat(instance, NOW)
        assert told()["daemon"]["is_running"]
        assert not [note for note in told()["notes"] if note.startswith("daemon")]
        beat(instance, NOW - timedelta(minutes=10))
    assert not told()["daemon"]["is_running"]
    assert "daemon: not running, since" in called("status").out


def beat(instance: dg.DagsterInstance, at: datetime) -> None:
    from dagster._daemon.types import DaemonHeartbeat  # noqa: PLC0415  # heavy, and of one test

    instance.add_daemon_heartbeat(DaemonHeartbeat(at.timestamp(), "SENSOR", "1", []))


@pytest.mark.parametrize("columns", [80, 119, 300])
def test_no_line_is_wider_than_the_terminal_or_120_columns(
    root: DataPaths, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    long = "Senior Principal Site Reliability and Cloud Platform Automation Engineering Team Lead"
    (root.data_dir / "watchlist.yaml").write_text(f"roles:\n  - name: Java\n  - name: {long}\n  - name: {'.' * 90}\n")
    until = datetime(2100, 1, 1, tzinfo=UTC)
    AttemptLog(root.attempts_dir).add("r", Attempt("live", "a", "java", None, NOW, "deferred", not_before=until))
    monkeypatch.setenv("COLUMNS", str(columns))
    for arguments in ([], ["--role", "java"]):
        out = called("status", *arguments).out
        assert max(map(len, out.splitlines())) <= min(columns, 119)
        assert "2026-03-13" in out


def test_one_role_is_told_in_full(root: DataPaths) -> None:
    out = called("status", "--role", "backend-developer").out
    assert "State      overdue\n" in out
    assert "Gaps       2025-06, 2025-07, 2025-08, 2025-12, 2026-01\n" in out
    assert "Next due   " in out
    assert "Last run   success, " in out


def test_an_unknown_role_ends_with_the_names_near_it(root: DataPaths) -> None:
    outcome = called("status", "--role", "jav")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.complaints == ["jobtrends: 'jav' is not on the watchlist and has no captures; similar names: java"]


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_500_roles_are_told_with_a_line_each_at_whatever_moment(
    root: DataPaths, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment)
    names = "".join(f"  - name: Role {number}\n" for number in range(500))
    (root.data_dir / "watchlist.yaml").write_text(f"roles:\n{names}")
    had(root, *(f"role-{number}" for number in range(500)), at=moment.astimezone(UTC))
    outcome = called("status")
    assert len([line for line in outcome.out.splitlines() if line.startswith("role-")]) == 500
    assert "502 roles: 500 current, 2 not on the watchlist." in outcome.out


def test_where_dagsters_runs_are_cannot_be_told_the_roles_are(root: DataPaths) -> None:
    with (root.dagster_home / "dagster.yaml").open("a") as file:
        file.write("storage: {nonsense: true}\n")
    outcome = called("status")
    assert outcome.code == 1
    assert "NO  Dagster's runs cannot be read" in outcome.out
    assert "java" in outcome.out
    assert os.environ["DAGSTER_HOME"] == str(root.dagster_home)
