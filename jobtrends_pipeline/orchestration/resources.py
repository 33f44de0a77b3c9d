"""Dagster resources: the data root, and the warehouse through dagster-duckdb."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
from dagster_duckdb import DuckDBResource

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.watchlist import Watchlist, WatchlistError, load_watchlist
from jobtrends_pipeline.files import write_derived
from jobtrends_pipeline.orchestration.dead_runs import alive
from jobtrends_pipeline.orchestration.input_versions import skip_months
from jobtrends_pipeline.warehouse.database import Database, DatabaseFile
from jobtrends_pipeline.warehouse.layout import STORAGE
from jobtrends_pipeline.warehouse.store import Warehouse

if TYPE_CHECKING:
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.steps.engine import Engine


class DataRoot(dg.ConfigurableResource):  # type: ignore[type-arg]  # generic only for type checkers
    """The data root: archive, watchlist, published files."""

    data_dir: str

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> "Iterator[DataRoot]":
        """Yield the data root while a run uses it, and mark the run as alive."""
        _speed_up_storage()
        with alive(self.paths, context.run.run_id) if context.run else nullcontext():
            yield self

    @property
    def paths(self) -> DataPaths:
        """Paths under the data root."""
        return DataPaths(Path(self.data_dir))

    @property
    def archive(self) -> "Archive":
        """Archive of pages."""
        from jobtrends_pipeline.archive.archive import Archive

        return Archive(self.paths.archive_dir)

    @property
    def engine(self) -> "Engine | None":
        """Engine that work is spread by; null if it runs in the process of the run.

        Raises:
            SettingsError: if settings.yaml cannot be read.
        """
        from jobtrends_pipeline.steps.configured import engine_of

        return engine_of(self.paths)

    def watchlist(self) -> Watchlist:
        """Load the watchlist, or its last valid version if it is invalid or missing.

        What pages are filed by is kept, so that it is there when the file is not.

        Raises:
            WatchlistError: if it is invalid and there was no valid version.
        """
        own, good = self.paths.own_watchlist_file, self.paths.good_watchlist_file
        try:
            watchlist = load_watchlist(self.paths.watchlist_file)
        except WatchlistError:
            if not good.exists():
                raise
            return load_watchlist(good)
        if own.exists():
            write_derived(good, own.read_bytes())
        return watchlist


class WarehouseResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The warehouse that settings.yaml names.

    A file is opened through dagster-duckdb, for one call at a time.

    Attributes:
        data_dir: The data root.
        duckdb: The file, where the warehouse is one.
        is_draft: Whether it is the one being built to take the place of that in use.
    """

    data_dir: str
    duckdb: dg.ResourceDependency[DuckDBResource]
    is_draft: bool = False

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002  # Dagster's signature
        """Prepare a run that uses the warehouse."""
        _speed_up_storage()

    @property
    def database(self) -> Database:
        """Where the warehouse is kept.

        Raises:
            SettingsError: if settings.yaml cannot be read.
        """
        from jobtrends_pipeline.steps.configured import database_of

        database = database_of(DataPaths(Path(self.data_dir)))
        if isinstance(database, DatabaseFile):
            return DatabaseFile(Path(self.duckdb.database))
        return database.drafted() if self.is_draft else database

    def open(self) -> Warehouse:
        """Return the warehouse."""
        database = self.database
        return database.open(self.duckdb.get_connection) if isinstance(database, DatabaseFile) else database.open()


def build_resources(paths: DataPaths, draft: Database | None = None) -> dict[str, object]:
    """Build the resources, by the name that assets request them by.

    Args:
        paths: The data root.
        draft: The warehouse that is being built to take the place of the data root's own; null for that one.
    """
    file = draft.path if isinstance(draft, DatabaseFile) else paths.working_file
    return {
        "root": DataRoot(data_dir=str(paths.data_dir)),
        "warehouse": WarehouseResource(
            data_dir=str(paths.data_dir),
            duckdb=DuckDBResource(database=str(file), connection_config=STORAGE),
            is_draft=draft is not None,
        ),
    }


def _speed_up_storage() -> None:
    """Speed up the storage of this process.

    Processes that the daemon starts have their instance from Dagster itself. Runs and ticks need its storage, loading
    the definitions does not.
    """
    from jobtrends_pipeline.orchestration.local_storage import speed_up_storage

    speed_up_storage()
    skip_months()
