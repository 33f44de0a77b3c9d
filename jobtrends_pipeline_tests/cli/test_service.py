"""`jobtrends service` writes units that systemd accepts, for this data root, with no secret in them."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from jobtrends_pipeline.cli.systemd import LAUNCHER, systemd_units
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE
from jobtrends_pipeline_tests.support.command import called

NAMES = ["jobtrends-daemon.service", "jobtrends-webserver.service"]
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")


def lines(text: str, key: str) -> list[str]:
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]


def test_the_units_of_a_data_root_are_written_with_absolute_paths(empty_root: DataPaths, tmp_path: Path) -> None:
    outcome = called("service", "--systemd", tmp_path / "units", "--port", "3100")
    assert outcome.code == 0
    assert sorted(path.name for path in (tmp_path / "units").iterdir()) == NAMES
    daemon, web = ((tmp_path / "units" / name).read_text() for name in NAMES)
    assert lines(daemon, "ExecStart") == [f"{sys.executable} -m {LAUNCHER} daemon"]
    assert lines(web, "ExecStart") == [f"{sys.executable} -m {LAUNCHER} webserver -h 127.0.0.1 -p 3100"]
    for text in (daemon, web):
        assert f"DAGSTER_HOME={empty_root.dagster_home}" in lines(text, "Environment")
        assert f"JOBTRENDS_DATA_DIR={empty_root.data_dir}" in lines(text, "Environment")
        assert lines(text, "Restart") == ["always"]
        assert lines(text, "NoNewPrivileges") == ["yes"]
    assert "systemctl --user enable --now jobtrends-daemon jobtrends-webserver" in outcome.out
    assert (empty_root.dagster_home / "dagster.yaml").exists()


def test_an_address_in_the_environment_goes_into_no_unit(empty_root: DataPaths) -> None:
    environment = {"PATH": os.environ["PATH"], URL_VARIABLE: "postgresql://me:secret@db/runs"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        units = systemd_units(empty_root, sys.executable, "127.0.0.1", 3000)
    assert all("secret" not in text for text in units.values())


@needs_systemd
@pytest.mark.parametrize("name", ["data", 'a "quoted" 50% $HOME\\back folder'])
def test_systemd_accepts_the_units_whatever_the_data_root_is_called(
    empty_root: DataPaths, tmp_path: Path, name: str
) -> None:
    root = replace(empty_root, data_dir=tmp_path / name)
    root.data_dir.mkdir()
    folder, runtime = tmp_path / "units", tmp_path / "runtime"
    for each in (folder, runtime):
        each.mkdir(mode=0o700)
    for unit, text in systemd_units(root, sys.executable, "127.0.0.1", 3000).items():
        (folder / unit).write_text(text)
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--user", *(folder / unit for unit in NAMES)],
        capture_output=True, text=True, check=False, timeout=900, env=os.environ | {"XDG_RUNTIME_DIR": str(runtime)},
    )  # fmt: skip
    assert (ended.returncode, ended.stderr.strip()) == (0, "")


def test_the_launcher_says_in_one_line_what_keeps_it_from_starting(empty_root: DataPaths) -> None:
    empty_root.data_dir.mkdir()
    empty_root.settings_file.write_text("storage: mysql://db/runs\n")
    environment = os.environ | {"JOBTRENDS_DATA_DIR": str(empty_root.data_dir)}
    ended = subprocess.run(
        [sys.executable, "-m", LAUNCHER, "daemon"],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
        env=environment,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("jobtrends: settings.yaml, storage: is no address of a PostgreSQL database")
    assert len(ended.stderr.splitlines()) == 1
