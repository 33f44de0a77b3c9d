"""Processor and wall seconds, and memory, of the facts of many own adverts, beside a bare scan.

Run `python -m jobtrends_pipeline_tests.benchmarks.advert_facts [ADVERTS] [PLACES] [DAYS]`. Tables are made
by DuckDB in a file of a temporary folder: twice as many roles as adverts, three times as many places, twelve times as many skills. A
third of the adverts may repeat a vacancy. `PLACES` is the number of places with pages, UK first; adverts lie within
`DAYS`, so that without it all are in the longer window.
"""

# ruff: noqa: E501, S608  # SQL of made rows, one expression a line

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import duckdb

from jobtrends_pipeline.advert_facts.build import own_facts
from jobtrends_pipeline.advert_facts.request import FactsRequest
from jobtrends_pipeline.tables.adverts import ADVERT_TABLES
from jobtrends_pipeline.warehouse.ddl import create_table

COUNT, DAYS, THREADS, MEMORY = 1_000_000, 180, 2, "3GB"
END = date(2026, 8, 15)
ROLES, ASKED, SKILLS, TOWNS = 2_000, 50, 1_200, 400
REGIONS = (
    "London", "South East", "South West", "East of England", "East Midlands", "West Midlands", "North West",
    "North East", "Yorkshire", "Scotland", "Wales", "Northern Ireland",
)  # fmt: skip
_NAME = "printf('%016x', i)"
_DAY = f"DATE '{END}' - (hash(i) % {{days}})::INTEGER"
_PLACE_AT = f"(hash(i * 7) % {len(REGIONS)} + 1)::INT"
_INSERTS = {
    "adverts": f"""
        SELECT {_NAME} AS advert_id, 'input' AS input_id, 'board' AS source, 'mine' AS publisher, i AS ordinal,
               {_NAME} AS posting_id, {_DAY} AS seen_on, seen_on AS advertised_on,
               CASE WHEN hash(i * 3) % 5 = 0 THEN 'contract' ELSE 'permanent' END AS market, 'A title' AS title,
               'Employer ' || hash(i * 5) % 20000 AS employer, false AS is_remote, hash(i * 11) % 10 = 0 AS is_cut,
               false AS is_estimated, '' AS text_sha256, CASE WHEN hash(i * 13) % 20 = 0 THEN 'course' END
               AS why_excluded, true AS is_recognised FROM range({{count}}) AS made(i)""",
    "advert_roles": f"""
        SELECT {_NAME} AS advert_id, 'Role ' || role AS role_name, 'role-' || role AS role_key, true AS is_primary,
               false AS is_generic, '' AS words
        FROM (SELECT i, unnest([hash(i * 17) % 1000, 1000 + floor(1000 * power(hash(i * 19) % 1000 / 1000.0, 4))::INT])
              AS role FROM range({{count}}) AS made(i))""",
    "advert_places": f"""
        WITH regions AS (SELECT {list(REGIONS)} AS names),
        chained AS (
            SELECT i, names[{_PLACE_AT}] AS region, hash(i * 23) % 2 = 0 AS has_town FROM range({{count}}) AS made(i), regions
        )
        SELECT {_NAME} AS advert_id, unnest(['UK', region]) AS place, unnest(['country',
               CASE WHEN region IN ('Scotland', 'Wales', 'Northern Ireland') THEN 'nation' ELSE 'region' END])
               AS place_kind, place <> 'UK' AND NOT has_town AS is_named FROM chained
        UNION ALL SELECT {_NAME}, 'Town ' || hash(i * 7) % {TOWNS * len(REGIONS)}, 'town', true FROM chained WHERE has_town
        UNION ALL SELECT {_NAME}, 'England', 'nation', false FROM chained
        WHERE region NOT IN ('Scotland', 'Wales', 'Northern Ireland') AND hash(i * 29) % 3 > 0""",
    "advert_pay": f"""
        SELECT {_NAME} AS advert_id, 0 AS ordinal, true AS is_counted, 1000 * (20 + hash(i * 31) % 80) AS low,
               low + 5000 * (hash(i * 37) % 4) AS high, CASE WHEN hash(i * 3) % 5 = 0 THEN 'day' ELSE 'year' END AS basis,
               'GBP' AS currency, false AS is_up_to, false AS is_from, false AS is_on_target_earnings,
               false AS is_pro_rata, false AS is_by_size, false AS is_pay_estimated, false AS is_converted,
               'text' AS origin, '' AS pay_text FROM range({{count}}) AS made(i) WHERE hash(i * 41) % 2 = 0""",
    "advert_skills": f"""
        SELECT DISTINCT ON (advert_id, skill) * FROM (
            SELECT {_NAME} AS advert_id, 'Skill ' || number AS skill, 'Category ' || number % 16 AS category,
                   0 AS ordinal, 1 AS mention_count
            FROM (SELECT i, floor({SKILLS} * power(hash(i * 100 + unnest(range(12))) % 10000 / 10000.0, 3))::INT AS number
                  FROM range({{first}}, {{last}}) AS made(i))
        )""",
    "vacancies": f"""
        SELECT 'mine' AS publisher, {_NAME} AS advert_id,
               printf('%016x', CASE WHEN hash(i * 43) % 3 = 0 THEN i - i % 3 ELSE i END) AS vacancy_id, 'single' AS rule,
               {_DAY} AS first_seen_on, first_seen_on AS last_seen_on, true AS is_live
        FROM range({{count}}) AS made(i)""",
}  # fmt: skip
_PART = 1_000_000


def main() -> None:
    """Fill tables, and print the cost of a scan and of the facts."""
    count = int(sys.argv[1]) if sys.argv[1:] else COUNT
    places = ("UK", *REGIONS)[: int(sys.argv[2]) if sys.argv[2:] else 1]
    days = int(sys.argv[3]) if sys.argv[3:] else DAYS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "adverts.duckdb"
        with duckdb.connect(path, config={"threads": THREADS, "memory_limit": MEMORY}) as connection:
            _fill(connection, count, days)
        with duckdb.connect(path, config={"threads": THREADS, "memory_limit": MEMORY}) as connection:
            with _measured("bare scan"):
                for table in ADVERT_TABLES:
                    names = ", ".join(f"max({name})" for name in table.column_names)
                    connection.execute(f"SELECT {names} FROM {table.name}").fetchall()
            request = FactsRequest("mine", END, [f"role-{number}" for number in range(ASKED)], places)
            with _measured("facts"):
                queries = own_facts(connection, request)
            for name, query in queries.items():
                rows = connection.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0]
                sys.stdout.write(f"{name:<24} {rows:12,} rows\n")


def _fill(connection: duckdb.DuckDBPyConnection, count: int, days: int) -> None:
    for table in ADVERT_TABLES:
        connection.execute(create_table(table))
    for name, query in _INSERTS.items():
        for first in range(0, count, _PART) if "{first}" in query else [0]:
            parts = query.format(count=count, days=days, first=first, last=min(count, first + _PART))
            connection.execute(f"INSERT INTO {name} BY NAME {parts}")
    for table in ADVERT_TABLES:
        rows = connection.execute(f"SELECT count(*) FROM {table.name}").fetchall()[0][0]
        sys.stdout.write(f"{table.name:<24} {rows:12,} rows\n")


@contextmanager
def _measured(what: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 2**20
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sys.stdout.write(f"{what:<24} {cpu:8.1f} s of processor, {wall:8.1f} s, peak so far {peak:.1f} GB\n")


if __name__ == "__main__":
    main()
