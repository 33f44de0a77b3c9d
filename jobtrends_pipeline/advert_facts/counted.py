"""Vacancies counted by window, market, place and role, with percentiles of pay.

A vacancy counts once for each market and place that its adverts of the window name, with the roles of the first of them
that names one, and with the pay of the first that states pay on a basis.
"""

import duckdb

from jobtrends_pipeline.advert_facts.request import FactsRequest, PayPoints, Period, periods_of
from jobtrends_pipeline.advert_facts.suppression import LEAST_VACANCIES

_TOTALS = """(
    window_months INTEGER, lag_years INTEGER, market TEXT, p INTEGER, vacancy_count BIGINT, recognised_count BIGINT
)"""
_ROLES = """(
    window_months INTEGER, lag_years INTEGER, market TEXT, p INTEGER, r INTEGER, vacancy_count BIGINT, rank BIGINT
)"""
_PAY = """(
    window_months INTEGER, lag_years INTEGER, market TEXT, p INTEGER, r INTEGER, pay_basis TEXT, pay_count BIGINT,
    p10 DOUBLE, p25 DOUBLE, median DOUBLE, p75 DOUBLE, p90 DOUBLE
)"""
_VALUES = (
    """(window_months INTEGER, market TEXT, p INTEGER, r INTEGER, pay_basis TEXT, low DOUBLE, high DOUBLE, n INTEGER)"""
)
ALL_ROLES = 0
"""Number that stands for all recognised roles together, which a page compares with."""


def count_all(connection: duckdb.DuckDBPyConnection, request: FactsRequest) -> None:
    """Make the temporary tables of counts and percentiles of all windows of a request.

    They are `own_totals` (by market and place), `own_role_counts` (by role too, with its rank), `own_pay_percentiles`
    (by role and pay basis, of `LEAST_VACANCIES` or more), `own_pay_values` (single vacancies of roles asked for) and
    `own_skilled` (their adverts with whole texts), the last two without lags. `load_known` and `compare_places` go
    before.
    """
    for name, columns in (
        ("own_totals", _TOTALS),
        ("own_role_counts", _ROLES),
        ("own_pay_percentiles", _PAY),
        ("own_pay_values", _VALUES),
        ("own_skilled", "(window_months INTEGER, market TEXT, p INTEGER, r INTEGER, u BIGINT, n INTEGER)"),
    ):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} {columns}")
    for period in periods_of(request):
        _gather(connection, period)
        for statement in _statements(period, request.points):
            connection.execute(statement)


def _gather(connection: duckdb.DuckDBPyConnection, period: Period) -> None:
    """Make the tables of the vacancies of one window, their roles, places and pay."""
    within = [period.start, period.end]
    connection.execute(_UNITS, within)
    connection.execute(_UNIT_ROLES)
    connection.execute(_PLACE_SETS)
    connection.execute(_UNIT_PLACES, within)
    connection.execute(_UNIT_PAY, within)


_WITHIN = "is_counted AND advertised_on > ? AND advertised_on <= ?"
_UNITS = f"""
    CREATE OR REPLACE TEMP TABLE units AS
    SELECT u, market, min(n) FILTER (has_role) AS role_n, min(n) FILTER (NOT is_cut) AS text_n,
           bit_or(place_set) AS place_set
    FROM own_adverts WHERE {_WITHIN} GROUP BY u, market
"""
_UNIT_ROLES = """
    CREATE OR REPLACE TEMP TABLE unit_roles AS
    SELECT DISTINCT u, market, place_set, r FROM units JOIN own_roles ON n = role_n
"""
_PLACE_SETS = """
    CREATE OR REPLACE TEMP TABLE place_sets AS
    SELECT place_set, p FROM (SELECT DISTINCT place_set FROM units)
    JOIN (SELECT p, bit FROM own_place_names WHERE bit IS NOT NULL) ON (place_set >> bit) & 1 = 1
"""
_UNIT_PLACES = f"""
    CREATE OR REPLACE TEMP TABLE unit_places AS
    SELECT DISTINCT u, p FROM own_adverts JOIN own_places USING (n)
    WHERE {_WITHIN} AND p IN (SELECT p FROM own_place_names WHERE bit IS NULL)
"""
"""The places that are in no set, which are many and of few vacancies each."""
_UNIT_PAY = f"""
    CREATE OR REPLACE TEMP TABLE unit_pay AS
    SELECT u, n, pay_basis, low, high
    FROM own_pay JOIN (
        SELECT u, min(n) AS n FROM own_adverts JOIN own_pay USING (n) WHERE {_WITHIN} GROUP BY u, pay_basis
    ) USING (n)
    WHERE u IN (SELECT u FROM units WHERE role_n IS NOT NULL)
"""


