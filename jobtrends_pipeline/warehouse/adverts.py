"""Private tables of adverts: inputs to be read, and rows that replace others."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import duckdb

from jobtrends_pipeline.tables.adverts import (
    ADVERT_FINDINGS,
    ADVERT_INPUTS,
    ADVERT_PAY,
    ADVERT_PLACES,
    ADVERT_ROLES,
    ADVERT_SKILLS,
    ADVERTS,
    VACANCIES,
)
from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.tables.facts import FACT_DEMAND
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.statements import insert
from jobtrends_pipeline.warehouse.store import Warehouse

Row = dict[str, object]
OF_ADVERTS = (ADVERT_PAY, ADVERT_ROLES, ADVERT_PLACES, ADVERT_SKILLS)
"""Tables whose rows name an advert and no input."""
_ITS_ADVERTS = f"(SELECT advert_id FROM {ADVERTS.name} WHERE input_id IN (SELECT unnest($1)))"  # noqa: S608
_COUNTED = f"""
    SELECT
        count(*) AS adverts, count(*) FILTER (is_recognised) AS recognised,
        count(*) FILTER (advert_id IN (SELECT advert_id FROM {ADVERT_PAY.name} WHERE is_counted)) AS with_pay,
        count(*) FILTER (is_estimated) AS estimates, count(*) FILTER (why_excluded = 'course') AS courses,
        count(*) FILTER (why_excluded = 'abroad') AS abroad,
        count(*) FILTER (vacancies.advert_id IS NOT NULL AND vacancies.vacancy_id <> vacancies.advert_id) AS folded
    FROM {ADVERTS.name} LEFT JOIN {VACANCIES.name} USING (advert_id) WHERE input_id IN (SELECT unnest($1))
