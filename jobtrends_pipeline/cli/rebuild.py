"""`jobtrends rebuild`: rebuild the facts from the archive, and report changes."""

from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobtrends_pipeline.facts.compare import Difference

_MOST_ROWS = 5


def rebuild(
    *,
    role: Annotated[
        str | None, typer.Option(metavar="ROLE", help="Only this role (see `jobtrends roles`). All by default.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only compare, store nothing; exit with 1 if facts differ.")
    ] = False,
    as_json_text: Annotated[bool, typer.Option("--json", help="Print JSON, one object per table and line.")] = False,
) -> None:
    """Read every capture again, rebuild the facts, and report which changed.

    Without `--check`, files of the inbox are processed first, and trends, report and published warehouse are updated.
    The facts of a role stay until its captures are read again.

    \b
    Examples:
      jobtrends rebuild --check
      jobtrends rebuild --role backend-developer
    """
    paths = DataPaths.load()
    differences = _summed(_checked(paths, role) if check else _rebuilt(paths, role))
    for difference in differences:
        _say(difference, as_json_text=as_json_text)
    has_changed = any(len(difference.rows) for difference in differences)
    if not as_json_text:
        same = "the archive gives the same facts" if check else "the facts are as they were"
        other = "the archive gives other facts: `jobtrends rebuild` stores them" if check else "the facts have changed"
        show.say(f"Rebuilt    {other if has_changed else same}")
    if check and has_changed:
        raise typer.Exit(1)


def _checked(paths: DataPaths, role: str | None) -> "Iterator[Difference]":
    """Compare the stored facts with facts rebuilt in memory, some roles at a time."""
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.config.watchlist import load_watchlist
    from jobtrends_pipeline.steps.configured import database_of, engine_of
    from jobtrends_pipeline.steps.engine import IN_PROCESS
    from jobtrends_pipeline.steps.rebuild import RoleToCheck, by_role, check_role
    from jobtrends_pipeline.tables.captures import CAPTURES

    archive = Archive(paths.archive_dir)
    archive.recover()
    database = database_of(paths)
    if not database.exists():
        show.fail("there are no facts to compare with: `jobtrends refresh` builds them")
    captures = database.reading().read(CAPTURES)
    known = dict(zip(captures["capture_id"], captures["role"], strict=True))
    with show.progress("Looking at the archive") as progress:
        entries = by_role(archive, known, load_watchlist(paths.watchlist_file))
        roles = _chosen(sorted({*entries, *known.values()}), role)
        pieces = [RoleToCheck(archive.folder, database, each, entries.get(each, [])) for each in roles]
        for each, checked in zip(roles, (engine_of(paths) or IN_PROCESS).map(check_role, pieces), strict=True):
            progress(f"Read {each} again")
            for line in checked.lost:
                show.warn(line)
            yield from checked.differences


def _rebuilt(paths: DataPaths, role: str | None) -> "Iterator[Difference]":
    """Rebuild and store the facts; compare them with those stored before."""
    from jobtrends_pipeline.facts.compare import compare
    from jobtrends_pipeline.orchestration.runs import runner
    from jobtrends_pipeline.steps.forget import forget_roles
    from jobtrends_pipeline.steps.list_attempts import forget_attempts
    from jobtrends_pipeline.tables.facts import FACT_TABLES, OF_PAGES

    with show.progress("Starting") as progress, runner(paths, progress, is_thorough=True) as runs:
        store = runs.store
        forget_attempts(store)
        runs.take_saved([])
        roles = _chosen(runs.captured_roles(), role)
        before = store.read_many(FACT_TABLES, {"role": roles, **OF_PAGES})
        forget_roles(store, roles)
        runs.refresh(roles)
        after = store.read_many(FACT_TABLES, {"role": roles, **OF_PAGES})
        for table in FACT_TABLES:
            yield compare(table, before[table.name], after[table.name])


def _chosen(known: list[str], role: str | None) -> list[str]:
    if not known:
        show.fail("there are no captures yet: run `jobtrends ingest PATH` first")
    if role is not None and role not in known:
        show.fail(f"{role!r} has no captures; roles with captures: {', '.join(known)}")
    return known if role is None else [role]


def _summed(differences: "Iterator[Difference]") -> "list[Difference]":
    """Combine the differences of all roles into one per table."""
    import pandas as pd

    from jobtrends_pipeline.facts.compare import Difference

    by_table: dict[str, list[Difference]] = {}
    for difference in differences:
        by_table.setdefault(difference.table, []).append(difference)
    return [
        Difference(table, sum(each.row_count for each in parts), pd.concat([each.rows for each in parts]))
        for table, parts in by_table.items()
    ]


def _say(difference: "Difference", *, as_json_text: bool) -> None:
    from jobtrends_pipeline.facts.compare import CHANGED, GONE, NEW

    numbers = {kind: difference.count(kind) for kind in (CHANGED, NEW, GONE)}
    first = difference.rows.head(_MOST_ROWS).astype(object).where(difference.rows.notna(), None).to_dict("records")
    if as_json_text:
        content = {"table": difference.table, "rows": difference.row_count} | numbers | {"first": first}
        show.say_json(content)
        return
    words = ", ".join(f"{show.number(number)} {kind}" for kind, number in numbers.items())
    show.say(f"{difference.table:<14} {show.number(difference.row_count)} rows: {words}")
    for row in first:
        kind, what = row.pop("kind"), row.pop("what")
        place = " ".join(_word(value) for value in row.values() if value is not None)
        show.say(f"  {kind:<8} {place}{': ' if what else ''}{what}")
    if len(difference.rows) > _MOST_ROWS:
        show.say(f"  … and {show.number(len(difference.rows) - _MOST_ROWS)} more")


def _word(value: object) -> str:
    return str(value).removesuffix(" 00:00:00")