def _statements(period: Period, points: PayPoints) -> list[str]:
    """List the statements that add the counts of one window."""
    key = f"{period.months:d} AS window_months, {period.lag_years:d} AS lag_years"
    statements = [
        f"""INSERT INTO own_totals BY NAME
        WITH counted AS (
            SELECT market, place_set, count(*) AS each, count(role_n) AS recognised FROM units GROUP BY ALL
        )
        SELECT {key}, market, p, sum(each) AS vacancy_count, sum(recognised) AS recognised_count
        FROM counted JOIN place_sets USING (place_set) GROUP BY market, p
        UNION ALL BY NAME
        SELECT {key}, market, p, count(*) AS vacancy_count, count(role_n) AS recognised_count
        FROM units JOIN unit_places USING (u) GROUP BY market, p""",
        f"""INSERT INTO own_role_counts BY NAME
        WITH counted AS (SELECT market, place_set, r, count(*) AS each FROM unit_roles GROUP BY ALL),
        placed AS (
            SELECT market, p, r, sum(each) AS vacancy_count FROM counted JOIN place_sets USING (place_set)
            GROUP BY market, p, r
            UNION ALL
            SELECT market, p, r, count(*) FROM unit_roles JOIN unit_places USING (u) GROUP BY market, p, r
        )
        SELECT {key}, *, dense_rank() OVER (PARTITION BY market, p ORDER BY vacancy_count DESC) AS rank
        FROM placed""",
        f"INSERT INTO own_pay_percentiles BY NAME {_percentiles(key, points)}",
    ]
    return statements if period.lag_years else [*statements, *_of_asked(period.months)]


def _placed(columns: str, table: str) -> str:
    """Return the query of rows of vacancies in each of their places.

    Args:
        columns: Columns of the table.
        table: `units` or `unit_roles`.
    """
    return f"""
        SELECT {columns}, p FROM {table} JOIN place_sets USING (place_set)
        UNION ALL SELECT {columns}, p FROM {table} JOIN unit_places USING (u)
    """


_COMPARED = """
    SELECT p FROM own_place_names WHERE is_asked UNION SELECT comparison_p FROM own_compared_places
    WHERE comparison_p IS NOT NULL
"""


def _percentiles(key: str, points: PayPoints) -> str:
    """Return the query of percentiles by market, place, role and pay basis.

    A percentile is interpolated linearly at (n - 1) p of the n values in order. Roles that were not asked for have
    their median only, in the places asked for.
    """
    part = 0.25 if points is PayPoints.QUARTERS else 0.5
    lower, upper = (f"low + (high - low) * {part_of_width}" for part_of_width in (part, 1 - part))
    return f"""
        WITH wanted AS (
            SELECT u, market, p, r FROM ({_placed("u, market, r", "unit_roles")})
            WHERE r IN (SELECT r FROM own_role_names WHERE is_asked)
            UNION ALL SELECT u, market, p, {ALL_ROLES} FROM ({_placed("u, market, role_n", "units")})
            WHERE role_n IS NOT NULL AND p IN ({_COMPARED})
        ),
        gathered AS (
            SELECT market, p, r, pay_basis, count(*) AS pay_count,
                   quantile_cont({lower}, [0.1, 0.25]) AS lower_points, quantile_cont((low + high) / 2, 0.5) AS middle,
                   quantile_cont({upper}, [0.75, 0.9]) AS upper_points
            FROM unit_pay JOIN wanted USING (u)
            GROUP BY market, p, r, pay_basis HAVING count(*) >= {LEAST_VACANCIES}
        )
        SELECT {key}, market, p, r, pay_basis, pay_count, round(lower_points[1], 2) AS p10,
               round(lower_points[2], 2) AS p25, round(middle, 2) AS median, round(upper_points[1], 2) AS p75,
               round(upper_points[2], 2) AS p90
        FROM gathered
        UNION ALL BY NAME
        SELECT {key}, market, p, r, pay_basis, count(*) AS pay_count,
               round(quantile_cont((low + high) / 2, 0.5), 2) AS median
        FROM unit_pay JOIN ({_placed("u, market, r", "unit_roles")}) USING (u)
        WHERE p IN (SELECT p FROM own_place_names WHERE is_asked)
            AND r NOT IN (SELECT r FROM own_role_names WHERE is_asked)
        GROUP BY ALL HAVING count(*) >= {LEAST_VACANCIES}
    """


def _of_asked(months: int) -> list[str]:
    """List the statements that keep single vacancies of roles and places asked for."""
    asked = f"""
        JOIN ({_placed("u, market, r", "unit_roles")}) USING (u)
        WHERE p IN (SELECT p FROM own_place_names WHERE is_asked)
            AND r IN (SELECT r FROM own_role_names WHERE is_asked)
    """
    return [
        f"""INSERT INTO own_pay_values BY NAME
        SELECT {months:d} AS window_months, market, p, r, pay_basis, low, high, n FROM unit_pay {asked}""",
        f"""INSERT INTO own_skilled BY NAME
        SELECT {months:d} AS window_months, market, p, r, u, text_n AS n
        FROM (SELECT u, text_n FROM units WHERE text_n IS NOT NULL) {asked}""",
    ]
