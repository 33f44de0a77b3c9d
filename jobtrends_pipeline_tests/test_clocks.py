"""The time is asked for in one place, and by no test before it runs: nothing rests on the hour that a test comes in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import jobtrends_pipeline
import jobtrends_pipeline_tests

PACKAGE, TESTS = (Path(package.__path__[0]) for package in (jobtrends_pipeline, jobtrends_pipeline_tests))
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "Timestamp": {"now", "utcnow", "today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"},
    "utils": {"localtime", "formatdate"},
}
"""Of each class or module, by the last part of its name, what gives the present moment."""
SQL_CLOCK = re.compile(r"\b(?:now|today|get_current_timestamp)\(\)|\bcurrent_(?:date|time|timestamp)\b", re.IGNORECASE)
SCRIPT_CLOCK = re.compile(r"\bDate\.now\b|\bnew Date(?:\(\)|;)|\bDate\(\)|performance\.now")


def asked(node: ast.AST, *, only_at_import: bool = False) -> Iterator[str]:
    """Clocks that code asks, or has at hand to ask; of what runs when it is imported only, where that is wanted."""
    if isinstance(node, ast.Attribute):
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if node.attr in CLOCKS.get(owner, ()):
            yield f"{owner}.{node.attr}, line {node.lineno}"
    elif isinstance(node, ast.ImportFrom):
        owner = (node.module or "").rpartition(".")[2]
        yield from (f"{owner}.{name.name}" for name in node.names if name.name in CLOCKS.get(owner, ()))
    for field, value in ast.iter_fields(node):
        is_later = field == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if not (is_later and only_at_import):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from asked(child, only_at_import=only_at_import)


def modules(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(folder.rglob("*.py")):
        yield str(path.relative_to(folder)), ast.parse(path.read_text(encoding="utf-8"))


def test_the_product_asks_one_clock() -> None:
    asking = {name: found for name, code in modules(PACKAGE) if (found := list(asked(code)))}
    assert set(asking) == {"base/clock.py"}, asking


def test_no_query_asks_the_clock_of_the_database() -> None:
    texts = [
        (name, node.value)
        for name, code in modules(PACKAGE)
        for node in ast.walk(code)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(texts) > 1000
    assert [name for name, text in texts if SQL_CLOCK.search(text)] == []


def test_no_page_of_the_report_asks_the_clock_of_its_reader() -> None:
    files = [path for kind in ("*.js", "*.html") for path in (PACKAGE / "reports").rglob(kind)]
    assert len(files) > 10
    assert [path.name for path in files if SCRIPT_CLOCK.search(path.read_text(encoding="utf-8"))] == []


def test_no_test_module_asks_a_clock_as_it_is_imported() -> None:
    found = {name: clocks for name, code in modules(TESTS) if (clocks := list(asked(code, only_at_import=True)))}
    assert found == {}


@pytest.mark.parametrize(
    "code",
    [
        "NOW = datetime.now(UTC)",
        "NOW = dt.datetime.now()",
        "@given(day=date.today())\ndef f(): pass",
        "def f(day=date.today()): pass",
        "class Case:\n    begun = time.time()",
        "@pytest.mark.parametrize('x', [pd.Timestamp.now()])\ndef test(x): pass",
        "from time import time_ns",
        "from email.utils import localtime",
        "if True:\n    CLOCK = time.time",
    ],
)
def test_what_is_asked_at_import_is_found(code: str) -> None:
    assert len(list(asked(ast.parse(code), only_at_import=True))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    return datetime.now(UTC)",
        "class Case:\n    async def f(self):\n        return time.time()",
        "later = lambda: date.today()",
    ],
)
def test_what_is_asked_in_a_call_is_no_matter_of_the_import(code: str) -> None:
    assert len(list(asked(ast.parse(code)))) == 1
    assert list(asked(ast.parse(code), only_at_import=True)) == []


@pytest.mark.parametrize("text", ["SELECT now()", "WHERE day < CURRENT_DATE", "today() - 7", "current_timestamp"])
def test_a_query_that_asks_the_clock_is_found(text: str) -> None:
    assert SQL_CLOCK.search(text)
