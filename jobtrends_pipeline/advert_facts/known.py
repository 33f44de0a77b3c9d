"""Adverts known on a day, with numbers for their names: what all facts read.

An advert's number `n` rises with the day of its advert, then the day it was seen, then its identifier, so that the
first of several is the one with the least number. A vacancy has a number `u` in each market.
"""

from datetime import date, timedelta

import duckdb

from jobtrends_pipeline.advert_facts.request import FactsRequest, Period, periods_of
from jobtrends_pipeline.tables.adverts import OPEN_DAYS

OUTSIDE_LONDON = "UK excluding London"
"""Place of adverts that name another region or nation of the UK; its kind is `rest`."""
WIDE_KINDS = ("country", "nation", "group", "region", "remote", "rest")
MOST_BITS = 63
"""Most places of wide kinds that have a bit in the place sets of adverts."""
BASES = {"permanent": {"year": "annual_salary"}, "contract": {"day": "daily_rate", "hour": "hourly_rate"}}
"""Pay bases of each market, by the time that the pay of an advert is for."""


def load_known(connection: duckdb.DuckDBPyConnection, request: FactsRequest) -> None:
    """Make the temporary tables of the adverts that count for a request.

    `own_adverts` has a row per advert, `own_roles`, `own_places` and `own_pay` what it says; `own_periods` a row per
    window. Adverts excluded as courses or jobs abroad are in them with `is_counted` false. A wide place has a bit, and
    an advert the set of its wide places, so that vacancies are counted by set before they are counted by place.
    """
    periods = periods_of(request)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE own_asked_roles AS SELECT DISTINCT unnest(?::VARCHAR[]) AS role",
        [list(request.roles)],
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE own_asked_places AS SELECT DISTINCT unnest(?::VARCHAR[]) AS place",
        [list(request.places)],
    )
    _load_adverts(connection, request, min(period.start for period in periods))
    for statement in _STATEMENTS:
        connection.execute(statement)
    _load_periods(connection, request, periods)


def _load_adverts(connection: duckdb.DuckDBPyConnection, request: FactsRequest, start: date) -> None:
    known = [request.publisher, request.period_end, request.period_end]
    connection.execute(_LAST_DAYS, known)
    connection.execute(_NUMBERED, [*known, start])
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE own_vacancies AS "
        "SELECT vacancy_id, min(n) AS v FROM own_numbered GROUP BY vacancy_id"
    )


