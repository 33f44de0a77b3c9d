"""Figures in the terminal: flags, marks of noise, sparklines, and the legend that explains those that stand there."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import MARK_WORDS, break_mark, break_words, is_suppressed, reliability_mark
from jobtrends_pipeline.reports.rows import Row, decoded
from jobtrends_pipeline.reports.summary import pay_formatter
from jobtrends_pipeline.trends import reposting, significance
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

FLAG_WORDS = MARK_WORDS | {
    "r": "revised: share, adverts or median of the latest release differ from the first",
    "<": "back-cast: no page of that day is held, a later page printed the period as one or two years before",
}
"""What each flag says, also to a program."""
NOT_COMPARED = "–"
BY_ITSELF = f"{NOISE_FACTOR} standard errors of the difference, each change by itself"
TOGETHER = f"the skills of a page are {significance.WORDS}"
_NOISE_WORDS = {
    "~": "before a change: within sampling noise",
    "?": "before a change: whether it is beyond sampling noise is not known",
    NOT_COMPARED: "nothing to compare with",
}
_FIRSTS = {
    "share_of_all_pct": "share_of_all_first_pct",
    "advert_count": "advert_count_first",
    "median_gbp": "median_first_gbp",
}
_BLOCKS = "▁▂▃▄▅▆▇█"
_MOST_BLOCKS = 48


def flags(row: Row | None) -> list[str]:
    """The letters of a trend row, in the order they are printed."""
    if row is None:
        return ["x"]
    is_revised = any(name in row and row[name] != row[first] for name, first in _FIRSTS.items() if first in row)
    found = [*reliability_mark(row), *break_mark(row)]
    return found + ["r"] * is_revised + ["<"] * bool(row.get("is_restated_only"))


def bracketed(letters: Iterable[str]) -> str:
    """Flags as they stand beside figures: [u] [b]."""
    return "".join(f"[{letter}]" for letter in letters)


def figure(row: Row | None, measure: str, how: words.Show, judge: str | None = None) -> str:
    """A figure that the source prints, [c] after it where the class in a column says so; [x] where there is none."""
    value = None if row is None else row[measure]
    if value is None:
        return "[x]"
    return how(value) + ("[c]" if judge and is_suppressed(row, judge) else "")


def change(row: Row, measure: str, how: words.Show, judge: str, noise: str | None = None) -> str:
    """A figure that is worked out, with the mark of noise before it; [c] alone where its class says so.

    Args:
        row: Where it stands.
        measure: Its column.
        how: How it reads.
        judge: Column of its class.
        noise: Column that says whether it is beyond noise; null for a figure that is no change.
    """
    value = row[measure]
    if value is None:
        return NOT_COMPARED
    if is_suppressed(row, judge):
        return "[c]"
    return (noise_mark(is_beyond_noise=row[noise]) if noise else "") + how(value)


def noise_mark(*, is_beyond_noise: bool | None) -> str:
    """What stands before a change that is not known to be beyond noise."""
    return "? " if is_beyond_noise is None else "" if is_beyond_noise else "~ "


def pounds(basis: str) -> words.Show:
    """Money of a pay basis in figures alone, where a head or label says £ and per what."""
    money = pay_formatter(basis)
    return lambda value: money(value).removeprefix("£")


def sparkline(values: Sequence[float | None]) -> str:
    """Blocks from the lowest to the highest value; a dot where there is none.

    More values than fit stand in groups of as many that follow each other, by the last of each.
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
    """A sparkline with what it shows and from what to what; whether there was one, which less than two values make."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return False
    reach = how(min(known)) if min(known) == max(known) else f"{how(min(known))} to {how(max(known))}"
    show.say(f"{label:<12} {sparkline(values)}  {reach} {per}".rstrip())
    return True


def course_words(count: int) -> str:
    """How a sparkline of so many periods is to be read."""
    per_block = -(-count // _MOST_BLOCKS)
    each = "a period" if per_block == 1 else f"the last of {per_block} periods"
    return f"each block {each}, oldest left, evenly spaced; · no figure to show"


def tell_legend(cells: Iterable[str], broken: Iterable[Row] = (), noise: str = BY_ITSELF) -> None:
    """Explain the flags and marks of cells, each on a line, the breaks of rows in words, and what errors assume.

    Args:
        cells: What stands in the table.
        broken: Rows whose breaks are told where a [b] stands.
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


def for_program(row: Row) -> dict[str, Any]:
    """A row with its breaks as a list, and its flags."""
    return {**row, "breaks": decoded(row.get("breaks")) or [], "flags": flags(row)}


def say_json(document: dict[str, Any]) -> None:
    """One JSON document, over lines."""
    show.say_json(document, indent=1)
