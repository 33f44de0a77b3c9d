"""Output of `jobtrends trend`: head, course, and a row per period with its flags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jobtrends_pipeline.cli import flags, show
from jobtrends_pipeline.library.row_flags import row_flags
from jobtrends_pipeline.library.trends import Rows, Trend
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import is_suppressed
from jobtrends_pipeline.reports.summary import pay_formatter
from jobtrends_pipeline.tables.rights import source_lines

MOST_ROWS = 24
_PERCENTILES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")
_QUARTILES = {"p25_gbp", "p75_gbp"}
Lines = list[tuple[str, ...]]
ByPeriod = Mapping[date, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Block:
    """Group of columns of a table, by period; the last column has the flags."""

    title: str
    heads: tuple[str, ...]
    cells: Mapping[date, tuple[str, ...]]
    rows: ByPeriod


def show_trend(trend: Trend, *, shows_all: bool) -> None:
    """Print the trend: the newest `MOST_ROWS` periods, or all."""
    _tell_head(trend)
    _tell_courses(trend)
    ends = sorted({row["period_end"] for row in (*trend.demand, *trend.pay)}, reverse=True)
    shown = ends if shows_all else ends[:MOST_ROWS]
    blocks = [_demand_block(trend, shown), *(_pay_block(trend, basis, shown) for basis in _bases(trend))]
    tables = _arranged(blocks, shown)
    for title, heads, cells in tables:
        show.say()
        show.tell(title)
        show.table(heads, cells, numeric=[n for n, head in enumerate(heads) if n and head != "flags"], is_dense=True)
    show.say()
    if len(shown) < len(ends):
        show.tell(f"The newest {len(shown)} of {len(ends)} periods; --all shows all.")
    broken = [row for block in blocks for end, row in block.rows.items() if end in shown]
    flags.tell_legend((cell for _, _, cells in tables for row in cells for cell in row[1:]), broken)
    show.tell(source_lines([trend.series.publisher]))


def _tell_head(trend: Trend) -> None:
    count, last = trend.vintage_count, trend.latest_period_end
    show.tell(trend.series.title)
    pages = f"{count} vintage{'s' if count != 1 else ''}"
    known = f"; as known on {words.day(trend.known_on, 'long')}" if trend.known_on else ""
    show.tell(f"{pages}, the latest to {words.day(last)}{known}" if last else f"{pages}{known}")
    if trend.series.other_places:
        show.tell(f"Other places (--place): {', '.join(trend.series.other_places)}", "  ")


def _tell_courses(trend: Trend) -> None:
    shares = [None if is_suppressed(row) else row["share_of_all_pct"] for row in trend.demand]
    are_drawn = [flags.tell_course("Share of all", shares, words.share)]
    for basis in _bases(trend):
        medians = [None if is_suppressed(row) else row["median_gbp"] for row in _of(trend.pay, basis)]
        pay = words.PAY_WORDS[basis]
        are_drawn.append(flags.tell_course(pay.noun.capitalize(), medians, pay_formatter(basis), pay.per))
    if any(are_drawn):
        show.tell(f"({flags.course_words(len(trend.demand))})")


def _bases(trend: Trend) -> list[str]:
    return [basis for basis in words.PAY_WORDS if _of(trend.pay, basis)]


def _of(pay: Rows, basis: str) -> Rows:
    return [row for row in pay if row["pay_basis"] == basis]


def _demand_block(trend: Trend, shown: Sequence[date]) -> Block:
    held = {row["period_end"]: row for row in trend.demand}
    cells = {}
    for end in shown:
        row = held.get(end)
        cells[end] = (
            flags.figure(row, "share_of_all_pct", words.share, "reliability"),
            _year_change(row, "share_of_all_change_pct"),
            flags.figure(row, "rank", words.count),
            flags.figure(row, "advert_count", words.count),
            flags.bracketed(row_flags(row)),
        )
    title = f"Demand: share of all {trend.series.market} jobs, its change on the year, rank, adverts."
    return Block(title, ("share", "on year", "rank", "adverts", "flags"), cells, held)


def _pay_block(trend: Trend, basis: str, shown: Sequence[date]) -> Block:
    held = {row["period_end"]: row for row in _of(trend.pay, basis)}
    measures = [
        name for name in _PERCENTILES if name not in _QUARTILES or any(row[name] is not None for row in held.values())
    ]
    cells = {}
    for end in shown:
        row, premium = held.get(end), flags.NOT_COMPARED
        if row is not None:
            premium = flags.change(row, "premium_over_market_pct", words.signed_pct, "premium_reliability")
        cells[end] = (
            flags.figure(row, "pay_advert_count", words.count),
            *(
                flags.figure(row, name, flags.pounds(basis), "reliability" if name == "median_gbp" else None)
                for name in measures
            ),
            _year_change(row, "median_year_change_pct"),
            premium,
            flags.bracketed(row_flags(row)),
        )
    pay = words.PAY_WORDS[basis]
    heads = ("quoted", *(name.removesuffix("_gbp") for name in measures), "on year", "premium", "flags")
    title = (
        f"{pay.plural.capitalize()} advertised, £ {pay.per}: number quoted, percentiles, "
        "the median's change on the year and premium over the median of the market or category beside it."
    )
    return Block(title, heads, cells, held)


def _year_change(row: Mapping[str, Any] | None, measure: str) -> str:
    """Return the change of a period on the year, in words."""
    if row is None:
        return flags.NOT_COMPARED
    return flags.change(row, measure, words.signed_pct, "change_reliability", "is_change_beyond_noise")


def _arranged(blocks: Sequence[Block], shown: Sequence[date]) -> list[tuple[str, tuple[str, ...], Lines]]:
    """Return the tables to print: demand and pay in one where it fits, else separate.

    One table needs one pay basis and a terminal that is wide enough.
    """
    one = _table(blocks, shown)
    if len(blocks) == 2 and _width(one[1], one[2]) <= show.width():
        return [one]
    return [_table([block], [end for end in shown if end in block.rows]) for block in blocks]


def _table(blocks: Sequence[Block], shown: Sequence[date]) -> tuple[str, tuple[str, ...], Lines]:
    heads = ("period to", *(head for block in blocks for head in block.heads))
    cells = [(words.day(end), *(cell for block in blocks for cell in block.cells[end])) for end in shown]
    return " ".join(block.title for block in blocks), heads, cells


def _width(heads: Sequence[str], cells: Lines) -> int:
    """Return the number of terminal columns of a dense table."""
    return sum(max(map(len, column)) + 1 for column in zip(heads, *cells, strict=True))
