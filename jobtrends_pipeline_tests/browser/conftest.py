"""Fixtures of the report's tests in the browser."""

import os
from pathlib import Path

import pytest

from jobtrends_pipeline_tests.reports.conftest import captures, findings, site, tables
from jobtrends_pipeline_tests.support.shown_pages import write_pages

__all__ = ["captures", "findings", "site", "tables"]


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go."""
    named = os.environ.get("JOBTRENDS_TEST_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a site with every kind of page, hard names and two publishers."""
    folder = tmp_path_factory.mktemp("shown")
    write_pages(folder)
    return folder / "site"
