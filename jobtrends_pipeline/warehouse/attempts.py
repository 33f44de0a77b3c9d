"""What the warehouse knows of the log of attempts: how far it was listed, and whether the published copy has it."""

from pathlib import Path

from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS
from jobtrends_pipeline.warehouse.ddl import literal, quoted
from jobtrends_pipeline.warehouse.publish import open_published
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline.warehouse.tries import listed_in

_TABLE = quoted(CAPTURE_ATTEMPTS.name)


def attempt_id(run: str, offset: int) -> str:
    """Identity of a try, which sorts as its log does: the run, and where its line starts in the log of the run."""
    return f"{run}:{offset:012}"


def listed_until(store: Warehouse) -> dict[str, int]:
    """By run, where the line of its last listed attempt starts in the run's log."""
    with store.connection() as connection:
        return listed_in(connection)


def are_attempts_published(store: Warehouse, published: Path) -> bool:
    """Whether the published copy has as many attempts as are listed; one without the table has none."""
    listed = store.counts([CAPTURE_ATTEMPTS], {})[CAPTURE_ATTEMPTS.name]
    return listed == (_count(published) if published.exists() else 0)


def _count(published: Path) -> int:
    with open_published(published) as connection:
        known = f"SELECT 1 FROM duckdb_tables() WHERE table_name = {literal(CAPTURE_ATTEMPTS.name)}"  # noqa: S608
        if not connection.execute(known).fetchall():
            return 0
        return int(connection.execute(f"SELECT count(*) FROM {_TABLE}").fetchall()[0][0])  # noqa: S608
