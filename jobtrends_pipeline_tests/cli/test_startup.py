"""The command line answers at once: what a command does not need, it does not load."""

import re
from pathlib import Path

import pytest

from jobtrends_pipeline import __version__
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.support.command import called, modules_after, spawned

HEAVY = {"dagster", "pandas", "duckdb", "rich", "numpy", "altair", "pandera"}
COMMANDS = ["init", "ingest", "refresh", "capture", "backfill", "rebuild", "report", "trend", "compare", "skills"]
COMMANDS += ["plot", "sql", "export", "roles", "status", "doctor", "notify", "ui", "serve", "service", "mcp"]
COMMANDS += ["archive", "charts"]


@pytest.mark.parametrize("arguments", [["--help"], ["ingest", "--help"]])
def test_help_loads_none_of_the_heavy_libraries(empty_root: DataPaths, arguments: list[str]) -> None:
    outcome, modules = modules_after(empty_root, *arguments)
    assert outcome.code == 0
    assert "typer" in modules
    assert modules & HEAVY == set()


def test_help_lists_every_command_and_shows_examples(empty_root: DataPaths) -> None:
    outcome = spawned(empty_root, "--help")
    assert outcome.code == 0
    assert re.findall(r"^  ([a-z]+)  +[A-Z]", outcome.out, re.MULTILINE) == COMMANDS
    assert "jobtrends ingest saved-pages" in outcome.out
    assert "JOBTRENDS_DATA_DIR" in outcome.out
    assert not empty_root.data_dir.exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_an_example_of_it(command: str) -> None:
    outcome = called(command, "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert re.search(rf"Examples?:\n\s+jobtrends {command}\b", outcome.out)


def test_the_version_is_that_of_the_package() -> None:
    assert called("--version").out == f"jobtrends {__version__}\n"


def test_without_a_command_the_help_is_shown() -> None:
    assert "Commands:\n  init" in called().err + called().out


@pytest.mark.parametrize("arguments", [["nonsense"], ["ingest"], ["sql", "--yaml", "select 1"], ["ui", "--port", "0"]])
def test_a_wrong_call_ends_with_a_code_and_no_traceback(arguments: list[str]) -> None:
    outcome = called(*arguments)
    assert outcome.code == 2
    assert "Traceback" not in outcome.err
    assert "Error" in outcome.err


def test_looking_at_data_does_not_load_dagster(ingested: DataPaths) -> None:
    for arguments in (["sql", "select 1"], ["roles"], ["doctor"], ["notify"]):
        outcome, modules = modules_after(ingested, *arguments)
        assert (outcome.code, "dagster" in modules) == (0, False), arguments


def test_a_stopped_command_says_that_it_can_go_on(empty_root: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jobtrends_pipeline.config.watchlist.load_watchlist", stop)
    outcome = called("roles")
    assert (outcome.code, outcome.out) == (130, "")
    assert outcome.complaints == ["jobtrends: stopped; what was finished is kept, run the same command to go on"]
