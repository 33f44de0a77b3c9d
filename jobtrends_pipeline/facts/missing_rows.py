"""Rows missing from a market index: subjects listed before and not now. Pure.

Only ranks that were captured are judged.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from jobtrends_pipeline.facts.vintage import Held, Row, day, grouped, listing_of, pager_number
from jobtrends_pipeline.pages.links import LONGER_PAGES_FROM, OLD_PAGE_ROWS, PAGE_ROWS
from jobtrends_pipeline.pages.nearest_names import nearest_names
from jobtrends_pipeline.pages.page import WARNING

CHECK = "rows_missing"
PRECEDING = 3
"""Number of preceding crawls that determine the expected rows of a listing."""
LEAST_REMAINING = 10
"""Least adverts of the earlier window still in this one for a row to be expected.

Fewer may disappear in a recount (one day removed 36% of R's).
"""
RANK_SLACK, LEAST_SLACK = 0.25, 10
"""Largest move of a rank: part of the rank, and least number of places.

A subject may move so far to ranks that were not captured; of ranks above 40, a day moved none by more than 15%.
"""
_DAYS_A_MONTH = 30.4
_MOST_NAMED = 10
_PLACE = ["market", "place_key", "window_months"]


class _Page(NamedTuple):
    """A capture of a pager page, in order of listing, period end and day."""

    market: str
    place_key: str
    window_months: int
    listing: str
    period_end: pd.Timestamp
    taken: pd.Timestamp
    pager: int
    capture_id: str
    is_whole: bool


@dataclass(slots=True)
class _Line:
    """A row of an index."""

    label: str
    rank: float | None = None
    advert_count: float | None = None


@dataclass(frozen=True, slots=True)
class _Crawl:
    """One listing as captured on one day.

    It has its rows by case-folded name, and the ranks that each run of pager pages covers.
    """

    period_end: pd.Timestamp
    window_days: float
    pages: tuple[tuple[str, float], ...]
    covered: tuple[tuple[float, float], ...]
    lines: dict[str, tuple[_Line, pd.Timestamp]]


def missing_rows(held: Held) -> Iterator[Row]:
    """Yield one finding per crawl that lacks subjects of preceding crawls.

    A crawl is the pager pages of one listing that were captured on one day for one period end. A subject of one of the
    `PRECEDING` crawls before is expected when, of its adverts, `LEAST_REMAINING` or more are still in the window (which
    moved on by some days, and dropped that part of them), and when its rank falls where pages were captured: the ranks
    from the first to the last row of a run of pager pages read whole, less a slack for its move; a first page has
    nothing above it, and one that is not full nothing below. So a page that was not captured, a subject that ran out of
    adverts and a crawl long ago raise no alarm.

    Severity warning: the rows in the facts are right, but the day is incomplete. A renamed subject is reported too, so
    similar names that are new are given.
    """
    if held.listings.empty:
        return
    judged = set(held.captures["capture_id"])
    lines = _lines(held.listed)
    for _, listing in groupby(_pages(held.listings), key=lambda page: page[:4]):
        before: list[_Crawl] = []
        for _, group in groupby(listing, key=lambda page: page[4:6]):
            pages = list(group)
            crawl = _crawl(pages, lines)
            if crawl.covered and not judged.isdisjoint(page.capture_id for page in pages):
                yield from _missing(crawl, before)
            before = [*before, crawl][-PRECEDING:]


def _pages(listings: pd.DataFrame) -> list[_Page]:
    """Return the captures in order of listing, period end and day of capture."""
    captures = grouped(listings)
    urls = captures["url"].astype("object")
    columns = (
        captures["market"],
        captures["place_key"],
        captures["window_months"],
        urls.map(listing_of),
        captures["period_end"],
        captures["captured_at"].dt.floor("D").fillna(captures["period_end"]),
        urls.map(pager_number),
        captures["capture_id"],
        captures["outcome"] == "read",
    )
    return sorted(_Page(*row) for row in zip(*(column.astype("object") for column in columns), strict=True))


def with_preceding(judged: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Return captures of market indexes to judge, and those of preceding period ends.

    Args:
        judged: Rows of `captures`.
        held: Rows of `captures`: all market indexes in the warehouse.
    """
    usable = grouped(held[held["outcome"].isin(["read", "partial"]) & held["period_end"].notna()])
    wanted = usable["capture_id"].isin(judged["capture_id"])
    kept: list[Hashable] = []
    for _, group in usable.groupby(_PLACE):
        order = group["period_end"].rank(method="dense")
        near = {number - back for number in order[wanted[group.index]].unique() for back in range(PRECEDING + 1)}
        kept.extend(group.index[order.isin(near)])
    return held.loc[kept]


def _lines(listed: pd.DataFrame) -> dict[str, dict[int, _Line]]:
    """Return the rows of each capture by their number."""
    lines: dict[str, dict[int, _Line]] = {}
    columns = (listed[name].astype("object") for name in ("capture_id", "row_number", "label", "measure", "value"))
    for capture_id, number, label, measure, value in zip(*columns, strict=True):
        line = lines.setdefault(capture_id, {}).setdefault(number, _Line(label))
        if pd.notna(value):
            setattr(line, measure, value)
    return lines


def _crawl(pages: Sequence[_Page], lines: Mapping[str, Mapping[int, _Line]]) -> _Crawl:
    first = pages[0]
    full = OLD_PAGE_ROWS if first.period_end.year < LONGER_PAGES_FROM else PAGE_ROWS
    named: dict[str, tuple[_Line, pd.Timestamp]] = {}
    spans: dict[int, tuple[str, float, float]] = {}
    for page in pages:
        rows = lines.get(page.capture_id, {}).values()
        named.update({line.label.casefold(): (line, page.period_end) for line in rows})
        ranks = [line.rank for line in rows if line.rank is not None]
        if page.is_whole and ranks:
            low = 0.0 if page.pager == 1 else min(ranks)
            spans[page.pager] = (page.capture_id, low, float("inf") if len(rows) < full else max(ranks))
    return _Crawl(
        period_end=first.period_end,
        window_days=first.window_months * _DAYS_A_MONTH,
        pages=tuple((spans[number][0], spans[number][1]) for number in sorted(spans)),
        covered=tuple(_runs(spans)),
        lines=named,
    )


def _runs(spans: Mapping[int, tuple[str, float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the ranks from first to last row of each run of consecutive pager pages."""
    run: tuple[float, float] | None = None
    for number in sorted(spans):
        _, low, high = spans[number]
        if run and number - 1 in spans:
            run = (run[0], max(run[1], high))
            continue
        if run:
            yield run
        run = (low, high)
    if run:
        yield run


def _missing(crawl: _Crawl, before: Sequence[_Crawl]) -> Iterator[Row]:
    listed = {name: line for earlier in before for name, line in earlier.lines.items()}
    lost = (
        (line.rank, line.advert_count, line.label, end)
        for name, (line, end) in listed.items()
        if name not in crawl.lines and line.rank is not None and line.advert_count is not None
    )
    gone = sorted(each for each in lost if _must_be_there(crawl, *each))
    if not gone:
        return
    new = [line.label for name, (line, _) in crawl.lines.items() if name not in listed]
    on = [capture_id for capture_id, low in crawl.pages if low <= gone[0][0]]
    more = f", and {len(gone) - _MOST_NAMED} more" if len(gone) > _MOST_NAMED else ""
    subjects = "subject is" if len(gone) == 1 else "subjects are"
    told = ", ".join(_told(*each, new) for each in gone[:_MOST_NAMED])
    yield {
        "capture_id": on[-1] if on else crawl.pages[0][0],
        "check_name": CHECK,
        "position": "index/rows",
        "severity": WARNING,
        "message": f"{len(gone)} {subjects} no longer listed: {told}{more}",
    }


def _must_be_there(crawl: _Crawl, rank: float, advert_count: float, _: str, listed_to: pd.Timestamp) -> bool:
    elapsed = (crawl.period_end - listed_to).days / crawl.window_days
    if advert_count * (1 - elapsed) < LEAST_REMAINING:
        return False
    slack = max(LEAST_SLACK, rank * (RANK_SLACK + elapsed))
    return any(
        (low == 0 or low + slack <= rank) and (high == float("inf") or rank <= high - slack)
        for low, high in crawl.covered
    )


def _told(rank: float, advert_count: float, name: str, listed_to: pd.Timestamp, new: Sequence[str]) -> str:
    near = nearest_names(name, new, most=1)
    hint = f"; new is {near[0]}" if near else ""
    return f"{name} (rank {rank:,.0f}, {advert_count:,.0f} adverts to {day(listed_to)}{hint})"
