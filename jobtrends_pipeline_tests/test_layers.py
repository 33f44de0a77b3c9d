"""Imports follow the layout: each package may import those listed here and no others, so no module is forgotten."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import jobtrends_pipeline

PACKAGE = Path(jobtrends_pipeline.__file__).parent
OURS = PACKAGE.name
ROOT_MODULES = {"__init__", "definitions", "files"}
"""`files` knows nothing and is for all, as is the package `base`; `definitions` is what Dagster loads."""
FOR_ALL = {"base", "files"}
WORLD = {"os", "time", "socket", "subprocess", "sqlite3", "shutil", "ssl", "smtplib", "http", "signal", "threading"}
WORLD |= {"multiprocessing", "concurrent"}
"""Modules of Python that reach out of the process."""
PURE = {"advert_facts", "adverts", "charts", "tables", "pages", "facts", "trends"}
PURE_MODULES = {Path("base/errors.py"), Path("base/plain.py")}
ALLOWED: Mapping[str, set[str]] = {
    "tables": set(),
    "pages": set(),
    "adverts": {"pages"},
    "charts": set(),
    "facts": {"adverts", "charts", "pages", "tables"},
    "trends": {"tables"},
    "advert_facts": {"tables", "trends"},
    "config": {"adverts", "pages"},
    "fetch": {""},
    "archive": {"fetch"},
    "saved_files": {"archive", "fetch"},
    "web_archives": {"archive", "fetch", "pages", "saved_files"},
    "acquire": {"adverts", "archive", "config", "fetch", "pages", "saved_files", "web_archives"},
    "warehouse": {"tables"},
    "reports": {"tables", "trends"},
    "library": {"config", "pages", "reports", "tables", "trends", "warehouse"},
    "mcp_server": {"", "config", "library", "reports", "tables", "trends"},
    "server": {"", "config", "library", "tables", "warehouse"},
    "__init__": {"library"},
    "notify": {"config"},
    "steps": {
        "acquire", "advert_facts", "adverts", "archive", "charts", "config", "facts", "fetch", "pages",
        "reports", "saved_files", "tables", "trends", "warehouse",
    },
    "orchestration": {
        "acquire", "archive", "charts", "config", "facts", "fetch", "notify", "pages", "reports",
        "saved_files", "steps", "tables", "trends", "warehouse",
    },
    "cli": {
        "", "acquire", "adverts", "archive", "charts", "config", "facts", "fetch", "library", "mcp_server", "notify",
        "orchestration", "pages", "reports", "saved_files", "server", "steps", "tables", "trends", "warehouse",
        "web_archives",
    },
    "definitions": {"config", "orchestration"},
    "files": set(),
    "base": set(),
}  # fmt: skip
"""Packages that a package may import beside itself and those for all; "" is the package's version."""
LIBRARIES: Mapping[str, set[str]] = {
    "definitions": {"dagster"},
    "tables": {"numpy", "pandas", "pandera"},
    "pages": {"selectolax"},
    "charts": {"PIL", "numpy"},
    "adverts": {"ahocorasick", "extruct", "rapidfuzz", "rensa", "selectolax"},
    "facts": {"numpy", "pandas", "pandera"},
    "trends": {"duckdb", "numpy", "pandas"},
    "advert_facts": {"duckdb", "numpy", "pandas"},
    "config": {"pydantic", "yaml"},
    "fetch": {"backports", "brotlicffi", "compression", "filelock", "protego", "requests", "urllib3"},
    "archive": {"warcio"},
    "warehouse": {"duckdb", "pandas", "psycopg"},
    "reports": {"altair", "jinja2", "markupsafe", "pandas", "vl_convert"},
    "library": {"duckdb", "pandas"},
    "mcp_server": {"mcp", "pydantic", "uvicorn"},
    "server": {"fastapi", "pandas", "pydantic", "starlette", "uvicorn"},
    "notify": {"filelock", "requests"},
    "steps": {"duckdb", "pandas", "ray"},
    "orchestration": {
        "alembic", "dagster", "dagster_duckdb", "dagster_ray", "dagster_shared", "filelock", "pandas", "pydantic",
        "sqlalchemy", "yaml",
    },
    "cli": {"duckdb", "pandas", "psycopg", "ray", "rich", "typer"},
}  # fmt: skip
"""Libraries that a package may import; one that is not listed imports none."""
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def room_of(module: Path) -> str:
    """The package that a module lies in, or its own name at the root."""
    return module.parts[0] if len(module.parts) > 1 else module.stem


