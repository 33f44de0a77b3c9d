"""Table of vacancies: adverts that have no vacancy yet, and vacancies of a day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from jobtrends_pipeline.tables.adverts import ADVERTS, OPEN_DAYS, VACANCIES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.statements import insert
from jobtrends_pipeline.warehouse.store import Warehouse

_KEY = "source || ' ' || posting_id"
_STATED = "title, coalesce(employer, '') AS employer, coalesce(reference, '') AS reference"
_FIRST = f"""
    SELECT publisher, min(seen_on) FROM {ADVERTS.name} WHERE advert_id NOT IN (SELECT advert_id FROM {VACANCIES.name})
    GROUP BY publisher ORDER BY publisher
"""  # noqa: S608  # names are declared
_LATEST = f"""
    SELECT {_KEY} AS key, input_id, advert_id, {_STATED}, seen_on, vacancy_id, first_seen_on
    FROM {ADVERTS.name} JOIN {VACANCIES.name} USING (publisher, advert_id) WHERE publisher = $1 AND seen_on < $2
    QUALIFY row_number() OVER (PARTITION BY source, posting_id ORDER BY seen_on DESC, advert_id DESC) = 1
"""  # noqa: S608
_STATE = f"""
    SELECT vacancies.vacancy_id, max(adverts.seen_on) AS last, bool_or(
        adverts.seen_on = newest AND newest >= latest - {OPEN_DAYS} AND coalesce(valid_through >= latest, true)
    ) AS live
    FROM {VACANCIES.name} AS vacancies JOIN {ADVERTS.name} AS adverts USING (publisher, advert_id)
    JOIN (SELECT publisher, source, max(seen_on) AS newest FROM {ADVERTS.name} GROUP BY ALL) USING (publisher, source)
    JOIN (SELECT publisher, max(seen_on) AS latest FROM {ADVERTS.name} GROUP BY ALL) USING (publisher)
    WHERE publisher = $1 GROUP BY ALL
"""  # noqa: S608


class AdvertKey(NamedTuple):
    """An advert with the key of its posting, the same whenever that is seen again.

    Attributes:
        key: Source and identifier there.
        input_id: The input it is in.
        advert_id: Its identifier.
        title: Title on one line.
        employer: Who advertises; empty where that is not said.
        reference: The employer's own number of the job, or empty.
        seen_on: Day on which it was seen.
    """

    key: str
    input_id: str
    advert_id: str
    title: str
    employer: str
    reference: str
    seen_on: date


class SeenBefore(NamedTuple):
    """A posting as last seen before a day, with its vacancy.

    Attributes:
        advert: The advert.
        vacancy_id: Identifier of the vacancy's first advert.
        first_seen_on: Day on which that was seen.
    """

    advert: AdvertKey
    vacancy_id: str
    first_seen_on: date


def first_ungrouped(store: Warehouse) -> dict[str, date]:
    """Return publishers with adverts without a vacancy, and the first day of these."""
    with store.connection() as connection:
        return dict(connection.execute(_FIRST).fetchall())


def days_from(store: Warehouse, publisher: str, first: date) -> list[date]:
    """Return the days from one on, on which adverts of a publisher were seen."""
    query = f"SELECT DISTINCT seen_on FROM {ADVERTS.name} WHERE publisher = $1 AND seen_on >= $2 ORDER BY seen_on"  # noqa: S608
    with store.connection() as connection:
        return [day for (day,) in connection.execute(query, [publisher, first]).fetchall()]


def adverts_of_day(store: Warehouse, publisher: str, day: date) -> list[AdvertKey]:
    """Return the adverts of a day, in the order of their identifiers."""
    query = f"""
        SELECT {_KEY}, input_id, advert_id, {_STATED}, seen_on FROM {ADVERTS.name} WHERE publisher = $1 AND seen_on = $2
        ORDER BY advert_id
    """  # noqa: S608
    with store.connection() as connection:
        return [AdvertKey(*row) for row in connection.execute(query, [publisher, day]).fetchall()]


def seen_before(store: Warehouse, publisher: str, day: date, pause_days: int) -> list[SeenBefore]:
    """Return the postings seen before a day, as last seen then.

    These are postings of the days before, and those that are seen on the day or later too.
    """
    query = f"""
        WITH latest AS ({_LATEST}) SELECT * FROM latest WHERE seen_on >= $3 OR key IN (
            SELECT {_KEY} FROM {ADVERTS.name} WHERE publisher = $1 AND seen_on >= $2
        ) ORDER BY advert_id
    """  # noqa: S608
    with store.connection() as connection:
        rows = connection.execute(query, [publisher, day, day - timedelta(days=pause_days)]).fetchall()
    return [SeenBefore(AdvertKey(*row[:7]), *row[7:]) for row in rows]


def remove_from(store: Warehouse, publisher: str, day: date) -> None:
    """Remove the vacancies of adverts that were seen on a day or later."""
    later = f"SELECT advert_id FROM {ADVERTS.name} WHERE publisher = $1 AND seen_on >= $2"  # noqa: S608
    with store.transaction() as connection:
        connection.execute(f"DELETE FROM {VACANCIES.name} WHERE advert_id IN ({later})", [publisher, day])  # noqa: S608


def add_vacancies(store: Warehouse, rows: Iterable[dict[str, object]]) -> None:
    """Add the vacancies of a day's adverts; `update_seen` completes them."""
    frame = rows_frame(VACANCIES, rows)
    with store.transaction() as connection:
        connection.register("incoming", frame)
        insert(connection, VACANCIES, "FROM incoming")
        connection.unregister("incoming")


def update_seen(store: Warehouse, publisher: str) -> None:
    """Set the last day and whether it is live of each vacancy of a publisher."""
    with store.transaction() as connection:
        connection.execute(
            f"""
            UPDATE {VACANCIES.name} SET last_seen_on = last, is_live = live FROM ({_STATE}) AS state
            WHERE publisher = $1 AND {VACANCIES.name}.vacancy_id = state.vacancy_id
            AND (last_seen_on <> last OR is_live <> live)
            """,  # noqa: S608
            [publisher],
        )
