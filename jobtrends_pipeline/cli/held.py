"""Contents of the published warehouse about a role: names, series, rows of trends."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.rows import series_name
from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.trends.releases import is_published_by
from jobtrends_pipeline.warehouse.ddl import literal

if TYPE_CHECKING:
    import duckdb

    from jobtrends_pipeline.config.watchlist import Watchlist

UK = "UK"
_MOST_NAMED = 12
SERIES_FILTER = "role = ? AND publisher = ? AND market = ? AND place = ? AND window_months = ?"
_NAMES = (
    "SELECT DISTINCT role, subject FROM trend_demand UNION SELECT DISTINCT role, subject FROM fact_demand ORDER BY ALL"
)
_INDEX = f"(FROM fact_market_index WHERE publisher = '{ITJOBSWATCH}')"
LISTED = f"SELECT DISTINCT subject FROM {_INDEX} WHERE as_of = (SELECT max(as_of) FROM {_INDEX})"  # noqa: S608
"""Query of the subjects that the newest market index lists."""
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


@contextmanager
def published() -> "Iterator[duckdb.DuckDBPyConnection]":
    """Open the published warehouse, read-only.

    One without the tables to be read ends the command with a message.
    """
    from jobtrends_pipeline.warehouse.published import reading

    with reading(DataPaths.load().published_file) as connection:
        yield connection


def rows(
    connection: "duckdb.DuckDBPyConnection", query: str, parameters: Sequence[object] = ()
) -> list[dict[str, Any]]:
    """Return the rows of a query, by column; nulls become None.

    The parameters are put into the text, as DuckDB imports pandas to take any.
    """
    found = connection.execute(_filled(query, parameters))
    names = [name for name, *_ in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _filled(query: str, parameters: Sequence[object]) -> str:
    """Replace the placeholders of a query, which has `?` for nothing else."""
    first, *others = query.split("?")
    return first + "".join(f"{_sql(value)}{text}" for value, text in zip(parameters, others, strict=True))


def _sql(value: object) -> str:
    """Return a value in SQL: a text, whole number, day, null or list of these."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, list):
        return f"[{', '.join(map(_sql, value))}]"
    raise TypeError(f"no parameter of a query: {value!r}")


def find_series(connection: "duckdb.DuckDBPyConnection", name: str, choice: Choice) -> Series:
    """Find the series of a role by its key, its subject or an alias, in any case.

    `@publisher` after the name asks for figures of one's own adverts.

    A role or place without data ends the command with a message that names those with data.
    """
    found = held_series(connection, name, choice)
    wanted = (choice.place or UK).casefold()
    chosen = next((series for series in found if series.place.casefold() == wanted), None)
    if chosen is None and choice.place is not None:
        places = ", ".join(series.place for series in found[:_MOST_NAMED])
        show.fail(f"{found[0].subject} is not held for {choice.place!r}; its places are {places}")
    return chosen or found[0]


def held_series(connection: "duckdb.DuckDBPyConnection", name: str, choice: Choice) -> list[Series]:
    """List the series of a role in one market and window, most adverts first.

    There is at least one; without any, the command ends with a message.
    """
    asked_role, _, publisher = name.partition("@")
    role = find_role(connection, asked_role)
    every = rows(connection, _SERIES, [role, publisher.strip() or ITJOBSWATCH])
    if not every:
        publishers = rows(connection, "SELECT DISTINCT publisher FROM trend_demand WHERE role = ? ORDER BY ALL", [role])
        held_names = ", ".join(series_name(role, row["publisher"]) for row in publishers)
        show.fail(f"{name!r} is not held of this publisher; held are {held_names}")
    names = ("market", "window_months")
    wanted = (choice.market.casefold(), choice.window_months)
    held = [row for row in every if tuple(row[name] for name in names) == wanted]
    if not held:
        kinds = dict.fromkeys(f"{row['market']}, {words.window(row['window_months'])}" for row in every)
        asked = f"{choice.market!r}, {words.window(choice.window_months)}"
        show.fail(f"{every[0]['subject']} is not held for {asked}; held are {'; '.join(kinds)}")
    places = [row["place"] for row in held]
    return [
        Series(role, row["publisher"], row["subject"], row["market"], row["place"], row["window_months"],
               tuple(place for place in places if place != row["place"]))
        for row in held
    ]  # fmt: skip


def find_role(connection: "duckdb.DuckDBPyConnection", asked: str, more: str = "") -> str:
    """Return the key of a role by any of its names; an unknown one ends the command.

    Args:
        connection: Published warehouse.
        asked: Key, subject or alias.
        more: Query of further keys and subjects beside those of pages.
    """
    from jobtrends_pipeline.config.watchlist import Watchlist, load_watchlist, role_key

    path = DataPaths.load().watchlist_file
    watchlist = load_watchlist(path) if path.exists() else Watchlist(())
    queries = filter(None, (_NAMES, more))
    names: list[tuple[str, str]] = [
        (row["subject"], row["role"]) for query in queries for row in rows(connection, query)
    ]
    held = {role for _, role in names}
    names += [(name, role.key) for role in watchlist.roles for name in (role.name, *role.aliases) if role.key in held]
    by_name = {name.casefold(): role for name, role in reversed(names)} | {role: role for role in held}
    role = by_name.get(asked.strip().casefold()) or by_name.get(role_key(asked))
    if role is None:
        show.fail(_unknown(connection, asked, [name for name, _ in names], watchlist))
    return role


def _unknown(connection: "duckdb.DuckDBPyConnection", asked: str, names: Sequence[str], watchlist: "Watchlist") -> str:
    """Return the message about a role without pages.

    It has similar names, of roles with pages or in the market index.
    """
    from jobtrends_pipeline.pages.nearest_names import nearest_names

    if watchlist.role_of_subject(asked) in watchlist.keys:
        return f"{asked!r} is on the watchlist, but no page of it is held: `jobtrends ingest` or `jobtrends capture`"
    near = nearest_names(asked, names)
    listed = [row["subject"] for row in rows(connection, LISTED)]
    in_index = [name for name in nearest_names(asked, listed) if name not in near]
    said = [f"no page of {asked!r} is held"]
    if near:
        said.append(f"near it: {', '.join(near)}")
    if in_index:
        said.append(f"the market index lists {', '.join(in_index)}")
    return "; ".join([*said, "`jobtrends roles` lists what is held"])


def vintages(connection: "duckdb.DuckDBPyConnection", series: Series, known_on: date | None) -> tuple[int, date | None]:
    """Count the pages of a series, and return the period end of the latest.

    Args:
        connection: Published warehouse.
        series: The series.
        known_on: Day by which the pages were published; null for all.
    """
    each = " UNION ".join(
        f"SELECT as_of FROM {table} WHERE {SERIES_FILTER}"  # noqa: S608  # constants
        for table in ("fact_demand", "fact_pay", "fact_skill")
    )
    query = f"""
        SELECT count(*) AS vintage_count, min(as_of) AS first, max(as_of) AS last FROM ({each})
        WHERE {is_published_by("?::DATE")}
    """  # noqa: S608
    (known,) = rows(connection, query, [*series.key * 3, known_on])
    if known["vintage_count"] == 0 and known_on is not None:
        first = rows(connection, query, [*series.key * 3, None])[0]["first"]
        show.fail(
            f"nothing of {series.title} was known on {words.day(known_on)}: "
            f"the first page held is that to {words.day(first)}"
        )
    return int(known["vintage_count"]), known["last"]
