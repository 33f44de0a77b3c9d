"""Tables to take away: what lies in the folder, whole or not at all, chosen tables and roles, the same bytes."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.warehouse.export import Choice, ExportError, export_tables
from jobtrends_pipeline.warehouse.published import NothingPublishedError
from jobtrends_pipeline_tests.faults.test_archive_full_disk import files_no_longer_than
from jobtrends_pipeline_tests.support.hostile_warehouse import NAMES, published_hostile

TABLES = {table.name for table in PUBLIC_TABLES}
BESIDE = {"columns.csv", "RIGHTS.txt", "datapackage.json"}
ENDS = {"csv": "csv", "parquet": "parquet", "json": "jsonl"}
FORMS = (*ENDS, "duckdb", "sqlite")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published_hostile(tmp_path_factory.mktemp("published"))


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("form", ENDS)
def test_every_table_is_a_file_beside_its_package_the_dictionary_and_the_rights(
    published: Path, tmp_path: Path, form: str
) -> None:
    folder = tmp_path / "a" / "new folder"
    rows = export_tables(published, folder, Choice(form))
    assert names_in(folder) == {f"{name}.{ENDS[form]}" for name in TABLES} | BESIDE
    assert rows == dict.fromkeys(TABLES, 0) | {"captures": 6, "fact_demand": len(NAMES), "trend_skill": len(NAMES)}
    assert names_in(folder.parent) == {"new folder"}


def test_a_database_is_one_file_and_sqlite_brings_metadata(published: Path, tmp_path: Path) -> None:
    export_tables(published, tmp_path / "d", Choice("duckdb"))
    export_tables(published, tmp_path / "s", Choice("sqlite"))
    assert names_in(tmp_path / "d") == {"jobtrends.duckdb"} | BESIDE
    assert names_in(tmp_path / "s") == {"jobtrends.sqlite", "metadata.json"} | BESIDE


@pytest.mark.parametrize("form", FORMS)
def test_only_the_chosen_tables_and_roles_are_written(published: Path, tmp_path: Path, form: str) -> None:
    rows = export_tables(published, tmp_path / "out", Choice(form, ("captures", "fact_demand"), ("rust",)))
    assert rows == {"captures": 1, "fact_demand": 0}
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == ["captures", "fact_demand"]
    assert [resource["row_count"] for resource in package["resources"]] == [1, 0]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_warehouse_gives_the_same_bytes(published: Path, tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        export_tables(published, tmp_path / name, Choice(form))
    assert names_in(tmp_path / "one") == names_in(tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_files_of_an_earlier_export_are_replaced_and_others_left(published: Path, tmp_path: Path) -> None:
    (tmp_path / "captures.csv").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    export_tables(published, tmp_path, Choice("csv"))
    assert (tmp_path / "captures.csv").read_text(encoding="utf-8").startswith("capture_id,")
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("is_there", [True, False], ids=["into a folder", "as a new folder"])
def test_a_disk_without_room_is_one_line_and_leaves_what_was_there(
    published: Path, tmp_path: Path, form: str, *, is_there: bool
) -> None:
    folder = tmp_path / "out"
    if is_there:
        folder.mkdir()
        (folder / "datapackage.json").write_text("of before")
    with files_no_longer_than(2_000), pytest.raises((ExportError, OSError)) as refusal:
        export_tables(published, folder, Choice(form))
    if isinstance(refusal.value, ExportError):
        assert "was not written" in str(refusal.value)
        assert "\n" not in str(refusal.value)
    else:
        assert "File too large" in str(refusal.value)
    assert [path.name for path in tmp_path.rglob("*")] == (["out", "datapackage.json"] if is_there else [])


def test_a_folder_in_the_way_of_a_file_is_named_and_nothing_replaced(published: Path, tmp_path: Path) -> None:
    (tmp_path / "captures.csv").mkdir()
    (tmp_path / "datapackage.json").write_text("of before")
    with pytest.raises(ExportError, match=r"captures\.csv is a folder"):
        export_tables(published, tmp_path, Choice("csv"))
    assert names_in(tmp_path) == {"captures.csv", "datapackage.json"}


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice("csv", ("nothing",)), "there is no table nothing"),
        (Choice("csv", (), ("cobol",)), "the role cobol"),
        (Choice("duckdb", ("captures", "adverts")), "^adverts: private, "),
    ],
)
def test_what_cannot_be_exported_is_named_and_nothing_written(
    published: Path, tmp_path: Path, choice: Choice, words: str
) -> None:
    with pytest.raises(ExportError, match=words):
        export_tables(published, tmp_path / "out", choice)
    assert not (tmp_path / "out").exists()


def test_without_a_published_file_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NothingPublishedError):
        export_tables(tmp_path / "jobtrends.duckdb", tmp_path / "out", Choice("csv"))
    assert names_in(tmp_path) == set()


def test_the_dictionary_describes_every_column_once(published: Path, tmp_path: Path) -> None:
    export_tables(published, tmp_path, Choice("csv"))
    with (tmp_path / "columns.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["table"], row["column"]) for row in rows] == [
        (table.name, column.name) for table in PUBLIC_TABLES for column in table
    ]
    assert all(row["description"] and row["type"] for row in rows)
    share = next(row for row in rows if (row["table"], row["column"]) == ("fact_demand", "share_of_all_pct"))
    assert (share["unit"], share["minimum"], share["maximum"], share["in_grain"]) == ("%", "0", "100", "False")


@pytest.mark.parametrize("form", FORMS)
def test_every_export_says_whose_the_figures_are_and_that_they_are_not_paid(
    published: Path, tmp_path: Path, form: str
) -> None:
    export_tables(published, tmp_path, Choice(form))
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    for text in ((tmp_path / "RIGHTS.txt").read_text(encoding="utf-8"), package["description"]):
        for words in ("Source IT Jobs Watch", "CC BY-NC-SA 4.0", "advertised, not paid"):
            assert words in text


def test_parquet_and_duckdb_carry_the_source_inside(published: Path, tmp_path: Path) -> None:
    export_tables(published, tmp_path, Choice("parquet"))
    path = str(tmp_path / "captures.parquet")
    pairs = duckdb.execute("SELECT key, value FROM parquet_kv_metadata(?)", [path]).fetchall()
    held = {bytes(key).decode(): bytes(value).decode() for key, value in pairs}
    assert "Source IT Jobs Watch, CC BY-NC-SA 4.0; advertised, not paid" in held["source"]
    with duckdb.connect(published, read_only=True) as connection:
        told = connection.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'fact_pay'").fetchall()
    assert "advertised, not paid" in told[0][0]
