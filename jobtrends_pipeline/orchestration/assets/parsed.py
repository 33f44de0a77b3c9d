"""Asset `parsed_pages`: cells of all captures, read by this version of the reader."""

from collections.abc import Iterator

import dagster as dg

from jobtrends_pipeline.orchestration.assets.captures import PAGE_CAPTURES, WAREHOUSE_POOL
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
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION, partitions_kept, roles, tag_run
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.steps.progress import PROGRESS
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
    from jobtrends_pipeline.orchestration.filing import file_captures
    from jobtrends_pipeline.steps.parse import parse_roles
    from jobtrends_pipeline.steps.spread.pages import parse_spread

    chosen = list(context.partition_keys)
    tag_run(context, chosen)

    def tell(role: str) -> None:
        PROGRESS.info("Reading %s (%d of %d)", role, chosen.index(role) + 1, len(chosen))

    spread = root.engine
    with warehouse.open().kept_open() as store, partitions_kept(context.instance):
        file_captures(context, root, store, ())
        parsed = (
            parse_spread(chosen, root.archive, store, warehouse.database.work_folder, spread)
            if spread
            else parse_roles(chosen, root.archive, store, tell)
        )
        for role, rows in store.counts_by_role([PARSED_CELLS], chosen)[PARSED_CELLS.name].items():
            figures = parsed[role].figures
            preview = {} if figures is None else frame_metadata(figures)
            context.add_asset_metadata(preview | counts(parsed[role].counts) | row_count(rows), partition_key=role)
        yield dg.MaterializeResult(check_results=[findings_check(store)])
