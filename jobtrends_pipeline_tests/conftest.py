"""Fixtures of many tests: the sample archive taken through once, copies of it to change, a real headless Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
SAMPLE = Path(__file__).parent.parent / "data" / "sample" / "itjobswatch-sample.warc.gz"


@contextmanager
def kept_environment() -> Iterator[pytest.MonkeyPatch]:
    """Undo what preparing a Dagster instance sets in this process's environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (DATA_DIR_VARIABLE, "DAGSTER_HOME"):
            patch.setenv(name, "")
        yield patch


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """A data root with the sample archive taken through to the report; costs 15 seconds, never changed."""
    from jobtrends_pipeline.orchestration.runs import runner  # noqa: PLC0415  # only for those who ask for the fixture

    paths = DataPaths(tmp_path_factory.mktemp("ingested") / "data")
    with kept_environment(), runner(paths, lambda _: None) as runs:
        runs.take_saved([SAMPLE])
        runs.refresh(runs.roles_with_work())
    return paths


@pytest.fixture(scope="session")
def charted(ingested: DataPaths, tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """The ingested root with the images of `chart_world`, taken through to the report; never changed."""
    from jobtrends_pipeline.orchestration.runs import runner  # noqa: PLC0415
    from jobtrends_pipeline_tests.support.chart_world import add_charts  # noqa: PLC0415

    paths = DataPaths(tmp_path_factory.mktemp("charted") / "data")
    shutil.copytree(ingested.data_dir, paths.data_dir)
    add_charts(paths)
    with kept_environment(), runner(paths, lambda _: None) as runs:
        runs.refresh(runs.roles_with_work())
    return paths


@pytest.fixture
def root(ingested: DataPaths, tmp_path: Path) -> Iterator[DataPaths]:
    """A copy of the ingested data root, to change; JOBTRENDS_DATA_DIR names it."""
    paths = DataPaths(tmp_path / "data")
    shutil.copytree(ingested.data_dir, paths.data_dir)
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(paths.data_dir))
        yield paths


@pytest.fixture
def empty_root(tmp_path: Path) -> Iterator[DataPaths]:
    """A data root where nothing was done yet; JOBTRENDS_DATA_DIR names it."""
    paths = DataPaths(tmp_path / "data")
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(paths.data_dir))
        yield paths


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """A headless Chromium of this machine; without one the test is skipped, unless one is required."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only for those who ask for the fixture

    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        message = f"no Chromium on this machine (looked for {', '.join(CHROMIUM_NAMES)})"
        if os.environ.get("JOBTRENDS_TEST_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
        yield launched
        launched.close()
