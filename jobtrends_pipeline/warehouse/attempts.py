"""Position in the attempt log up to which the warehouse has listed attempts."""

from jobtrends_pipeline.warehouse.attempt_queries import listed_offsets
from jobtrends_pipeline.warehouse.store import Warehouse


def attempt_id(run: str, offset: int) -> str:
    """Build the id of an attempt; ids sort in the order of the log.

    Args:
        run: Run that made the attempt.
        offset: Start of its line in the log of the run, in bytes.
    """
    return f"{run}:{offset:012}"


def listed_until(store: Warehouse) -> dict[str, int]:
    """Return the log offset of the last listed attempt of each run."""
    with store.connection() as connection:
        return listed_offsets(connection)
