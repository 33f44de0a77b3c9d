"""Extensions of DuckDB that a lake needs.

They are loaded from their installed packages; nothing is downloaded.
"""

from importlib.util import find_spec
from pathlib import Path

import duckdb

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.warehouse.ddl import literal

NO_DOWNLOADS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
"""Settings of a connection that extensions are loaded into."""


class LakeError(JobtrendsError):
    """The lake cannot be used on this machine; one line with what to do."""


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load an extension from the package `duckdb_extension_<name>`.

    Raises:
        LakeError: if it is not installed, or made for another DuckDB.
    """
    spec = find_spec(f"duckdb_extension_{name}")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise not_installed()
    try:
        file = next(Path(folders[0]).glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension"))
    except StopIteration:
        raise LakeError(
            f"the packages of the lake are not made for DuckDB {duckdb.__version__}: "
            "pip install 'jobtrends_pipeline[cluster]' installs versions that fit"
        ) from None
    connection.execute(f"LOAD {literal(str(file))}")


def not_installed() -> LakeError:
    """Build the error for a missing package of the lake."""
    return LakeError(
        "the lake cannot be opened, its packages are not installed: pip install 'jobtrends_pipeline[cluster]'"
    )
