"""Output of `jobtrends trend --monthly`: the series that chart images draw.

The same is available as JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from jobtrends_pipeline.cli import flags, show
from jobtrends_pipeline.cli.held import UK, find_role, rows
from jobtrends_pipeline.cli.trend_view import MOST_ROWS
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import BREAK_WORDS, break_mark, break_words
from jobtrends_pipeline.reports.monthly_words import METHOD, half_width, series_sentence, year_change
from jobtrends_pipeline.reports.rows import Row, decoded
from jobtrends_pipeline.tables.rights import SOURCE_LINE
from jobtrends_pipeline.tables.trends import TREND_DEMAND_MONTHLY
from jobtrends_pipeline.trends.offered import TREND_DEMAND_MONTHLY_AS_OF

if TYPE_CHECKING:
    import duckdb

_MEANINGS = {
    "b": flags.FLAG_WORDS["b"],
    "r": "restated: a later image draws the point anew, beyond the bounds of both readings",
}
_WITHIN, _FROM_ZERO = "~", "from 0"
_NAMES = "SELECT DISTINCT role, subject FROM trend_demand_monthly ORDER BY ALL"


@dataclass(frozen=True, slots=True)
class Months:
    """Series of one place and market series of a role, oldest first.

    `other_places` have the same market series; `other_series` are those of the same place.
    """

    role: str
    market_series: str
    place: str
    other_places: tuple[str, ...]
    other_series: tuple[str, ...]
    known_on: date | None
    rows: list[dict[str, Any]]

    @property
    def subject(self) -> str:
        """Subject of the newest chart."""
        return str(self.rows[-1]["subject"])


def read_months(
    connection: "duckdb.DuckDBPyConnection",
    name: str,
    chosen: tuple[str, str | None],
    known_on: date | None,
    since: date | None,
) -> Months:
    """Read a monthly series; what is not held ends the command with a message.

    Args:
        connection: Published warehouse.
        name: Key, subject or alias of the role.
        chosen: Market series, and the place; null for the UK, or without it for the first place.
        known_on: Day by which the images were captured; null for all.
        since: First month; null for all.
    """
    market_series, place = chosen
    role = find_role(connection, name, _NAMES)
    given = [role] if known_on is None else [role, known_on]
    source = TREND_DEMAND_MONTHLY.name if known_on is None else f"{TREND_DEMAND_MONTHLY_AS_OF}(?, ?::DATE)"
    query = f"SELECT {', '.join(TREND_DEMAND_MONTHLY.column_names)} FROM {source} WHERE role = ? ORDER BY month"  # noqa: S608
    found = rows(connection, query, [*(given if known_on else []), role])
    if not found:
        when = f" captured by {words.day(known_on)}" if known_on else ""
        show.fail(f"no chart image of {name!r}{when} is read: `jobtrends charts` lists those held")
    own = [row for row in found if row["market_series"] == market_series]
    places = sorted({row["place"] for row in own}, key=lambda each: (each != UK, each))
    at = next((each for each in places if place is None or each.casefold() == place.casefold()), None)
    if at is None:
        held = sorted({f"{row['place']} ({row['market_series']})" for row in found})
        show.fail(f"no chart of {name!r} is held for {place or market_series!r}; held are {', '.join(held)}")
    series = sorted({row["market_series"] for row in found if row["place"] == at} - {market_series})
    kept = [row for row in own if row["place"] == at and (since is None or row["month"] >= since)]
    if not kept:
        show.fail(f"no month of {name!r} is drawn since {since:%Y-%m}")
    others = tuple(each for each in places if each != at)
    return Months(role, market_series, at, others, tuple(series), known_on, kept)


def as_document(months: Months) -> dict[str, Any]:
    """Return the series as a JSON document: every column, units, flags, source."""
    held = [{**row, "breaks": decoded(row["breaks"]) or [], "flags": _letters(row)} for row in months.rows]
    named = {name for row in held for name in row["breaks"]}
    return {
        "series": {
            "role": months.role,
            "subject": months.subject,
            "market_series": months.market_series,
            "place": months.place,
        },
        "other_places": months.other_places,
        "other_market_series": months.other_series,
        "measure": METHOD,
        "as_known_on": months.known_on,
        "units": {column.name: column.unit for column in TREND_DEMAND_MONTHLY if column.unit},
        TREND_DEMAND_MONTHLY.name: held,
        "flags": {letter: meaning for letter, meaning in _MEANINGS.items() if any(letter in r["flags"] for r in held)},
        "breaks": {name: BREAK_WORDS.get(name, name.replace("_", " ")) for name in sorted(named)},
        "source": SOURCE_LINE,
    }


def show_months(months: Months, *, shows_all: bool) -> None:
    """Print the series: the newest `MOST_ROWS` months, or all."""
    first, last = months.rows[0], months.rows[-1]
    show.tell(f"{months.subject}, {months.market_series} jobs, {months.place}: demand by month, as drawn by the source")
    known = f"; as known on {words.day(months.known_on, 'long')}" if months.known_on else ""
    image = words.day(max(row["latest_as_of"] for row in months.rows))
    count = show.number(len(months.rows))
    show.tell(f"{count} points, {words.day(first['month'])} to {words.day(last['month'])}, image of {image}{known}")
    for option, others in (("--place", months.other_places), ("--market-series", months.other_series)):
        if others:
            show.tell(f"Others ({option}): {', '.join(others)}", "  ")
    shares = [row["drawn_share_pct"] for row in months.rows]
    if flags.tell_course("Drawn share", shares, words.drawn_share):
        show.tell(f"({flags.course_words(len(shares))})")
    show.say()
    show.tell(series_sentence(months.subject, months.place, {months.market_series: months.rows}))
    newest = months.rows[::-1] if shows_all else months.rows[: -MOST_ROWS - 1 : -1]
    show.say()
    heads, cells = _table(newest)
    show.table(heads, cells, numeric=range(1, len(heads) - 1), is_dense=True)
    show.say()
    if len(newest) < len(months.rows):
        show.tell(f"The newest {len(newest)} of {count} points; --all shows all.")
    _tell_legend(cells, newest)
    show.tell(SOURCE_LINE)


def _table(shown: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Return heads and cells; columns that no row has a figure for are left out."""
    further = {
        head: measure
        for head, measure in (("month alone", "month_share_pct"), ("printed near", "printed_share_pct"))
        if any(row[measure] is not None for row in shown)
    }
    cells = [
        [
            words.day(row["month"]),
            words.drawn_share(row["drawn_share_pct"]),
            f"±{half_width(row):.3f}",
            _on_year(row),
            *(flags.NOT_COMPARED if row[name] is None else words.share(row[name]) for name in further.values()),
            flags.bracketed(_letters(row)),
        ]
        for row in shown
    ]
    return ["drawn at", "share", "error", "on year", *further, "flags"], cells


