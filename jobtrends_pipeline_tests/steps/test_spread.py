"""Work spread over processes, or over Ray with a lake, stores the very rows that it stores in one process."""

import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.facts.across import CHECKS as ACROSS
from jobtrends_pipeline.facts.drift import CHECKS
from jobtrends_pipeline.steps.drift import watch_across
from jobtrends_pipeline.steps.engine import LocalEngine, RayEngine
from jobtrends_pipeline.tables.captures import FINDINGS
from jobtrends_pipeline.warehouse.database import DatabaseFile
from jobtrends_pipeline_tests.support.lakes import VARIABLE, make_lake, needs_lake
from jobtrends_pipeline_tests.support.postgres_server import postgres_server
from jobtrends_pipeline_tests.support.ray_cluster import needs_ray, ray_cluster
from jobtrends_pipeline_tests.support.spread_world import carry_through, fill_archive, load, tables_of

ROLES, WEEKS = 8, 50
Tables = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return fill_archive(tmp_path_factory.mktemp("spread"), ROLES, WEEKS)


@pytest.fixture(scope="module")
def plain(archive: Archive) -> Tables:
    """The tables as they are without an engine."""
    database = DatabaseFile(archive.folder.parent / "plain.duckdb")
    carry_through(archive, database, None)
    return tables_of(database)


def unlike(one: Tables, other: Tables) -> list[str]:
    return [name for name, frame in one.items() if not frame.equals(other[name])]


def test_the_archive_has_what_the_comparison_is_about(plain: Tables) -> None:
    filled = {name for name, frame in plain.items() if not frame.empty}
    assert filled > {"fact_pay", "fact_skill", "fact_location", "fact_chart_demand", "trend_skill", "skill_specificity"}
    assert plain["captures"]["outcome"].value_counts()["read"] >= ROLES * WEEKS - 2
    assert set(plain["findings"]["check_name"]) & set(CHECKS)
    assert set(plain["findings"]["check_name"]) & set(ACROSS)


def test_what_a_killed_run_loaded_and_did_not_compare_is_compared_by_the_next(
    archive: Archive, plain: Tables, tmp_path: Path
) -> None:
    database = DatabaseFile(tmp_path / "killed.duckdb")
    load(archive, database, None)
    assert not set(database.reading().read(FINDINGS)["check_name"]) & set(ACROSS)
    watch_across(database.open())
    assert database.reading().read(FINDINGS).equals(plain["findings"])


@pytest.mark.parametrize("workers", [1, 2])
def test_processes_of_this_machine_store_the_same(
    archive: Archive, plain: Tables, workers: int, tmp_path: Path
) -> None:
    database = DatabaseFile(tmp_path / "spread.duckdb")
    carry_through(archive, database, LocalEngine(workers))
    assert unlike(plain, tables_of(database)) == []
    assert list(Path(database.work_folder).rglob("*.parquet")) == []


@needs_lake
@needs_ray
def test_ray_and_a_lake_store_the_same(
    archive: Archive, plain: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_server() as server:
        lake = make_lake(server, tmp_path / "lake", monkeypatch)
        with ray_cluster(cpus=2, environment={VARIABLE: os.environ[VARIABLE]}) as cluster:
            carry_through(archive, lake, RayEngine(cluster.address))
        assert unlike(plain, tables_of(lake)) == []
