"""What the warehouse knows of the log of attempts: how far it was listed."""

from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline.warehouse.tries import listed_in


def attempt_id(run: str, offset: int) -> str:
    """Identity of a try, which sorts as its log does: the run, and where its line starts in the log of the run."""
    return f"{run}:{offset:012}"


def listed_until(store: Warehouse) -> dict[str, int]:
    """By run, where the line of its last listed attempt starts in the run's log."""
    with store.connection() as connection:
        return listed_in(connection)
