"""Reference pages of docs/, written from the commands and the tables: `python -m ... DIR` writes them."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from jobtrends_pipeline.cli.main import app
from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.tables.model import Column, Table

_MADE = "<!-- Written by `make docs` from the code; change it there. -->"

_EXITS = """All commands work from any folder, on the data root: `JOBTRENDS_DATA_DIR` if set, else `data/` of the
checkout, or `~/jobtrends-data` without a checkout. Commands that write wait for each other.

Exit codes: 0 success; 1 an error, with one line on standard error, or a failed check; 2 wrong usage; 130 after
Ctrl-C. `JOBTRENDS_DEBUG=1` adds the traceback."""


def cli_reference() -> str:
    """Every command with its arguments, options and help, as Markdown."""
    group = get_command(app)
    parts = [
        "# Commands",
        _MADE,
        _EXITS,
    ]
    for name, command in _commands(group):
        subcommands = list(_commands(command))
        does_something = not subcommands or command.invoke_without_command
        parts.append(_command(name, command) if does_something else f"## jobtrends {name}\n\n{_help(command)}")
        parts += [_command(f"{name} {second}", each) for second, each in subcommands]
    return "\n\n".join(parts) + "\n"


_PRIVATE = " Private: it stays in the warehouse, and is in no publication and no export."


def table_reference() -> str:
    """Every table with its grain and columns, as Markdown."""
    return "\n\n".join(["# Tables", _MADE, *(_table(table) for table in ALL_TABLES)]) + "\n"


PAGES = {"cli.md": cli_reference, "tables.md": table_reference}


def _commands(group: Any) -> Iterator[tuple[str, Any]]:
    yield from getattr(group, "commands", {}).items()


def _command(name: str, command: Any) -> str:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    usage = " ".join([f"jobtrends {name}", *map(_metavar, arguments), *(["[OPTIONS]"] if options else [])])
    rows = [(f"`{_metavar(each)}`", each.help) for each in arguments]
    rows += [(f"`{_named(each)}`", each.help) for each in options]
    table = "\n".join(["| | |", "|---|---|", *(f"| {left} | {_cell(right)} |" for left, right in rows)])
    return "\n\n".join([f"## jobtrends {name}", f"`{usage}`", _help(command), *([table] if rows else [])])


def _metavar(argument: Any) -> str:
    shown = argument.metavar or argument.name.strip("_").upper().removesuffix("S") + (
        "..." if argument.nargs < 0 else ""
    )
    return shown if argument.required else f"[{shown}]"


def _named(option: Any) -> str:
    names = "/".join([*option.opts, *option.secondary_opts])
    usual = "" if option.is_flag or option.default in (None, ()) else f" (default {option.default})"
    return names + ("" if option.is_flag else f" {option.metavar or option.name.strip('_').upper()}") + usual


def _help(command: Any) -> str:
    """The help, its examples as a block of code."""
    text, _, examples = inspect.cleandoc(command.help or "").partition("\b")
    lines = inspect.cleandoc(examples).splitlines()[1:]
    block = "\n".join(["```sh", *map(str.strip, lines), "```"]) if lines else ""
    return "\n\n".join(filter(None, (text.strip(), block)))


def _table(table: Table) -> str:
    rows = "\n".join(_row(column) for column in table)
    head = "| column | type | unit | null | meaning |\n|---|---|---|---|---|"
    about = f"{table.description}{_PRIVATE if table.is_private else ''}"
    return f"## {table.name}\n\n{about}\n\nGrain: {', '.join(table.grain)}.\n\n{head}\n{rows}"


def _row(column: Column) -> str:
    allowed = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
    nullable = "yes" if column.nullable else "no"
    meaning = _cell(f"{column.description}{allowed}")
    return f"| `{column.name}` | {column.type} | {column.unit or ''} | {nullable} | {meaning} |"


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    for name, page in PAGES.items():
        (Path(sys.argv[1]) / name).write_text(page(), encoding="utf-8")
