"""Docs cannot go stale: what a person can call, open or depend on is named where they look for it."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import jobtrends_pipeline
from jobtrends_pipeline.cli.main import app
from jobtrends_pipeline.config.paths import Settings
from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.warehouse.publish import open_published

CHECKOUT = Path(__file__).parent.parent
PACKAGE = Path(jobtrends_pipeline.__file__).parent
TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def readme() -> str:
    return (CHECKOUT / "README.md").read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, list[str]]]:
    """Each command, those of a group by both their words, with its long options."""
    for name, command in _commands_of(get_command(app)):
        yield name, _options(command)
        for second, subcommand in _commands_of(command):
            yield f"{name} {second}", _options(subcommand)


def _commands_of(group: object) -> list[tuple[str, Any]]:
    return list(getattr(group, "commands", {}).items())


def _options(command: Any) -> list[str]:
    return [option for parameter in command.params for option in parameter.opts if option.startswith("--")]


def about(readme: str, command: str) -> str:
    """What the README says of a command: the lines or the section that name it."""
    section = re.search(rf"^### jobtrends {command}\b.*?(?=^##|\Z)", readme, re.MULTILINE | re.DOTALL)
    lines = [line for line in readme.splitlines() if f"`jobtrends {command}" in line]
    return "\n".join([section[0] if section else "", *lines])


@pytest.mark.parametrize(("command", "options"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_and_each_of_its_options_is_in_the_readme(readme: str, command: str, options: list[str]) -> None:
    text = about(readme, command)
    assert text.strip(), f"README.md does not name `jobtrends {command}`"
    assert [option for option in options if option not in text] == []


def test_the_commands_are_found() -> None:
    found = dict(commands())
    assert {"ingest", "refresh", "sql", "doctor", "archive verify"} <= set(found)
    assert found["refresh"] == ["--role", "--month"]


def test_the_readme_names_no_command_that_is_not_there(readme: str) -> None:
    named = set(re.findall(r"(?:`|^|bin/)jobtrends ([a-z]+)", readme, re.MULTILINE))
    assert named <= {name for name, _ in commands()}


def test_every_query_of_the_readme_runs_on_the_published_warehouse(readme: str, ingested: Settings) -> None:
    queries = re.findall(r'^jobtrends sql "([^"]+)"', readme, re.MULTILINE)
    assert len(queries) > 2
    with open_published(ingested.published_file) as connection:
        for query in queries:
            assert connection.execute(query).description, query


def test_messages_name_no_command_that_is_not_there() -> None:
    named = {
        word
        for path in PACKAGE.rglob("*.py")
        for word in re.findall(r"`jobtrends ([a-z]+)", path.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= {name for name, _ in commands()}


@pytest.mark.parametrize("table", [table.name for table in ALL_TABLES])
def test_every_published_table_is_in_the_readme(readme: str, table: str) -> None:
    assert f"`{table}`" in readme


@pytest.mark.parametrize("target", ["run", "test", "ui"])
def test_the_targets_of_the_makefile_are_in_the_readme(readme: str, target: str) -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert f"make {target}" in readme


def test_what_the_readme_points_to_is_there(readme: str) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)]+)\)", readme)
    assert targets
    assert [target for target in targets if not (CHECKOUT / target).exists()] == []


def test_the_readme_says_whose_figures_they_are(readme: str) -> None:
    assert "Source IT Jobs Watch" in readme
    assert "CC BY-NC-SA 4.0" in readme


def test_the_lock_names_no_host() -> None:
    lock = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.findall(r"https?://|--(?:extra-)?index-url|--find-links", lock)


def test_every_dependency_is_locked_with_a_hash() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    lock = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==\S+(.*(?:\n .*)*)", lock, re.MULTILINE)
    assert len(pinned) > 50
    assert [name for name, rest in pinned if "--hash=sha256:" not in rest] == []
    assert {_normal(re.split(r"[\[<>=!~ ;]", name)[0]) for name in asked} - {
        _normal(name) for name, _ in pinned
    } == set()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("folder", [PACKAGE, TESTS], ids=lambda folder: folder.name)
def test_every_module_says_what_it_is(folder: Path) -> None:
    modules = sorted(folder.rglob("*.py"))
    bare = [path for path in modules if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert len(modules) > 20
    assert [str(path.relative_to(folder)) for path in bare] == []
