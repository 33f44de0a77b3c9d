"""`jobtrends doctor` in the profile cluster: each part that is missing is a line with the way to start it."""

import sys
from pathlib import Path
from typing import Any

import pytest

from jobtrends_pipeline.cli.doctor_cluster import fault_of, state_of_machine
from jobtrends_pipeline.config.cluster import CATALOGUE_VARIABLE
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE
from jobtrends_pipeline_tests.orchestration.test_storage import needs_postgres
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.listening import free_port
from jobtrends_pipeline_tests.support.object_store import BUCKET, SECRET, needs_objects, object_store
from jobtrends_pipeline_tests.support.postgres_server import postgres_server
from jobtrends_pipeline_tests.support.ray_cluster import needs_ray

pytestmark = needs_ray
PARTS = ("packages", "runs", "catalogue", "lake files", "ray", "jobs")


def parts(paths: DataPaths, text: str) -> dict[str, str]:
    """What the doctor says of each part, with `ok` or `NO` before it."""
    paths.data_dir.mkdir(exist_ok=True)
    paths.settings_file.write_text(text, encoding="utf-8")
    lines = called("doctor").out.splitlines()
    return {name: f"{line[:2]} {line[17:]}" for line in lines for name in PARTS if line[4:].startswith(f"{name} ")}


def settings(catalogue: str, files: object, ray: str, storage: str = "") -> str:
    return (
        f"profile: cluster\nengine: {{kind: ray, address: '{ray}'}}\n{storage}"
        f"warehouse: {{catalogue: '{catalogue}', files: '{files}'}}\n"
    )


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (URL_VARIABLE, CATALOGUE_VARIABLE):
        monkeypatch.setenv(name, "")  # so that what a command sets is undone
        monkeypatch.delenv(name)
    return monkeypatch


def test_what_is_not_there_is_named_with_the_way_to_start_it(
    empty_root: DataPaths, no_address: pytest.MonkeyPatch
) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    empty_root.data_dir.mkdir()
    (empty_root.data_dir / "file").touch()
    no_address.setenv(CATALOGUE_VARIABLE, f"postgresql://me:secret@{nobody}/lake")
    said = parts(empty_root, settings(f"postgresql://me@{nobody}/x", empty_root.data_dir / "file" / "lake", nobody))
    assert said["packages"].startswith("ok ")
    assert said["runs"].startswith("NO no address: set `storage` in settings.yaml")
    assert said["catalogue"] == (
        f"NO PostgreSQL at {nobody}/lake does not answer: start PostgreSQL and make the database, or see ~/.pgpass for "
        "the password"
    )
    assert said["lake files"].endswith("cannot be written (Not a directory): mount it, the same on every machine")
    for name in ("ray", "jobs"):
        assert said[name].startswith("NO no Ray cluster")
        assert "`ray start --head` starts one" in said[name]


@needs_postgres
def test_a_database_that_is_not_made_yet_is_told_from_one_that_is(
    empty_root: DataPaths, no_address: pytest.MonkeyPatch
) -> None:
    with postgres_server() as server:
        no_address.setenv(URL_VARIABLE, server.address("runs"))
        no_address.setenv("PGPASSWORD", "another")
        catalogue = f"postgresql://jobtrends@{server.place}/lake"
        said = parts(empty_root, settings(catalogue, empty_root.data_dir / "lake", f"127.0.0.1:{free_port()}"))
    assert said["runs"].startswith(f"ok PostgreSQL at {server.place}/runs, version 1")
    assert said["catalogue"].startswith(f"NO PostgreSQL at {server.place}/lake does not answer: ")
    assert "password authentication failed" in said["catalogue"]
    assert said["lake files"] == f"ok {empty_root.data_dir / 'lake'}, can be written here"


def test_without_its_packages_nothing_else_is_looked_at(empty_root: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dagster_ray", None)  # as Python sees a package that is not installed
    said = parts(empty_root, settings("postgresql://db/lake", "/lake", "auto"))
    assert said == {"packages": "NO missing dagster-ray: pip install 'jobtrends_pipeline[cluster]'"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, None),
        ({"versions": {"duckdb": "1.4.0"}}, "has duckdb 1.4.0, this machine "),
        ({"versions": {"jobtrends_pipeline": None}}, "has jobtrends_pipeline not at all, this machine "),
        ({"versions": {"python": "3.10"}}, "has python 3.10, this machine 3."),
        ({"lacks": ["/shared"]}, "does not see /shared: mount it there under the same path"),
        ({"objects": ["the object store refuses the key"]}, "the object store refuses the key"),
        ({"has_dagster": False}, "has no `dagster` on its PATH: start Ray with "),
    ],
)
def test_a_machine_is_compared_with_this_one(change: dict[str, Any], words: str | None) -> None:
    here = state_of_machine([])
    there = here | change | {"versions": here["versions"] | change.get("versions", {})}
    fault = fault_of(there, here)
    assert fault == words if words is None else (fault or "").startswith(words)


def test_a_folder_or_an_object_store_that_is_not_there_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    state = state_of_machine([str(tmp_path), f"{tmp_path}/none", "s3://bucket/lake"])
    assert state["lacks"] == [f"{tmp_path}/none"]
    assert "AWS_ACCESS_KEY_ID" in state["objects"][0]


@needs_objects
def test_an_object_store_is_tried_and_what_is_wrong_with_it_is_one_line_without_a_secret(
    empty_root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    text = settings(f"postgresql://me@{nobody}/x", f"s3://{BUCKET}/lake", nobody)
    with object_store() as store:
        for name, value in store.variables.items():
            monkeypatch.setenv(name, value)
        said = parts(empty_root, text)["lake files"]
        assert said == f"ok s3://{BUCKET}/lake, objects can be written, read, listed and removed here"
        assert store.keys("lake") == []
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another-secret")
        refused = parts(empty_root, text)["lake files"]
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        store.stop()
        silent = parts(empty_root, text)["lake files"]
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    keyless = parts(empty_root, text)["lake files"]
    start = f"NO s3://{BUCKET}/lake: the object store"
    assert refused.startswith(f"{start} that has the lake's files refuses the key: see AWS_ACCESS_KEY_ID")
    assert silent.startswith(f"{start} that has the lake's files does not answer")
    assert keyless.startswith(f"{start} of the lake needs AWS_ACCESS_KEY_ID in the environment")
    assert not {word for word in ("another-secret", SECRET) if word in refused + silent + keyless}
