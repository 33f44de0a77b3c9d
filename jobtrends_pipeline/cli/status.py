"""The command that says how every role stands, and whether what captures them runs."""

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from jobtrends_pipeline import clock
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

_WIDEST = 119


def status(
    *,
    role: Annotated[str | None, typer.Option(help="Only this role, with all that is known of it.")] = None,
    as_json_text: Annotated[bool, typer.Option("--json", help="Print as JSON; moments are UTC.")] = False,
) -> None:
    """Say how every role stands: current, due, overdue, failed and why; exits with 1 when something needs you.

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
    """Without the garbage collector, which finds nothing in what is imported and takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
