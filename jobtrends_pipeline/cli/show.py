"""Terminal output: progress, tables, JSON, CSV and error lines.

Rich is imported only when needed.
"""

import logging
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, TextIO

from jobtrends_pipeline.base.plain import json_text, spreadsheet_safe, visible
from jobtrends_pipeline.cli.terminal import unguarded


@contextmanager
def progress(first: str) -> Iterator[Callable[[str], None]]:
    """Show a progress line while the block runs.

    Args:
        first: First text of the line.

    Yields:
        A function that replaces the text; without a terminal it prints a line instead.
    """
    if not sys.stderr.isatty():
        yield lambda message: note(f"… {message}")
        return
    from rich.console import Console
    from rich.text import Text

    with Console(file=unguarded(sys.stderr)).status(first) as status:
        yield lambda message: status.update(Text(visible(message)))


def tell_notices(*, is_debugging: bool) -> None:
    """Show notices of runs, and tracebacks of confined errors if debugging."""
    from jobtrends_pipeline.steps.progress import Teller

    tracer: logging.Handler = logging.StreamHandler() if is_debugging else logging.NullHandler()
    for name, handler in (("notice", Teller(warn)), ("unforeseen", tracer)):
        logger = logging.getLogger(f"jobtrends.{name}")
        logger.handlers = [handler]
        logger.propagate = False
    logger.setLevel(logging.DEBUG)


_NO_TERMINAL_WIDTH = 160
_LONGEST_LINE = 100


def width() -> int:
    """Return the number of columns of the terminal, or 160 without a terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _NO_TERMINAL_WIDTH


def table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, numeric: Sequence[int] = (), is_dense: bool = False
) -> None:
    """Print a table of text.

    Args:
        columns: Headings.
        rows: Cells, of the same length as the headings; null is shown empty.
        numeric: Positions of the columns that are aligned to the right.
        is_dense: Whether gaps between columns are narrow.
    """
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
    """Print lines of plain text; an empty line if none is given."""
    for line in lines or ("",):
        _write(sys.stdout, line)


def say_json(document: object, default: Callable[[object], object] = str, indent: int | None = None) -> None:
    """Print a JSON document for programs; arguments as for `json_text`."""
    sys.stdout.write(f"{json_text(document, default, indent)}\n")


def say_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table as CSV that is safe to open in a spreadsheet."""
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    for row in (columns, *rows):
        writer.writerow([spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in row])


def send(content: bytes) -> None:
    """Write bytes unchanged; to a terminal, text with invisible characters replaced."""
    stream = unguarded(sys.stdout)
    if stream.isatty():
        sys.stdout.write(content.decode("utf-8", "replace"))
    else:
        stream.flush()
        stream.buffer.write(content)


def tell(text: str, indent: str = "") -> None:
    """Print sentences, wrapped to the terminal.

    Args:
        text: The sentences.
        indent: Start of each line after the first.
    """
    lines = textwrap.wrap(visible(text), min(width(), _LONGEST_LINE), subsequent_indent=indent, break_long_words=False)
    say(*lines)


def note(text: str) -> None:
    """Print a line on standard error that is not a warning, such as a log line."""
    _write(sys.stderr, text)


def warn(text: str) -> None:
    """Print a warning on standard error; the command goes on."""
    _write(sys.stderr, f"jobtrends: {text}")


def fail(text: str, code: int = 1) -> NoReturn:
    """Print a line on standard error and end the command."""
    warn(text)
    raise SystemExit(code)


def _write(stream: TextIO, line: str) -> None:
    stream.write(f"{visible(line)}\n")


def number(value: int) -> str:
    """Format a whole number with thousands separators."""
    return f"{value:,}"
