"""The world of weak figures, made once, and the terminal on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.weak_facts import weak_facts
from jobtrends_pipeline_tests.support.weak_outputs import World, make_world, terminal
from jobtrends_pipeline_tests.support.weak_texts import Weak


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Every output of the weak facts."""
    return make_world(weak_facts(), tmp_path_factory.mktemp("weak"))


@pytest.fixture(scope="package")
def weak(world: World) -> Weak:
    """The texts of its weak figures."""
    return Weak(world)


@pytest.fixture(scope="package")
def printed(world: World) -> Iterator[dict[str, str]]:
    """What the terminal prints of it, by arguments."""
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(world.paths.data_dir))
        yield terminal(world)


@pytest.fixture(scope="package")
def site(world: World) -> Path:
    """The folder of its pages."""
    return world.folder / "site"
