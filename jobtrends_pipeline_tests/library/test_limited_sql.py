"""Queries within limits: rows, bytes, time and memory; nothing is written, read from disk or set."""

from pathlib import Path

import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.library.limited_sql import LimitedAnswer, Limits, limited_query
from jobtrends_pipeline.warehouse.queries import QueryRefusedError
from jobtrends_pipeline_tests.support.command import ENDLESS_QUERY, unchanged

SHORT = Limits(rows=5, text_bytes=2_000, seconds=1, memory_mib=256)


@pytest.fixture
def file(ingested: DataPaths) -> Path:
    return ingested.published_file


def test_rows_come_with_names_and_types(file: Path) -> None:
    query = "SELECT role, median_gbp, period_end FROM trend_pay WHERE role = 'java' ORDER BY period_end DESC LIMIT 1"
    wanted = LimitedAnswer(
        ["role", "median_gbp", "period_end"], ["VARCHAR", "DOUBLE", "DATE"], [["java", 75_000.0, "2026-03-13"]], ""
    )
    assert limited_query(file, query, Limits()) == wanted


def test_values_that_json_lacks_are_text(file: Path) -> None:
    query = "SELECT 'nan'::DOUBLE, 1.50::DECIMAL(9, 2), 'a'::BLOB, [1, NULL], {'a': DATE '2020-01-01'}, chr(27)"
    assert limited_query(file, query, Limits()).rows == [["nan", "1.50", "61", [1, None], {"a": "2020-01-01"}, "?"]]


@pytest.mark.parametrize(
    ("query", "rows", "cut_by"),
    [
        ("FROM range(5)", 5, ""),
        ("FROM range(6)", 5, "rows"),
        ("FROM range(100000000000)", 5, "rows"),
        ("SELECT repeat('x', 1500) FROM range(3)", 1, "bytes"),
        ("SELECT repeat('x', 3000)", 0, "bytes"),
    ],
)
def test_large_answers_are_cut_and_say_so(file: Path, query: str, rows: int, cut_by: str) -> None:
    found = limited_query(file, query, SHORT)
    assert (len(found.rows), found.cut_by) == (rows, cut_by)


@pytest.mark.parametrize(
    "query",
    [
        ENDLESS_QUERY,
        "WITH RECURSIVE steps AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM steps) SELECT count(*) FROM steps",
        "SELECT list_sum(list_transform(range(1000000000), x -> x * 2))",
        "SELECT length(repeat('x', 4000000000))",
        "FROM range(10000000000) ORDER BY hash(range)",
    ],
)
def test_a_query_without_end_or_bound_is_stopped(file: Path, query: str) -> None:
    with pytest.raises(QueryRefusedError, match=r"stopped after 1 seconds|MiB of memory|Out of Memory") as caught:
        limited_query(file, query, SHORT)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "-- nothing",
        "DROP TABLE captures",
        "SELECT 1; DELETE FROM captures",
        "INSERT INTO captures FROM captures",
        "COPY captures TO '{folder}/stolen.csv'",
        "EXPORT DATABASE '{folder}/stolen'",
        "ATTACH '{folder}/other.duckdb'",
        "SET threads = 8",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "INSTALL httpfs",
        "LOAD httpfs",
        "FROM read_text('/etc/passwd')",
        "FROM read_csv('../../watchlist.yaml')",
        "FROM glob('/etc/*')",
        "FROM 'https://127.0.0.1/x.parquet'",
        "SELECT getenv('HOME')",
        "EXPLAIN ANALYZE DELETE FROM captures",
        "FROM query('DROP TABLE captures')",
        "SELECT \x00",
        "SELECT '\ud800'",
        "SELECT 1 -- " + "x" * 20_000,
    ],
)
def test_a_query_that_does_more_than_read_is_refused_and_leaves_nothing(
    file: Path, ingested: DataPaths, tmp_path: Path, query: str
) -> None:
    is_unchanged = unchanged(ingested.data_dir)
    with pytest.raises(QueryRefusedError) as caught:
        limited_query(file, query.replace("{folder}", str(tmp_path)), SHORT)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert is_unchanged()


def test_without_a_publication_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(QueryRefusedError, match="run `jobtrends ingest PATH` first"):
        limited_query(tmp_path / "none.duckdb", "SELECT 1", SHORT)
