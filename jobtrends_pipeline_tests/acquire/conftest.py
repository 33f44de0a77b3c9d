"""A running source for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jobtrends_pipeline_tests.support.live_source import PAGE, Source, source_of
from jobtrends_pipeline_tests.support.site.server import Site


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Source]:
    """The source with one page."""
    with source_of(Site([PAGE]), tmp_path) as running:
        yield running
