"""`jobtrends sql`, `export` and `roles`: what they print and what they refuse."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.command import ENDLESS_QUERY, called, interrupted_every, spawned, unchanged

QUERY = "SELECT place, rank, share_of_all_pct, as_of FROM fact_demand WHERE {} ORDER BY place, as_of"
ONE = QUERY.format("role = 'java' AND scope = 'subject' AND lag_years = 0 AND as_of = '2026-02-06'")


@pytest.fixture(autouse=True)
def _ingested(ingested: DataPaths) -> Iterator[None]:
    """Commands of these tests look at the ingested root, and must not change it."""
    is_unchanged = unchanged(ingested.data_dir)
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(ingested.data_dir))
        yield
    assert is_unchanged()


def test_a_query_prints_a_table_with_heads() -> None:
    outcome = called("sql", ONE)
    heads, row = (line.split() for line in outcome.out.splitlines())
    assert (outcome.code, outcome.err) == (0, "")
    assert heads == ["place", "rank", "share_of_all_pct", "as_of"]
    assert row[:2] == ["UK", "69"]
    assert row[3] == "2026-02-06"


def test_ctrl_c_stops_a_query_with_the_code_of_an_interrupt() -> None:
    with interrupted_every(2.0):
        outcome = called("sql", ENDLESS_QUERY)
    assert (outcome.code, outcome.err) == (
        130,
        "jobtrends: stopped; what was finished is kept, run the same command to go on\n",
    )


def test_csv_has_a_head_row_and_every_row() -> None:
    outcome = called("sql", "SELECT capture_id, text FROM parsed_cells", "--csv")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    assert set(rows[0]) == {"capture_id", "text"}
    assert len(rows) > 1000


def test_json_is_one_object_a_line_in_ascii_with_nulls() -> None:
    outcome = called("sql", "SELECT 1 AS n, NULL AS nothing, '£ é' AS words, DATE '2026-02-15' AS day", "--json")
    assert outcome.out.splitlines() == [r'{"n": 1, "nothing": null, "words": "\u00a3 \u00e9", "day": "2026-02-15"}']
    lines = called("sql", QUERY.format("true"), "--json").out.splitlines()
    assert {json.loads(line)["place"] for line in lines} >= {"UK", "London", "Manchester"}


def test_a_long_table_is_cut_and_says_so() -> None:
    outcome = called("sql", "SELECT * FROM range(1000)")
    assert len(outcome.out.splitlines()) == 201
    assert "only the first 200 rows are shown" in outcome.err


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT no_such_column FROM captures", "no_such_column"),
        ("SELEC 1", "syntax error"),
        ("", "empty"),
        ("DELETE FROM captures", "read-only"),
        ("CREATE TABLE t (i INT)", "read-only"),
        ("SELECT * FROM read_csv('/etc/passwd')", "/etc/passwd"),
        ("SELECT * FROM '/etc/passwd'", "/etc/passwd"),
        ("COPY captures TO 'must-not-be.csv'", "Permission"),
        ("ATTACH 'must-not-be.duckdb' AS other", "Permission"),
        ("SET enable_external_access = true", "external access"),
    ],
)
def test_a_query_that_is_wrong_writes_or_reaches_outside_is_one_line(
    query: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = called("sql", query)
    assert (outcome.code, outcome.out, list(tmp_path.iterdir())) == (1, "", [])
    (line,) = outcome.err.splitlines()
    assert words.lower() in line.lower()


def test_text_that_looks_like_markup_of_the_terminal_is_printed_as_it_is() -> None:
    assert "[red]x[/red]" in called("sql", "SELECT '[red]x[/red]' AS t").out


def test_an_export_writes_every_table(tmp_path: Path) -> None:
    outcome = called("export", tmp_path / "out", "--format", "csv")
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert outcome.code == 0
    assert outcome.out.startswith(f"Exported   {len(PUBLIC_TABLES)} tables, ")
    beside = {"columns.csv", "RIGHTS.txt", "datapackage.json"}
    assert written == {f"{table.name}.csv" for table in PUBLIC_TABLES} | beside


def test_an_export_is_parquet_unless_told(ingested: DataPaths, tmp_path: Path) -> None:
    outcome = spawned(ingested, "export", "out", folder=tmp_path)
    rows = duckdb.read_parquet(str(tmp_path / "out" / "fact_skill.parquet")).fetchall()
    assert (outcome.code, len(rows)) == (0, 169)


@pytest.mark.parametrize("form", ["json", "sqlite", "duckdb"])
def test_an_export_of_some_tables_of_a_role_says_how_many_rows(tmp_path: Path, form: str) -> None:
    chosen = ("--table", "trend_pay", "--table", "trend_demand", "--role", "java")
    outcome = called("export", tmp_path / "out", "--format", form, *chosen)
    query = (
        "SELECT count(*) FROM (SELECT role FROM trend_pay UNION ALL SELECT role FROM trend_demand) WHERE role = 'java'"
    )
    (rows,) = json.loads(called("sql", query, "--json").out).values()
    assert (outcome.code, outcome.out) == (0, f"Exported   2 tables, {rows} rows, to {(tmp_path / 'out').resolve()}\n")


@pytest.mark.parametrize(("option", "words"), [("--table", "there is no table"), ("--role", "nothing is held of")])
def test_an_export_of_what_is_not_there_is_one_line(tmp_path: Path, option: str, words: str) -> None:
    outcome = called("export", tmp_path / "out", option, "cobol")
    (line,) = outcome.err.splitlines()[-1:]
    assert outcome.code == 1
    assert words in line
    assert not (tmp_path / "out").exists()


def test_an_export_to_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    outcome = called("export", tmp_path / "out")
    assert (outcome.code, len([line for line in outcome.err.splitlines() if line.startswith("jobtrends:")])) == (1, 1)
    assert (tmp_path / "out").read_text() == "mine"


def test_roles_lists_those_on_the_watchlist_and_what_is_held_of_them() -> None:
    listed = json.loads(called("roles", "--json").out)
    assert [(row["role"], row["on_watchlist"], row["captures"]) for row in listed] == [
        ("backend-developer", True, 8),
        ("java", True, 2),
    ]
    assert (listed[1]["first_period_end"], listed[1]["last_period_end"]) == ("2026-02-06", "2026-03-13")
    assert "Backend Developer" in called("roles").out


def test_a_role_that_only_pages_brought_is_listed_as_such(
    ingested: DataPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "watchlist.yaml").write_text("roles:\n  - name: Rust\n")
    (tmp_path / "warehouse").symlink_to(ingested.warehouse_dir)
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path))
    listed = json.loads(called("roles", "--json").out)
    assert [(row["role"], row["on_watchlist"], row["captures"]) for row in listed] == [
        ("rust", True, 0),
        ("backend-developer", False, 8),
        ("java", False, 2),
    ]
