"""Assets of the trends: series per role, and comparisons of all roles."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.checks import (
    PRINTS_CHECK,
    WEIGHTS_CHECK,
    printed_shares_check,
    weights_check,
)
from jobtrends_pipeline.orchestration.dead_runs import RETRY_NUMBER_TAG
from jobtrends_pipeline.orchestration.describe import (
    MOST_PREVIEWED,
    OWNERS,
    PREVIEW_ROWS,
    column_lineage,
    frame_metadata,
    frames_by_role,
    row_count,
    series_chart,
    table_description,
    table_metadata,
)
from jobtrends_pipeline.orchestration.partitions import partitions_kept, roles
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.steps.progress import PROGRESS
from jobtrends_pipeline.tables.class_columns import SUPPRESSED
from jobtrends_pipeline.tables.trends import (
    COMPARISON_TABLES,
    PERMANENT_WEIGHT,
    TREND_DEMAND_MONTHLY,
    TREND_SOURCES,
    TREND_TABLES,
)

if TYPE_CHECKING:
    import pandas as pd

    from jobtrends_pipeline.tables.model import Table
    from jobtrends_pipeline.warehouse.store import Warehouse

GROUP = "trends"
SOURCE_NAMES = [table.name for table in TREND_SOURCES]
_ROLES_AT_ONCE = 25
_DRAWN = {
    "trend_demand": ("period_end", "share_of_all_pct", "share of all adverts, %"),
    "trend_pay": ("period_end", "median_gbp", "median, £"),
    "trend_demand_monthly": ("month", "drawn_share_pct", "share as charts draw it, %"),
}


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            table.name,
            deps=[name for name in SOURCE_NAMES if name != "fact_market_index"],
            partitions_def=roles,
            group_name=GROUP,
            owners=OWNERS,
            kinds={"duckdb"},
            description=table_description(table),
            metadata=table_metadata(table) | column_lineage(table, {fact.name: fact for fact in TREND_SOURCES}),
        )
        for table in TREND_TABLES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            PRINTS_CHECK,
            asset=TREND_DEMAND_MONTHLY.name,
            description="The last point of every chart is near the share that a page of the same time prints.",
        )
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=WAREHOUSE_POOL,
    name="trends",
)
def trend_tables(
    context: dg.AssetExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Recompute all series of each role from its facts, and draw one chart per role."""
    from jobtrends_pipeline.steps.spread.trends import derive_spread
    from jobtrends_pipeline.trends.build import role_trend_queries
    from jobtrends_pipeline.warehouse.noted import UNDERIVED

    chosen = list(context.partition_keys)
    PROGRESS.info("Deriving the trends of %s", chosen[0] if len(chosen) == 1 else f"{len(chosen)} roles")
    spread = root.engine
    if spread:
        run = context.run
        is_retry = RETRY_NUMBER_TAG in run.tags
        derive_spread(warehouse.database, chosen, spread, run.root_run_id or run.run_id, is_retry=is_retry)
    with warehouse.open().kept_open() as store, partitions_kept(context.instance):
        if not spread:
            store.derive(lambda connection: role_trend_queries(connection, chosen), chosen)
        with store.transaction() as connection:
            UNDERIVED.forget(connection, chosen)
        for table in TREND_TABLES:
            rows = store.counts_by_role([table], chosen)[table.name]
            shown = _previews(store, table, chosen)
            charts = _charts(store, table, chosen)
            for role in chosen:
                metadata = shown.get(role, {}) | charts.get(role, {}) | row_count(rows[role])
                context.add_asset_metadata(metadata, table.name, role)
            yield dg.MaterializeResult(asset_key=table.name)
        yield printed_shares_check(store)


def _previews(store: "Warehouse", table: "Table", chosen: Sequence[str]) -> dict[str, dict[str, dg.MetadataValue]]:
    """Show the first rows of each role; none in a run over many roles."""
    if len(chosen) > MOST_PREVIEWED:
        return {}
    return {role: frame_metadata(store.read_head(table, role, PREVIEW_ROWS), table.judge_of) for role in chosen}


def _charts(store: "Warehouse", table: "Table", chosen: Sequence[str]) -> dict[str, dict[str, dg.MetadataValue]]:
    """Draw a series of each role, if the table has one that is drawn."""
    if table.name not in _DRAWN:
        return {}
    groups = (chosen[start : start + _ROLES_AT_ONCE] for start in range(0, len(chosen), _ROLES_AT_ONCE))
    name, value = ("scope", "subject") if "scope" in table.column_names else ("market_series", "permanent")
    frames = frames_by_role(store.read(table, {"role": group, name: [value]}) for group in groups)
    return {role: _chart(table.name, frame) for role, frame in frames.items()}


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            table.name,
            deps=[*trend_tables.keys, "fact_market_index"],
            group_name=GROUP,
            owners=OWNERS,
            kinds={"duckdb"},
            description=table_description(table),
            metadata=table_metadata(table) | column_lineage(table, {trend.name: trend for trend in TREND_TABLES}),
        )
        for table in COMPARISON_TABLES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            WEIGHTS_CHECK,
            asset=PERMANENT_WEIGHT.name,
            description="All subjects of a place and month imply the same weight of permanent adverts, within 0.05.",
        )
    ],
    pool=WAREHOUSE_POOL,
    name="comparisons",
)
def comparison_tables(
    warehouse: WarehouseResource,
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Compare all roles: latest own windows, and how specific each skill is to each."""
    from jobtrends_pipeline.trends.build import comparison_queries

    store = warehouse.open()
    store.derive(lambda _: comparison_queries(), None)
    frames = store.read_many(COMPARISON_TABLES)
    for table in COMPARISON_TABLES:
        yield dg.MaterializeResult(asset_key=table.name, metadata=frame_metadata(frames[table.name], table.judge_of))
    yield weights_check(store)


def _chart(table: str, frame: "pd.DataFrame") -> dict[str, dg.MetadataValue]:
    """Draw the role's first series: UK and permanent if there is one.

    Suppressed figures are left out.
    """
    if table not in _DRAWN or frame.empty:
        return {}
    time, measure, words = _DRAWN[table]
    own = frame.dropna(subset=[measure])
    if "reliability" in own:
        own = own[own["reliability"].ne(SUPPRESSED)]
    if own.empty:
        return {}
    market = "market" if "market" in own else "market_series"
    series = [name for name in ("role", market, "place", "window_months", "pay_basis") if name in own]
    is_main = own["place"].eq("UK") & own[market].eq("permanent")
    drawn = own[is_main] if is_main.any() else own
    first = drawn[(drawn[series] == drawn[series].iloc[0]).all(axis="columns")].sort_values(time)
    points = [(f"{day:%Y-%m-%d}", float(value)) for day, value in zip(first[time], first[measure], strict=True)]
    where = f"{drawn['subject'].iloc[0]}, {drawn['place'].iloc[0]}, {drawn[market].iloc[0]}"
    return series_chart(points, f"{where}: {words}")
