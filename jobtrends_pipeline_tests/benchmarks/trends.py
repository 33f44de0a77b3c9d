"""Trends of millions of facts, beside what DuckDB alone takes to scan the facts and to write the rows again.

Run `python -m jobtrends_pipeline_tests.benchmarks.trends [SERIES]`; 10,000 series, 5 million facts, when no number is
given. The second part takes in one month more of one role, with 100 and with 10,000 series held.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import duckdb

from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_PAY
from jobtrends_pipeline.trends.build import role_trend_queries
from jobtrends_pipeline.warehouse.statements import transaction
from jobtrends_pipeline.warehouse.store import Warehouse

SERIES, MONTHS, PLACES = 10_000, 120, 10
ROUNDS = 5
GOALS = "goals: under 8 s on two quiet cores, or what writing the rows takes; one role at most 1.2 times as long"

_PAGES = """
    FROM range({series}) AS s(number), range({months}) AS m(month),
         (VALUES (0, 'subject'), (0, 'comparison'), (1, 'subject')) AS printed(lag_years, scope)
    WHERE month >= {first} AND (lag_years = 0 OR month % 12 = 7)
"""
_KEYS = """
    'role-' || number // {places} AS role, 'permanent' AS market, 'Role ' || number // {places} AS subject,
    'Place ' || number % {places} AS place, 6 AS window_months,
    (DATE '2016-03-15' + to_months(month::INTEGER))::DATE AS as_of,
    (DATE '2016-03-15' + to_months((month - 12 * lag_years)::INTEGER))::DATE AS period_end, scope, lag_years,
    md5((number * 1000 + month)::VARCHAR)[:16] AS capture_id
"""
_DEMAND = """
    1 + (number * 7 + month * 3) % 1500 AS rank, (number + month) % 50 AS rank_change,
    100 + number % 900 + month + CASE WHEN hash(number, month) % 3 = 0 THEN lag_years ELSE 0 END AS advert_count,
    round(0.05 + number % 100 / 100 + month / 1000, 2) AS share_of_all_pct, 'role' AS subject_kind
"""
_PAY = """
    'annual_salary' AS pay_basis, 50 + number % 700 + month AS pay_advert_count,
    30000 + 500 * (month // 3) AS p10_gbp, 40000 + 500 * (month // 3) AS p25_gbp,
    50000 + 500 * (month // 3) + 2500 * (number % 5) AS median_gbp, 70000 + 500 * (month // 3) AS p75_gbp,
    90000 + 500 * (month // 3) AS p90_gbp, 'UK excluding London' AS comparison_place,
    45000 AS comparison_place_median_gbp
"""
_SCANS = {
    "fact_pay": "quantile_cont(median_gbp, [0.1, 0.25, 0.5, 0.75, 0.9]), sum(pay_advert_count)",
    "fact_demand": "quantile_cont(share_of_all_pct, [0.1, 0.25, 0.5, 0.75, 0.9]), sum(advert_count)",
}


def main() -> None:
    """Print seconds of each, their ratio, and what is wanted."""
    series = int(sys.argv[1]) if len(sys.argv) > 1 else SERIES
    with tempfile.TemporaryDirectory() as folder:
        _all_roles(Path(folder), series)
        _one_role(Path(folder), series)
    sys.stdout.write(f"{GOALS}\n")


def _all_roles(folder: Path, series: int) -> None:
    store = _filled(folder / "all.duckdb", series, MONTHS)
    facts = sum(store.counts((FACT_DEMAND, FACT_PAY), {}).values())
    with store.connection() as connection:
        scan = min(_seconds(lambda: scan(connection)) for _ in range(ROUNDS))
    rows: dict[str, int] = {}
    processor = time.process_time()
    rebuild = _seconds(lambda: rows.update(store.derive(role_trend_queries, None)))
    processor = time.process_time() - processor
    sys.stdout.write(
        f"{facts:,} facts of {series:,} series: {sum(rows.values()):,} rows of trends in {rebuild:.1f} s "
        f"({processor:.1f} s of the processor); scan with quantiles {scan:.2f} s, {rebuild / scan:.1f} times that\n"
    )
    written = time.process_time()
    wall = _seconds(lambda: _write_again(store, rows))
    written = time.process_time() - written
    sys.stdout.write(
        f"the same rows written again, without computing any: {wall:.1f} s ({written:.1f} s of the processor); "
        f"the trends take {processor / written:.1f} times that\n"
    )


def _write_again(store: Warehouse, tables: Iterable[str]) -> None:
    """Copy the tables as they are, in one transaction, to the disk."""
    with store.connection() as connection:
        with transaction(connection):
            for name in tables:
                connection.execute(f"CREATE TABLE bare_{name} AS FROM {name}")
        connection.execute("CHECKPOINT")


def _one_role(folder: Path, series: int) -> None:
    few, many = (_refresh_of_one(_filled(folder / f"{held}.duckdb", held, MONTHS - 1)) for held in (100, series))
    sys.stdout.write(
        f"one role of {PLACES} places after one month more: {few:.2f} s with 100 series held, "
        f"{many:.2f} s with {series:,}, {many / few:.2f} times that\n"
    )


def _refresh_of_one(store: Warehouse) -> float:
    store.derive(role_trend_queries, None)
    with store.connection() as connection:
        fill(connection, PLACES, MONTHS, first=MONTHS - 1)
    roles = ["role-0"]
    derive = partial(store.derive, lambda connection: role_trend_queries(connection, roles), roles)
    return min(_seconds(derive) for _ in range(ROUNDS))


def scan(connection: duckdb.DuckDBPyConnection) -> None:
    """Scan both tables for quantiles of each series."""
    for table, figures in _SCANS.items():
        connection.execute(f"SELECT role, place, {figures} FROM {table} GROUP BY ALL").fetchall()  # noqa: S608


def _filled(path: Path, series: int, months: int) -> Warehouse:
    store = Warehouse.at(path)
    with store.connection() as connection:
        fill(connection, series, months)
    return store


def fill(connection: duckdb.DuckDBPyConnection, series: int, months: int, first: int = 0) -> None:
    """Fill the tables of demand and pay with so many series of so many months."""
    pages = _PAGES.format(series=series, months=months, first=first)
    keys = _KEYS.format(places=PLACES)
    for table, figures in (("fact_demand", _DEMAND), ("fact_pay", _PAY)):
        connection.execute(f"INSERT INTO {table} BY NAME SELECT {keys}, {figures} {pages} ORDER BY number, month")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
