"""Flags of rows of trends: letters beside a figure, and their meaning."""

from typing import Any

from jobtrends_pipeline.reports.cells import BREAK_WORDS, MARK_WORDS, break_mark, reliability_mark
from jobtrends_pipeline.reports.rows import Row, decoded

FLAG_WORDS = MARK_WORDS | {
    "r": "revised: share, adverts or median of the latest release differ from the first",
    "<": "back-cast: no page of that day is held, a later page printed the period as one or two years before",
}
"""Meaning of each flag, also for JSON output."""
_FIRSTS = {
    "share_of_all_pct": "share_of_all_first_pct",
    "advert_count": "advert_count_first",
    "median_gbp": "median_first_gbp",
}


def row_flags(row: Row | None) -> list[str]:
    """Return the letters of a trend row, in print order."""
    if row is None:
        return ["x"]
    is_revised = any(name in row and row[name] != row[first] for name, first in _FIRSTS.items() if first in row)
    found = [*reliability_mark(row), *break_mark(row)]
    return found + ["r"] * is_revised + ["<"] * bool(row.get("is_restated_only"))


def for_program(row: Row) -> dict[str, Any]:
    """Return a row for JSON, with its breaks as a list, and its flags."""
    return {**row, "breaks": decoded(row.get("breaks")) or [], "flags": row_flags(row)}


def meanings(letters: set[str]) -> dict[str, str]:
    """Return the meaning of each of some flags, in the order of all."""
    return {letter: meaning for letter, meaning in FLAG_WORDS.items() if letter in letters}


def break_meanings(names: set[str]) -> dict[str, str]:
    """Return the meaning of each of some breaks, by name."""
    return {name: BREAK_WORDS.get(name, name.replace("_", " ")) for name in sorted(names)}
