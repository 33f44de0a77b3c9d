"""What the terminal shows: progress, tables and the one line of an error. Rich is imported when something is shown."""

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import typer


@contextmanager
def progress(first: str) -> Iterator[Callable[[str], None]]:
    """A line that says what is being done, while the block runs; plain lines where there is no terminal."""
    if not sys.stderr.isatty():
        yield lambda message: typer.echo(f"… {message}", err=True)
        return
    from rich.console import Console

    with Console(stderr=True).status(first) as status:
        yield status.update


class _Teller(logging.Handler):
    """Hands what a capture says to the line of progress."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        super().__init__()
        self._progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        """Show one message."""
        self._progress(record.getMessage())


@contextmanager
def told(progress: Callable[[str], None]) -> Iterator[None]:
    """Show what a capture says, for as long as the block runs."""
    logger, teller = logging.getLogger("jobtrends.progress"), _Teller(progress)
    logger.setLevel(logging.INFO)
    logger.addHandler(teller)
    try:
        yield
    finally:
        logger.removeHandler(teller)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, numeric: Sequence[int] = ()) -> None:
    """A table of text; columns named in `numeric` (by position) stand right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, header_style="bold", pad_edge=False)
    for position, column in enumerate(columns):
        shown.add_column(column, justify="right" if position in numeric else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text("" if value is None else str(value)) for value in row))
    Console(width=None if sys.stdout.isatty() else 160).print(shown)


def say(text: str = "") -> None:
    """A line of plain text."""
    typer.echo(text)


def warn(text: str) -> None:
    """A line on standard error; the command goes on."""
    typer.echo(f"jobtrends: {text}", err=True)


def fail(text: str, code: int = 1) -> NoReturn:
    """A line on standard error, and the end of the command."""
    warn(text)
    raise SystemExit(code)


def number(value: int) -> str:
    """A whole number with thousands separators."""
    return f"{value:,}"
