"""Figures in the terminal: flags, marks of noise, sparklines, and their legend."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.library.row_flags import FLAG_WORDS
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import break_words, is_suppressed
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.reports.summary import pay_formatter
from jobtrends_pipeline.trends import reposting, significance
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

NOT_COMPARED = "–"
BY_ITSELF = f"{NOISE_FACTOR} standard errors of the difference, each change by itself"
TOGETHER = f"the skills of a page are {significance.WORDS}"
_NOISE_WORDS = {
    "~": "before a change: within sampling noise",
    "?": "before a change: whether it is beyond sampling noise is not known",
    NOT_COMPARED: "nothing to compare with",
}
_BLOCKS = "▁▂▃▄▅▆▇█"
_MOST_BLOCKS = 48


def bracketed(letters: Iterable[str]) -> str:
    """Return flags in brackets, as printed beside figures: [u] [b]."""
    return "".join(f"[{letter}]" for letter in letters)


def figure(row: Row | None, measure: str, how: words.Show, judge: str | None = None) -> str:
    """Return a figure that the source prints, with [c] if it is suppressed.

    It is [x] where there is no figure.

    Args:
        row: Row of the figure, if any.
        measure: Its column.
        how: Its formatter.
        judge: Column of its class; null for a figure without a class.
    """
    value = None if row is None else row[measure]
    if value is None:
        return "[x]"
    return how(value) + ("[c]" if judge and is_suppressed(row, judge) else "")


def change(row: Row, measure: str, how: words.Show, judge: str, noise: str | None = None) -> str:
    """Return a derived figure with its mark of noise; [c] alone if it is suppressed.

    Args:
        row: Row of the figure.
        measure: Its column.
        how: Its formatter.
        judge: Column of its class.
        noise: Column that states whether it is beyond noise; null for a figure that is no change.
    """
    value = row[measure]
    if value is None:
        return NOT_COMPARED
    if is_suppressed(row, judge):
        return "[c]"
    return (noise_mark(is_beyond_noise=row[noise]) if noise else "") + how(value)


def noise_mark(*, is_beyond_noise: bool | None) -> str:
    """Return the mark before a change that is not known to be beyond noise."""
    return "? " if is_beyond_noise is None else "" if is_beyond_noise else "~ "


def pounds(basis: str) -> words.Show:
    """Return the formatter of pounds without £, for columns whose head has the unit."""
    money = pay_formatter(basis)
    return lambda value: money(value).removeprefix("£")


def sparkline(values: Sequence[float | None]) -> str:
    """Return blocks from the lowest to the highest value; a dot for a missing one.

    Too many values are put into groups of consecutive ones, each with its last value.
    """
    per_block = -(-len(values) // _MOST_BLOCKS)
    starts = range(len(values) % per_block or per_block, len(values) + 1, per_block) if values else ()
    ends = [values[start - 1] for start in starts]
    known = [value for value in values if value is not None]
    low, reach = min(known, default=0.0), max(known, default=0.0) - min(known, default=0.0)
    top = len(_BLOCKS) - 1
    return "".join(
        "·" if value is None else _BLOCKS[round((value - low) / reach * top) if reach else top // 2] for value in ends
    )


def tell_course(label: str, values: Sequence[float | None], how: words.Show, per: str = "") -> bool:
    """Print a sparkline with its label and range.

    Returns:
        Whether it was printed: it needs at least two values.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return False
    reach = how(min(known)) if min(known) == max(known) else f"{how(min(known))} to {how(max(known))}"
    show.say(f"{label:<12} {sparkline(values)}  {reach} {per}".rstrip())
    return True


def course_words(count: int) -> str:
    """Return an explanation of a sparkline of `count` periods."""
    per_block = -(-count // _MOST_BLOCKS)
    each = "a period" if per_block == 1 else f"the last of {per_block} periods"
    return f"each block {each}, oldest left, evenly spaced; · no figure to show"


def tell_legend(cells: Iterable[str], broken: Iterable[Row] = (), noise: str = BY_ITSELF) -> None:
    """Explain the flags and marks of cells, each on a line.

    Also names the breaks of rows, and the assumption behind errors.

    Args:
        cells: Cells of the table.
        broken: Rows whose breaks are named if there is a [b].
        noise: How changes were judged.
    """
    text = "\n".join(cells)
    found = set(re.findall(r"\[(.)\]", text))
    for letter, meaning in FLAG_WORDS.items():
        if letter in found:
            named = f" - {'; '.join(break_words(list(broken)))}" if letter == "b" else ""
            show.tell(f"[{letter}] {meaning}{named}", "    ")
    for mark, meaning in _NOISE_WORDS.items():
        if re.search(rf"^{re.escape(mark)}", text, re.MULTILINE):
            told = f"{meaning}: {noise}" if mark == "~" else meaning
            show.tell(f" {mark}  {told}", "    ")
    show.tell(reposting.WORDS, "    ")


def say_json(document: dict[str, Any]) -> None:
    """Print one JSON document on several lines."""
    show.say_json(document, indent=1)
