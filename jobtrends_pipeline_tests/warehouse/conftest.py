"""A file and a lake with the figures of many roles."""

import pytest

from jobtrends_pipeline.tables.facts import FACT_DEMAND
from jobtrends_pipeline.warehouse.database import DatabaseFile
from jobtrends_pipeline.warehouse.lake import Lake
from jobtrends_pipeline_tests.support.many_roles import warehouse


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> DatabaseFile:
    """A file with facts, and trends and comparisons computed from them; never changed."""
    path = tmp_path_factory.mktemp("file") / "w.duckdb"
    warehouse(path)
    return DatabaseFile(path)


@pytest.fixture
def filled(lake: Lake, file: DatabaseFile) -> Lake:
    """The module's lake with the demand of these roles, to change."""
    lake.open().replace(file.reading().read_many([FACT_DEMAND]), {})
    return lake
