"""A lake beside a file, with the same facts: to fill, to derive all trends, to derive one role, to scan, to open.

Run `python -m jobtrends_pipeline_tests.benchmarks.lake [SERIES]`; 10,000 series, 5 million facts, when no number is
given, and 100,000 for 50 million. From 100,000 on the trends of 200 roles are derived in place of all.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from jobtrends_pipeline.trends.build import role_trend_queries
from jobtrends_pipeline.warehouse.database import Database, DatabaseFile
from jobtrends_pipeline_tests.benchmarks.trends import MONTHS, PLACES, SERIES, fill, scan
from jobtrends_pipeline_tests.support.lakes import make_lake
from jobtrends_pipeline_tests.support.postgres_server import postgres_server

_BUCKET, _MOST_AT_ONCE = 200, 20_000


def main() -> None:
    """Print processor seconds of this process with each, and their ratio."""
    series = int(sys.argv[1]) if len(sys.argv) > 1 else SERIES
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch, postgres_server() as server:
        folder = Path(name)
        file = dict(_costs(DatabaseFile(folder / "w.duckdb"), series))
        file["bytes"] = float((folder / "w.duckdb").stat().st_size)
        lake = dict(_costs(make_lake(server, folder / "lake", patch), series))
        lake["bytes"] = float(sum(path.stat().st_size for path in (folder / "lake").rglob("*.parquet")))
    _show(series, file, lake)


def _show(series: int, file: Mapping[str, float], lake: Mapping[str, float]) -> None:
    sys.stdout.write(f"{series:,} series{'file':>28} {'lake':>12} {'ratio':>8}\n")
    for what, cost in file.items():
        sys.stdout.write(f"{what:<28} {cost:>12,.2f} {lake[what]:>12,.2f} {lake[what] / cost:>8.2f}\n")


def _costs(database: Database, series: int) -> Iterator[tuple[str, float]]:
    """Yield processor seconds of each work; the PostgreSQL is another process, and its share is small."""
    store = database.open()

    def fill_it() -> None:
        with store.connection() as connection:
            fill(connection, series, MONTHS)

    def derive(roles: list[str] | None) -> None:
        store.derive(lambda connection: role_trend_queries(connection, roles), roles)

    def scan_it() -> None:
        with store.connection() as connection:
            scan(connection)

    def open_it() -> None:
        with database.reading().connection():
            pass

    bucket = [f"role-{number}" for number in range(min(_BUCKET, series // PLACES))]
    yield "fill, s", _seconds(fill_it)
    all_at_once = series <= _MOST_AT_ONCE
    yield (
        ("all trends, s" if all_at_once else "trends of 200 roles, s"),
        _seconds(lambda: derive(None if all_at_once else bucket)),
    )
    yield "trends of one role, s", _seconds(lambda: derive(["role-0"]))
    yield "scan with quantiles, s", _seconds(scan_it)
    yield "open, s", _seconds(open_it)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
