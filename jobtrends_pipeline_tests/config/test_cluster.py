"""Sections of the profile cluster: what may be set, what goes with what, and no password in a file."""

from pathlib import Path

import pytest

from jobtrends_pipeline.config.cluster import CATALOGUE_VARIABLE, EngineSettings
from jobtrends_pipeline.config.settings import Settings, SettingsError

WAREHOUSE = "warehouse: {catalogue: 'postgresql://me@db.example/lake', files: /shared/lake}\n"


def settings_of(folder: Path, text: str) -> Settings:
    file = folder / "settings.yaml"
    file.write_text(text, encoding="utf-8")
    return Settings.load(file, {})


def test_without_a_profile_work_stays_in_the_process_of_a_run_and_the_warehouse_is_a_file(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "pause_seconds: 5\n")
    assert (settings.profile, settings.engine_used, settings.warehouse) == ("embedded", None, None)


def test_the_profile_cluster_brings_the_ray_cluster_of_this_machine_unless_another_engine_is_named(
    tmp_path: Path,
) -> None:
    plain = settings_of(tmp_path, f"profile: cluster\n{WAREHOUSE}")
    assert plain.engine_used == EngineSettings(kind="ray", address="auto")
    local = settings_of(tmp_path, f"profile: cluster\nengine: {{kind: local, workers: 2}}\n{WAREHOUSE}")
    assert local.engine_used == EngineSettings(kind="local", workers=2)


def test_work_may_be_spread_by_processes_of_this_machine_with_a_warehouse_of_one_file(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "engine: {workers: 4}\n")
    assert settings.engine_used == EngineSettings(kind="local", workers=4)
    assert settings.warehouse is None


@pytest.mark.parametrize("address", ["auto", "head:6379", "10.0.0.1:6379", "ray://head.example:10001"])
def test_a_ray_cluster_is_named_as_ray_names_it(tmp_path: Path, address: str) -> None:
    engine = settings_of(tmp_path, f"engine: {{kind: ray, address: '{address}'}}\n").engine
    assert engine == EngineSettings(kind="ray", address=address)


@pytest.mark.parametrize("files", ["/shared/lake", "/shared/lake/", "s3://bucket", "s3://my.bucket/team/lake/"])
def test_the_files_of_the_lake_are_at_the_same_place_on_every_machine(tmp_path: Path, files: str) -> None:
    text = f"profile: cluster\nwarehouse: {{catalogue: 'postgresql://db/lake', files: '{files}'}}\n"
    warehouse = settings_of(tmp_path, text).warehouse
    assert warehouse
    assert warehouse.files == files.rstrip("/")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("profile: big", "profile: Input should be 'embedded' or 'cluster'"),
        ("profile: cluster", "profile cluster needs `warehouse`"),
        (
            "profile: cluster\nwarehouse: {catalogue: 'postgresql://db/lake', files: 's3://key:secret@bucket/lake'}",
            "warehouse.files: must be an absolute path, the same on every machine, or s3://bucket/prefix",
        ),
        (
            "profile: cluster\nwarehouse: {catalogue: 'postgresql://db/lake', files: 'gs://bucket/lake'}",
            "warehouse.files: must be an absolute path, the same on every machine, or s3://bucket/prefix",
        ),
        (WAREHOUSE, "`warehouse` is of the profile cluster: write `profile: cluster`, or leave it out"),
        ("engine: {kind: spark}", "engine.kind: Input should be 'local' or 'ray'"),
        ("engine: {address: auto}", "engine: `address` is of kind ray: write `kind: ray`, or leave the address out"),
        ("engine: {kind: ray, workers: 2}", "engine: `workers` is of kind local: a Ray cluster has as many"),
        ("engine: {workers: 0}", "engine.workers: Input should be greater than or equal to 1"),
        ("engine: {kind: ray, address: head}", "engine.address: String should match"),
        ("engine: {kind: ray, address: 'http://head:8265'}", "engine.address: String should match"),
        ("engine: {cores: 2}", "engine.cores: .*settings are kind, workers, address"),
        ("profile: cluster\nwarehouse: {files: /lake}", "warehouse.catalogue: Field required"),
        (
            "profile: cluster\nwarehouse: {catalogue: 'postgresql://db/lake', files: lake}",
            "warehouse.files: must be an absolute path, the same on every machine",
        ),
        (
            "profile: cluster\nwarehouse: {catalogue: 'mysql://db/lake', files: /lake}",
            "warehouse.catalogue: is no address of a PostgreSQL database",
        ),
        (
            "profile: cluster\nwarehouse: {catalogue: 'postgresql://db/lake', files: /lake, file: /lake}",
            "warehouse.file: .*did you mean files",
        ),
    ],
)
def test_what_does_not_go_together_is_one_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        settings_of(tmp_path, text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["postgresql://me:secret@db/lake", "postgresql://db/lake?password=secret"])
def test_a_password_of_the_catalogue_is_refused_and_not_repeated(tmp_path: Path, address: str) -> None:
    text = f"profile: cluster\nwarehouse: {{catalogue: '{address}', files: /lake}}\n"
    with pytest.raises(SettingsError, match=f"a password does not belong in a file: .*{CATALOGUE_VARIABLE}") as caught:
        settings_of(tmp_path, text)
    assert "secret" not in str(caught.value)
