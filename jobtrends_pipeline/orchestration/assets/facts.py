"""Assets of the facts: figures of trusted pages in five validated tables.

If a table breaks its schema, the previous facts are kept and a check fails.
"""

from collections import Counter
from collections.abc import Iterator

import dagster as dg

from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.assets.parsed import parsed_pages
from jobtrends_pipeline.orchestration.checks import SCHEMA_CHECK, BrokenSchemaError, schema_check
from jobtrends_pipeline.orchestration.clearly import known_errors_as_failures
from jobtrends_pipeline.orchestration.describe import (
    MOST_PREVIEWED,
    OWNERS,
    column_lineage,
    counts,
    frame_metadata,
    frames_by_role,
    row_count,
    table_description,
    table_metadata,
)
from jobtrends_pipeline.orchestration.partitions import partitions_kept, roles
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.tables.captures import PARSED_CELLS
from jobtrends_pipeline.tables.facts import FACT_TABLES

GROUP = "facts"


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            table.name,
            deps=[parsed_pages],
            partitions_def=roles,
            group_name=GROUP,
            owners=OWNERS,
            kinds={"duckdb", "pandera"},
            description=table_description(table),
            metadata=table_metadata(table) | column_lineage(table, {"parsed_pages": PARSED_CELLS}),
            skippable=True,
        )
        for table in FACT_TABLES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            SCHEMA_CHECK,
            asset=table.name,
            blocking=True,
            description="Types, bounds, unique grain (pandera), rising percentiles. On failure the old facts stay.",
        )
        for table in FACT_TABLES
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=WAREHOUSE_POOL,
    name="facts",
)
def fact_tables(
    context: dg.AssetExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Replace the facts of captures that are new, re-read, or superseded.

    A capture is superseded if it is no longer the best of its period end.
    """
    from jobtrends_pipeline.steps.drift import watch_across
    from jobtrends_pipeline.steps.load import load_roles
    from jobtrends_pipeline.steps.spread.facts import load_spread

    spread = root.engine
    loads = load_spread(warehouse.database, context.partition_keys, spread) if spread else None
    with warehouse.open().kept_open() as store, partitions_kept(context.instance):
        loads = load_roles(store, context.partition_keys) if loads is None else loads
        watch_across(store)
        for table in FACT_TABLES:
            verdicts = [(load.roles, one) for load in loads for one in load.verdicts if one.table == table.name]
            yield schema_check(table.name, verdicts)
        broken = [role for load in loads if not load.is_valid for role in load.roles]
        if broken:
            with known_errors_as_failures():
                raise BrokenSchemaError(f"facts of {', '.join(broken)} were not stored: figures break their schema")
        for name, rows in store.counts_by_role(FACT_TABLES, context.partition_keys).items():
            loaded = frames_by_role(load.frames[name] for load in loads if load.frames)
            sizes = sum((load.rows[name] for load in loads if load.rows), Counter[str]())
            for role, number in rows.items():
                own = loaded.get(role)
                shown = {} if own is None or len(rows) > MOST_PREVIEWED else frame_metadata(own)
                numbers = counts({"rows_loaded": sizes[role]}) | row_count(number)
                context.add_asset_metadata(shown | numbers, name, role)
            yield dg.MaterializeResult(asset_key=name)
