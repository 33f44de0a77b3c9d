"""The Dagster instance of the data root, for command line, web UI and schedules."""

import dagster as dg

from jobtrends_pipeline.acquire.origins import CommonCrawlOrigin, WaybackOrigin
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.assets.live import SOURCE_POOL
from jobtrends_pipeline.orchestration.storage import instance_of, point_at_home, write_configuration

POOLS = frozenset({WAREHOUSE_POOL, SOURCE_POOL, WaybackOrigin.name, CommonCrawlOrigin.name})
"""The warehouse, and each host: one step at a time."""


def prepare_home(paths: DataPaths) -> str | None:
    """Make the instance's folder and dagster.yaml, and select it for this process.

    Child processes use it too.

    Returns:
        Address of the PostgreSQL that keeps its runs; null if files keep them.

    Raises:
        StorageError: if the runs cannot be kept where the settings say.
    """
    address = point_at_home(paths)
    write_configuration(paths, address)
    return address


def open_instance(paths: DataPaths) -> dg.DagsterInstance:
    """Open the instance, with one slot per pool; use it as a context manager.

    The pools are the warehouse and each host.
    """
    instance = instance_of(paths, prepare_home(paths))
    for pool in POOLS - instance.event_log_storage.get_concurrency_keys():
        instance.event_log_storage.set_concurrency_slots(pool, 1)
    return instance
