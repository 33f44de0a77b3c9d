"""Model of the market index's page: the newest list of each market and place.

The order is the source's ranking. Pure.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import RELIABILITY_MARKS, Cell, cell
from jobtrends_pipeline.reports.rows import Row, TargetKey, by_target, having, latest, records
from jobtrends_pipeline.reports.summary import pay_formatter
from jobtrends_pipeline.tables.class_columns import SUPPRESSED
from jobtrends_pipeline.trends.reliability import SUPPRESSED_COUNT

HEADS = ("Rank", "Rank change", "Median", "Median change", "Adverts", "Share of all", "Live jobs")


@dataclass(frozen=True, slots=True)
class ListedSubject:
    """Subject of the index, with its cells in the order of `HEADS`."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Newest index of one market, place and window."""

    key: TargetKey
    as_of: date
    rows: tuple[ListedSubject, ...]


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Page of the market index."""

    heads: tuple[str, ...]
    listings: tuple[Listing, ...]
    generated_from: date | None


def build_listing_page(fact_market_index: pd.DataFrame, generated_from: date | None) -> ListingPage:
    """Return the page of typed rows of `fact_market_index`.

    Publishers, markets and places are in order, IT Jobs Watch first.
    """
    groups = by_target(records(fact_market_index))
    listings = tuple(_listing(key, groups[key]) for key in sorted(groups, key=lambda key: (*key.rank, key.place)))
    return ListingPage(HEADS, listings, generated_from or max((listing.as_of for listing in listings), default=None))


def _listing(key: TargetKey, rows: list[Row]) -> Listing:
    as_of = latest(rows)
    assert as_of is not None  # noqa: S101  # for mypy: a group has rows
    newest = sorted(having(rows, as_of=as_of), key=lambda row: (row["rank"] or 0, row["subject"]))
    return Listing(key, as_of, tuple(ListedSubject(row["subject"], _cells(row)) for row in newest))


def _cells(row: Row) -> tuple[Cell, ...]:
    """Return the cells of the printed figures.

    Figures of fewer adverts than any class allows are marked; the list has no other mark of reliability.
    """
    weak = row["advert_count"] is not None and row["advert_count"] < SUPPRESSED_COUNT
    marks = (RELIABILITY_MARKS[SUPPRESSED],) if weak else ()
    return (
        cell(row, "rank", words.count, marks),
        cell(row, "rank_change", words.signed_count, marks),
        cell(row, "median_gbp", pay_formatter(row["pay_basis"] or "annual_salary"), marks),
        cell(row, "median_change_pct", words.signed_pct, marks),
        cell(row, "advert_count", words.count, marks),
        cell(row, "share_pct", words.share, marks),
        cell(row, "open_vacancy_count", words.count),
    )
