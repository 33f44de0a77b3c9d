"""Assets of charts: images read, and their monthly facts."""

from collections.abc import Iterator

import dagster as dg

from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.assets.parsed import parsed_pages
from jobtrends_pipeline.orchestration.checks import SCHEMA_CHECK, BrokenSchemaError, schema_check
from jobtrends_pipeline.orchestration.clearly import known_errors_as_failures
from jobtrends_pipeline.orchestration.describe import OWNERS, counts, row_count, table_description, table_metadata
from jobtrends_pipeline.orchestration.partitions import partitions_kept, roles
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.steps.engine import IN_PROCESS
from jobtrends_pipeline.steps.progress import PROGRESS
from jobtrends_pipeline.tables.charts import CHART_IMAGES, CHART_TABLES, FACT_CHART_DEMAND

GROUP = "charts"


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            table.name,
            deps=[parsed_pages],
            partitions_def=roles,
            group_name=GROUP,
            owners=OWNERS,
            kinds={"duckdb", "pandera"} if table is FACT_CHART_DEMAND else {"python", "duckdb"},
            description=table_description(table),
            metadata=table_metadata(table),
            skippable=True,
        )
        for table in CHART_TABLES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            SCHEMA_CHECK,
            asset=FACT_CHART_DEMAND.name,
            blocking=True,
            description="Types, bounds, unique grain (pandera). On failure the old facts stay.",
        )
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=WAREHOUSE_POOL,
    name="charts",
)
def chart_tables(
    context: dg.AssetExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Read the chart images of each role that this version of the reader has not read.

    An image of an unknown layout is kept until a layout is added; `jobtrends charts explain` shows what is missing.
    """
    from jobtrends_pipeline.steps.read_charts import read_charts

    chosen = list(context.partition_keys)
    with warehouse.open().kept_open() as store, partitions_kept(context.instance):
        read = read_charts(
            chosen,
            root.archive,
            store,
            root.engine or IN_PROCESS,
            lambda role: PROGRESS.info("Reading charts of %s", role),
        )
        yield schema_check(FACT_CHART_DEMAND.name, [(chosen, verdict) for verdict in read.verdicts])
        if not all(verdict.is_valid for verdict in read.verdicts):
            with known_errors_as_failures():
                raise BrokenSchemaError(f"chart facts of {', '.join(chosen)} were not stored: they break their schema")
        for table in CHART_TABLES:
            for role, rows in store.counts_by_role([table], chosen)[table.name].items():
                numbers = counts(read.counts[role]) if table is CHART_IMAGES else {}
                context.add_asset_metadata(numbers | row_count(rows), table.name, role)
            yield dg.MaterializeResult(asset_key=table.name)