_KNOWN = "adverts.publisher = ? AND adverts.seen_on <= ? AND adverts.advertised_on <= ?"
_LAST_DAYS = f"""
    CREATE OR REPLACE TEMP TABLE own_last_days AS
    SELECT source, max(seen_on) AS last_day FROM adverts WHERE {_KNOWN} GROUP BY source
"""
_NUMBERED = f"""
    CREATE OR REPLACE TEMP TABLE own_numbered AS
    SELECT row_number() OVER (ORDER BY advertised_on, seen_on, advert_id)::INTEGER AS n, advert_id,
           coalesce(vacancies.vacancy_id, advert_id) AS vacancy_id, market, seen_on, advertised_on, is_cut,
           is_estimated, why_excluded,
           seen_on = last_day AND last_day >= period_end - {OPEN_DAYS} AND coalesce(valid_through >= period_end, true)
               AS is_open
    FROM adverts LEFT JOIN vacancies USING (advert_id) JOIN own_last_days USING (source)
    CROSS JOIN (SELECT period_end FROM own_request)
    WHERE {_KNOWN} AND (advertised_on > ? OR seen_on = last_day)
"""
_ROLE_PAIRS = """
    CREATE OR REPLACE TEMP TABLE own_role_pairs AS
    SELECT *, row_number() OVER (ORDER BY role_key, role_name)::INTEGER AS pair,
           dense_rank() OVER (ORDER BY role_key)::INTEGER AS r
    FROM (SELECT DISTINCT role_key, role_name FROM advert_roles WHERE NOT is_generic)
"""
_ROLES = """
    CREATE OR REPLACE TEMP TABLE own_roles AS
    SELECT n, r, pair FROM advert_roles JOIN own_role_pairs USING (role_key, role_name)
    JOIN own_numbered USING (advert_id) WHERE NOT is_generic AND why_excluded IS NULL
"""
_ROLE_NAMES = """
    CREATE OR REPLACE TEMP TABLE own_role_names AS
    SELECT r, role_key AS role, min(role_name) AS subject, role_key IN (FROM own_asked_roles) AS is_asked
    FROM own_role_pairs WHERE pair IN (SELECT pair FROM own_roles) GROUP BY r, role_key
"""
_KINDS = "['town', 'county', 'region', 'rest', 'group', 'nation', 'country', 'remote']"
_PLACE_CODES = f"""
    CREATE OR REPLACE TEMP TABLE own_place_codes AS
    SELECT dense_rank() OVER (ORDER BY place)::INTEGER AS p, place, place_kind,
           list_position({_KINDS}, place_kind)::TINYINT AS size
    FROM (SELECT place, place_kind FROM advert_places UNION SELECT '{OUTSIDE_LONDON}', 'rest')
"""
_PLACES = f"""
    CREATE OR REPLACE TEMP TABLE own_places AS
    SELECT n, p, is_named, size
    FROM advert_places JOIN (
        FROM own_place_codes WHERE place_kind <> 'foreign'
            AND (place_kind IN {WIDE_KINDS} OR EXISTS (FROM own_asked_places WHERE place <> 'UK'))
    ) USING (place, place_kind) JOIN own_numbered USING (advert_id)
"""
_OUTSIDE_LONDON = f"""
    INSERT INTO own_places
    SELECT DISTINCT n, (SELECT p FROM own_place_codes WHERE place = '{OUTSIDE_LONDON}' LIMIT 1), false, 4
    FROM own_places JOIN (
        FROM own_place_codes WHERE place_kind IN ('region', 'group', 'nation') AND place NOT IN ('London', 'England')
    ) USING (p, size)
"""
_PLACE_NAMES = f"""
    CREATE OR REPLACE TEMP TABLE own_place_names AS
    SELECT *, CASE WHEN kind IN {WIDE_KINDS} AND number < {MOST_BITS} THEN number END AS bit
    FROM (
        SELECT p, place, size, {_KINDS}[size] AS kind, place IN (FROM own_asked_places) AS is_asked,
               row_number() OVER (PARTITION BY kind IN {WIDE_KINDS} ORDER BY p) - 1 AS number
        FROM (SELECT p, max(size) AS size FROM own_places GROUP BY p)
        JOIN (SELECT DISTINCT p, place FROM own_place_codes) USING (p)
    )
"""
_BASIS = " ".join(
    f"WHEN market = '{market}' AND basis = '{time}' THEN '{basis}'"
    for market, bases in BASES.items()
    for time, basis in bases.items()
)
_PAY = f"""
    CREATE OR REPLACE TEMP TABLE own_pay AS
    SELECT n, CASE {_BASIS} END AS pay_basis, coalesce(low, high) AS low, coalesce(high, low) AS high
    FROM advert_pay JOIN own_numbered USING (advert_id)
    WHERE is_counted AND refused_because IS NULL AND why_excluded IS NULL
        AND NOT (is_pay_estimated OR is_converted OR is_on_target_earnings)
        AND coalesce(currency, 'GBP') = 'GBP' AND pay_basis IS NOT NULL
        AND coalesce(low, high) > 0 AND coalesce(high, low) >= coalesce(low, high)
    QUALIFY row_number() OVER (PARTITION BY n ORDER BY ordinal) = 1
"""
_ADVERTS = """
    CREATE OR REPLACE TEMP TABLE own_adverts AS
    SELECT n, v::BIGINT * 2 + (market = 'contract')::INTEGER AS u, market, seen_on, advertised_on, is_cut,
           is_estimated, why_excluded, is_open, why_excluded IS NULL AS is_counted,
           n IN (SELECT n FROM own_roles) AS has_role, coalesce(place_set, 0)::UBIGINT AS place_set
    FROM own_numbered JOIN own_vacancies USING (vacancy_id)
    LEFT JOIN (
        SELECT n, bit_or(1::UBIGINT << bit) AS place_set FROM own_places
        JOIN (SELECT p, bit FROM own_place_names WHERE bit IS NOT NULL) USING (p) GROUP BY n
    ) USING (n) ORDER BY n
"""
_STATEMENTS = (
    _ROLE_PAIRS, _ROLES, _ROLE_NAMES, _PLACE_CODES, _PLACES, _OUTSIDE_LONDON, _PLACE_NAMES, _PAY, _ADVERTS,
)  # fmt: skip


def _load_periods(connection: duckdb.DuckDBPyConnection, request: FactsRequest, periods: list[Period]) -> None:
    """Make `own_periods`, with whether history covers each, and `own_history`."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE own_history AS SELECT min(least(seen_on, advertised_on)) AS history_from "
        f"FROM adverts WHERE {_KNOWN}",
        [request.publisher, request.period_end, request.period_end],
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE own_periods (window_months INTEGER, lag_years INTEGER, period_end DATE, "
        "is_covered BOOLEAN)"
    )
    for period in periods:
        is_covered = period.lag_years == 0 or _is_covered(connection, request, period)
        connection.execute(
            "INSERT INTO own_periods VALUES (?, ?, ?, ?)", [period.months, period.lag_years, period.end, is_covered]
        )


def _is_covered(connection: duckdb.DuckDBPyConnection, request: FactsRequest, period: Period) -> bool:
    """Whether adverts were captured before a window, and in each month of it.

    Old adverts that one capture still shows are those that stayed unfilled, and no history.
    """
    first, months = connection.execute(
        f"""
        SELECT min(seen_on), count(DISTINCT date_diff('month', seen_on, ?::DATE)
            - (day(seen_on) > ?)::INTEGER) FILTER (seen_on > ? AND seen_on <= ?)
        FROM adverts WHERE {_KNOWN}
        """,
        [period.end, period.end.day, period.start, period.end, request.publisher, *[request.period_end] * 2],
    ).fetchall()[0]
    return first is not None and first < period.start + timedelta(days=1) and months >= period.months
