"""The Dagster instance under the data root, the same for the CLI, the web UI and the schedules."""

import os
from importlib.resources import files

import dagster as dg

from jobtrends_pipeline.files import write_whole
from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.assets.live import SOURCE_POOL
from jobtrends_pipeline.settings import Settings


def prepare_home(settings: Settings) -> None:
    """Make the instance's folder with its dagster.yaml, and point this process and its children at it."""
    configuration = settings.dagster_home / "dagster.yaml"
    if not configuration.exists():
        write_whole(configuration, files(__package__).joinpath("dagster.yaml").read_bytes())
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    os.environ["JOBTRENDS_DATA_DIR"] = str(settings.data_dir)
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The instance, with one writer of the warehouse and one run that asks the source; use it as a context manager."""
    prepare_home(settings)
    instance = dg.DagsterInstance.from_config(str(settings.dagster_home))
    for pool in {WAREHOUSE_POOL, SOURCE_POOL} - instance.event_log_storage.get_concurrency_keys():
        instance.event_log_storage.set_concurrency_slots(pool, 1)
    return instance
