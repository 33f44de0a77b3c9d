"""`jobtrends service --cluster` writes files that start every part, with no password but in one file of the owner's."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from jobtrends_pipeline import __version__
from jobtrends_pipeline.cli.systemd import LAUNCHER
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline_tests.cli.test_service import lines, needs_systemd
from jobtrends_pipeline_tests.support.command import called

VARIABLE = re.compile(r"\$\{([A-Z_]+)(:[?-][^}]*)?\}")


@pytest.fixture
def folder(empty_root: DataPaths, tmp_path: Path) -> Path:
    """The files, written for a data root."""
    outcome = called("service", "--cluster", tmp_path / "cluster")
    assert (outcome.code, outcome.err) == (0, "")
    return tmp_path / "cluster"


def services_of(folder: Path) -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((folder / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return services


def variables_of(folder: Path) -> dict[str, str]:
    text = (folder / ".env").read_text(encoding="utf-8")
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))


def test_every_part_is_started_watched_and_started_again(folder: Path) -> None:
    services = services_of(folder)
    servers = {"postgres", "ray-head", "ray-worker", "webserver", "daemon"}
    assert set(services) == servers | {"prepare"}
    for name in servers:
        assert services[name]["restart"] == "unless-stopped", name
        assert services[name]["healthcheck"]["test"][0] == "CMD", name
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            has_check = "healthcheck" in services[other]
            assert how["condition"] == ("service_healthy" if has_check else "service_completed_successfully"), name
    assert services["daemon"]["command"][1:] == ["-m", LAUNCHER, "daemon"]
    assert services["webserver"]["ports"] == ["127.0.0.1:3000:3000"]


def test_all_parts_are_of_one_image_and_see_one_data_root(folder: Path) -> None:
    services = services_of(folder)
    ours = [service for name, service in services.items() if name != "postgres"]
    assert {service["image"] for service in ours} == {f"jobtrends:{__version__}"}
    assert {tuple(service["volumes"]) for service in ours} == {("${JOBTRENDS_DATA:?in .env}:/srv/jobtrends",)}
    assert {service["environment"]["JOBTRENDS_DATA_DIR"] for service in ours} == {"/srv/jobtrends"}
    assert {service["environment"]["RAY_AUTH_MODE"] for service in ours} == {"token"}


def test_the_settings_of_the_containers_name_the_parts_by_their_services(folder: Path) -> None:
    settings = Settings.load(folder / "data" / "settings.yaml", {})
    services = services_of(folder)
    assert settings.profile == "cluster"
    assert settings.engine
    assert settings.engine.address == "ray-head:6379"
    assert settings.storage == f"postgresql://jobtrends@postgres/{services['postgres']['environment']['POSTGRES_DB']}"
    assert settings.warehouse
    assert settings.warehouse.catalogue == "postgresql://jobtrends@postgres/lake"
    assert "CREATE DATABASE lake;" in (folder / "databases.sql").read_text(encoding="utf-8")
    assert settings.warehouse.files.startswith("/srv/jobtrends/")


def test_passwords_are_in_one_file_that_only_its_owner_reads(folder: Path) -> None:
    variables = variables_of(folder)
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    secrets = [variables["PGPASSWORD"], variables["RAY_AUTH_TOKEN"]]
    assert all(len(secret) >= 48 for secret in secrets)
    others = [file for file in folder.rglob("*") if file.is_file() and file.name != ".env"]
    assert len(others) == 8
    assert not [file for file in others for secret in secrets if secret in file.read_text(encoding="utf-8")]


def test_every_variable_that_is_required_is_in_that_file(folder: Path) -> None:
    used = VARIABLE.findall((folder / "compose.yaml").read_text(encoding="utf-8"))
    assert {name for name, otherwise in used if not otherwise.startswith(":-")} == set(variables_of(folder))


def test_written_again_it_keeps_passwords_and_settings_and_renews_the_rest(folder: Path) -> None:
    before = variables_of(folder)
    settings = folder / "data" / "settings.yaml"
    settings.write_text("contact: me@example.org\n")
    (folder / "compose.yaml").write_text("services: {}\n")
    outcome = called("service", "--cluster", folder, "--port", "3100")
    assert f"Kept       {folder / '.env'}" in outcome.out
    assert variables_of(folder) == before
    assert settings.read_text() == "contact: me@example.org\n"
    assert services_of(folder)["webserver"]["ports"] == ["127.0.0.1:3100:3000"]


def test_the_units_of_plain_hosts_find_dagster_and_let_in_who_has_the_token(
    folder: Path, empty_root: DataPaths
) -> None:
    units = {file.name: file.read_text(encoding="utf-8") for file in (folder / "systemd").iterdir()}
    assert set(units) == {f"jobtrends-{name}.service" for name in ("daemon", "webserver", "ray-head", "ray-worker")}
    for text in units.values():
        assert {"RAY_AUTH_MODE=token", f"JOBTRENDS_DATA_DIR={empty_root.data_dir}"} <= set(lines(text, "Environment"))
    ray = f"{sys.executable} -m ray.scripts.scripts start --block"
    assert lines(units["jobtrends-ray-head.service"], "ExecStart") == [f"{ray} --head --port=6379"]
    assert lines(units["jobtrends-ray-worker.service"], "ExecStart") == [
        f"{ray} --address=${{JOBTRENDS_RAY_HEAD}}:6379"
    ]
    for name in ("head", "worker"):
        paths = [line for line in lines(units[f"jobtrends-ray-{name}.service"], "Environment") if "PATH=" in line]
        assert paths == [f"PATH={Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"]
    assert "StartLimitIntervalSec=0" in units["jobtrends-ray-worker.service"], "it waits for its head for ever"


@needs_systemd
def test_systemd_accepts_the_units_of_plain_hosts(folder: Path, tmp_path: Path) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    (tmp_path / "data").mkdir(exist_ok=True)
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--user", *sorted((folder / "systemd").iterdir())],
        capture_output=True, text=True, check=False, timeout=900, env=os.environ | {"XDG_RUNTIME_DIR": str(runtime)},
    )  # fmt: skip
    assert (ended.returncode, ended.stderr.strip()) == (0, "")


def has_compose() -> bool:
    words = ["docker", "compose", "version"]
    return (
        shutil.which("docker") is not None and subprocess.run(words, capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not has_compose(), reason="no Docker Compose here")
def test_docker_compose_accepts_the_file(folder: Path) -> None:
    ended = subprocess.run(
        ["docker", "compose", "config", "--quiet"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_without_a_folder_the_command_asks_for_one(empty_root: DataPaths) -> None:
    outcome = called("service")
    assert outcome.code == 2
    assert "--systemd or --cluster" in outcome.err
