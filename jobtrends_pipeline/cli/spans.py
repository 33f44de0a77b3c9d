"""Months and what is said of each, in few lines."""

from collections.abc import Iterable, Iterator
from itertools import groupby


def spans(months: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Months (`2019-05-01`, in order) with a reason each: a line for those without a gap that have the same one."""
    numbered = enumerate(months)
    for (reason, _), group in groupby(numbered, lambda entry: (entry[1][1], _number(entry[1][0]) - entry[0])):
        named = [month[:7] for _, (month, _) in group]
        span = named[0] if len(named) == 1 else f"{named[0]} to {named[-1]} ({len(named)} months)"
        yield f"{span}  {reason}"


def _number(month: str) -> int:
    """Of months that follow each other each has one more."""
    return int(month[:4]) * 12 + int(month[5:7])
