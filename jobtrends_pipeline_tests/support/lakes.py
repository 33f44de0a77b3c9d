"""Lakes on a real PostgreSQL of this machine."""

import importlib.util
from pathlib import Path

import pytest

from jobtrends_pipeline.warehouse.lake import Lake
from jobtrends_pipeline_tests.support.postgres_server import PostgresServer, programs

VARIABLE = "JOBTRENDS_TEST_CATALOGUE"
needs_lake = pytest.mark.skipif(
    programs() is None or importlib.util.find_spec("duckdb_extension_ducklake") is None,
    reason="needs the programs of PostgreSQL and the extra jobtrends_pipeline[cluster]",
)


def make_lake(server: PostgresServer, folder: Path, patch: pytest.MonkeyPatch) -> Lake:
    """Return a lake that does not exist yet, in a database of its own; the environment gets its address."""
    folder.mkdir()
    address = server.address(folder.name)
    patch.setenv(VARIABLE, address)
    return Lake(f"postgresql://jobtrends@{server.place}/{folder.name}", folder, VARIABLE)
