"""Months as options of commands, and lists of months in few lines."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import FIRST_MONTH

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


def first_day(text: str, option: str) -> date:
    """Return the first day of a month (`2026-02`); end the command if it is invalid."""
    if not _MONTH.fullmatch(text):
        show.fail(f"{option} {text!r} is no month: write it as 2026-02")
    return date.fromisoformat(f"{text}-01")


def ensure_covered(month: str) -> None:
    """End the command unless the text is a month covered by the source's statistics."""
    if not (_MONTH.fullmatch(month) and FIRST_MONTH <= month <= f"{clock.now():%Y-%m}"):
        show.fail(f"{month!r} is no month from {FIRST_MONTH} to this one: write it as 2026-02")


def spans(months: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Group consecutive months with the same reason into one line each.

    Args:
        months: First days (`2019-05-01`), in order, each with its reason.
    """
    numbered = enumerate(months)
    for (reason, _), group in groupby(numbered, lambda entry: (entry[1][1], _number(entry[1][0]) - entry[0])):
        named = [month[:7] for _, (month, _) in group]
        span = named[0] if len(named) == 1 else f"{named[0]} to {named[-1]} ({len(named)} months)"
        yield f"{span}  {reason}"


def _number(month: str) -> int:
    """Convert a month to a number, consecutive for consecutive months."""
    return int(month[:4]) * 12 + int(month[5:7])
