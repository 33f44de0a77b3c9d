"""A database says what it is: of this version, an earlier or a later one, damaged, held by another, or not to open."""

import os
import struct
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.warehouse.database import DatabaseFile
from jobtrends_pipeline.warehouse.layout import LAYOUT_VERSION, check_file
from jobtrends_pipeline.warehouse.refusals import (
    EarlierVersionError,
    LaterVersionError,
    WarehouseDamagedError,
    in_words,
)
from jobtrends_pipeline.warehouse.renewal import renewal_reason
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.table_rows import captures

READER = 3


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "working.duckdb"
    Warehouse.at(file).replace({"captures": captures("a").assign(parser_version=READER)}, {})
    return file


def changed(path: Path, *statements: str) -> None:
    with duckdb.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_database_of_this_version_passes_and_stays_byte_for_byte(path: Path) -> None:
    before = path.read_bytes()
    check_file(path, READER, is_thorough=True)
    assert path.read_bytes() == before


@pytest.fixture
def emptied(path: Path) -> Path:
    """A healthy database whose file ends before its last blocks, which are free."""
    changed(
        path,
        "CREATE TABLE first AS SELECT range AS r, random() AS x, md5(range::VARCHAR) AS t FROM range(400_000)",
        "CHECKPOINT",
        "CREATE TABLE second AS SELECT range AS r, md5(range::VARCHAR) AS t FROM range(800_000)",
        "CHECKPOINT", "DROP TABLE first", "DELETE FROM second WHERE r % 2 = 0", "CHECKPOINT",
        "DELETE FROM second WHERE r > 3", "CHECKPOINT",
    )  # fmt: skip
    return path


def size_and_blocks(path: Path) -> tuple[int, int]:
    with duckdb.connect(path, read_only=True) as connection:
        query = "SELECT block_size * total_blocks FROM pragma_database_size()"
        return path.stat().st_size, connection.execute(query).fetchall()[0][0]


def test_a_file_that_ends_before_free_blocks_is_healthy(emptied: Path) -> None:
    size, blocks = size_and_blocks(emptied)
    assert size < blocks
    check_file(emptied, READER, is_thorough=True)


def test_a_file_shorter_than_its_blocks_in_use_is_damaged_before_a_query_reads_them(path: Path) -> None:
    changed(path, "CREATE TABLE more AS SELECT md5(range::VARCHAR) AS t FROM range(400_000)", "CHECKPOINT")
    os.truncate(path, path.stat().st_size - 1)
    with pytest.raises(WarehouseDamagedError, match="is cut off"):
        check_file(path, READER)


def test_one_of_before_versions_were_written_down_passes_and_is_stamped_when_it_is_written(path: Path) -> None:
    changed(path, "DROP MACRO jobtrends_layout")
    check_file(path, READER)
    Warehouse.at(path).replace({}, {})
    with duckdb.connect(path, read_only=True) as connection:
        assert connection.execute("SELECT jobtrends_layout()").fetchall() == [(LAYOUT_VERSION,)]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE fact_pay DROP COLUMN median_gbp",
        "DROP TABLE capture_attempts",
        "ALTER TABLE fact_demand RENAME advert_count TO job_count; CREATE OR REPLACE MACRO jobtrends_layout() AS 1",
        "ALTER TABLE fact_demand RENAME advert_count TO job_count; DROP MACRO jobtrends_layout",
        "ALTER TABLE captures RENAME COLUMN outcome TO result; CREATE OR REPLACE MACRO jobtrends_layout() AS 0",
        "CREATE OR REPLACE TABLE findings AS SELECT message, * EXCLUDE message FROM findings",
    ],
)
def test_what_lacks_tables_or_columns_is_of_an_earlier_version(path: Path, statement: str) -> None:
    changed(path, statement)
    with pytest.raises(EarlierVersionError, match="`jobtrends refresh` makes it anew"):
        check_file(path, READER)
    with pytest.raises(EarlierVersionError):
        Warehouse.at(path).replace({"captures": captures()}, {})
    assert renewal_reason(DatabaseFile(path), path.parent, READER) == "as it is of an earlier version"


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE fact_pay ADD COLUMN p42_gbp DOUBLE",
        "ALTER TABLE fact_pay ADD COLUMN p42_gbp DOUBLE; ALTER TABLE fact_pay DROP COLUMN median_gbp",
        "CREATE OR REPLACE MACRO jobtrends_layout() AS 99",
        "UPDATE captures SET parser_version = 99",
    ],
)
def test_what_knows_more_than_this_version_is_of_a_later_one_and_left_alone(path: Path, statement: str) -> None:
    changed(path, *statement.split("; "))
    before = path.read_bytes()
    with pytest.raises(LaterVersionError, match="made by a later version"):
        renewal_reason(DatabaseFile(path), path.parent, READER)
    if "parser_version" not in statement:
        with pytest.raises(LaterVersionError):
            Warehouse.at(path).replace({"captures": captures()}, {})
    assert path.read_bytes() == before


