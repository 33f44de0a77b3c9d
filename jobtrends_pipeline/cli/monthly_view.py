"""Output of `jobtrends trend --monthly`: the series that chart images draw."""

from collections.abc import Sequence

from jobtrends_pipeline.cli import flags, show
from jobtrends_pipeline.cli.trend_view import MOST_ROWS
from jobtrends_pipeline.library.months import MONTH_FLAG_WORDS, Months, month_flags
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import break_words
from jobtrends_pipeline.reports.monthly_words import half_width, series_sentence, year_change
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.tables.rights import SOURCE_LINE

_WITHIN, _FROM_ZERO = "~", "from 0"


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
            flags.bracketed(month_flags(row)),
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


def _tell_legend(cells: Sequence[Sequence[str]], shown: Sequence[Row]) -> None:
    letters = {letter for row in shown for letter in month_flags(row)}
    for letter, meaning in MONTH_FLAG_WORDS.items():
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
