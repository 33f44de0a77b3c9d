"""Whatever a cell holds, each format gives it back: nulls, dates, fractions, hostile names; and none of them runs."""

import csv
import json
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.tables.model import ColumnType, Table
from jobtrends_pipeline.warehouse.export import Choice, export_tables
from jobtrends_pipeline_tests.support.hostile_warehouse import published_hostile

Rows = list[tuple[object, ...]]
SQL_TYPES = {
    ColumnType.TEXT: "VARCHAR", ColumnType.INTEGER: "BIGINT", ColumnType.NUMBER: "DOUBLE", ColumnType.DATE: "DATE",
    ColumnType.TIMESTAMP: "TIMESTAMP", ColumnType.BOOLEAN: "BOOLEAN",
}  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published_hostile(tmp_path_factory.mktemp("published"))


def held_in(database: Path, table: Table) -> Rows:
    with duckdb.connect(database, read_only=True) as connection:
        query = f"SELECT * FROM {table.name} ORDER BY {', '.join(table.grain)}"  # noqa: S608
        return connection.execute(query).fetchall()


def from_text(table: Table, values: list[object]) -> tuple[object, ...]:
    """Values of JSON or SQLite as those of the warehouse."""
    read: dict[ColumnType, Callable[[object], object]] = {
        ColumnType.DATE: lambda value: date.fromisoformat(str(value)),
        ColumnType.TIMESTAMP: lambda value: datetime.fromisoformat(str(value)).replace(tzinfo=None),
        ColumnType.BOOLEAN: bool,
    }
    return tuple(
        value if value is None or column.type not in read else read[column.type](value)
        for column, value in zip(table, values, strict=True)
    )


def rows_of_csv(folder: Path, table: Table) -> Rows:
    columns = {column.name: SQL_TYPES[column.type] for column in table}
    options = f"header = true, auto_detect = false, allow_quoted_nulls = false, columns = {columns}"
    found = duckdb.execute(
        f"SELECT * FROM read_csv(?, {options})",  # noqa: S608  # names are declared
        [str(folder / f"{table.name}.csv")],
    ).fetchall()
    return [tuple(v[1:] if isinstance(v, str) and v.startswith("'") else v for v in row) for row in found]


def rows_of_json(folder: Path, table: Table) -> Rows:
    lines = (folder / f"{table.name}.jsonl").read_text(encoding="utf-8").split("\n")
    objects = [json.loads(line) for line in lines if line]
    assert all(list(one) == table.column_names for one in objects)
    return [from_text(table, list(one.values())) for one in objects]


def rows_of_sqlite(folder: Path, table: Table) -> Rows:
    connection = sqlite3.connect(f"file:{folder / 'jobtrends.sqlite'}?mode=ro", uri=True)
    found = connection.execute(f"SELECT * FROM {table.name} ORDER BY {', '.join(table.grain)}").fetchall()  # noqa: S608
    connection.close()
    return [from_text(table, list(row)) for row in found]


def rows_of_parquet(folder: Path, table: Table) -> Rows:
    return duckdb.read_parquet(str(folder / f"{table.name}.parquet")).fetchall()


def rows_of_duckdb(folder: Path, table: Table) -> Rows:
    return held_in(folder / "jobtrends.duckdb", table)


READERS = {
    "csv": rows_of_csv, "json": rows_of_json, "sqlite": rows_of_sqlite, "parquet": rows_of_parquet,
    "duckdb": rows_of_duckdb,
}  # fmt: skip


@pytest.mark.parametrize("form", READERS)
def test_every_cell_comes_back_as_the_warehouse_holds_it(published: Path, tmp_path: Path, form: str) -> None:
    export_tables(published, tmp_path, Choice(form))
    for table in PUBLIC_TABLES:
        assert READERS[form](tmp_path, table) == held_in(published, table), table.name


def test_one_role_in_a_duckdb_file_of_its_own_comes_back_too(published: Path, tmp_path: Path) -> None:
    export_tables(published, tmp_path, Choice("duckdb", roles=("java",)))
    for table in PUBLIC_TABLES:
        is_by_role = "role" in table.column_names
        assert rows_of_duckdb(tmp_path, table) == [
            row
            for row in held_in(published, table)
            if not is_by_role or row[table.column_names.index("role")] == "java"
        ]


def test_no_cell_of_csv_would_run_in_a_spreadsheet_and_numbers_stay_numbers(published: Path, tmp_path: Path) -> None:
    export_tables(published, tmp_path, Choice("csv"))
    seen = 0
    for table in PUBLIC_TABLES:
        numeric = {column.name for column in table if column.type in {ColumnType.NUMBER, ColumnType.INTEGER}}
        with (tmp_path / f"{table.name}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                assert not [v for name, v in row.items() if name not in numeric and v[:1] in set("=+-@\t\r\n＝＋－＠")]
                assert all(float(row[name]) is not None for name in numeric if row[name])
                seen += 1
    assert seen > 20
