"""`jobtrends refresh`, `report` and `doctor`, on any data root and from any folder."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline_tests.support.command import called, spawned, unchanged

NEEDS_INGEST = [["sql", "select 1"], ["export", "out"], ["report"]]


def test_refresh_of_an_unknown_role_names_the_known_ones(root: DataPaths) -> None:
    outcome = called("refresh", "--role", "plumber")
    assert outcome.code == 1
    assert outcome.complaints == [
        "jobtrends: 'plumber' is not on the watchlist and has no captures; known roles: backend-developer, java"
    ]


@pytest.mark.parametrize("month", ["2026", "2026-13", "26-02", "2026-02-01", "feb", "2003-12", "9999-01"])
def test_refresh_of_what_is_no_month_says_how_to_write_one(empty_root: DataPaths, month: str) -> None:
    outcome = called("refresh", "--month", month)
    complaint = f"jobtrends: '{month}' is no month from 2004-01 to this one: write it as 2026-02"
    assert (outcome.code, outcome.complaints) == (1, [complaint])
    assert not empty_root.data_dir.exists()


def test_refresh_names_what_it_refuses_in_the_inbox_and_exits_with_1(root: DataPaths) -> None:
    (root.data_dir / "inbox").mkdir()
    (root.data_dir / "inbox" / "note.txt").write_text("Buy milk", encoding="utf-8")
    outcome = called("refresh")
    (complaint,) = [line for line in outcome.complaints if line.startswith("jobtrends:")]
    assert outcome.code == 1
    assert "note.txt: no summary table and no market index found" in complaint


def test_refresh_with_nothing_new_says_so_and_keeps_the_warehouse(root: DataPaths) -> None:
    is_unchanged = unchanged(root.reports_dir)
    outcome = called("refresh")
    assert (outcome.code, outcome.complaints) == (0, [])
    assert outcome.out.startswith("Refreshed  nothing: all captures are read and in the facts\n")
    assert "Pages      10 of 2 roles: 10 read, 0 partial, 0 quarantined" in outcome.out
    assert is_unchanged()


def test_report_draws_every_page_again(root: DataPaths) -> None:
    pages = sorted(root.reports_dir.rglob("*.html"))
    for page in pages:
        page.unlink()
    outcome = called("report")
    assert (outcome.code, outcome.out) == (0, f"Report     {root.reports_dir / 'index.html'} (2 roles)\n")
    assert sorted(root.reports_dir.rglob("*.html")) == pages
    assert len(pages) == 6


def test_the_doctor_of_a_new_root_says_what_to_do_and_makes_nothing(empty_root: DataPaths) -> None:
    outcome = called("doctor")
    lines = {line[3:].split("  ")[0].strip(): line for line in outcome.out.splitlines()}
    assert outcome.code == 1
    assert {name for name, line in lines.items() if line.startswith("NO ")} == {
        "archive", "warehouse", "report", "dagster",
    }  # fmt: skip
    for name in ("archive", "warehouse", "report"):
        assert "run `jobtrends ingest PATH`" in lines[name]
    assert not empty_root.data_dir.exists()


@pytest.mark.usefixtures("root")
def test_the_doctor_of_an_ingested_root_is_content() -> None:
    outcome = called("doctor")
    assert outcome.code == 0
    assert [line[:3] for line in outcome.out.splitlines()] == ["ok "] * 11
    assert "10 pages, all read back" in outcome.out
    assert "ok  attempts     of the last 30 days: none\n" in outcome.out
    assert "ok  inbox        nothing waits in " in outcome.out


def test_the_doctor_counts_what_was_tried_lately_and_says_until_when_the_rest_is_put_off(
    root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    page = Attempt("live", "a", "java", "2026-02-01", now - timedelta(days=1), "captured")
    off = replace(page, url="b", outcome="deferred", not_before=datetime(2100, 1, 1, 9, 30, tzinfo=UTC))
    gone = replace(page, url="c", outcome="not_found", attempted_at=now - timedelta(days=40))
    log = AttemptLog(root.attempts_dir)
    log.add("run-1", gone, page, replace(page, url="d"), off)
    words = "of the last 30 days: 2 captured, 1 deferred; 1 put off, to be asked for again after 2100-01-01 09:30 UTC\n"
    assert f"ok  attempts     {words}" in called("doctor").out
    log.add("run-2", replace(off, attempted_at=now, not_before=now))
    assert "2 captured, 2 deferred; 1 put off, to be asked for again\n" in called("doctor").out


def test_the_doctor_finds_an_altered_archive_and_names_the_file(root: DataPaths) -> None:
    (warc,) = root.archive_dir.rglob("*.warc.gz")
    body = bytearray(warc.read_bytes())
    body[len(body) // 2] ^= 1
    warc.write_bytes(body)
    outcome = called("doctor")
    (line,) = (line for line in outcome.out.splitlines() if line.startswith("NO "))
    assert outcome.code == 1
    assert warc.name in line
    assert "1 of 10 pages are lost" in line
    assert "are altered; restore the file, or give the page again to `jobtrends ingest`" in line


def test_the_doctor_finds_a_faulty_watchlist(root: DataPaths) -> None:
    (root.data_dir / "watchlist.yaml").write_text("roles: [")
    outcome = called("doctor")
    assert outcome.code == 1
    assert "NO  watchlist    watchlist.yaml is not valid YAML" in outcome.out


@pytest.mark.parametrize("arguments", NEEDS_INGEST, ids=lambda arguments: str(arguments[0]))
def test_a_command_before_anything_was_ingested_says_what_to_do(empty_root: DataPaths, arguments: list[str]) -> None:
    outcome = called(*arguments)
    assert outcome.code == 1
    assert len(outcome.complaints) == 1
    assert "run `jobtrends ingest PATH` first" in outcome.complaints[0]


def test_the_data_root_is_moved_by_the_environment_and_read_from_any_folder(root: DataPaths, tmp_path: Path) -> None:
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    outcome = spawned(root, "sql", "SELECT count(*) AS n FROM captures", "--json", folder=elsewhere)
    assert (outcome.code, outcome.out) == (0, '{"n": 10}\n')
    assert f"{root.data_dir}, " in spawned(root, "doctor", folder=elsewhere).out
    assert not list(elsewhere.iterdir())


def test_a_data_root_may_be_named_relative_to_the_folder(
    root: DataPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(DATA_DIR_VARIABLE, root.data_dir.name)
    assert called("sql", "SELECT count(*) AS n FROM captures", "--json").out == '{"n": 10}\n'


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="a superuser may write anywhere")
def test_the_doctor_finds_a_data_root_that_cannot_be_written(empty_root: DataPaths) -> None:
    empty_root.data_dir.mkdir(mode=0o500)
    assert "cannot be written: set JOBTRENDS_DATA_DIR" in called("doctor").out