def _on_year(row: Row) -> str:
    if row["drawn_share_year_before_pct"] is None:
        return flags.NOT_COMPARED
    change = year_change(row)
    if change is not None:
        return words.signed_pct(change)
    return _FROM_ZERO if row["is_change_beyond_bounds"] else _WITHIN


def _letters(row: Row) -> list[str]:
    return [*break_mark(row), *(["r"] if row["is_restated"] else [])]


def _tell_legend(cells: Sequence[Sequence[str]], shown: Sequence[Row]) -> None:
    letters = {letter for row in shown for letter in _letters(row)}
    for letter, meaning in _MEANINGS.items():
        if letter in letters:
            named = f" - {'; '.join(break_words(list(shown)))}" if letter == "b" else ""
            show.tell(f"[{letter}] {meaning}{named}", "    ")
    texts = {text for row in cells for text in row}
    for mark, meaning in (
        (_WITHIN, "the change is within the error of reading"),
        (_FROM_ZERO, "the year before is 0 within the error"),
        (flags.NOT_COMPARED, "not known"),
    ):
        if mark in texts:
            show.tell(f" {mark}  {meaning}", "    ")
    show.tell("error: of reading the picture, in points; sampling noise is not known, as the adverts are not", "    ")
    if any(row["month_share_pct"] is not None for row in shown):
        show.tell("month alone: the moving average undone; derived, its 95% interval is in --json", "    ")
    if any(row["printed_share_pct"] is not None for row in shown):
        show.tell("printed near: of a window that a page prints; another measure, not comparable", "    ")
