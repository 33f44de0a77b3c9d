"""Damage of the archive or of the warehouse is told as what it is, concerns itself alone, and `refresh` mends it."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.conftest import SAMPLE
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.dagster_runs import published, working

LOST = "SELECT capture_id, role, outcome, starts_with(reason, 'lost: ') FROM captures WHERE outcome = 'quarantined'"


def flip(root: DataPaths, part: str) -> ArchiveEntry:
    """Alter a byte of the first page whose address has a part; gives its entry."""
    entry = next(entry for entry in Archive(root.archive_dir).entries() if part in entry.url)
    warc = root.archive_dir / "warc" / entry.warc_file
    content = bytearray(warc.read_bytes())
    content[entry.warc_offset + 40] ^= 1
    warc.write_bytes(content)
    return entry


def test_a_flipped_byte_loses_one_capture_and_the_same_page_given_again_heals_it(root: DataPaths) -> None:
    before = published(root)
    entry = flip(root, "/uk/java.do")
    root.working_file.unlink()
    root.published_file.unlink()
    assert called("refresh").code == 0
    assert working(root, LOST) == [(entry.capture_id, "java", "quarantined", True)]
    for name in ("fact_demand", "fact_pay", "fact_skill"):
        held = before[name][before[name]["capture_id"] != entry.capture_id]
        assert len(published(root)[name]) == len(held), name
    for command in (("status",), ("doctor",), ("archive", "verify")):
        outcome = called(*command)
        assert outcome.code == 1
        assert entry.capture_id in outcome.out.replace("\n", " ")
    assert called("ingest", SAMPLE).out.startswith("Taken      1 new pages, 9 archived before")
    assert working(root, LOST) == []
    after = published(root)
    assert all(after[name].equals(before[name]) for name in ("fact_demand", "fact_pay", "fact_skill", "trend_pay"))
    verified = called("archive", "verify")
    assert verified.code == 0
    assert "all are intact, 1 of them in another copy" in verified.out
    assert entry.capture_id not in called("status").out


def test_a_manifest_that_is_gone_is_told_and_made_anew(root: DataPaths) -> None:
    (manifest,) = root.archive_dir.rglob("*.jsonl")
    whole = manifest.read_bytes()
    manifest.unlink()
    assert "archive: no line can be read of" in called("status").out
    doctor = called("doctor").out
    assert "no manifest lists its captures" in doctor
    assert "empty" not in doctor
    assert called("refresh").code == 0
    assert manifest.read_bytes() == whole
    manifest.unlink()
    assert called("rebuild", "--check").code == 0
    assert manifest.read_bytes() == whole


def made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "random bytes": lambda path: path.write_bytes(os.urandom(40_000)),
    "no byte": lambda path: path.write_bytes(b""),
    "cut in half": lambda path: os.truncate(path, path.stat().st_size // 2),
    "a folder": made_a_folder,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_working_database_is_told(root: DataPaths, damage: str) -> None:
    DAMAGES[damage](root.working_file)
    for command in ("status", "doctor"):
        outcome = called(command)
        assert outcome.code == 1
        assert "the warehouse is damaged: `jobtrends refresh` makes it anew" in " ".join(outcome.out.split())
        assert "is writing" not in outcome.out


def test_a_damaged_working_database_is_made_anew(root: DataPaths) -> None:
    before = published(root)
    DAMAGES["random bytes"](root.working_file)
    outcome = called("refresh")
    assert outcome.out.startswith("Refreshed  all: the warehouse was made anew from the archive, as it is damaged")
    assert root.working_file.with_name("working.damaged.duckdb").exists()
    assert all(published(root)[name].equals(frame) for name, frame in before.items() if name.startswith("fact"))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_published_file_is_told(root: DataPaths, damage: str) -> None:
    DAMAGES[damage](root.published_file)
    for command in (("status",), ("doctor",), ("trend", "java"), ("sql", "select 1"), ("roles",)):
        outcome = called(*command)
        assert outcome.code == 1
        said = " ".join((outcome.out + outcome.err).split())
        assert re.search(r"jobtrends\.duckdb is (damaged|not as it was published).*`jobtrends refresh` publishes", said)


def test_a_damaged_published_file_is_published_anew(root: DataPaths) -> None:
    DAMAGES["random bytes"](root.published_file)
    outcome = called("refresh")
    assert outcome.out.startswith("Refreshed  no role, as all captures are read")
    assert "the warehouse was published anew" in outcome.out
    assert called("trend", "java").code == 0
    assert root.published_file.with_name("jobtrends.damaged.duckdb").exists()


def test_what_is_gone_of_the_publication_is_published_anew(root: DataPaths) -> None:
    path = root.warehouse_dir / "parquet" / "fact_pay.parquet"
    path.unlink()
    assert "the warehouse was published anew" in called("refresh").out
    assert path.exists()
    assert called("refresh").out.startswith("Refreshed  nothing")


def test_what_somebody_wrote_into_the_published_file_is_not_shown(root: DataPaths) -> None:
    shown = called("trend", "java").out
    with duckdb.connect(root.published_file) as connection:
        connection.execute("UPDATE trend_pay SET median_gbp = 1")
    outcome = called("trend", "java")
    assert (outcome.code, outcome.out) == (1, "")
    assert "somebody wrote into it" in outcome.complaints[0]
    assert "somebody wrote into it" in " ".join(called("status").out.split())
    assert called("refresh").code == 0
    assert called("trend", "java").out == shown
