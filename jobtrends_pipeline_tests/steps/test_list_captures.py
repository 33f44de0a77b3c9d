"""Listing captures reads the files of the archive that are new or changed, and no others."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.saved_batches import identify_batches
from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.steps.list_captures import list_captures
from jobtrends_pipeline.steps.take_saved import take_saved
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.dagster_runs import saved

DAYS = [date(2026, 5, day) for day in (1, 8, 15, 22, 29)]
NOBODY = Watchlist(())


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse.at(tmp_path / "working.duckdb")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the manifests that were read, as they are read."""
    names: list[str] = []
    whole = Archive.entries

    def entries(self: Archive, wanted: Iterable[str] | None = None) -> Iterable[ArchiveEntry]:
        names.extend(["all"] if wanted is None else wanted)
        return whole(self, wanted)

    monkeypatch.setattr(Archive, "entries", entries)
    return names


def take(archive: Archive, store: Warehouse, folder: Path, name: str, *days: date, batch_pages: int = 200) -> None:
    batches = identify_batches(saved(folder, *days), NOBODY, archive.whole_captures(), batch_pages=batch_pages)
    take_saved(batches, archive, store, name, NOBODY)


def test_pages_are_archived_a_batch_at_a_time_and_listed(archive: Archive, store: Warehouse, tmp_path: Path) -> None:
    take(archive, store, tmp_path / "saved", "run", *DAYS, batch_pages=2)
    assert list(archive.stamps()) == ["run", "run-2", "run-3"]
    assert len(store.read(CAPTURES)) == len(DAYS)
    assert list_captures(archive, NOBODY, store).rows == []


def test_a_second_listing_reads_nothing_and_a_third_what_is_new(
    archive: Archive, store: Warehouse, tmp_path: Path, read: list[str]
) -> None:
    take(archive, store, tmp_path / "first", "first", *DAYS[:2])
    list_captures(archive, NOBODY, store)
    read.clear()
    assert list_captures(archive, NOBODY, store).rows == []
    assert read == []
    documents = [
        page.document for batch in identify_batches(saved(tmp_path, DAYS[2]), NOBODY, ()) for page in batch.arrivals
    ]
    archive.add("second", documents)
    (row,) = list_captures(archive, NOBODY, store).rows
    assert (row["warc_file"], read) == ("second.warc.gz", ["second"])


def test_a_changed_manifest_is_listed_again(
    archive: Archive, store: Warehouse, tmp_path: Path, read: list[str]
) -> None:
    take(archive, store, tmp_path / "first", "first", *DAYS[:2])
    list_captures(archive, NOBODY, store)
    manifest = archive.folder / "manifest" / "first.jsonl"
    manifest.write_bytes(manifest.read_bytes().splitlines(keepends=True)[0])
    read.clear()
    assert list_captures(archive, NOBODY, store).rows == []
    assert read == ["first"], "the lost line was listed again from the WARC file"
    assert len(manifest.read_bytes().splitlines()) == 2


def test_a_capture_that_was_lost_is_listed_when_its_file_is_whole_again(
    archive: Archive, store: Warehouse, tmp_path: Path
) -> None:
    take(archive, store, tmp_path / "first", "first", DAYS[0])
    list_captures(archive, NOBODY, store)
    with store.connection() as connection:
        connection.execute("UPDATE captures SET reason = 'lost: cut off', outcome = 'quarantined'")
    (row,) = list_captures(archive, NOBODY, store).rows
    assert (row["outcome"], row["warc_file"]) == ("pending", "first.warc.gz")
