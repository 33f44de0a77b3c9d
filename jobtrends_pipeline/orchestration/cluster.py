"""What the profile `cluster` asks of Dagster.

The packages and the storage it needs, and its part of dagster.yaml.
"""

from importlib.util import find_spec

import yaml

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.warehouse.objects import is_objects

RAY_BLOCK = """\
# Runs are jobs of the Ray cluster that `engine` in settings.yaml names.
run_launcher:
  module: jobtrends_pipeline.orchestration.ray_launcher
  class: RayJobLauncher
"""
_PACKAGES = {
    "dagster-postgres": "dagster_postgres",
    "psycopg": "psycopg",
    "duckdb-extension-ducklake": "duckdb_extension_ducklake",
    "duckdb-extension-postgres-scanner": "duckdb_extension_postgres_scanner",
}
_OBJECT_PACKAGES = {"duckdb-extension-httpfs": "duckdb_extension_httpfs"}
_RAY_PACKAGES = {"ray": "ray", "dagster-ray": "dagster_ray"}


class ProfileError(JobtrendsError):
    """The profile cluster lacks what it needs; one line with what to do."""


def check_profile(settings: Settings, address: str | None) -> None:
    """Check that the profile cluster has its packages, and PostgreSQL for its runs.

    Args:
        settings: The settings; those of the profile embedded need nothing.
        address: Address of the PostgreSQL that keeps the runs; null if files keep them.

    Raises:
        ProfileError: if something is missing.
    """
    if settings.profile != "cluster":
        return
    if missing := missing_packages(settings):
        raise ProfileError(
            f"profile cluster needs packages that are not installed, {', '.join(missing)}: "
            "pip install 'jobtrends_pipeline[cluster]'"
        )
    if not address:
        raise ProfileError(
            "profile cluster keeps its runs in PostgreSQL, whose address is missing: set `storage` in settings.yaml "
            f"(postgresql://user@host/database) or {URL_VARIABLE}"
        )


def missing_packages(settings: Settings) -> list[str]:
    """List the packages of the profile cluster that are not installed."""
    has_objects = settings.warehouse is not None and is_objects(settings.warehouse.files)
    needed = _PACKAGES | (_OBJECT_PACKAGES if has_objects else {}) | (_RAY_PACKAGES if runs_on_ray(settings) else {})
    return [package for package, module in needed.items() if find_spec(module) is None]


def runs_on_ray(settings: Settings) -> bool:
    """Return whether runs that the daemon starts are jobs of a Ray cluster."""
    engine = settings.engine_used
    return settings.profile == "cluster" and engine is not None and engine.kind == "ray"


def with_launcher(text: str, paths: DataPaths, settings: Settings) -> str:
    """Return a dagster.yaml whose runs are started where the settings say.

    All else in it stays.

    Args:
        text: Content of dagster.yaml.
        paths: The data root, for the error.
        settings: The settings.

    Raises:
        ProfileError: if the file has a launcher of its own and runs are to be jobs of a Ray cluster.
    """
    if not runs_on_ray(settings):
        return text.replace(RAY_BLOCK, "")
    if RAY_BLOCK in text:
        return text
    if "run_launcher" in (yaml.safe_load(text) or {}):
        raise ProfileError(
            f"{paths.dagster_home / 'dagster.yaml'} has a `run_launcher` of its own: remove it there, or set "
            "`engine: {kind: local}` in settings.yaml"
        )
    return f"{text.rstrip()}\n{RAY_BLOCK}"
