"""Adverts spread over processes, or over Ray with a lake, become the very rows that one process makes of them."""

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.adverts import AdvertSource, load_advert_sources
from jobtrends_pipeline.config.watchlist import Watchlist, load_watchlist
from jobtrends_pipeline.steps.adverts import read
from jobtrends_pipeline.steps.adverts.figures import COMPUTED_TABLES, compute_figures
from jobtrends_pipeline.steps.adverts.group import group_adverts
from jobtrends_pipeline.steps.adverts.take import list_inputs, take_inputs
from jobtrends_pipeline.steps.engine import Engine, LocalEngine, RayEngine
from jobtrends_pipeline.tables.adverts import ADVERT_INPUTS, ADVERT_TABLES
from jobtrends_pipeline.warehouse.database import Database, DatabaseFile
from jobtrends_pipeline_tests.support.advert_dumps import SOURCES, WATCHLIST, write_dumps
from jobtrends_pipeline_tests.support.lakes import VARIABLE, make_lake, needs_lake
from jobtrends_pipeline_tests.support.postgres_server import postgres_server
from jobtrends_pipeline_tests.support.ray_cluster import needs_ray, ray_cluster

DAYS, ADVERTS = 4, 500
Tables = dict[str, pd.DataFrame]
Settings = tuple[tuple[AdvertSource, ...], Watchlist]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("settings")
    (folder / "adverts.yaml").write_text(SOURCES, encoding="utf-8")
    (folder / "watchlist.yaml").write_text(WATCHLIST, encoding="utf-8")
    return load_advert_sources(folder / "adverts.yaml"), load_watchlist(folder / "watchlist.yaml")


@pytest.fixture(scope="module")
def archive(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """2,000 adverts of two boards and four days."""
    folder = tmp_path_factory.mktemp("adverts")
    write_dumps(folder / "dumps", DAYS, ADVERTS)
    archive = Archive(folder / "archive")
    for source in settings[0]:
        taken = take_inputs([folder / "dumps" / source.name], source, None, archive, source.name)
        assert (len(taken.input_ids), taken.refused) == (DAYS, [])
    return archive


def carry_through(archive: Archive, settings: Settings, database: Database, engine: Engine) -> Tables:
    """The private tables and the facts."""
    read_and_group(archive, settings, database, engine)
    computed = compute_figures(database.open(), settings[1])
    assert all(verdict.is_valid for _, verdict in computed.verdicts)
    return database.reading().read_many((*ADVERT_TABLES, *COMPUTED_TABLES))


def read_and_group(archive: Archive, settings: Settings, database: Database, engine: Engine) -> None:
    list_inputs(archive, database.open())
    read.read_inputs(archive, database, *settings, engine)
    group_adverts(archive, database.open(), settings[0])


@pytest.fixture(scope="module")
def plain(archive: Archive, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The tables as one process makes them."""
    database = DatabaseFile(tmp_path_factory.mktemp("plain") / "plain.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "PIECE_INPUTS", 1)
        return carry_through(archive, settings, database, LocalEngine(1))


def unlike(one: Tables, other: Tables) -> list[str]:
    return [name for name, frame in one.items() if not frame.equals(other[name])]


def test_the_archive_has_what_the_comparison_is_about(plain: Tables) -> None:
    assert [name for name, frame in plain.items() if frame.empty] == []
    assert len(plain["adverts"]) == DAYS * ADVERTS
    assert set(plain["vacancies"]["rule"]) >= {"single", "same_posting", "same_text"}
    assert set(plain["adverts"]["why_excluded"].dropna()) == {"course", "abroad"}
    assert plain["advert_findings"]["advert_id"].isna().sum() == DAYS


def test_processes_of_this_machine_store_the_same(
    archive: Archive, settings: Settings, plain: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "PIECE_INPUTS", 1)
    database = DatabaseFile(tmp_path / "spread.duckdb")
    assert unlike(plain, carry_through(archive, settings, database, LocalEngine(2))) == []
    assert list(Path(database.work_folder).rglob("*.parquet")) == []


@pytest.mark.slow
@needs_lake
@needs_ray
def test_ray_and_a_lake_store_the_same(
    archive: Archive, settings: Settings, plain: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "PIECE_INPUTS", 1)
    with postgres_server() as server:
        lake = make_lake(server, tmp_path / "lake", monkeypatch)
        with ray_cluster(cpus=2, environment={VARIABLE: os.environ[VARIABLE]}) as cluster:
            spread = carry_through(archive, settings, lake, RayEngine(cluster.address))
    assert unlike(plain, spread) == []


def test_another_column_has_the_inputs_of_its_source_read_again(
    archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    database = DatabaseFile(tmp_path / "again.duckdb")
    list_inputs(archive, database.open())
    month = ("board", "2026-08")
    read_then = read.read_inputs(archive, database, *settings, month=month)
    assert 0 < len(read_then) < DAYS
    assert read.read_inputs(archive, database, *settings, month=month) == []
    assert len(read.read_inputs(archive, database, *settings)) == 2 * DAYS - len(read_then)
    assert len(read.read_inputs(archive, database, changed(settings), settings[1])) == DAYS
    assert len(database.reading().read(ADVERT_TABLES[1])) == DAYS * ADVERTS


def changed(settings: Settings) -> tuple[AdvertSource, ...]:
    """The sources, the first with another constant."""
    return (settings[0][0].model_copy(update={"constants": {"country": "UK"}}), *settings[0][1:])


def test_adverts_of_an_input_that_is_damaged_since_are_kept_with_their_vacancies(
    archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    whole = tmp_path / "archive"
    shutil.copytree(archive.folder, whole)
    held, database = Archive(whole), DatabaseFile(tmp_path / "w.duckdb")
    read_and_group(held, settings, database, LocalEngine(1))
    kept = [table for table in ADVERT_TABLES if table is not ADVERT_INPUTS]
    before = database.reading().read_many(kept)
    for file in (whole / "warc").iterdir():
        file.write_bytes(b"x" * file.stat().st_size)
    assert len(read.read_inputs(held, database, changed(settings), settings[1])) == DAYS
    assert unlike(before, database.reading().read_many(kept)) == []
    inputs = database.reading().read(ADVERT_INPUTS)
    lost = inputs[inputs["source"] == "board"]
    assert lost["reason"].notna().all()
    assert lost["advert_count"].sum() == (before["adverts"]["source"] == "board").sum()
