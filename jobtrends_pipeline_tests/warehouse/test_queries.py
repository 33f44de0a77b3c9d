"""A person's query only reads: what does more is refused in one line, and all ways of reading go on."""

from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.warehouse.queries import QueryRefusedError, run_query


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "some.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS x")
    return path


def answer(file: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(file, read_only=True) as connection:
        return run_query(connection, query).fetchall()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("SELECT x FROM t", (1,)),
        ("from t", (1,)),
        ("TABLE t", (1,)),
        ("VALUES (1)", (1,)),
        ("with a as (select x from t) select * from a", (1,)),
        ("PIVOT t ON x USING count(*)", (1,)),
        ("UNPIVOT t ON x", ("x", 1)),
        ("SHOW TABLES", ("t",)),
        ("DESCRIBE t", ("x", "INTEGER", "YES", None, None, None)),
        ("PRAGMA table_info('t')", (0, "x", "INTEGER", False, None, False)),
        ("select 'call enable_logging()' as é, x as enabled from t", ("call enable_logging()", 1)),
    ],
)
def test_reading_goes_on(file: Path, query: str, first: tuple[object, ...]) -> None:
    assert answer(file, query)[0] == first


@pytest.mark.parametrize("query", ["SUMMARIZE t", "EXPLAIN FROM t", "explain analyze select * from t"])
def test_what_is_known_of_tables_and_plans_is_told(file: Path, query: str) -> None:
    assert answer(file, query)


@pytest.mark.parametrize(
    "query",
    [
        "CALL enable_logging(storage='file', storage_config={'path': '/tmp/x'})",
        "from enable_logging()",
        'select * from "enable_logging"()',
        "from Enable_Logging /* so */ ()",
        "from system.main.enable_logging(storage='file')",
        "from query('from enable_' || 'logging()')",
        "PRAGMA enable_profiling",
        "PRAGMA enable_profiling = 'json'",
        "SET threads = 1",
        "RESET threads",
        "USE x",
        "ATTACH 'x' AS y",
        "COPY t TO 'x'",
        "EXPLAIN ANALYZE COPY t TO 'x'",
        "explain insert into t values (1)",
        "EXPORT DATABASE 'x'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CREATE TEMP TABLE u AS SELECT 1",
        "create type e as enum ('a'); select 1",
        "SELECT 1; DROP TABLE t",
        "INSERT INTO t VALUES (2)",
        "CHECKPOINT",
        "from force_checkpoint()",
        "select write_log('x')",
        "from truncate_duckdb_logs()",
        "BEGIN",
        "VACUUM",
        "PREPARE a AS SELECT 1",
    ],
)
def test_what_does_more_than_read_is_refused_in_one_line(file: Path, query: str) -> None:
    before = file.read_bytes()
    with pytest.raises(QueryRefusedError, match="does more than read") as refused:
        answer(file, query)
    assert "\n" not in str(refused.value)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "the query is empty"),
        (" ; -- nothing", "the query is empty"),
        ("selec 1", "syntax error"),
        ("select * from nowhere", "nowhere does not exist"),
        ("select cast('a' as int)", "Could not convert"),
        ("from read_csv('/etc/passwd')", "file system operations are disabled"),
        ("from '/etc/passwd'", "does not exist"),
    ],
)
def test_what_cannot_be_answered_is_one_line_without_a_trace(file: Path, query: str, said: str) -> None:
    with pytest.raises(QueryRefusedError, match=said) as refused:
        answer(file, query)
    line = str(refused.value)
    assert "\n" not in line
    assert "Stack Trace" not in line
    assert len(line) < 500
