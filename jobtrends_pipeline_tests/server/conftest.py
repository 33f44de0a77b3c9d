"""Fixtures of the server's tests: the sample with charts, and a root of hostile names, each served once."""

import shutil
from collections.abc import Iterator

import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.trends.build import as_of_macros
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline_tests.support.many_roles import warehouse, write_site
from jobtrends_pipeline_tests.support.served import Served, serving


@pytest.fixture(scope="session")
def shown(charted: DataPaths, tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """What the server reads of the sample: the published file and the report."""
    paths = DataPaths(tmp_path_factory.mktemp("shown") / "data")
    for folder in (charted.warehouse_dir, charted.reports_dir):
        shutil.copytree(folder, paths.data_dir / folder.relative_to(charted.data_dir))
    return paths


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """A root whose roles have hostile names, published, with its site."""
    paths = DataPaths(tmp_path_factory.mktemp("hostile") / "data")
    paths.warehouse_dir.mkdir(parents=True)
    store = warehouse(paths.working_file)
    publish(store, paths.published_file, as_of_macros())
    write_site(store, paths.reports_dir)
    return paths


@pytest.fixture(scope="session")
def server(shown: DataPaths) -> Iterator[Served]:
    """A server of the sample."""
    with serving(shown) as served:
        yield served


@pytest.fixture(scope="session")
def hostile_server(hostile: DataPaths) -> Iterator[Served]:
    """A server of the root with hostile names."""
    with serving(hostile) as served:
        yield served
