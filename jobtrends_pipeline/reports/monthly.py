"""Figures of demand by month, as the source's chart images draw it.

Its shares are a moving average of monthly shares, read from pictures. They are drawn beside the shares that pages
print, and never joined to them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell, break_mark, break_words
from jobtrends_pipeline.reports.charts import Chart, Datum, Field
from jobtrends_pipeline.reports.figures import DataRow, Figure
from jobtrends_pipeline.reports.monthly_alone import BACK_TO_FRONT, NO_POINT, alone_figure
from jobtrends_pipeline.reports.monthly_words import half_width, series_sentence, year_change
from jobtrends_pipeline.reports.periods import moment
from jobtrends_pipeline.reports.rows import Row, having
from jobtrends_pipeline.reports.series import DRAWABLE
from jobtrends_pipeline.trends.monthly import WINDOW_MONTHS

BOUNDS = "A band is what the picture allows; it is the error of reading, not of the adverts, whose number is not known."
_FIELDS = (
    Field("v", "Share as drawn", "pct3"), Field("lo", "At least", "pct3"), Field("hi", "At most", "pct3"),
    Field("y", "On the year", "signed_pct"), Field("pr", "Printed near, not comparable", "pct"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceMonths:
    """Series of one place as drawn, and the months alone where they can be derived."""

    drawn: Figure
    alone: Figure | None


@dataclass(frozen=True, slots=True)
class MonthlyDemand:
    """Section of the monthly series: places in the order of the page, UK first."""

    subject: str
    since: date
    sentence: str
    places: tuple[PlaceMonths, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures of the section."""
        return tuple(figure for place in self.places for figure in (place.drawn, place.alone) if figure)


def monthly_demand(rows: Sequence[Row]) -> MonthlyDemand | None:
    """Return the section of the monthly series; None without rows.

    Args:
        rows: Rows of trend_demand_monthly of one role.
    """
    if not rows:
        return None
    ordered = sorted(rows, key=lambda row: (row["month"], row["latest_as_of"], row["market_series"], row["place"]))
    subject = ordered[-1]["subject"]
    names = sorted({row["place"] for row in ordered}, key=lambda place: (place != "UK", place))
    places = tuple(
        _place_months(subject, f"monthly-{number}", having(ordered, place=place))
        for number, place in enumerate(names, 1)
    )
    return MonthlyDemand(subject, ordered[0]["month"], places[0].drawn.message, places)


def _place_months(subject: str, anchor: str, rows: list[Row]) -> PlaceMonths:
    series = {name: found for name in words.SERIES_WORDS if (found := having(rows, market_series=name))}
    return PlaceMonths(_drawn_figure(subject, anchor, series), alone_figure(subject, f"{anchor}-alone", series))


def _drawn_figure(subject: str, anchor: str, series: dict[str, list[Row]]) -> Figure:
    rows = [row for held in series.values() for row in held]
    place, prints = rows[0]["place"], _prints(rows)
    printed = sorted(
        {row["market_series"] for row in rows if row["printed_share_pct"] is not None}, key=list(series).index
    )
    broken = [row["month"] for row in rows if break_mark(row)]
    points = [_point(row) for name in BACK_TO_FRONT for row in series.get(name, ())]
    breaks: list[Datum] = [{"t": moment(min(broken)), "label": "b"}] if broken else []
    chart = Chart("monthly", "pct", _FIELDS, {"points": points, "printed": prints, "breaks": breaks})
    return Figure(
        anchor,
        f"{place}: demand by month",
        f"Share of the jobs of each market that cite it, %: average over {words.window(WINDOW_MONTHS)}, as drawn",
        series_sentence(subject, place, series),
        max(row["latest_as_of"] for row in rows),
        chart if max(map(len, series.values())) >= DRAWABLE else None,
        (
            *(f"drawn-{name}" for name in series),
            "bounds",
            *(["printed"] if prints else []),
            *(["break"] if broken else []),
        ),
        tuple(_notes(rows, prints)),
        _heads(series, printed),
        tuple(_table_rows(series, printed)),
    )


def _point(row: Row) -> Datum:
    return {
        "t": moment(row["month"]),
        "v": row["drawn_share_pct"],
        "lo": row["drawn_share_low_pct"],
        "hi": row["drawn_share_high_pct"],
        "name": words.SERIES_WORDS[row["market_series"]],
        "y": year_change(row),
        "pr": row["printed_share_pct"],
        "f": "".join(break_mark(row)),
        "a": moment(row["latest_as_of"]),
    }


def _prints(rows: Iterable[Row]) -> list[Datum]:
    """Return the printed shares near points, each once, at the end of its window."""
    found = {
        (row["market_series"], row["printed_period_end"]): row["printed_share_pct"]
        for row in rows
        if row["printed_share_pct"] is not None
    }
    return [
        {"t": moment(end), "v": share, "name": words.SERIES_WORDS[name]} for (name, end), share in sorted(found.items())
    ]


def _notes(rows: list[Row], prints: list[Datum]) -> Iterable[str]:
    yield f"Points are drawn at the first of a month; which months they average is not stated. {BOUNDS}"
    if prints:
        yield "Diamonds are shares that pages print, of a window that ends near: another measure, so never joined."
    if restated := sum(row["is_restated"] is True for row in rows):
        yield (
            f"{words.count(restated)} of {words.count(len(rows))} points were restated by a later image,"
            " beyond the bounds of both; the table has the first reading beside them."
        )
    if named := break_words(rows):
        yield f"[b] break on the year before: {'; '.join(named)}."


def _heads(series: Iterable[str], printed: Iterable[str]) -> tuple[str, ...]:
    named = [words.SERIES_WORDS[name] for name in series]
    return (
        "Drawn at",
        *(head for name in named for head in (name, f"{name}, on the year")),
        *(f"{words.SERIES_WORDS[name]}, printed near" for name in printed),
        "As of",
    )


def _table_rows(series: dict[str, list[Row]], printed: Iterable[str]) -> Iterable[DataRow]:
    held = {name: {row["month"]: row for row in rows} for name, rows in series.items()}
    for month in sorted({month for rows in held.values() for month in rows}, reverse=True):
        own = {name: rows.get(month) for name, rows in held.items()}
        yield DataRow(
            words.day(month),
            (
                *(cell for row in own.values() for cell in (_share(row), _change(row))),
                *(_printed(own[name]) for name in printed),
                Cell(words.day(max(row["latest_as_of"] for row in own.values() if row))),
            ),
        )


def _share(row: Row | None) -> Cell:
    if row is None:
        return NO_POINT
    first = f", first {words.drawn_share(row['drawn_share_first_pct'])}" if row["is_restated"] else ""
    return Cell(f"{words.drawn_share(row['drawn_share_pct'])} ±{half_width(row):.3f}{first}")


def _change(row: Row | None) -> Cell:
    if row is None or row["drawn_share_year_before_pct"] is None:
        return NO_POINT
    change = year_change(row)
    if change is not None:
        return Cell(words.signed_pct(change), break_mark(row))
    return Cell("from about 0" if row["is_change_beyond_bounds"] else "within the error", break_mark(row))


def _printed(row: Row | None) -> Cell:
    if row is None or row["printed_share_pct"] is None:
        return NO_POINT
    return Cell(f"{words.share(row['printed_share_pct'])} to {words.day(row['printed_period_end'])}")
