"""Demand and pay of a series over time, of the latest or as known on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jobtrends_pipeline.library.published import Published, Row
from jobtrends_pipeline.library.row_flags import break_meanings, for_program, meanings
from jobtrends_pipeline.library.series import SERIES_FILTER, Series, vintages
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.rights import source_lines
from jobtrends_pipeline.tables.trends import TREND_DEMAND, TREND_PAY

PAY_UNITS = {basis: f"GBP {pay.per}" for basis, pay in words.PAY_WORDS.items()}
"""Unit of pay by pay basis."""
Rows = list[Row]


@dataclass(frozen=True, slots=True)
class Trend:
    """Series of a subject, from its latest pages or as known on a day, oldest first."""

    series: Series
    vintage_count: int
    latest_period_end: date | None
    known_on: date | None
    demand: Rows
    pay: Rows


def read_trend(published: Published, series: Series, known_on: date | None, since: date | None) -> Trend:
    """Read the trend of a series from the published warehouse.

    Args:
        published: The published warehouse.
        series: The series.
        known_on: Day whose knowledge the trend reflects; null for the latest.
        since: First period end; null for all periods.

    Raises:
        NotHeldError: if no page was published by that day.
    """
    count, last = vintages(published, series, known_on)
    demand, pay = (trend_rows(published, series, table, known_on, since) for table in (TREND_DEMAND, TREND_PAY))
    return Trend(series, count, last, known_on, demand, pay)


def trend_rows(published: Published, series: Series, table: Table, known_on: date | None, since: date | None) -> Rows:
    """Read the rows of a series in `trend_demand` or `trend_pay`, oldest first.

    Args:
        published: The published warehouse.
        series: The series.
        table: One of the two tables.
        known_on: Day whose knowledge the rows reflect; null for the latest.
        since: First period end; null for all periods.
    """
    source = table.name if known_on is None else f"{table.name}_as_of(?, ?::DATE)"
    basis = "pay_basis, " if "pay_basis" in table.grain else ""
    query = f"""
        SELECT {", ".join(table.column_names)} FROM {source}
        WHERE {SERIES_FILTER} AND scope = 'subject' ORDER BY {basis} period_end
    """  # noqa: S608  # constants and declared names
    given = [] if known_on is None else [series.role, known_on]
    found = published.rows(query, [*given, *series.key])
    return [row for row in found if since is None or row["period_end"] >= since]


def as_document(trend: Trend) -> dict[str, Any]:
    """Return the trend as a JSON document.

    It has every column of both tables, units, meanings of flags, source and licence.
    """
    demand, pay = ([for_program(row) for row in each] for each in (trend.demand, trend.pay))
    letters = {letter for row in (*demand, *pay) for letter in row["flags"]}
    named = {name for row in (*demand, *pay) for name in row["breaks"]}
    return {
        "series": trend.series.identification,
        "other_places": trend.series.other_places,
        "vintage_count": trend.vintage_count,
        "latest_period_end": trend.latest_period_end,
        "as_known_on": trend.known_on,
        "units": {
            table.name: {column.name: column.unit for column in table if column.unit}
            for table in (TREND_DEMAND, TREND_PAY)
        },
        "pay_units": {
            basis: PAY_UNITS[basis] for basis in words.PAY_WORDS if any(r["pay_basis"] == basis for r in pay)
        },
        TREND_DEMAND.name: demand,
        TREND_PAY.name: pay,
        "flags": meanings(letters),
        "breaks": break_meanings(named),
        "source": source_lines([trend.series.publisher]),
    }
