"""The library for notebooks and programs: questions, answered with typed frames."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.library import frames
from jobtrends_pipeline.library.answers import about, comparison_frame, months_frame, skills_frame, trend_frame
from jobtrends_pipeline.library.arguments import Day, day_of, first_day_of, name_of
from jobtrends_pipeline.library.comparison import read_comparison
from jobtrends_pipeline.library.listing import PAGES, ROLES, read_pages, read_roles
from jobtrends_pipeline.library.locations import read_locations
from jobtrends_pipeline.library.months import read_months
from jobtrends_pipeline.library.names import find_roles
from jobtrends_pipeline.library.published import Published, published
from jobtrends_pipeline.library.series import Choice, Series, find_series, vintages
from jobtrends_pipeline.library.skills import TOP, read_skills
from jobtrends_pipeline.library.trends import trend_rows
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import TREND_DEMAND, TREND_LOCATION, TREND_PAY

if TYPE_CHECKING:
    import pandas as pd


def open_history(data_dir: str | Path | None = None) -> "History":
    """Open the history of a data root for reading.

    Args:
        data_dir: The data root; by default JOBTRENDS_DATA_DIR, as for the command line.

    Raises:
        NothingPublishedError: if nothing is published there yet.
        DataRootError: if JOBTRENDS_DATA_DIR is needed and cannot be used.
    """
    paths = DataPaths.load() if data_dir is None else DataPaths(Path(data_dir).expanduser().absolute())
    if not paths.published_file.exists():
        with published(paths):
            pass
    return History(paths)


class History:
    """History of a data root, read-only: each question opens the published file anew.

    So a file that was published meanwhile is read by the next question. Answers are pandas frames with a type per
    column: text is `string`, whole numbers `Int64`, other numbers `float64`, days `datetime64[us]`, and truth values
    `boolean`. `frame.attrs` has `units` and `descriptions` by column, `grain`, `as_of`, `source`, `licence`,
    `licence_url`, `caveat` ("advertised, not paid") and the meaning of `flags`.

    Arguments that several questions share:

    - `role`: key, name or alias in any case; `java@mine` for the figures of one's own adverts, or `publisher="mine"`;
    - `market`: `permanent` or `contract`;
    - `place`: as the source names it; by default the UK, else the place with most adverts;
    - `window_months`: 6 or 3;
    - `as_of`: day whose knowledge the answer reflects; by default all that is held;
    - `since`: day or month, such as `2024-01`, from which periods are wanted.

    Errors are `JobtrendsError`, each with one line: `NotHeldError`, also a `LookupError`, names what is held or near;
    `QuestionError`, also a `ValueError`, says how to write an argument.
    """

    def __init__(self, paths: DataPaths) -> None:
        self._paths = paths

    def __repr__(self) -> str:
        return f"History({str(self._paths.data_dir)!r})"

    def roles(self, like: str | None = None) -> "pd.DataFrame":
        """List the series that are held.

        Args:
            like: Key, name, alias or part of one; near names are found too. All roles by default.

        Returns:
            A row per role, publisher, market, place and window: `subject`, `period_count`, `first_period_end`,
            `last_period_end`.

        Raises:
            NotHeldError: if no role has a name like it; the message names near ones.
        """
        with published(self._paths) as held:
            rows = read_roles(held, None if like is None else find_roles(held, like))
        return frames.framed(ROLES, rows, None, {})

    def pay(  # an argument each
        self,
        role: str,
        as_of: Day | None = None,
        *,
        market: str = "permanent",
        place: str | None = None,
        window_months: int = 6,
        publisher: str | None = None,
        since: Day | None = None,
    ) -> "pd.DataFrame":
        """Read advertised pay over time, oldest period first.

        Returns:
            A row per pay basis and period: the columns of `trend_pay` (percentiles in GBP a year, day or hour as
            `pay_basis` says, their number quoted, changes and premium in %, `reliability`), and
            `median_standard_error_gbp` and `flags`. `attrs["pay_units"]` has the unit of each pay basis.

        Raises:
            NotHeldError: if the role, place or window is not held, or nothing of it was known on the day.
        """
        choice = Choice(market, window_months, place)
        return self._trend(name_of(role, publisher), choice, TREND_PAY, as_of, since)

    def demand(  # an argument each
        self,
        role: str,
        as_of: Day | None = None,
        *,
        market: str = "permanent",
        place: str | None = None,
        window_months: int = 6,
        publisher: str | None = None,
        since: Day | None = None,
    ) -> "pd.DataFrame":
        """Read demand over time, oldest period first.

        Returns:
            A row per period: the columns of `trend_demand` (adverts, share of all in %, rank, changes on the year in
            %, `reliability`), and `share_standard_error_pp` in percentage points and `flags`.

        Raises:
            NotHeldError: if the role, place or window is not held, or nothing of it was known on the day.
        """
        choice = Choice(market, window_months, place)
        return self._trend(name_of(role, publisher), choice, TREND_DEMAND, as_of, since)

    def skills(  # an argument each
        self,
        role: str,
        as_of: Day | None = None,
        *,
        skill_list: str = TOP,
        market: str = "permanent",
        place: str | None = None,
        window_months: int = 6,
        publisher: str | None = None,
    ) -> "pd.DataFrame":
        """Read a list of the skills that a role is advertised with, by rank.

        `skill_list` is `top`, or a category as the source names it.

        Returns:
            A row per skill of the latest page: the columns of `trend_skill` (shares in %, changes in percentage
            points), and `flags`. Skills that left the list since the year before come last, with `is_exit`.

        Raises:
            NotHeldError: if no page has the list; the message names those it has.
        """
        known_on = day_of(as_of, "as_of")
        with self._series(name_of(role, publisher), Choice(market, window_months, place)) as (held, series):
            found = read_skills(held, series, skill_list, known_on)
        return skills_frame(series, found, known_on)

    def locations(  # an argument each
        self,
        role: str,
        as_of: Day | None = None,
        *,
        market: str = "permanent",
        place: str | None = None,
        window_months: int = 6,
        publisher: str | None = None,
    ) -> "pd.DataFrame":
        """Read the locations within a place, the most demanded first.

        Returns:
            A row per location of the latest page: the columns of `trend_location` (adverts, share in %, median in
            GBP as `pay_basis` says, vacancies open on the day of capture).

        Raises:
            NotHeldError: if no page of the series has locations.
        """
        known_on = day_of(as_of, "as_of")
        with self._series(name_of(role, publisher), Choice(market, window_months, place)) as (held, series):
            found = read_locations(held, series, known_on)
        return frames.framed(TREND_LOCATION, found.rows, known_on, about(series, found.as_of))

    def compare(
        self,
        roles: Sequence[str],
        on: Day | None = None,
        *,
        market: str = "permanent",
        place: str | None = None,
        window_months: int = 6,
    ) -> "pd.DataFrame":
        """Read roles side by side on a day, in the order requested.

        Args:
            roles: Two roles or more; `role@publisher` for own adverts.
            on: The day; by default the latest that all roles have a period within 15 days of.
            market: Labour market.
            place: Place.
            window_months: Length of the windows.

        Returns:
            A row per role and pay basis: the columns of `role_comparison`, `median_standard_error_gbp`, and of the
            median less that of the first role `difference_gbp`, `difference_pct`, `noise_gbp` and `is_beyond_noise`.
            `attrs["day"]` is the day. Figures are those of the latest release: there is no `as_of`.

        Raises:
            QuestionError: if fewer than two roles are named.
            NotHeldError: if a role is not held, not in one place with the others, or there is no such day.
        """
        names = [name_of(role, None) for role in ([roles] if isinstance(roles, str) else roles)]
        with published(self._paths) as held:
            found = read_comparison(held, names, Choice(market, window_months, place), day_of(on, "on"))
        return comparison_frame(found)

    def monthly(
        self,
        role: str,
        as_of: Day | None = None,
        *,
        market_series: str = "permanent",
        place: str | None = None,
        since: Day | None = None,
    ) -> "pd.DataFrame":
        """Read demand by month since 2004, as the source's chart images draw it.

        It is a moving average over six months, and not comparable with the shares of `demand`.

        Args:
            role: The role.
            as_of: Day by which the images were captured.
            market_series: `permanent`, `contract` or `all` adverts.
            place: Place.
            since: Day or month.

        Returns:
            A row per month: the columns of `trend_demand_monthly` (shares in % with the bounds of the reading), and
            `flags`.

        Raises:
            NotHeldError: if no chart of the role is read; the message names what is.
        """
        known_on = day_of(as_of, "as_of")
        with published(self._paths) as held:
            found = read_months(
                held, name_of(role, None), (market_series, place), known_on, first_day_of(since, "since")
            )
        return months_frame(found, known_on)

    def pages(
        self, role: str, *, market: str = "permanent", place: str | None = None, window_months: int = 6
    ) -> "pd.DataFrame":
        """List the captured pages behind a series, oldest period first.

        Returns:
            A row per page: `capture_id`, `period_end`, `url` at the source, `origin`, `captured_at` in UTC,
            `outcome`, `sha256`. The figures of `pay` and `demand` are of the page whose `period_end` is their
            `latest_as_of`.

        Raises:
            NotHeldError: if the role, place or window is not held.
        """
        with self._series(role, Choice(market, window_months, place)) as (held, series):
            return frames.framed(PAGES, read_pages(held, series), None, about(series, None))

    def sql(self, query: str) -> "pd.DataFrame":
        """Run a query in DuckDB's SQL that only reads, on the published tables.

        Returns:
            The rows, with the types that DuckDB gives them; `attrs` has source, licence and caveat.

        Raises:
            QueryRefusedError: if the query does more than read, or DuckDB cannot answer it.
        """
        from jobtrends_pipeline.warehouse.published import open_published  # noqa: PLC0415  # imports DuckDB
        from jobtrends_pipeline.warehouse.queries import query_frame  # noqa: PLC0415

        with open_published(self._paths.published_file) as connection:
            frame = query_frame(connection, query)
        return frames.with_rights(frame)

    @contextmanager
    def _series(self, name: str, choice: Choice) -> Iterator[tuple[Published, Series]]:
        """Open the published file, and find a series in it."""
        with published(self._paths) as held:
            yield held, find_series(held, name, choice)

    def _trend(self, name: str, choice: Choice, table: Table, as_of: Day | None, since: Day | None) -> "pd.DataFrame":
        known_on, first = day_of(as_of, "as_of"), first_day_of(since, "since")
        with self._series(name, choice) as (held, series):
            rows = trend_rows(held, series, table, known_on, first)
            if not rows:
                vintages(held, series, known_on)
        return trend_frame(series, table, rows, known_on)
