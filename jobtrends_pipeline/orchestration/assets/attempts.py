"""Asset `capture_attempts`: all attempts, updated when captures are listed."""

import dagster as dg

from jobtrends_pipeline.orchestration.assets.captures import GROUP, WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.describe import OWNERS, table_description, table_metadata
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "duckdb"},
    pool=WAREHOUSE_POOL,
    description=(
        f"{table_description(CAPTURE_ATTEMPTS)}\n\nNew attempts are copied from the log beside the archive by every "
        "run that lists captures. A row keeps the role that was requested, which need not be a partition."
    ),
    metadata=table_metadata(CAPTURE_ATTEMPTS),
)
def capture_attempts(root: DataRoot, warehouse: WarehouseResource) -> dg.MaterializeResult[None]:
    """List the logged attempts that are not in the table yet."""
    from jobtrends_pipeline.orchestration.filing import attempts_listed

    return dg.MaterializeResult(metadata=attempts_listed(root, warehouse.open()).metadata)
