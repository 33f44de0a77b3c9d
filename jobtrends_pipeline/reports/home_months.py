"""Long sparklines of the home page: demand by month as charts draw it. Pure."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.reports.sparkline import sparkline

LONG = 208
"""Width of a long line, pixels."""


def month_lines(rows: Iterable[Row], headlines: Iterable[Row]) -> Mapping[tuple[str, str], Markup]:
    """Return a line per role and market, of the place of its row or else the UK.

    Args:
        rows: Rows of `trends.headlines.MONTHS_QUERY`.
        headlines: Rows of the table of roles.
    """
    places: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        places.setdefault((row["role"], row["market_series"]), {})[row["place"]] = row
    lines = {}
    for headline in headlines:
        key = (headline["role"], headline["market"])
        held = places.get(key, {})
        chosen = held.get(headline["place"]) or held.get("UK") or next(iter(held.values()), None)
        if chosen:
            lines[key] = _line(chosen)
    return lines


def _line(row: Row) -> Markup:
    points = list(zip(row["months"], row["shares_pct"], strict=True))
    (first, begin), (last, end) = points[0], points[-1]
    message = (
        f"Share of {row['market_series']} jobs in {words.place_phrase(row['place'])} that cite {row['subject']}, as"
        f" charts draw it, {words.day(first)} to {words.day(last)}: from {words.drawn_share(begin)} to"
        f" {words.drawn_share(end)}; highest {words.drawn_share(max(row['shares_pct']))}"
    )
    return sparkline(points, message, LONG)
