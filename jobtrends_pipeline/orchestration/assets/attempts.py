"""Attempts: the table of every try to capture, of whatever role, brought up to date wherever captures are listed."""

import dagster as dg

from jobtrends_pipeline.orchestration.assets.captures import GROUP, WAREHOUSE_POOL, attempts_listed
from jobtrends_pipeline.orchestration.describe import OWNERS, table_description, table_metadata
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "duckdb"},
    pool=WAREHOUSE_POOL,
    description=(
        f"{table_description(CAPTURE_ATTEMPTS)}\n\nTaken from the log beside the archive, only what is new of it; "
        "brought up to date by every run that lists captures. A row keeps the role it was asked for, which need not "
        "be a partition."
    ),
    metadata=table_metadata(CAPTURE_ATTEMPTS),
)
def capture_attempts(root: DataRoot, warehouse: WarehouseResource) -> dg.MaterializeResult[None]:
    """List what is logged and not in the table yet."""
    return dg.MaterializeResult(metadata=attempts_listed(root, warehouse.open()))
