"""Imports follow the design: pure packages know no world, and nothing knows Dagster or the command line but they."""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import jobtrends_pipeline

PACKAGE = Path(jobtrends_pipeline.__file__).parent
OURS = PACKAGE.name
PURE = ("tables", "pages", "facts", "trends")
WORLDLY = {
    "capture",
    "warehouse",
    "reports",
    "orchestration",
    "cli",
    "settings",
    "intake",
    "following",
    "index_crawl",
    "index_resume",
}
WORLDLY |= {"files", "definitions", "reread", "backfill", "past_origins", "inbox", "capture_settings", "notify"}
WORLDLY |= {"tried", "role_status", "units", "drawing", "yaml_file"}
WORLDLY_LIBRARIES = {"requests", "duckdb", "dagster", "warcio", "altair", "jinja2", "rich", "typer", "os", "time"}
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def imports_of(source: str) -> Iterator[str]:
    """Dotted names that a module imports, wherever in it, also those only a type checker follows."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def breaches(modules: Iterable[Path], forbidden: Callable[[str], bool]) -> dict[str, set[str]]:
    """What modules import and must not, by module; each name has a dot at its end, so that no name begins another."""
    found = {}
    for module in modules:
        names = {f"{name}." for name in imports_of((PACKAGE / module).read_text(encoding="utf-8"))}
        found[str(module)] = {name for name in names if forbidden(name)}
    return {module: names for module, names in found.items() if names}


def ours(*folders: str) -> tuple[str, ...]:
    return tuple(f"{OURS}.{folder}." for folder in folders)


def libraries(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}." for name in names)


def inside(*folders: str) -> list[Path]:
    found = [module for module in MODULES if module.parts[0] in folders]
    assert len(found) >= 2 * len(folders)
    return found


def outside(*folders: str) -> list[Path]:
    return [module for module in MODULES if module.parts[0] not in folders]


def only(*folders: str) -> Callable[[str], bool]:
    """Whether a name is of our own package but of none of these folders; `unforeseen` knows nothing and is for all."""
    allowed = ours(*folders, "unforeseen")
    return lambda name: name.startswith(f"{OURS}.") and name != f"{OURS}." and not name.startswith(allowed)


def test_pure_packages_import_neither_the_world_nor_what_lies_above() -> None:
    above = ours(*WORLDLY) + libraries(*WORLDLY_LIBRARIES)
    found = breaches(inside(*PURE), lambda name: name.startswith(above))
    sql = {module: names for module, names in found.items() if module.startswith("trends")}
    assert all(names <= {"duckdb."} for names in sql.values()), "trends are SQL on a connection that they are given"
    assert found == sql


def test_figures_flow_one_way_through_the_pure_packages() -> None:
    assert breaches(inside("tables"), only("tables")) == {}
    assert breaches(inside("pages"), only("pages")) == {}
    assert breaches(inside("facts"), only("facts", "pages", "tables")) == {}
    assert breaches(inside("trends"), only("trends", "tables")) == {}


def test_capture_knows_no_table_and_reads_no_figure() -> None:
    assert breaches(inside("capture"), only("capture", "files", "settings", "pages.ending")) == {}
    assert breaches(inside("capture"), lambda name: name.startswith(libraries("dagster", "duckdb", "pandas"))) == {}


def test_the_warehouse_knows_tables_and_nothing_above_them() -> None:
    assert breaches(inside("warehouse"), only("warehouse", "tables", "files", "plain")) == {}
    assert breaches(inside("warehouse"), lambda name: name.startswith(libraries("dagster", "requests"))) == {}


def test_reports_read_frames_and_open_no_database() -> None:
    above = ours("capture", "warehouse", "orchestration", "cli") + libraries("dagster", "requests", "duckdb")
    assert breaches(inside("reports"), lambda name: name.startswith(above)) == {}


def test_notifications_know_their_settings_and_nothing_of_figures() -> None:
    assert breaches(inside("notify"), only("notify", "capture_settings", "files", "plain", "settings")) == {}
    assert breaches(inside("notify"), lambda name: name.startswith(libraries("dagster", "duckdb", "pandas"))) == {}


def test_nothing_imports_orchestration_but_itself_the_command_line_and_the_line_dagster_loads() -> None:
    modules = outside("orchestration", "cli", "definitions.py")
    assert breaches(modules, lambda name: name.startswith(ours("orchestration"))) == {}


def test_nothing_imports_the_command_line() -> None:
    assert breaches(outside("cli"), lambda name: name.startswith(ours("cli"))) == {}


def test_dagster_is_imported_by_orchestration_alone() -> None:
    assert breaches(outside("orchestration"), lambda name: name.startswith("dagster")) == {}


def test_nothing_imports_the_tests() -> None:
    assert breaches(MODULES, lambda name: name.startswith(f"{OURS}_tests")) == {}


def test_imports_are_found_wherever_they_stand() -> None:
    source = "import a.b\nfrom c import d\ndef f():\n    import e\nif X:\n    from g.h import i\n"
    assert set(imports_of(source)) == {"a.b", "c", "c.d", "e", "g.h", "g.h.i"}


def test_a_breach_is_told_from_what_is_allowed() -> None:
    may_not = only("pages", "files")
    names = [f"{OURS}.", f"{OURS}.pages.", f"{OURS}.pages.read.", f"{OURS}.files.", "pandas.", f"{OURS}.pagesx."]
    assert [name for name in names if may_not(name)] == [f"{OURS}.pagesx."]
