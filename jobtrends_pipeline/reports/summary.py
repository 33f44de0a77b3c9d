"""Summary of a section: three periods of demand and pay, role and market.

The two tables have the same rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import REASON_WORDS, Cell, break_mark, cell, reliability_mark
from jobtrends_pipeline.reports.rows import Row, having

LAGS = (0, 1, 2)
NOT_FOR_MARKET = "not printed for the market"
ABSENT = REASON_WORDS["row_absent"]
_JUDGES = {
    **dict.fromkeys(
        ("rank", "rank_change", "advert_count", "share_of_all_pct", "share_of_category_pct"), "reliability"
    ),
    **dict.fromkeys(("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp"), "reliability"),
    "median_change_pct": "change_reliability",
}
"""For each printed figure, the column of the trend's row with its class."""
_BROKEN = {"rank_change", "median_change_pct"}
"""Figures that compare with the year before."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """Label and its cells, one per period; a single cell is for all periods."""

    measure: str
    label: str
    cells: tuple[Cell, ...]
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class SummaryGroup:
    """Rows of demand, or of one pay basis."""

    title: str
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True, slots=True)
class SummaryTable:
    """One of the two tables: caption, period headings, groups of rows.

    A heading has the length and last day of a period.
    """

    scope: str
    caption: str
    periods: tuple[tuple[str, str], ...]
    groups: tuple[SummaryGroup, ...]


@dataclass(frozen=True, slots=True)
class SummaryInput:
    """Fact and trend rows of one target; facts of one vintage only."""

    demand: list[Row]
    pay: list[Row]
    trend_demand: list[Row]
    trend_pay: list[Row]
    as_of: date
    market: str
    window_months: int


def summary_tables(given: SummaryInput, subject: str) -> tuple[SummaryTable, ...]:
    """Return the role's table and the market's, with the same rows in the same order."""
    bases = [basis for basis in words.PAY_WORDS if having(given.pay, pay_basis=basis)]
    compared = next((row["comparison_name"] for row in having(given.demand, scope="comparison")), None)
    captions = {"subject": subject, "comparison": compared or f"All {given.market} IT jobs"}
    return tuple(
        SummaryTable(
            scope,
            caption,
            _periods(given),
            (_demand_group(given, scope), *(_pay_group(given, scope, b) for b in bases)),
        )
        for scope, caption in captions.items()
    )


def _periods(given: SummaryInput) -> tuple[tuple[str, str], ...]:
    ends = {0: given.as_of} | {row["lag_years"]: row["period_end"] for row in (*given.pay, *given.demand)}
    lead = f"{words.window(given.window_months)} to"
    return tuple((lead, words.day(ends[lag]) if lag in ends else f"{lag} years before") for lag in LAGS)


def _by_lag(rows: list[Row]) -> dict[int, Row]:
    return {row["lag_years"]: row for row in rows}


def _trend_of(fact: Row | None, trends: list[Row]) -> Row | None:
    if fact is None:
        return None
    return next(iter(having(trends, period_end=fact["period_end"])), None)


def _demand_group(given: SummaryInput, scope: str) -> SummaryGroup:
    facts = _by_lag(having(given.demand, scope=scope))
    trends = having(given.trend_demand, scope=scope)
    category = next((row["category"] for row in having(given.demand, scope="subject") if row["category"]), None)
    measures: list[tuple[str, str, words.Show]] = [
        ("rank", "Rank by demand", words.count),
        ("rank_change", "Rank change on the year", words.signed_count),
        ("advert_count", f"{given.market.capitalize()} jobs advertised", words.count),
        ("share_of_all_pct", f"Share of all {given.market} jobs", words.share),
        (
            "share_of_category_pct",
            f"Share of the {category} category" if category else "Share of its category",
            words.share,
        ),
    ]
    rows = tuple(_row(facts, trends, measure, label, show) for measure, label, show in measures)
    return SummaryGroup("Demand", _condensed(rows, facts, NOT_FOR_MARKET) if scope == "comparison" else rows)


def _pay_group(given: SummaryInput, scope: str, basis: str) -> SummaryGroup:
    pay_words = words.PAY_WORDS[basis]
    facts = _by_lag(having(given.pay, scope=scope, pay_basis=basis))
    trends = having(given.trend_pay, scope=scope, pay_basis=basis)
    money = pay_formatter(basis)
    place = next(
        (row["comparison_place"] for row in having(given.pay, pay_basis=basis) if row["comparison_place"]),
        None,
    )
    measures: list[tuple[str, str, words.Show]] = [
        ("pay_advert_count", f"{pay_words.plural.capitalize()} quoted", words.count),
        ("p10_gbp", "10th percentile", money),
        ("p25_gbp", "25th percentile", money),
        ("median_gbp", f"Median {pay_words.noun}", money),
        ("median_change_pct", "Median change on the year", words.signed_pct),
        ("p75_gbp", "75th percentile", money),
        ("p90_gbp", "90th percentile", money),
    ]
    if place is not None:
        measures += [
            ("comparison_place_median_gbp", f"{place} median", money),
            ("comparison_place_change_pct", f"{place} change on the year", words.signed_pct),
        ]
    rows = tuple(_row(facts, trends, measure, label, show) for measure, label, show in measures)
    return SummaryGroup(pay_words.plural.capitalize(), rows if facts else _condensed(rows, facts, ABSENT))


def pay_formatter(basis: str) -> words.Show:
    """Return the formatter of pounds for a pay basis: hourly rates have pence."""
    return lambda value: words.money(value, pence=True if basis == "hourly_rate" else None)


def _row(facts: Mapping[int, Row], trends: list[Row], measure: str, label: str, show: words.Show) -> SummaryRow:
    cells = []
    for lag in LAGS:
        fact = facts.get(lag)
        trend = _trend_of(fact, trends)
        weak = reliability_mark(trend, _JUDGES[measure]) if measure in _JUDGES else ()
        cells.append(cell(fact, measure, show, (*weak, *(break_mark(trend) if measure in _BROKEN else ()))))
    return SummaryRow(measure, label, tuple(cells), is_key=measure in {"median_gbp", "share_of_all_pct"})


def _condensed(rows: tuple[SummaryRow, ...], facts: Mapping[int, Row], words_for_none: str) -> tuple[SummaryRow, ...]:
    """Return the rows; those without any figure have one cell that states so."""
    return tuple(
        row
        if any(fact.get(row.measure) is not None for fact in facts.values())
        else SummaryRow(row.measure, row.label, (Cell(words_for_none, is_missing=True),))
        for row in rows
    )
