"""Faults put into a copy of the package one by one: what shows figures is held by tests that notice each.

`python -m jobtrends_pipeline_tests.reports.test_figure_mutants_slow` tells the score.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobtrends_pipeline.reports.assets import write_assets
from jobtrends_pipeline_tests.support.figure_mutants import MUTANTS, Mutant
from jobtrends_pipeline_tests.support.weak_outputs import READY_ASSETS

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("jobtrends_pipeline", "jobtrends_pipeline_tests")


def copied(folder: Path) -> Path:
    """A copy of the package and its tests."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    write_assets(folder / "ready")
    return folder


def is_noticed(mutant: Mutant, folder: Path) -> bool:
    """Whether a named test fails on the mutant in a copy of the package, which is put right again."""
    path = folder / "jobtrends_pipeline" / mutant.file
    text = path.read_text(encoding="utf-8")
    assert text.count(mutant.old) > 0, f"{mutant.name}: {mutant.file} has no such text any more"
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        return fails_under(mutant.tests, folder)
    finally:
        path.write_text(text, encoding="utf-8")


def fails_under(tests: tuple[str, ...], folder: Path) -> bool:
    """Whether tests of a copy fail; that they cannot be run is no failure of theirs."""
    environment = {READY_ASSETS: str(folder / "ready" / "assets"), "PYTHONPATH": str(folder)}
    ended = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", "not at_random", *tests],
        cwd=folder, env=os.environ | environment,
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert ended.returncode in {0, 1}, ended.stdout + ended.stderr
    return ended.returncode == 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy on which all named tests pass."""
    made = copied(tmp_path_factory.mktemp("mutated"))
    assert not fails_under(tuple(sorted({test for mutant in MUTANTS for test in mutant.tests})), made)
    yield made
    shutil.rmtree(made)


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_in_what_is_shown_fails_a_test(mutant: Mutant, folder: Path) -> None:
    assert is_noticed(mutant, folder)


def main() -> None:
    """Try every mutant and print which survived."""
    with tempfile.TemporaryDirectory() as place:
        folder = copied(Path(place))
        survived = []
        for mutant in MUTANTS:
            noticed = is_noticed(mutant, folder)
            print(f"{'killed' if noticed else 'SURVIVED'}  {mutant.file}: {mutant.name}", flush=True)  # noqa: T201
            survived += [] if noticed else [mutant]
    print(f"{len(MUTANTS) - len(survived)} of {len(MUTANTS)} killed")  # noqa: T201


if __name__ == "__main__":
    main()
