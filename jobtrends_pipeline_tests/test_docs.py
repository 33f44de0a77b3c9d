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
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.support.reference import PAGES

CHECKOUT = Path(__file__).parent.parent
PACKAGE = Path(jobtrends_pipeline.__file__).parent
TESTS = Path(__file__).parent
DOCS = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]


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
    options = [option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)]
    return [option for option in options if option.startswith("--")]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_reference_page_says_what_the_code_says(name: str) -> None:
    written = (CHECKOUT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `make docs`"


def test_the_reference_names_every_command_and_option() -> None:
    reference = (CHECKOUT / "docs" / "cli.md").read_text(encoding="utf-8")
    found = dict(commands())
    assert {"ingest", "refresh", "sql", "doctor", "archive verify"} <= set(found)
    for command, options in found.items():
        (section,) = re.findall(rf"^## jobtrends {command}$(.*?)(?=^## |\Z)", reference, re.MULTILINE | re.DOTALL)
        assert [option for option in options if option not in section] == [], command


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_docs_name_no_command_or_option_that_is_not_there(page: Path) -> None:
    found = {name.split()[0]: set[str]() for name, _ in commands()}
    for name, options in commands():
        found[name.split()[0]] |= {*options, *name.split()}
    for line in re.findall(r"(?:`|^|bin/)jobtrends ([a-z][^`#\n]*)", page.read_text(encoding="utf-8"), re.MULTILINE):
        command, *rest = line.split()
        assert command in found, line
        assert {word for word in rest if word.startswith("--")} <= found[command] | {"--help"}, line


def test_every_query_of_the_docs_runs_on_the_published_warehouse(ingested: DataPaths) -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in DOCS)
    queries = re.findall(r'^jobtrends sql "([^"]+)"', text, re.MULTILINE)
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


@pytest.mark.parametrize("target", ["run", "test", "ui", "docs", "lock", "coverage"])
def test_the_targets_of_the_makefile_are_in_the_readme(readme: str, target: str) -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert f"make {target}" in readme


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        heads = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {head.lower().replace(" ", "-") for head in heads}, target


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_modules_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not ((PACKAGE / name).exists() or (CHECKOUT / name).exists())] == []


def test_the_readme_is_short_and_leads_to_every_page_of_the_docs(readme: str) -> None:
    assert len(readme.splitlines()) <= 125
    assert [page.name for page in DOCS if page.parent.name == "docs" and f"(docs/{page.name})" not in readme] == []


def test_the_readme_says_whose_figures_they_are(readme: str) -> None:
    assert "Source IT Jobs Watch" in readme
    assert "CC BY-NC-SA 4.0" in readme


LOCKS = {
    "requirements.lock": ["adverts", "build"],
    "requirements-test.lock": ["adverts", "build", "cluster", "mcp", "serve", "test"],
}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name: str) -> None:
    lock = (CHECKOUT / name).read_text(encoding="utf-8")
    assert not re.findall(r"https?://|--(?:extra-)?index-url|--find-links", lock)


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_locked_with_a_hash(name: str) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for extra in LOCKS[name] for one in project["optional-dependencies"][extra]]
    asked = [*project["dependencies"], *extras]
    pinned = _pinned(name)
    assert len(pinned) > 50
    assert [package for package, rest in pinned if "--hash=sha256:" not in rest] == []
    names = {_normal(re.split(r"[\[<>=!~ ;]", one)[0]) for one in asked}
    assert names - {_normal(package) for package, _ in pinned} == set()


def test_what_runs_is_what_is_tested() -> None:
    runs, tested = ({package: rest.split()[0] for package, rest in _pinned(name)} for name in LOCKS)
    assert runs.items() <= tested.items()


def _pinned(name: str) -> list[tuple[str, str]]:
    """Packages of a lock, each with its version, marker and hashes."""
    lock = (CHECKOUT / name).read_text(encoding="utf-8")
    found = re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?(==\S+.*(?:\n    --hash.*)*)", lock, re.MULTILINE)
    return [(package, rest) for package, rest in found]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("folder", [PACKAGE, TESTS], ids=lambda folder: folder.name)
def test_every_module_says_what_it_is(folder: Path) -> None:
    modules = sorted(folder.rglob("*.py"))
    bare = [path for path in modules if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert len(modules) > 20
    assert [str(path.relative_to(folder)) for path in bare] == []
