"""Series of a role that are held: market, place, window, publisher, vintages."""

from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.library.errors import NotHeldError
from jobtrends_pipeline.library.names import find_role
from jobtrends_pipeline.library.published import Published
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.rows import series_name
from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.trends.releases import is_published_by

UK = "UK"
_MOST_NAMED = 12
SERIES_FILTER = "role = ? AND publisher = ? AND market = ? AND place = ? AND window_months = ?"
_SERIES = """
    SELECT role, publisher, market, place, window_months, any_value(subject) AS subject,
           coalesce(arg_max(advert_count, period_end), 0) AS advert_count
    FROM (
        SELECT role, publisher, market, place, window_months, subject, period_end, advert_count FROM trend_demand
        WHERE scope = 'subject'
        UNION ALL BY NAME
        SELECT role, publisher, market, place, window_months, subject, as_of AS period_end FROM trend_skill
    )
    WHERE role = ? AND publisher = ? GROUP BY ALL ORDER BY advert_count DESC, place
"""


@dataclass(frozen=True, slots=True)
class Series:
    """One market, place and window of a role's figures by one publisher.

    `other_places` are available for the same market and window.
    """

    role: str
    publisher: str
    subject: str
    market: str
    place: str
    window_months: int
    other_places: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """The parameters of `SERIES_FILTER`."""
        return self.role, self.publisher, self.market, self.place, self.window_months

    @property
    def name(self) -> str:
        """Name by which it is asked for, `java` or `java@publisher`."""
        return series_name(self.role, self.publisher)

    @property
    def heading(self) -> str:
        """The subject, with the publisher if it is not IT Jobs Watch."""
        return self.subject if self.publisher == ITJOBSWATCH else f"{self.subject} ({self.publisher})"

    @property
    def title(self) -> str:
        """Subject, market, place and window in words."""
        return f"{self.heading}, {self.market}, {self.place}, windows of {words.window(self.window_months)}"

    @property
    def identification(self) -> dict[str, object]:
        """The columns that identify the series, for JSON."""
        names = ("role", "publisher", "subject", "market", "place", "window_months")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Choice:
    """Choice among a role's series; without a place, the UK or the largest place.

    The largest place has most adverts.
    """

    market: str
    window_months: int
    place: str | None = None


def find_series(published: Published, name: str, choice: Choice) -> Series:
    """Find the series of a role by its key, its subject or an alias, in any case.

    `@publisher` after the name asks for figures of one's own adverts.

    Raises:
        NotHeldError: if a role or place is not held; the message names those that are.
    """
    found = held_series(published, name, choice)
    wanted = (choice.place or UK).casefold()
    chosen = next((series for series in found if series.place.casefold() == wanted), None)
    if chosen is None and choice.place is not None:
        places = ", ".join(series.place for series in found[:_MOST_NAMED])
        raise NotHeldError(f"{found[0].subject} is not held for {choice.place!r}; its places are {places}")
    return chosen or found[0]


def held_series(published: Published, name: str, choice: Choice) -> list[Series]:
    """List the series of a role in one market and window, most adverts first.

    There is at least one.

    Raises:
        NotHeldError: if nothing is held; the message names those that are held.
    """
    asked_role, _, publisher = name.partition("@")
    role = find_role(published, asked_role)
    every = published.rows(_SERIES, [role, publisher.strip() or ITJOBSWATCH])
    if not every:
        publishers = published.rows("SELECT DISTINCT publisher FROM trend_demand WHERE role = ? ORDER BY ALL", [role])
        held_names = ", ".join(series_name(role, row["publisher"]) for row in publishers)
        raise NotHeldError(f"{name!r} is not held of this publisher; held are {held_names}")
    names = ("market", "window_months")
    wanted = (choice.market.casefold(), choice.window_months)
    held = [row for row in every if tuple(row[name] for name in names) == wanted]
    if not held:
        kinds = dict.fromkeys(f"{row['market']}, {words.window(row['window_months'])}" for row in every)
        asked = f"{choice.market!r}, {words.window(choice.window_months)}"
        raise NotHeldError(f"{every[0]['subject']} is not held for {asked}; held are {'; '.join(kinds)}")
    places = [row["place"] for row in held]
    return [
        Series(role, row["publisher"], row["subject"], row["market"], row["place"], row["window_months"],
               tuple(place for place in places if place != row["place"]))
        for row in held
    ]  # fmt: skip


def vintages(published: Published, series: Series, known_on: date | None) -> tuple[int, date | None]:
    """Count the pages of a series, and return the period end of the latest.

    Args:
        published: The published warehouse.
        series: The series.
        known_on: Day by which the pages were published; null for all.

    Raises:
        NotHeldError: if none was published by that day; the message names the first.
    """
    each = " UNION ".join(
        f"SELECT as_of FROM {table} WHERE {SERIES_FILTER}"  # noqa: S608  # constants
        for table in ("fact_demand", "fact_pay", "fact_skill")
    )
    query = f"""
        SELECT count(*) AS vintage_count, min(as_of) AS first, max(as_of) AS last FROM ({each})
        WHERE {is_published_by("?::DATE")}
    """  # noqa: S608
    (known,) = published.rows(query, [*series.key * 3, known_on])
    if known["vintage_count"] == 0 and known_on is not None:
        first = published.rows(query, [*series.key * 3, None])[0]["first"]
        raise NotHeldError(
            f"nothing of {series.title} was known on {words.day(known_on)}: "
            f"the first page held is that to {words.day(first)}"
        )
    return int(known["vintage_count"]), known["last"]
