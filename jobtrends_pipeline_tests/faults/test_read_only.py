"""Commands that read make and change nothing, so that they work on a read-only data root too."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.support.command import called

READING = [
    ("status",),
    ("status", "--json"),
    ("doctor",),
    ("roles",),
    ("trend", "java"),
    ("compare", "java", "backend-developer"),
    ("skills", "backend-developer"),
    ("sql", "select count(*) from captures"),
    ("rebuild", "--check"),
    ("archive", "verify"),
    ("archive", "list"),
]


def tree(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file and folder below one: its size, its time and its bytes."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_size,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }


def without_dagsters(files: dict[str, tuple[int, int, bytes]]) -> dict[str, tuple[int, int, bytes]]:
    """Without what Dagster's own storage does beside its files when it is opened."""
    return {name: state for name, state in files.items() if not name.startswith("dagster")}


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize("is_locked_before", [True, False])
def test_a_reading_command_makes_and_changes_no_file(
    root: DataPaths, command: tuple[str, ...], *, is_locked_before: bool
) -> None:
    if not is_locked_before:
        root.lock_file.unlink()
        shutil.rmtree(root.dagster_home)
    before = without_dagsters(tree(root.data_dir))
    assert called(*command).code in (0, 1)
    assert without_dagsters(tree(root.data_dir)) == before


def mounted(root: DataPaths, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command where the data root is mounted read-only, in a namespace of its own."""
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    return subprocess.run(
        ["unshare", "-m", "sh", "-c", script, str(root.data_dir), *arguments],
        capture_output=True, text=True, check=False, env=os.environ | {"JOBTRENDS_DATA_DIR": str(root.data_dir)},
    )  # fmt: skip


def test_reading_commands_work_on_a_read_only_mount(root: DataPaths, tmp_path: Path) -> None:
    if mounted(root, "true").returncode or not mounted(root, "touch", str(root.data_dir / "x")).returncode:
        pytest.skip("this machine lets nobody mount a folder read-only")
    script = "import sys; from jobtrends_pipeline.cli.main import run; sys.argv[0] = 'jobtrends'; run()"
    for command in (*READING, ("export", str(tmp_path / "out"))):
        ended = mounted(root, sys.executable, "-c", script, *command)
        assert "ead-only" not in ended.stderr, command
        assert "cannot be read" not in ended.stdout, command
        expected = {"status": 1, "doctor": 1}.get(command[0], 0)  # roles may be overdue; doctor says it is read-only
        assert ended.returncode in (0, expected), (command, ended.stderr)
    refused = mounted(root, sys.executable, "-c", script, "refresh")
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) <= 2
