"""The package from its wheel, without a clone, as a person who has nothing yet meets it."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.markup import page_html

CHECKOUT = Path(__file__).resolve().parents[2]
ABSENT = ("make run", "make ui", "make test", "README", "data/sample", "checkout")
"""What a person without a clone does not have."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, source)
    shutil.copytree(CHECKOUT / "jobtrends_pipeline", source / "jobtrends_pipeline")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", f"{folder}"]
    subprocess.run([*build, str(source)], check=True, timeout=300)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`jobtrends` in an environment of its own, which finds what the package needs where these tests do."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=300)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, timeout=300)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "shared.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    (site / "pyproject.toml").write_text("another package's")
    (site / "data").mkdir()
    (site / "data" / "watchlist.yaml").write_text("another package's")
    return folder / "bin" / "jobtrends"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    (tmp_path / "folder").mkdir()
    return tmp_path / "home"


def run(command: Path, home: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run the command from an empty folder of a person who has set nothing."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("JOBTRENDS_", "DAGSTER", "PYTHON"))
    }
    return subprocess.run(
        [command, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300,
        cwd=home.parent / "folder", env={**kept, "HOME": str(home)},
    )  # fmt: skip


def test_the_wheel_has_all_that_the_code_reads_and_no_tests_and_no_archive(wheel: Path) -> None:
    named = {Path(name) for name in zipfile.ZipFile(wheel).namelist()}
    package = CHECKOUT / "jobtrends_pipeline"
    files = {path.relative_to(CHECKOUT) for path in package.rglob("*") if path.is_file()}
    assert {path for path in files if "__pycache__" not in path.parts} <= named
    assert {path.parts[0].split("-")[0] for path in named} == {"jobtrends_pipeline"}


def test_a_saved_page_is_taken_without_a_watchlist(command: Path, home: Path) -> None:
    page = home / "page.html"
    page.write_bytes(page_html(page_on()))
    taken = run(command, home, "ingest", page)
    assert (taken.returncode, [line for line in taken.stderr.splitlines() if "…" not in line]) == (0, [])
    assert "Taken      1 new pages" in taken.stdout
    assert f"Warehouse  {home}/jobtrends-data/warehouse/jobtrends.duckdb" in taken.stdout
    assert run(command, home, "refresh").returncode == 0
    assert run(command, home, "rebuild", "--check").returncode == 0
    assert "data-baker" in run(command, home, "roles").stdout
    assert run(command, home, "trend", "Data Baker").returncode == 0
    status = run(command, home, "status")
    assert "no role is followed: `jobtrends init` writes a watchlist.yaml to fill in" in " ".join(status.stdout.split())
    assert "1 roles: 1 not on the watchlist" in status.stdout
    doctor = run(command, home, "doctor")
    assert (doctor.returncode, "no role is followed, saved pages only" in doctor.stdout) == (0, True)
    assert not list((home.parent / "folder").iterdir())


def test_what_cannot_be_done_yet_names_what_this_person_has(command: Path, home: Path) -> None:
    past = ["backfill", "--from", "2026-01"]
    for arguments in (["capture"], past, [*past, "--origin", "saved"]):
        outcome = run(command, home, *arguments)
        (line,) = outcome.stderr.splitlines()
        assert (outcome.returncode, line) == (
            1, "jobtrends: no role is followed: `jobtrends init` writes a watchlist.yaml to fill in",
        )  # fmt: skip
    said = ""
    for arguments in (
        ["trend", "x"], ["skills", "x"], ["compare", "x", "y"], ["sql", "x"], ["export", "x"], ["report"], ["rebuild"],
        ["refresh"], ["status"], ["roles"], ["doctor"], ["notify"], ["archive", "list"], ["archive", "show", "x"],
        ["archive", "verify"], ["archive", "export", "x.warc.gz"], ["ingest", "no-such-file"],
    ):  # fmt: skip
        outcome = run(command, home, *arguments)
        said += outcome.stdout + outcome.stderr
        assert "Traceback" not in said
    assert [words for words in ABSENT if words in said] == []
    assert not list((home.parent / "folder").iterdir())
    begun = run(command, home, "init")
    assert begun.returncode == 0
    assert f"Written    {home}/jobtrends-data/watchlist.yaml" in begun.stdout
    assert "set `contact` in settings.yaml of the data root" in run(command, home, "capture").stderr
