"""The index of 13 subjects as it stood on each day of spring 2026, from the history beside the repository."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from jobtrends_pipeline.pages.periods import read_window
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.printed import IndexRow, PrintedIndex
from jobtrends_pipeline_tests.support.site.real_pages import SHARED

HISTORY = SHARED / "history" / "index-uk-daily-2026-03-to-06.csv"
Line = dict[str, str]
Doctor = Callable[[IndexRow, date], IndexRow]


@dataclass(frozen=True)
class Day:
    """One window of the index on the day it was captured; `lines` are its rows in the history."""

    captured_on: date
    index: PrintedIndex
    lines: tuple[Line, ...]

    def page(self, doctor: Doctor | None = None) -> tuple[bytes, date]:
        """The page as served that day, its rows changed by the doctor."""
        index = self.index
        if doctor:
            index = replace(index, rows=tuple(doctor(row, self.captured_on) for row in index.rows))
        return index_html(index), self.captured_on


def days(
    window_months: int | None = None, start: date = date.min, end: date = date.max, path: Path = HISTORY
) -> Iterator[Day]:
    """The days of a history in order, the windows of each day one after the other."""
    with path.open(newline="", encoding="utf-8") as file:
        lines = sorted(csv.DictReader(file), key=_crawl)
    for (captured_on, months), group in groupby(lines, key=_crawl):
        day = date.fromisoformat(captured_on)
        if start <= day <= end and window_months in (None, int(months)):
            yield _day(day, tuple(group))


def _crawl(line: Line) -> tuple[str, str]:
    return line["captured_on"], line["window_months"]


def _day(captured_on: date, lines: tuple[Line, ...]) -> Day:
    window = read_window(lines[0]["period_label"])
    assert window
    rows = tuple(
        IndexRow(
            subject=line["subject"],
            slug=line["subject"].lower(),
            rank=line["rank"],
            rank_change=plain_change(line["rank_change"]),
            median=line["median_salary"],
            median_change=line["median_change"],
            advert_count=line["ads"],
            share=line["share"],
            live_jobs=line["live_jobs"],
        )
        for line in lines
    )
    return Day(captured_on, PrintedIndex("UK", window.months, window.end, rows), lines)


def plain_change(printed: str) -> str:
    """A change of rank without the words that stand in the cell since April: "Up 4 places+4" is "+4"."""
    digits = printed.rstrip("0123456789")
    sign = digits[-1:] if digits[-1:] in ("+", "-") else ""
    return sign + printed[len(digits) :]
