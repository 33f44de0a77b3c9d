"""Storage of the instance's runs: files under the data root, or PostgreSQL.

Writes dagster.yaml accordingly.
"""

import os
import shutil
from importlib.resources import files
from importlib.util import find_spec

import dagster as dg
import yaml

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE, check_address, spoken
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.files import write_whole
from jobtrends_pipeline.orchestration.cluster import check_profile, with_launcher
from jobtrends_pipeline.orchestration.local_storage import speed_up_storage

POSTGRES_BLOCK = f"""\
# Runs are kept in PostgreSQL; the address comes from {URL_VARIABLE} or `storage` in settings.yaml.
storage:
  postgres:
    postgres_url:
      env: {URL_VARIABLE}
"""


_FULL = ("database or disk is full", "disk I/O error", "unable to open database file", "No space left on device")
_NO_ROOM = 2**20
"""Less free space counts as full, as SQLite needs room for its journal beside the file."""


class StorageError(JobtrendsError):
    """The instance cannot be kept where the settings say; one line with what to do."""


def point_at_home(paths: DataPaths) -> str | None:
    """Set the instance of a data root for this process and its children.

    Returns:
        Address of the PostgreSQL that keeps its runs; null if files keep them.

    Raises:
        StorageError: if the address is invalid, or the package for PostgreSQL is not installed.
        ProfileError: if the profile cluster lacks its packages or the address.
        SettingsError: if settings.yaml cannot be read.
    """
    settings = Settings.load(paths.settings_file)
    address = os.environ.get(URL_VARIABLE, "").strip() or settings.storage
    check_profile(settings, address)
    if address:
        try:
            check_address(address)
        except ValueError as error:
            raise StorageError(f"{URL_VARIABLE} {error}") from None
        if find_spec("dagster_postgres") is None:
            raise StorageError(
                "runs cannot be kept in PostgreSQL, dagster-postgres is not installed: "
                "pip install 'jobtrends_pipeline[postgres]'"
            )
        os.environ[URL_VARIABLE] = address
    os.environ["DAGSTER_HOME"] = str(paths.dagster_home)
    os.environ["JOBTRENDS_DATA_DIR"] = str(paths.data_dir)
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    return address or None


def instance_of(paths: DataPaths, address: str | None) -> dg.DagsterInstance:
    """Open the instance of a data root, which must have a dagster.yaml.

    Args:
        paths: The data root.
        address: Result of `point_at_home`.

    Raises:
        StorageError: if the PostgreSQL that keeps the runs cannot be used.
    """
    speed_up_storage()
    try:
        return dg.DagsterInstance.from_config(str(paths.dagster_home))
    except Exception as error:
        if address is None:
            raise
        while (cause := error.__cause__ or error.__context__) and isinstance(cause, Exception):
            error = cause
        words = " ".join(str(error).split())
        raise StorageError(f"{spoken(address)}, which keeps the runs, cannot be used: {words}") from None


def write_configuration(paths: DataPaths, address: str | None) -> None:
    """Write dagster.yaml, or adapt an existing one to the settings.

    PostgreSQL is added, and the launcher of the profile cluster is added or removed; all else in it stays.

    Args:
        paths: The data root.
        address: Address of the PostgreSQL that keeps the runs; null if files keep them.

    Raises:
        StorageError: if the file sets another storage than the settings do.
        ProfileError: if the file sets another launcher than the settings do.
    """
    file = paths.dagster_home / "dagster.yaml"
    existing = file.read_text(encoding="utf-8") if file.exists() else None
    text = files(__package__).joinpath("dagster.yaml").read_text(encoding="utf-8") if existing is None else existing
    if address and POSTGRES_BLOCK not in text:
        if "storage" in (yaml.safe_load(text) or {}):
            raise StorageError(f"{file} has a `storage` of its own: remove it there, or the PostgreSQL from settings")
        text = f"{text.rstrip()}\n{POSTGRES_BLOCK}"
    check_configuration(text, address)
    text = with_launcher(text, paths, Settings.load(paths.settings_file))
    if text != existing:
        write_whole(file, text)


def check_configuration(text: str, address: str | None) -> None:
    """Check that the PostgreSQL named by a dagster.yaml has an address.

    A command without the address must not continue with files: its runs would be separate from all earlier ones.

    Raises:
        StorageError: if the address is missing.
    """
    if POSTGRES_BLOCK in text and not address:
        raise StorageError(
            f"the runs are kept in PostgreSQL, whose address is missing: set {URL_VARIABLE} or `storage` in "
            "settings.yaml; to begin anew with files remove `storage` from dagster.yaml"
        )


def full_disk_message(paths: DataPaths, error: Exception) -> str | None:
    """Return one line with what to do if a full disk caused an error; else null."""
    is_recognised = any(words in str(error) for words in _FULL)
    if not is_recognised or shutil.disk_usage(paths.data_dir).free >= _NO_ROOM:
        return None
    return (
        f"no space left on the disk of {paths.data_dir}, Dagster's runs cannot be kept: make room, then run the "
        "same command again; what was captured is kept and nothing is half-written"
    )