"""  # noqa: S608  # names are declared


def listed_inputs(store: Warehouse) -> set[str]:
    """Return the identities of the inputs that are listed."""
    with store.connection() as connection:
        return {name for (name,) in connection.execute(f"SELECT input_id FROM {ADVERT_INPUTS.name}").fetchall()}  # noqa: S608


def own_series(store: Warehouse, roles: Sequence[str]) -> list[tuple[str, str]]:
    """Return roles and publishers of the facts of own adverts, of the given roles."""
    query = f"SELECT DISTINCT role, publisher FROM {FACT_DEMAND.name} WHERE publisher <> $1 ORDER BY ALL"  # noqa: S608
    with store.connection() as connection:
        held = connection.execute(query, [ITJOBSWATCH]).fetchall()
    return [(role, publisher) for role, publisher in held if role in roles]


def add_inputs(store: Warehouse, rows: Iterable[Row]) -> None:
    """Add rows of inputs that are not listed yet."""
    frame = rows_frame(ADVERT_INPUTS, rows)
    if frame.empty:
        return
    with store.transaction() as connection:
        connection.register("incoming", frame)
        insert(connection, ADVERT_INPUTS, "FROM incoming")
        connection.unregister("incoming")


def inputs_to_read(
    store: Warehouse, read_with: Mapping[str, str], rules: int, lost: str, month: tuple[str, str] | None = None
) -> list[Row]:
    """Return the rows of inputs that were not read by these rules, by source and day.

    Args:
        store: The warehouse.
        read_with: For each source that can be read, the digest of what it is read with.
        rules: Version of the rules.
        lost: Start of the reason of inputs that were damaged, which are tried again.
        month: Source and month of capture, `2026-08`; all when null.
    """
    query = f"""
        SELECT inputs.* FROM {ADVERT_INPUTS.name} AS inputs
        JOIN (SELECT unnest($1) AS source, unnest($2) AS wanted) USING (source)
        WHERE (rules_version IS DISTINCT FROM $3 OR read_with IS DISTINCT FROM wanted OR starts_with(reason, $4))
        AND ($5 IS NULL OR (source = $5 AND strftime(seen_on, '%Y-%m') = $6))
        ORDER BY source, seen_on, input_id
    """  # noqa: S608  # names are declared
    values = [list(read_with), list(read_with.values()), rules, lost, *(month or (None, None))]
    with store.connection() as connection:
        found = connection.execute(query, values)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def adopt_read(
    store: Warehouse, files: Mapping[str, Sequence[str]], read: Sequence[Row], lost: Collection[str] = ()
) -> None:
    """Replace the rows of inputs by those of files, in one transaction.

    Vacancies of the same publishers, of the day of an input that was read before and later, are removed: they are
    grouped again.

    Args:
        store: The warehouse.
        files: Paths by table name, as of `Warehouse.adopting`.
        read: Rows of the inputs before they were read.
        lost: Inputs that could not be read now; the adverts read of them before stay.
    """
    again = [row for row in read if row["rules_version"] is not None and row["input_id"] not in lost]
    with store.adopting(files) as connection:
        if again:
            _remove_vacancies(connection, again)
            identities = [[row["input_id"] for row in again]]
            for table in OF_ADVERTS:
                connection.execute(f"DELETE FROM {table.name} WHERE advert_id IN {_ITS_ADVERTS}", identities)  # noqa: S608
            for table in (ADVERTS, ADVERT_FINDINGS):
                connection.execute(f"DELETE FROM {table.name} WHERE input_id IN (SELECT unnest($1))", identities)  # noqa: S608
        identities = [[row["input_id"] for row in read]]
        connection.execute(f"DELETE FROM {ADVERT_INPUTS.name} WHERE input_id IN (SELECT unnest($1))", identities)  # noqa: S608


def _remove_vacancies(connection: duckdb.DuckDBPyConnection, again: Sequence[Row]) -> None:
    first = f"""
        SELECT publisher, min(seen_on) AS first FROM {ADVERT_INPUTS.name} WHERE input_id IN (SELECT unnest($1))
        GROUP BY publisher
    """  # noqa: S608
    later = f"SELECT advert_id FROM {ADVERTS.name} JOIN ({first}) USING (publisher) WHERE seen_on >= first"  # noqa: S608
    identities = [[row["input_id"] for row in again]]
    connection.execute(f"DELETE FROM {VACANCIES.name} WHERE advert_id IN ({later})", identities)  # noqa: S608


def counts_of(store: Warehouse, input_ids: Collection[str]) -> dict[str, int]:
    """Count the adverts of some inputs.

    Returns:
        `adverts`, `recognised`, `with_pay`, `estimates`, `courses`, `abroad`, and `folded`: those that are a vacancy of
        an earlier advert.
    """
    with store.connection() as connection:
        found = connection.execute(_COUNTED, [list(input_ids)])
        names = [column[0] for column in found.description or ()]
        return dict(zip(names, found.fetchall()[0], strict=True))


def refused_inputs(store: Warehouse, input_ids: Collection[str]) -> dict[str, str]:
    """Return those of some inputs in which nothing can be read, with the reason."""
    query = f"""
        SELECT input_id, reason FROM {ADVERT_INPUTS.name}
        WHERE outcome = 'refused' AND input_id IN (SELECT unnest($1)) ORDER BY input_id
    """  # noqa: S608  # names are declared
    with store.connection() as connection:
        return dict(connection.execute(query, [list(input_ids)]).fetchall())


def find_advert(store: Warehouse, advert: str) -> Row | None:
    """Return an advert by its identifier or address, with input and vacancy.

    Args:
        store: The warehouse.
        advert: Identifier or address; of several with one address the advert seen last counts.
    """
    query = f"""
        SELECT adverts.*, form, vacancies.* EXCLUDE (advert_id, publisher)
        FROM {ADVERTS.name} JOIN (SELECT input_id, form FROM {ADVERT_INPUTS.name}) USING (input_id)
        LEFT JOIN {VACANCIES.name} USING (advert_id) WHERE advert_id = $1 OR posting_url = $1
        ORDER BY adverts.seen_on DESC, advert_id DESC LIMIT 1
    """  # noqa: S608
    with store.connection() as connection:
        found = connection.execute(query, [advert])
        names = [column[0] for column in found.description or ()]
        return next((dict(zip(names, row, strict=True)) for row in found.fetchall()), None)
