"""What settings.yaml names: the database of the warehouse, and the engine of work."""

from jobtrends_pipeline.config.cluster import CATALOGUE_VARIABLE
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.steps.engine import Engine, build_engine
from jobtrends_pipeline.warehouse.database import Database, DatabaseFile


def database_of(paths: DataPaths) -> Database:
    """Return where the warehouse of a data root is kept.

    Raises:
        SettingsError: if settings.yaml cannot be read.
    """
    settings = Settings.load(paths.settings_file)
    if settings.warehouse is None:
        return DatabaseFile(paths.working_file)
    from jobtrends_pipeline.warehouse.lake import Lake  # noqa: PLC0415  # of no use to who has a file

    return Lake(settings.warehouse.catalogue, settings.warehouse.files, CATALOGUE_VARIABLE)


def engine_of(paths: DataPaths) -> Engine | None:
    """Return the engine of a data root; null if work runs in the process of a run.

    Raises:
        SettingsError: if settings.yaml cannot be read.
    """
    used = Settings.load(paths.settings_file).engine_used
    return build_engine(used.kind, workers=used.workers, address=used.address) if used else None
