"""Memory and threads of large statements."""

from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.warehouse.room import BATCH_LIMITS, LIMITS, MOST_ROWS, copying, deriving, within_limits

LIMITS_NOW = "SELECT current_setting('memory_limit'), current_setting('threads')"
LARGE = "SELECT len(list(number)) FROM range(16000000) AS numbers(number)"
"""A list of 128 MB or more, which cannot be spilled."""


class Work:
    """Statement that notes under which limits it was run."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, statement: str) -> None:
        self._connection, self._statement = connection, statement
        self.limits: list[object] = []

    def do(self) -> object:
        """Run the statement."""
        self.limits.append(self._connection.execute(LIMITS_NOW).fetchall()[0])
        return self._connection.execute(self._statement).fetchall()


def test_small_work_is_done_once_in_little_memory_by_one_thread() -> None:
    with duckdb.connect() as connection:
        work = Work(connection, "SELECT 1")
        assert within_limits(connection, work.do, LIMITS) == [(1,)]
        assert work.limits == [("91.5 MiB", 1)]


def test_large_computing_has_all_memory_at_once() -> None:
    with duckdb.connect() as connection:
        own, work = connection.execute(LIMITS_NOW).fetchall(), Work(connection, LARGE)
        assert within_limits(connection, work.do, deriving(MOST_ROWS + 1)) == [(16_000_000,)]
        assert work.limits == own


def test_large_copying_has_a_limit_by_the_number_of_cores() -> None:
    with duckdb.connect(config={"threads": 8}) as connection:
        work = Work(connection, "SELECT 1")
        within_limits(connection, work.do, copying(MOST_ROWS + 1))
        assert work.limits == [("366.2 MiB", 8)]


def test_a_batch_leaves_no_room_for_what_earlier_ones_read(tmp_path: Path) -> None:
    rows = "SELECT number, md5(number::TEXT) AS text FROM range(2000000) AS numbers(number)"
    with duckdb.connect(tmp_path / "rows.duckdb") as connection:
        connection.execute(f"CREATE TABLE rows AS {rows}")
    with duckdb.connect(tmp_path / "rows.duckdb") as connection:
        used = "SELECT sum(memory_usage_bytes) FROM duckdb_memory()"
        scan = Work(connection, "SELECT bit_xor(hash(COLUMNS(*))) FROM rows")
        scan.do()
        before = connection.execute(used).fetchall()[0][0]
        within_limits(connection, scan.do, BATCH_LIMITS)
        assert connection.execute(used).fetchall()[0][0] <= 32_000_000 < before
        assert scan.limits[1] == ("30.5 MiB", 1)


def test_work_that_needs_more_memory_gets_it_and_gives_the_same() -> None:
    with duckdb.connect() as connection:
        work = Work(connection, LARGE)
        assert within_limits(connection, work.do, LIMITS) == [(16_000_000,)]
        assert 1 < len(work.limits) <= 1 + len(LIMITS)


def test_later_work_may_use_all_again_however_often_limits_were_set() -> None:
    with duckdb.connect() as connection:
        limits = []
        for _ in range(3):
            within_limits(connection, Work(connection, "SELECT 1").do, LIMITS)
            limits.append(connection.execute(LIMITS_NOW).fetchall())
        assert limits[0] == limits[1] == limits[2]
        assert connection.execute(LARGE).fetchall() == [(16_000_000,)]


def test_work_is_done_where_nothing_can_be_spilled(tmp_path: Path) -> None:
    with duckdb.connect(config={"temp_directory": str(tmp_path / "file" / "below")}) as connection:
        (tmp_path / "file").touch()
        sorted_rows = Work(connection, "SELECT count(*) FROM (FROM range(20000000) AS n(i) ORDER BY hash(i) LIMIT 1e8)")
        assert within_limits(connection, sorted_rows.do, LIMITS) == [(20_000_000,)]
        assert len(sorted_rows.limits) > 1


def test_an_error_of_the_work_itself_is_not_tried_again() -> None:
    with duckdb.connect() as connection:
        work = Work(connection, "FROM missing")
        with pytest.raises(duckdb.CatalogException):
            within_limits(connection, work.do, LIMITS)
        assert len(work.limits) == 1
