"""Asset `parsed_pages`: cells of all captures, read by this version of the reader."""

from collections import Counter
from collections.abc import Iterator

import dagster as dg

from jobtrends_pipeline.orchestration.assets.captures import PAGE_CAPTURES, WAREHOUSE_POOL, file_captures
from jobtrends_pipeline.orchestration.assets.live import live_pages
from jobtrends_pipeline.orchestration.checks import FINDINGS_CHECK, findings_check
from jobtrends_pipeline.orchestration.describe import (
    OWNERS,
    counts,
    frame_metadata,
    row_count,
    table_description,
    table_metadata,
)
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION, roles
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.tables.captures import PARSED_CELLS

GROUP = "parsed"
PARSED_TABLE = "parsed_pages"


@dg.asset(
    partitions_def=roles,
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=[
        dg.AssetDep(PAGE_CAPTURES, partition_mapping=dg.MultiToSingleDimensionPartitionMapping(ROLE_DIMENSION)),
        live_pages,
    ],
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "duckdb"},
    pool=WAREHOUSE_POOL,
    description=(
        f"{table_description(PARSED_CELLS)}\n\nReads the captures of the role that this version of the reader has "
        "not read yet. A page that cannot be trusted is quarantined: kept, listed with a reason, and not in the facts."
    ),
    metadata=table_metadata(PARSED_CELLS),
    check_specs=[
        dg.AssetCheckSpec(
            FINDINGS_CHECK,
            asset=PARSED_TABLE,
            description="Findings of the latest page of every role and place: broken identities, unreadable parts.",
        )
    ],
)
def parsed_pages(
    context: dg.AssetExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None]]:
    """List archived pages that are not listed, then read unread captures per role."""
    from jobtrends_pipeline.steps.parse import parse_role

    store = warehouse.open()
    file_captures(context, root, warehouse, ())
    total: Counter[str] = Counter()
    preview: dict[str, dg.MetadataValue] = {}
    for role in context.partition_keys:
        parsed = parse_role(role, root.archive, store)
        total.update(parsed.counts)
        preview = frame_metadata(parsed.figures) if parsed.figures is not None else preview
    rows = store.counts([PARSED_CELLS], {"role": context.partition_keys})
    yield dg.MaterializeResult(
        metadata=preview | counts(total) | row_count(rows[PARSED_CELLS.name]), check_results=[findings_check(store)]
    )
