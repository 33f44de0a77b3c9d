"""Lakes on a real PostgreSQL of this machine, with files in a folder or in a real object store."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import pytest

from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.tables.facts import FACT_DEMAND
from jobtrends_pipeline.warehouse.copies import copy_rows
from jobtrends_pipeline.warehouse.database import Database
from jobtrends_pipeline.warehouse.lake import Lake
from jobtrends_pipeline_tests.support.postgres_server import PostgresServer, programs

VARIABLE = "JOBTRENDS_TEST_CATALOGUE"
needs_lake = pytest.mark.skipif(
    programs() is None or importlib.util.find_spec("duckdb_extension_ducklake") is None,
    reason="needs the programs of PostgreSQL and the extra jobtrends_pipeline[cluster]",
)


def make_lake(server: PostgresServer, folder: Path, patch: pytest.MonkeyPatch, files: str = "") -> Lake:
    """Return a lake that does not exist yet, in a database of its own; the environment gets its address.

    Args:
        server: The PostgreSQL.
        folder: Folder to make, whose name the database has; it has the files too unless another place is given.
        patch: Sets the environment.
        files: Prefix of objects for the files.
    """
    folder.mkdir()
    address = server.address(folder.name)
    patch.setenv(VARIABLE, address)
    return Lake(f"postgresql://jobtrends@{server.place}/{folder.name}", files or str(folder), VARIABLE)


def rows_of(database: Database) -> dict[str, list[str]]:
    """The rows of every table; the last digits of sums depend on the order of rows."""
    frames = database.reading().read_many(ALL_TABLES)
    return {name: frame.round(9).astype(str).to_csv().splitlines() for name, frame in frames.items()}


def written(lake: Lake, name: str, roles: Sequence[str]) -> dict[str, list[str]]:
    """Write the demand of some roles as a worker does."""
    path = f"{lake.work_folder}/{name}.parquet"
    listed = ", ".join(f"'{role}'" for role in roles)
    with lake.reading().connection() as connection:
        copy_rows(connection, FACT_DEMAND, f"FROM fact_demand WHERE role IN ({listed})", path)
    return {FACT_DEMAND.name: [path]}
