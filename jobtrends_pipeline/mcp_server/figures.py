"""Figures with their uncertainty and page, from the rows of the library."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jobtrends_pipeline.library.frames import MEDIAN_ERROR_GBP, SHARE_ERROR_PP, with_pay_error, with_share_error
from jobtrends_pipeline.library.listing import read_pages
from jobtrends_pipeline.library.published import Published, Row
from jobtrends_pipeline.library.row_flags import break_meanings, for_program, meanings
from jobtrends_pipeline.library.series import Series, vintages
from jobtrends_pipeline.library.trends import PAY_UNITS, trend_rows
from jobtrends_pipeline.mcp_server.answers import Figure, Page
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import TREND_DEMAND, TREND_PAY
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that can be asked for.

    Attributes:
        table: Table of its rows.
        column: Its column.
        unit: Its unit; empty for pay, whose basis says it.
        error: Column of its standard error; empty without one.
        count: Column of the adverts behind it.
        change: Column of its change on the year; empty without one.
    """

    table: Table
    column: str
    unit: str = ""
    error: str = ""
    count: str = "advert_count"
    change: str = ""


def _percentile(name: str) -> Measure:
    return Measure(TREND_PAY, f"{name}_gbp", count="pay_advert_count")


MEASURES: Mapping[str, Measure] = {
    "median_pay": Measure(
        TREND_PAY, "median_gbp", "", MEDIAN_ERROR_GBP.name, "pay_advert_count", "median_year_change_pct"
    ),
    "p10_pay": _percentile("p10"),
    "p25_pay": _percentile("p25"),
    "p75_pay": _percentile("p75"),
    "p90_pay": _percentile("p90"),
    "share_of_adverts": Measure(
        TREND_DEMAND, "share_of_all_pct", "%", SHARE_ERROR_PP.name, change="share_of_all_change_pct"
    ),
    "adverts": Measure(TREND_DEMAND, "advert_count", "adverts", change="advert_count_change_pct"),
    "rank": Measure(TREND_DEMAND, "rank", "rank, 1 is most demanded"),
}
"""Measures by the name they are asked for."""


def read_figures(
    published: Published, series: Series, measure: Measure, known_on: date | None, most: int
) -> list[Figure]:
    """Read the newest figures of a measure, newest first.

    Args:
        published: The published warehouse.
        series: The series.
        measure: The measure.
        known_on: Day whose knowledge the figures reflect; null for the latest.
        most: Most periods.

    Raises:
        NotHeldError: if nothing was known on the day.
    """
    rows = trend_rows(published, series, measure.table, known_on, None)
    if not rows:
        vintages(published, series, known_on)
    ends = sorted({row["period_end"] for row in rows}, reverse=True)[:most]
    pages = {row["period_end"]: row for row in read_pages(published, series)}
    chosen = sorted((row for row in rows if row["period_end"] in ends), key=lambda row: row["period_end"], reverse=True)
    return [_figure(row, measure, pages.get(row["latest_as_of"])) for row in chosen]


def figure_meanings(figures: Iterable[Figure]) -> dict[str, str]:
    """Return the meaning of each flag and break of some figures."""
    held = list(figures)
    letters = {letter for figure in held for letter in figure.flags}
    return meanings(letters) | break_meanings({name for figure in held for name in figure.breaks})


def _figure(row: Row, measure: Measure, page: Row | None) -> Figure:
    told = for_program(row)
    judged = with_pay_error(row) if measure.table is TREND_PAY else with_share_error(row)
    value, error = row[measure.column], judged[measure.error] if measure.error else None
    basis = row.get("pay_basis")
    return Figure(
        value=value,
        standard_error=error,
        interval_low=_moved(value, error, -NOISE_FACTOR),
        interval_high=_moved(value, error, NOISE_FACTOR),
        reliability=row["reliability"],
        advert_count=row[measure.count],
        change_on_year_pct=row[measure.change] if measure.change else None,
        is_change_beyond_noise=row["is_change_beyond_noise"] if measure.error else None,
        period_end=row["period_end"],
        pay_basis=basis,
        unit=measure.unit or PAY_UNITS[str(basis)],
        published_in=row["latest_as_of"],
        flags=told["flags"],
        breaks=told["breaks"],
        page=None if page is None else _page(page),
    )


def _moved(value: float | None, error: float | None, factor: float) -> float | None:
    return None if value is None or error is None else max(value + factor * error, 0)


def _page(row: Mapping[str, Any]) -> Page:
    return Page(url=row["url"], capture_id=row["capture_id"], captured_at=row["captured_at"], origin=row["origin"])
