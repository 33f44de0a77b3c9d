"""`jobtrends status`: status of every role and of the processes behind it."""

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

_WIDEST = 119


def status(
    *,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="Only this role, with all details.")] = None,
    as_json_text: Annotated[bool, typer.Option("--json", help="Print one JSON object; times are UTC.")] = False,
) -> None:
    """Show the status of every role, and faults that need your attention.

    States: `current`, `due`, `overdue` (no page for more than two cadences), `failed` (with the cause), `never
    captured`, `not on the watchlist`, and `unknown` if the watchlist cannot be read. Per role: latest period end and
    its age, next due time, latest capture, findings of that vintage, months without one, deferred requests, and why a
    page is quarantined. Above the roles: unreadable watchlist or settings, faults of archive and warehouse, another
    process that is writing, less than 1 GB of free disk, contents of the inbox, chart images that are read, wait for a
    layout or are refused, and whether the daemon runs.

    It never waits for other commands. Times are London's. Exits with 1 if a role is failed or overdue, or there is a
    fault.

    \b
    Examples:
      jobtrends status
      jobtrends status --role backend-developer
      jobtrends status --json
    """
    with _uncollected():
        from jobtrends_pipeline.cli.status_facts import look
        from jobtrends_pipeline.cli.status_text import as_json, machinery_lines, role_lines, table_lines
        from jobtrends_pipeline.steps.role_status import NEEDS_A_PERSON

        machinery, statuses = look(DataPaths.load(), role, clock.now())
    if as_json_text:
        show.say_json(as_json(machinery, statuses))
    else:
        width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
        body = table_lines(statuses, width) if role is None else role_lines(statuses[0], width)
        for line in (*machinery_lines(machinery, width), *body):
            show.say(line)
    if machinery.faults or any(each.state in NEEDS_A_PERSON for each in statuses):
        raise typer.Exit(1)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Disable the garbage collector, which takes a fifth of the time of imports."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
