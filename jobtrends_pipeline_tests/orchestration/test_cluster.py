"""The profile cluster in Dagster: refused in one line without its parts; its launcher comes and goes with it."""

import sys

import dagster as dg
import pytest
import yaml

from jobtrends_pipeline.config.cluster import CATALOGUE_VARIABLE
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE
from jobtrends_pipeline.orchestration.cluster import RAY_BLOCK, ProfileError
from jobtrends_pipeline.orchestration.dead_runs import COMMAND_TAGS, end_killed_runs
from jobtrends_pipeline.orchestration.instance import open_instance, prepare_home
from jobtrends_pipeline.orchestration.storage import write_configuration
from jobtrends_pipeline_tests.support.ray_cluster import needs_ray

RUNS = "postgresql://me@db.example/runs"
CLUSTER = "profile: cluster\nwarehouse: {catalogue: 'postgresql://me@db.example/lake', files: /shared/lake}\n"


def settings(paths: DataPaths, text: str) -> None:
    paths.data_dir.mkdir(exist_ok=True)
    paths.settings_file.write_text(text, encoding="utf-8")


def configuration(paths: DataPaths) -> str:
    return (paths.dagster_home / "dagster.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (URL_VARIABLE, CATALOGUE_VARIABLE):
        monkeypatch.setenv(name, "")  # so that what a command sets is undone
        monkeypatch.delenv(name)
    return monkeypatch


@needs_ray
def test_without_a_postgresql_for_its_runs_it_is_refused_before_anything_is_written(empty_root: DataPaths) -> None:
    settings(empty_root, CLUSTER)
    with pytest.raises(ProfileError, match="PostgreSQL, whose address is missing: set `storage`") as caught:
        prepare_home(empty_root)
    assert "\n" not in str(caught.value)
    assert not empty_root.dagster_home.exists()


@needs_ray
def test_without_a_package_the_line_names_it_and_the_extra(
    empty_root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(empty_root, f"{CLUSTER}storage: {RUNS}\n")
    for module in ("dagster_ray", "duckdb_extension_ducklake"):
        monkeypatch.setitem(sys.modules, module, None)  # as Python sees a package that is not installed
    with pytest.raises(ProfileError) as caught:
        prepare_home(empty_root)
    assert str(caught.value) == (
        "profile cluster needs packages that are not installed, duckdb-extension-ducklake, dagster-ray: "
        "pip install 'jobtrends_pipeline[cluster]'"
    )


@needs_ray
def test_the_package_for_objects_is_asked_for_only_where_the_lake_has_them(
    empty_root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb_extension_httpfs", None)
    settings(empty_root, f"{CLUSTER}storage: {RUNS}\n")
    prepare_home(empty_root)
    settings(empty_root, f"{CLUSTER}storage: {RUNS}\n".replace("/shared/lake", "s3://bucket/lake"))
    with pytest.raises(ProfileError, match="not installed, duckdb-extension-httpfs: pip install"):
        prepare_home(empty_root)


@needs_ray
def test_ray_is_not_asked_for_where_work_stays_on_this_machine(
    empty_root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(empty_root, f"{CLUSTER}storage: {RUNS}\nengine: {{workers: 2}}\n")
    monkeypatch.setitem(sys.modules, "dagster_ray", None)
    prepare_home(empty_root)
    assert "run_launcher" not in yaml.safe_load(configuration(empty_root))


@needs_ray
def test_the_launcher_comes_with_the_profile_and_goes_with_it(
    empty_root: DataPaths, no_address: pytest.MonkeyPatch
) -> None:
    settings(empty_root, "")
    write_configuration(empty_root, None)
    file = empty_root.dagster_home / "dagster.yaml"
    mine = f"{file.read_text()}# mine\nretention: {{sensor: {{purge_after_days: 3}}}}\n"
    file.write_text(mine)

    settings(empty_root, f"{CLUSTER}storage: {RUNS}\n")
    prepare_home(empty_root)
    prepare_home(empty_root)
    text = configuration(empty_root)
    assert text.count(RAY_BLOCK) == 1
    assert text.startswith(mine)
    held = yaml.safe_load(text)
    assert (held["run_launcher"]["class"], held["run_monitoring"]["enabled"]) == ("RayJobLauncher", True)
    assert "db.example" not in text

    settings(empty_root, f"storage: {RUNS}\n")
    no_address.delenv(URL_VARIABLE)
    prepare_home(empty_root)
    assert "run_launcher" not in yaml.safe_load(configuration(empty_root))
    assert configuration(empty_root).startswith(mine)


@needs_ray
def test_a_launcher_of_the_persons_own_is_not_overruled(empty_root: DataPaths) -> None:
    settings(empty_root, f"{CLUSTER}storage: {RUNS}\n")
    file = empty_root.dagster_home / "dagster.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("run_launcher: {module: dagster_k8s, class: K8sRunLauncher}\n")
    with pytest.raises(ProfileError, match="has a `run_launcher` of its own"):
        prepare_home(empty_root)
    assert file.read_text() == "run_launcher: {module: dagster_k8s, class: K8sRunLauncher}\n"


@needs_ray
@pytest.mark.parametrize(
    ("engine", "jobs"),
    [
        ("auto", "auto"),
        ("head:6379", "head:6379"),
        ("ray://head.example:10001", "http://head.example:8265"),
    ],
)
def test_jobs_are_sent_where_work_is(engine: str, jobs: str) -> None:
    from jobtrends_pipeline.orchestration.ray_launcher import jobs_address  # noqa: PLC0415  # only where Ray is

    assert jobs_address(engine) == jobs


@needs_ray
def test_a_run_gets_what_it_needs_and_no_password() -> None:
    from jobtrends_pipeline.orchestration.ray_launcher import environment_of_runs  # noqa: PLC0415

    given = environment_of_runs(
        {
            "DAGSTER_HOME": "/shared/dagster",
            "JOBTRENDS_CONTACT": "me@example.org",
            URL_VARIABLE: RUNS,
            CATALOGUE_VARIABLE: "postgresql://me:secret@db.example/lake",
            "PGPASSWORD": "secret",
            "JOBTRENDS_SMTP_PASSWORD": "secret",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "PATH": "/usr/bin",
        }
    )
    assert set(given) == {"DAGSTER_HOME", "JOBTRENDS_CONTACT", URL_VARIABLE, "PATH"}
    assert given["PATH"].endswith(":${PATH}"), "the node's own is searched too"
    assert "secret" not in str(given)


@needs_ray
def test_dagster_takes_the_launcher_as_it_is_written(empty_root: DataPaths, no_address: pytest.MonkeyPatch) -> None:
    settings(empty_root, f"{CLUSTER}engine: {{kind: ray, address: 'ray://head.example:10001'}}\nstorage: {RUNS}\n")
    empty_root.dagster_home.mkdir(parents=True)
    (empty_root.dagster_home / "dagster.yaml").write_text(f"telemetry: {{enabled: false}}\n{RAY_BLOCK}")
    no_address.setenv(URL_VARIABLE, RUNS)
    with dg.DagsterInstance.from_config(str(empty_root.dagster_home)) as instance:
        launcher = instance.run_launcher
        assert type(launcher).__name__ == "RayJobLauncher"
        assert vars(launcher)["address"] == "http://head.example:8265"
        assert launcher.supports_check_run_worker_health


def test_a_free_lock_ends_runs_of_commands_but_not_those_that_are_watched_on_ray(empty_root: DataPaths) -> None:
    settings(empty_root, "")
    tags: tuple[dict[str, str], ...] = (COMMAND_TAGS, {})
    of_command, launched = (
        dg.DagsterRun("register_captures", tags=each, status=dg.DagsterRunStatus.STARTED) for each in tags
    )
    alive = empty_root.dagster_home / "alive"
    alive.mkdir(parents=True)
    with open_instance(empty_root) as instance:
        for run in (of_command, launched):
            instance.run_storage.add_run(run)
            (alive / f"{run.run_id}.lock").touch()  # which no process has
        settings(empty_root, f"{CLUSTER}storage: {RUNS}\n")
        assert end_killed_runs(instance, empty_root) == [of_command.run_id]
        settings(empty_root, "")
        assert end_killed_runs(instance, empty_root) == [launched.run_id]
