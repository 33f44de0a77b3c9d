"""Outputs: a page per role, the home page, and the published copy of the warehouse."""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from jobtrends_pipeline.orchestration.assets.attempts import capture_attempts
from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.assets.facts import fact_tables
from jobtrends_pipeline.orchestration.assets.trends import comparison_tables, trend_tables
from jobtrends_pipeline.orchestration.checks import FRESHNESS_CHECK, ROWS_CHECK, freshness_check, row_counts_check
from jobtrends_pipeline.orchestration.describe import OWNERS, counts
from jobtrends_pipeline.orchestration.partitions import roles
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON, TREND_TABLES

GROUP = "reports"


@dg.asset(
    deps=[*trend_tables.keys, *fact_tables.keys],
    partitions_def=roles,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name=GROUP,
    owners=OWNERS,
    kinds={"altair", "html"},
    pool=WAREHOUSE_POOL,
)
def role_report(
    context: dg.AssetExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None]]:
    """The page of a role in the static site, and beside it its figures as JSON and what changed as an Atom feed."""
    from jobtrends_pipeline.reports.machine import write_role_files
    from jobtrends_pipeline.reports.model import RoleTables
    from jobtrends_pipeline.reports.site import write_role_page

    store = warehouse.open()
    pages = []
    for role in context.partition_keys:
        held = store.read_many((*FACT_TABLES, *TREND_TABLES), {"role": [role]})
        tables = RoleTables(
            facts={table.name: held[table.name] for table in FACT_TABLES},
            trends={table.name: held[table.name] for table in TREND_TABLES},
        )
        vintages = tables.facts["fact_demand"]["as_of"]
        latest = None if vintages.empty else vintages.max().date()
        pages.append(write_role_page(root.settings.reports_dir, role, tables, latest))
        if tables.facts["fact_index"].empty:
            write_role_files(root.settings.reports_dir, role, {**tables.facts, **tables.trends})
    size = sum(page.stat().st_size for page in pages)
    yield dg.MaterializeResult(metadata=counts({"bytes": size}) | {"report": dg.MetadataValue.path(str(pages[-1]))})


@dg.asset(
    deps=[*comparison_tables.keys, role_report],
    group_name=GROUP,
    owners=OWNERS,
    kinds={"html"},
    pool=WAREHOUSE_POOL,
)
def report_home(root: DataRoot, warehouse: WarehouseResource) -> dg.MaterializeResult[None]:
    """The home page of the static site: all roles side by side, and what was found wrong; the feed of all roles."""
    from jobtrends_pipeline.reports.machine import write_site_files
    from jobtrends_pipeline.reports.site import write_home

    store = warehouse.open()
    held = store.read_many([ROLE_COMPARISON, CAPTURES, FINDINGS])
    comparison = held[ROLE_COMPARISON.name]
    page = write_home(root.settings.reports_dir, comparison, held[CAPTURES.name], held[FINDINGS.name])
    write_site_files(root.settings.reports_dir, comparison)
    return dg.MaterializeResult(
        metadata=counts({"roles": comparison["role"].nunique()}) | {"report": dg.MetadataValue.path(str(page))}
    )


@dg.asset(
    deps=[*comparison_tables.keys, capture_attempts],
    group_name=GROUP,
    owners=OWNERS,
    kinds={"duckdb", "parquet"},
    pool=WAREHOUSE_POOL,
    check_specs=[
        dg.AssetCheckSpec(FRESHNESS_CHECK, asset="published_warehouse", description="Every role has a recent page."),
        dg.AssetCheckSpec(ROWS_CHECK, asset="published_warehouse", description="No table lost a fifth of its rows."),
    ],
)
def published_warehouse(
    context: dg.AssetExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None]]:
    """The copy of the warehouse that people open: one DuckDB file and Parquet per table, replaced by rename.

    The site has them too, as links in its folder `data/` beside CSV of the trends, and its Data page lists them.
    The DuckDB file also offers trends as known on a day: `trend_pay_as_of('java', DATE '2025-10-31')`,
    `trend_demand_as_of(role, day)`, and roles side by side on a day: `roles_on(day)`.
    """
    from jobtrends_pipeline.reports.data_page import build_data_page
    from jobtrends_pipeline.reports.machine import write_data_page
    from jobtrends_pipeline.trends.build import as_of_macros
    from jobtrends_pipeline.warehouse.downloads import write_downloads
    from jobtrends_pipeline.warehouse.publish import publish

    path = root.settings.published_file
    store, before = warehouse.open(), _published_before(context)
    rows = publish(store, path, as_of_macros())
    site = root.settings.reports_dir
    write_data_page(site, build_data_page(*write_downloads(path, site / "data")))
    today = datetime.now(UTC).date()
    yield dg.MaterializeResult(
        metadata=counts(rows) | {"database": dg.MetadataValue.path(str(path))},
        check_results=[freshness_check(store, root.watchlist(), today), row_counts_check(rows, before)],
    )


def _published_before(context: dg.AssetExecutionContext) -> dict[str, int]:
    """Rows of each table when the warehouse was published before."""
    event = context.instance.get_latest_materialization_event(context.asset_key)
    metadata = event.asset_materialization.metadata if event and event.asset_materialization else {}
    return {
        name: value.value for name, value in metadata.items() if isinstance(value, dg.IntMetadataValue) and value.value
    }
