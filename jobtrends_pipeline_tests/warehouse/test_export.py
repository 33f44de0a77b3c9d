"""Tables to take away: every table in either form, with a dictionary and the rights beside them."""

import csv
from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.warehouse.export import export_tables
from jobtrends_pipeline.warehouse.publish import open_published, publish
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.warehouse.rows import captures, demand

NAMES = {table.name for table in ALL_TABLES}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    store = Warehouse.at(folder / "working.duckdb")
    store.replace({"captures": captures("b", "a"), "fact_demand": demand("a", "b", share=None)}, {})
    publish(store, folder / "jobtrends.duckdb")
    return folder / "jobtrends.duckdb"


def exported(published: Path, folder: Path, form: str) -> dict[str, int]:
    with open_published(published) as connection:
        return export_tables(connection, folder, form)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_table_is_a_file_beside_the_dictionary_and_the_rights(published: Path, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "a" / "new folder"
    rows = exported(published, folder, form)
    assert {path.name for path in folder.iterdir()} == {f"{name}.{form}" for name in NAMES} | {
        "columns.csv",
        "RIGHTS.txt",
    }
    assert rows == dict.fromkeys(NAMES, 0) | {"captures": 2, "fact_demand": 2}


def test_csv_has_a_head_row_iso_dates_and_empty_cells_for_nulls(published: Path, tmp_path: Path) -> None:
    exported(published, tmp_path, "csv")
    with (tmp_path / "fact_demand.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["capture_id"] for row in rows] == ["a", "b"]
    first = {name: rows[0][name] for name in ("as_of", "rank", "share_of_all_pct", "missing")}
    assert first == {
        "as_of": "2026-02-15", "rank": "69", "share_of_all_pct": "", "missing": '{"job_count": "no_data"}',
    }  # fmt: skip


def test_a_table_without_rows_is_exported_with_its_columns(published: Path, tmp_path: Path) -> None:
    exported(published, tmp_path, "parquet")
    for table in ALL_TABLES:
        held = duckdb.read_parquet(str(tmp_path / f"{table.name}.parquet"))
        assert held.columns == table.column_names


def test_files_of_an_earlier_export_are_replaced_and_others_left(published: Path, tmp_path: Path) -> None:
    (tmp_path / "captures.csv").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    exported(published, tmp_path, "csv")
    assert (tmp_path / "captures.csv").read_text(encoding="utf-8").startswith("capture_id,")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_the_dictionary_describes_every_column_once(published: Path, tmp_path: Path) -> None:
    exported(published, tmp_path, "csv")
    with (tmp_path / "columns.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["table"], row["column"]) for row in rows] == [
        (table.name, column.name) for table in ALL_TABLES for column in table
    ]
    assert all(row["description"] and row["type"] for row in rows)
    share = next(row for row in rows if (row["table"], row["column"]) == ("fact_demand", "share_of_all_pct"))
    assert (share["unit"], share["minimum"], share["maximum"], share["in_grain"]) == ("%", "0", "100", "False")


def test_the_rights_name_source_licence_and_what_the_figures_are(published: Path, tmp_path: Path) -> None:
    exported(published, tmp_path, "csv")
    text = (tmp_path / "RIGHTS.txt").read_text(encoding="utf-8")
    for words in ("Source IT Jobs Watch", "CC BY-NC-SA 4.0", "advertised"):
        assert words in text


def test_a_failed_export_leaves_no_half_file(published: Path, tmp_path: Path) -> None:
    (tmp_path / "captures.csv").mkdir()  # a folder cannot be replaced by a file
    with pytest.raises(OSError, match="captures"):
        exported(published, tmp_path, "csv")
    assert not list(tmp_path.glob(".*"))
    with duckdb.connect(published, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM captures").fetchall() == [(2,)]
