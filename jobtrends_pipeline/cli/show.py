"""What the terminal shows: progress, tables, JSON and the one line of an error. Rich is imported when needed."""

import logging
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, TextIO

from jobtrends_pipeline.cli.terminal import unguarded
from jobtrends_pipeline.plain import json_text, spreadsheet_safe, visible


@contextmanager
def progress(first: str) -> Iterator[Callable[[str], None]]:
    """A line that says what is being done, while the block runs; plain lines where there is no terminal."""
    if not sys.stderr.isatty():
        yield lambda message: note(f"… {message}")
        return
    from rich.console import Console
    from rich.text import Text

    with Console(file=unguarded(sys.stderr)).status(first) as status:
        yield lambda message: status.update(Text(visible(message)))


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
            Text(visible(column)),
            justify="right" if position in numeric else "left",
            overflow="fold",
            no_wrap=is_dense and position < len(columns) - 1,
        )
    for row in rows:
        shown.add_row(*(Text("" if value is None else visible(str(value))) for value in row))
    Console(file=unguarded(sys.stdout), width=width()).print(shown)


def say(*lines: str) -> None:
    """Lines of plain text; an empty one where none is given."""
    for line in lines or ("",):
        _write(sys.stdout, line)


def say_json(document: object, default: Callable[[object], object] = str, indent: int | None = None) -> None:
    """JSON for a program; arguments as for `json_text`."""
    sys.stdout.write(f"{json_text(document, default, indent)}\n")


def say_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as CSV that a spreadsheet may open."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    for row in (columns, *rows):
        writer.writerow([spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in row])


def send(content: bytes) -> None:
    """Bytes as they are; as text whose characters are all seen where a terminal would show them."""
    stream = unguarded(sys.stdout)
    if stream.isatty():
        sys.stdout.write(content.decode("utf-8", "replace"))
    else:
        stream.flush()
        stream.buffer.write(content)


def tell(text: str, indent: str = "") -> None:
    """A sentence or more, broken into lines that fit the terminal; those after the first begin with `indent`."""
    lines = textwrap.wrap(visible(text), min(width(), _LONGEST_LINE), subsequent_indent=indent, break_long_words=False)
    say(*lines)


def note(text: str) -> None:
    """A line on standard error that is no complaint, such as one of a log."""
    _write(sys.stderr, text)


def warn(text: str) -> None:
    """A line on standard error; the command goes on."""
    _write(sys.stderr, f"jobtrends: {text}")


def fail(text: str, code: int = 1) -> NoReturn:
    """A line on standard error, and the end of the command."""
    warn(text)
    raise SystemExit(code)


def _write(stream: TextIO, line: str) -> None:
    stream.write(f"{visible(line)}\n")


def number(value: int) -> str:
    """A whole number with thousands separators."""
    return f"{value:,}"
