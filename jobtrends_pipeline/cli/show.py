"""What the terminal shows: progress, tables and the one line of an error. Rich is imported when something is shown."""

import logging
import shutil
import sys
import textwrap
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


def tell_notices(*, is_debugging: bool) -> None:
    """Show what runs of this process say that a person should know, and the traces of confined errors to who debugs."""
    tracer: logging.Handler = logging.StreamHandler() if is_debugging else logging.NullHandler()
    for name, handler in (("notice", _Teller(warn)), ("unforeseen", tracer)):
        logger = logging.getLogger(f"jobtrends.{name}")
        logger.handlers = [handler]
        logger.propagate = False
    logger.setLevel(logging.DEBUG)


_NO_TERMINAL_WIDTH = 160
_LONGEST_LINE = 100


def width() -> int:
    """Columns of the terminal; many where there is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _NO_TERMINAL_WIDTH


def plain(text: str) -> str:
    """Text whose characters are all seen: a name of the source must not command the terminal it is shown in."""
    return "".join(one if one.isprintable() or one == "\n" else " " if one.isspace() else "?" for one in text)


def table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, numeric: Sequence[int] = (), is_dense: bool = False
) -> None:
    """A table of text; columns named in `numeric` (by position) stand right, a dense one has narrower gaps."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, header_style="bold", pad_edge=False, collapse_padding=is_dense)
    for position, column in enumerate(columns):
        shown.add_column(
            Text(plain(column)),
            justify="right" if position in numeric else "left",
            overflow="fold",
            no_wrap=is_dense and position < len(columns) - 1,
        )
    for row in rows:
        shown.add_row(*(Text("" if value is None else plain(str(value))) for value in row))
    Console(width=width()).print(shown)


def say(text: str = "") -> None:
    """A line of plain text."""
    typer.echo(text)


def tell(text: str, indent: str = "") -> None:
    """A sentence or more, broken into lines that fit the terminal; those after the first begin with `indent`."""
    lines = textwrap.wrap(plain(text), min(width(), _LONGEST_LINE), subsequent_indent=indent, break_long_words=False)
    typer.echo("\n".join(lines))


def warn(text: str) -> None:
    """A line on standard error; the command goes on."""
    typer.echo(f"jobtrends: {plain(text)}", err=True)


def fail(text: str, code: int = 1) -> NoReturn:
    """A line on standard error, and the end of the command."""
    warn(text)
    raise SystemExit(code)


def number(value: int) -> str:
    """A whole number with thousands separators."""
    return f"{value:,}"
