"""Each table and column is declared once, soundly, and its name says its unit."""

import dataclasses
from collections import defaultdict

import pandas as pd
import pytest

from jobtrends_pipeline.tables.catalog import ALL_TABLES, TABLES_BY_NAME
from jobtrends_pipeline.tables.columns import JOB_COUNT, RANK
from jobtrends_pipeline.tables.frames import PANDAS_TYPES, rows_frame, typed
from jobtrends_pipeline.tables.model import Column, ColumnType, Table
from jobtrends_pipeline.tables.schemas import schema_of

EVERY_COLUMN = [(table, column) for table in ALL_TABLES for column in table.columns]
each_table = pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
UNITS = {
    "_gbp": ("GBP",),
    "_pct": ("%",),
    "_pp": ("percentage points",),
    "_count": (
        "adverts",
        "vacancies",
        "vintages",
        "bytes",
        "figures",
        "roles",
        "images",
        "subjects",
        "mentions",
        "employers",
    ),
    "_months": ("months",),
    "_years": ("years",),
}


def columns_where(suffix: str) -> list[Column]:
    return [column for _, column in EVERY_COLUMN if column.name.endswith(suffix)]


def test_names_of_tables_are_unique_and_say_their_layer() -> None:
    assert len(TABLES_BY_NAME) == len(ALL_TABLES)
    for table in ALL_TABLES:
        assert table.layer in ("captures", "parsed", "facts", "trends", "adverts")
        assert table.name.startswith("fact_") == (table.layer == "facts")
        assert table.is_private == (table.layer == "adverts")


@each_table
def test_the_grain_is_of_the_tables_own_columns_and_required(table: Table) -> None:
    assert len(set(table.grain)) == len(table.grain) > 0
    assert set(table.grain) <= set(table.column_names)
    assert all(not column.nullable for column in table if column.name in table.grain)


@each_table
def test_every_column_is_named_once_and_described(table: Table) -> None:
    assert len(set(table.column_names)) == len(table.column_names)
    assert table.description.endswith(".")
    for column in table.columns:
        assert column.name == column.name.lower()
        assert len(column.description) > 10, column.name


@pytest.mark.parametrize(("suffix", "units"), UNITS.items())
def test_the_end_of_a_name_says_the_unit(suffix: str, units: tuple[str, ...]) -> None:
    found = columns_where(suffix)
    assert found
    for column in found:
        assert column.unit is not None, column.name
        assert column.unit.startswith(units), column.name


def test_a_column_in_pounds_or_percent_says_so_in_its_name() -> None:
    for _, column in EVERY_COLUMN:
        unit = column.unit or ""
        assert ("_gbp" in column.name) == unit.startswith("GBP"), column.name
        assert (column.name.endswith("_pct")) == (unit == "%"), column.name


def test_types_follow_names() -> None:
    for _, column in EVERY_COLUMN:
        if column.name.endswith("_count") and column.name != "expected_count":
            assert column.type is ColumnType.INTEGER, column.name
        if column.name.startswith(("is_", "has_")):
            assert column.type is ColumnType.BOOLEAN, column.name
        if column.name.endswith(("_gbp", "_pct")):
            assert column.type is ColumnType.NUMBER, column.name
        if column.name.endswith("_date") or column.name in ("as_of", "period_end"):
            assert column.type is ColumnType.DATE, column.name
        assert not column.allowed or column.type is ColumnType.TEXT, column.name


def test_a_name_means_the_same_in_every_table() -> None:
    meanings: defaultdict[str, set[tuple[object, ...]]] = defaultdict(set)
    for _, column in EVERY_COLUMN:
        meanings[column.name].add((column.type, (column.unit or "").partition(" ")[0]))
    assert {name: held for name, held in meanings.items() if len(held) > 1} == {}


@each_table
def test_a_schema_accepts_no_rows_and_refuses_a_foreign_column(table: Table) -> None:
    empty = rows_frame(table, [])
    assert list(schema_of(table).validate(empty).columns) == table.column_names
    assert [str(empty[column.name].dtype) for column in table] == [str(PANDAS_TYPES[column.type]) for column in table]
    with pytest.raises(KeyError, match=f"{table.name} has no column mood"):
        typed(table, empty.assign(mood=[]))


def test_a_frame_lacks_no_column_and_keeps_their_order() -> None:
    table = TABLES_BY_NAME["fact_demand"]
    frame = typed(table, pd.DataFrame({"rank": [3], "role": ["java"]}))
    assert list(frame.columns) == table.column_names
    assert frame["advert_count"].isna().all()
    assert (frame["rank"][0], frame["role"][0]) == (3, "java")


def test_a_declaration_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match=r"not among columns .'place'"):
        Table("t", "facts", "A table.", ("rank", "place"), (RANK,))
    with pytest.raises(ValueError, match="repeated columns"):
        Table("t", "facts", "A table.", ("rank",), (RANK, JOB_COUNT, RANK))


def test_a_required_column_is_the_same_but_for_null() -> None:
    required = RANK.required()
    assert (RANK.nullable, required.nullable) == (True, False)
    assert dataclasses.replace(required, nullable=True) == RANK