def imports_of(source: str) -> Iterator[str]:
    """Dotted names that a module imports, wherever in it, also those only a type checker follows."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def breaches(module: Path, source: str) -> set[str]:
    """Names that a module imports and may not."""
    room = room_of(module)
    found = set()
    for name in imports_of(source):
        first, _, rest = name.partition(".")
        if first == OURS:
            target = rest.partition(".")[0]
            target = target if (PACKAGE / target).is_dir() or (PACKAGE / f"{target}.py").is_file() else ""
            asks_clock = room in PURE and rest.startswith("base.clock")
            allowed = target in {room, *FOR_ALL} | ALLOWED[room] and not asks_clock
        elif first in sys.stdlib_module_names:
            allowed = first not in WORLD or not (room in PURE or module in PURE_MODULES)
        else:
            allowed = first in LIBRARIES.get(room, set())
        if not allowed:
            found.add(name)
    return found


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_imports_what_its_package_may(module: Path) -> None:
    assert breaches(module, (PACKAGE / module).read_text(encoding="utf-8")) == set()


def test_the_root_holds_no_module_but_those_named() -> None:
    assert {module.stem for module in MODULES if len(module.parts) == 1} == ROOT_MODULES


def test_every_package_is_listed_and_there() -> None:
    assert {room_of(module) for module in MODULES} == {*ALLOWED}


def test_the_allowed_imports_make_no_circle() -> None:
    left = {room: {name for name in names if name} for room, names in ALLOWED.items()}
    while left:
        free = {room for room, names in left.items() if not names & set(left)}
        assert free, f"a circle among {sorted(left)}"
        left = {room: names for room, names in left.items() if room not in free}


def test_every_allowed_import_is_used() -> None:
    used: dict[str, set[str]] = {}
    for module in MODULES:
        source = (PACKAGE / module).read_text(encoding="utf-8")
        names = [[*name.split("."), ""] for name in imports_of(source)]
        used.setdefault(room_of(module), set()).update(
            *({name[0]} if name[0] != OURS else {name[1] if name[1] in ALLOWED else ""} for name in names)
        )
    unused = {room: (ALLOWED[room] | LIBRARIES.get(room, set())) - used[room] for room in ALLOWED}
    assert {room: names for room, names in unused.items() if names} == {}


def test_private_names_of_dagster_are_imported_in_two_files() -> None:
    private = ("dagster._", "dagster_shared")
    found = {
        str(module)
        for module in MODULES
        if any(name.startswith(private) for name in imports_of((PACKAGE / module).read_text(encoding="utf-8")))
    }
    assert found == {"orchestration/dagster_internals.py", "orchestration/dagster_storage.py"}


def test_imports_are_found_wherever_they_stand() -> None:
    source = "import a.b\nfrom c import d\ndef f():\n    import e\nif X:\n    from g.h import i\n"
    assert set(imports_of(source)) == {"a.b", "c.d", "e", "g.h.i"}


@pytest.mark.parametrize(
    ("line", "is_allowed"),
    [
        (f"from {OURS}.pages.page import ParsedPage", True),
        (f"from {OURS}.base.errors import confined", True),
        (f"from {OURS}.base import clock", False),
        (f"from {OURS}.trends.pay import rows", False),
        (f"from {OURS} import warehouse", False),
        (f"from {OURS} import __version__", False),
        ("import re", True),
        ("import os", False),
        ("from time import sleep", False),
        ("import pandas as pd", True),
        ("import requests", False),
        (f"import {OURS}_tests.conftest", False),
    ],
)
def test_a_breach_is_told_from_what_is_allowed(line: str, is_allowed: bool) -> None:  # noqa: FBT001  # of a case
    assert (not breaches(Path("facts/build.py"), line)) == is_allowed