def test_a_file_of_a_newer_duckdb_is_of_a_later_version(path: Path) -> None:
    error = duckdb.IOException(
        'IO Error: Error opening "x": file was written with a storage version greater than the latest version '
        "supported by this DuckDB instance. Try opening the file with a newer version of DuckDB."
    )
    assert isinstance(in_words(error), LaterVersionError)


def test_tables_of_a_persons_own_do_not_matter(path: Path) -> None:
    changed(path, "CREATE TABLE mine AS SELECT 1 AS x")
    check_file(path, READER)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "random": lambda _: os.urandom(30_000),
    "cut in the header": lambda content: content[:2000],
    "cut": lambda content: content[: len(content) // 2],
    "text": lambda _: b"version https://git-lfs.github.com/spec/v1\n",
    "altered block": lambda content: content[:13_000] + struct.pack("B", content[13_000] ^ 1) + content[13_001:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_as_damaged(path: Path, damage: str) -> None:
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(WarehouseDamagedError, match="the warehouse is damaged: `jobtrends refresh`"):
        check_file(path, READER, is_thorough=True)
    assert renewal_reason(DatabaseFile(path), path.parent, READER, is_thorough=True) == "as it is damaged"


def test_a_folder_or_a_log_of_nothing_beside_it_is_damage_too(path: Path) -> None:
    path.with_name(f"{path.name}.wal").mkdir()
    with pytest.raises(WarehouseDamagedError):
        check_file(path, READER)
    path.with_name(f"{path.name}.wal").rmdir()
    path.unlink()
    path.mkdir()
    with pytest.raises(WarehouseDamagedError):
        check_file(path, READER)


def test_without_a_database_there_is_something_to_make_only_of_an_archive(path: Path) -> None:
    path.unlink()
    assert renewal_reason(DatabaseFile(path), path.parent, READER) is None
    (path.parent / "warc").mkdir()
    (path.parent / "warc" / "a.warc.gz").write_bytes(b"")
    assert renewal_reason(DatabaseFile(path), path.parent, READER) == "as it is missing"


def test_a_draft_takes_the_place_of_a_folder_too(path: Path) -> None:
    draft = DatabaseFile(path).draft(READER).path
    Warehouse.at(draft).replace({"captures": captures("new")}, {})
    path.unlink()
    path.mkdir()
    assert renewal_reason(DatabaseFile(path), path.parent, READER) == "as it is damaged"
    DatabaseFile(path).replace_by(DatabaseFile(draft), READER)
    with duckdb.connect(path, read_only=True) as connection:
        assert connection.execute("SELECT capture_id FROM captures").fetchall() == [("new",)]
    assert path.with_name("working.damaged.duckdb").is_dir()


def test_a_draft_takes_the_place_of_a_damaged_database_which_is_kept(path: Path) -> None:
    draft = DatabaseFile(path).draft(READER).path
    Warehouse.at(draft).replace({"captures": captures("new")}, {})
    path.write_bytes(b"damaged")
    path.with_name(f"{path.name}.wal").write_bytes(b"its log")
    DatabaseFile(path).replace_by(DatabaseFile(draft), READER)
    with duckdb.connect(path, read_only=True) as connection:
        assert connection.execute("SELECT capture_id FROM captures").fetchall() == [("new",)]
    assert {file.name: file.read_bytes()[:7] for file in path.parent.glob("*damaged*")} == {
        "working.damaged.duckdb": b"damaged",
        "working.damaged.duckdb.wal": b"its log",
    }
    assert not draft.exists()


@pytest.mark.parametrize("content", [b"half a database", None])
def test_a_draft_that_is_of_no_use_is_begun_anew(path: Path, content: bytes | None) -> None:
    draft = DatabaseFile(path).draft(READER).path
    if content is None:
        changed(draft, "CREATE TABLE fact_pay (role VARCHAR)")
    else:
        draft.write_bytes(content)
    assert not DatabaseFile(path).draft(READER).path.exists()


def test_a_draft_of_a_killed_command_is_gone_on_with(path: Path) -> None:
    draft = DatabaseFile(path).draft(READER).path
    Warehouse.at(draft).replace({"captures": captures("half")}, {})
    assert DatabaseFile(path).draft(READER).path.exists()


def test_reading_makes_no_table(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    changed(path, "CREATE TABLE mine AS SELECT 1 AS x")
    before = path.read_bytes()
    with pytest.raises(EarlierVersionError):
        Warehouse.reading(path).counts(ALL_TABLES, {})
    assert path.read_bytes() == before
