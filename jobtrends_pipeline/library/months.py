"""Monthly demand of a role since 2004, as chart images draw it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jobtrends_pipeline.library.errors import NotHeldError
from jobtrends_pipeline.library.names import find_role
from jobtrends_pipeline.library.published import Published
from jobtrends_pipeline.library.row_flags import FLAG_WORDS, break_meanings
from jobtrends_pipeline.library.series import UK
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import break_mark
from jobtrends_pipeline.reports.monthly_words import METHOD
from jobtrends_pipeline.reports.rows import Row, decoded
from jobtrends_pipeline.tables.rights import SOURCE_LINE
from jobtrends_pipeline.tables.trends import TREND_DEMAND_MONTHLY
from jobtrends_pipeline.trends.offered import TREND_DEMAND_MONTHLY_AS_OF

MONTH_FLAG_WORDS = {
    "b": FLAG_WORDS["b"],
    "r": "restated: a later image draws the point anew, beyond the bounds of both readings",
}
"""Meaning of each flag of a month."""
CHARTED = "SELECT DISTINCT role, subject FROM trend_demand_monthly ORDER BY ALL"
"""Query of the roles with charts, and their subjects."""


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
    published: Published,
    name: str,
    chosen: tuple[str, str | None],
    known_on: date | None,
    since: date | None,
) -> Months:
    """Read a monthly series.

    Args:
        published: The published warehouse.
        name: Key, subject or alias of the role.
        chosen: Market series, and the place; null for the UK, or without it for the first place.
        known_on: Day by which the images were captured; null for all.
        since: First month; null for all.

    Raises:
        NotHeldError: if it is not held; the message names what is.
    """
    market_series, place = chosen
    role = find_role(published, name, CHARTED)
    given = [role] if known_on is None else [role, known_on]
    source = TREND_DEMAND_MONTHLY.name if known_on is None else f"{TREND_DEMAND_MONTHLY_AS_OF}(?, ?::DATE)"
    query = f"SELECT {', '.join(TREND_DEMAND_MONTHLY.column_names)} FROM {source} WHERE role = ? ORDER BY month"  # noqa: S608
    found = published.rows(query, [*(given if known_on else []), role])
    if not found:
        when = f" captured by {words.day(known_on)}" if known_on else ""
        raise NotHeldError(f"no chart image of {name!r}{when} is read: `jobtrends charts` lists those held")
    own = [row for row in found if row["market_series"] == market_series]
    places = sorted({row["place"] for row in own}, key=lambda each: (each != UK, each))
    at = next((each for each in places if place is None or each.casefold() == place.casefold()), None)
    if at is None:
        held = sorted({f"{row['place']} ({row['market_series']})" for row in found})
        raise NotHeldError(f"no chart of {name!r} is held for {place or market_series!r}; held are {', '.join(held)}")
    series = sorted({row["market_series"] for row in found if row["place"] == at} - {market_series})
    kept = [row for row in own if row["place"] == at and (since is None or row["month"] >= since)]
    if not kept:
        raise NotHeldError(f"no month of {name!r} is drawn since {since:%Y-%m}")
    others = tuple(each for each in places if each != at)
    return Months(role, market_series, at, others, tuple(series), known_on, kept)


def as_document(months: Months) -> dict[str, Any]:
    """Return the series as a JSON document: every column, units, flags, source."""
    held = [{**row, "breaks": decoded(row["breaks"]) or [], "flags": month_flags(row)} for row in months.rows]
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
        "flags": {
            letter: meaning for letter, meaning in MONTH_FLAG_WORDS.items() if any(letter in r["flags"] for r in held)
        },
        "breaks": break_meanings(named),
        "source": SOURCE_LINE,
    }


def month_flags(row: Row) -> list[str]:
    """Return the letters of a month, in print order."""
    return [*break_mark(row), *(["r"] if row["is_restated"] else [])]
