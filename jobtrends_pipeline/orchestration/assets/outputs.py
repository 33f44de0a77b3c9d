"""Assets of the outputs: role pages, home page, published copy of the warehouse."""

from collections.abc import Iterator

import dagster as dg

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.orchestration.assets.attempts import capture_attempts
from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.assets.facts import fact_tables
from jobtrends_pipeline.orchestration.assets.trends import comparison_tables, trend_tables
from jobtrends_pipeline.orchestration.checks import (
    FRESHNESS_CHECK,
    NULLS_CHECK,
    ROWS_CHECK,
    freshness_check,
    null_rates_check,
    row_counts_check,
)
from jobtrends_pipeline.orchestration.describe import OWNERS, counts, report_link
from jobtrends_pipeline.orchestration.partitions import roles
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.steps.progress import PROGRESS
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON

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
    """Draw the state of a role, from all its captures, as a page of the static site.

    Grain: one page per role, with its figures as JSON and its changes as an Atom feed; open the role's partition.
    `state` is a one-sentence summary, for the UK and permanent jobs if there are such captures; the numbers beside it
    belong to the same window and can be plotted. Figures are of adverts: pay is advertised pay, and a flagged figure is
    based on few adverts. Specific skills come from comparisons over all roles, which are computed after a role's own
    tables: a page may show those of the previous run.
    """
    from jobtrends_pipeline.orchestration.role_state import grave_findings, role_state
    from jobtrends_pipeline.steps.draw import draw_roles

    store, settings, keys = warehouse.open(), root.paths, context.partition_keys
    address = Settings.load(settings.settings_file).notify.report
    findings = grave_findings(store, keys)
    for number, drawn in enumerate(draw_roles(store, warehouse.database, settings.reports_dir, keys, root.engine), 1):
        PROGRESS.info("Drew %s (%d of %d)", drawn.role, number, len(keys))
        shown = {} if drawn.is_list else role_state(drawn.headline, findings.get(drawn.role, 0))
        context.add_asset_metadata(
            shown | report_link(drawn.path, settings.reports_dir, address) | counts({"bytes": drawn.byte_count}),
            partition_key=drawn.role,
        )
    yield dg.MaterializeResult()


@dg.asset(
    deps=[*comparison_tables.keys, role_report],
    group_name=GROUP,
    owners=OWNERS,
    kinds={"html"},
    pool=WAREHOUSE_POOL,
)
def report_home(
    context: dg.AssetExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> dg.MaterializeResult[None]:
    """Write the shared pages of the site: home, comparison, skills, feed, `llms.txt`.

    The home page shows all roles side by side, changes since the week before, and faults that were found. Skill pages
    are written only if they changed. `states` is how every role stands; the page of `role_report` shows it too.
    """
    from jobtrends_pipeline.orchestration.roles_overview import roles_overview
    from jobtrends_pipeline.reports.machine import write_own_adverts, write_site_files
    from jobtrends_pipeline.reports.site import write_home, write_skills
    from jobtrends_pipeline.trends.headlines import read_home_series
    from jobtrends_pipeline.trends.own_adverts import read_own_adverts
    from jobtrends_pipeline.trends.skills_across import read_skills

    store, site = warehouse.open(), root.paths.reports_dir
    address = Settings.load(root.paths.settings_file).notify.report
    frames = store.read_many([ROLE_COMPARISON, CAPTURES, FINDINGS])
    comparison = frames[ROLE_COMPARISON.name]
    with store.connection() as connection:
        series, skills, own = read_home_series(connection), read_skills(connection), read_own_adverts(connection)
    overview = roles_overview(store, root, context.instance, clock.now())
    context.log_event(dg.AssetMaterialization(role_report.key, metadata=overview))
    written = write_skills(site, skills)
    page = write_home(site, comparison, frames[CAPTURES.name], frames[FINDINGS.name], series)
    write_site_files(site, comparison, series.months)
    write_own_adverts(site, own)
    numbers = {"roles_compared": comparison["role"].nunique(), "skill_pages_written": len(written)}
    return dg.MaterializeResult(metadata=overview | counts(numbers) | report_link(page, site, address))


@dg.asset(
    deps=[*comparison_tables.keys, capture_attempts],
    group_name=GROUP,
    owners=OWNERS,
    kinds={"duckdb", "parquet"},
    pool=WAREHOUSE_POOL,
    check_specs=[
        dg.AssetCheckSpec(FRESHNESS_CHECK, asset="published_warehouse", description="Every role has a recent page."),
        dg.AssetCheckSpec(
            ROWS_CHECK, asset="published_warehouse", description="No table lost more than a fifth of its rows."
        ),
        dg.AssetCheckSpec(
            NULLS_CHECK,
            asset="published_warehouse",
            description="No column of the facts has markedly more nulls in the newest month than in the year before.",
        ),
    ],
)
def published_warehouse(
    context: dg.AssetExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None]]:
    """Publish the warehouse for people: one DuckDB file, and Parquet per table.

    It is replaced by rename, so that open readers are not disturbed. The folder `data/` of the site links to these
    files, with CSV of the trends; its Data page lists them. The DuckDB file also has trends as known on a day:
    `trend_pay_as_of('java', DATE '2025-10-31')`, `trend_demand_as_of(role, day)`, and roles side by side on a day:
    `roles_on(day)`.
    """
    from jobtrends_pipeline.reports.data_page import build_data_page
    from jobtrends_pipeline.reports.machine import write_data_page
    from jobtrends_pipeline.trends.build import as_of_macros
    from jobtrends_pipeline.trends.chart_images import read_chart_groups
    from jobtrends_pipeline.warehouse.downloads import write_downloads
    from jobtrends_pipeline.warehouse.publish import publish

    path = root.paths.published_file
    store, before = warehouse.open(), _published_before(context)
    rows = publish(store, path, as_of_macros())
    store.tidy()
    site = root.paths.reports_dir
    with store.connection() as connection:
        charts = read_chart_groups(connection)
    write_data_page(site, build_data_page(*write_downloads(path, site / "data"), charts))
    today = clock.now().date()
    yield dg.MaterializeResult(
        metadata=counts(rows) | {"database": dg.MetadataValue.path(str(path))},
        check_results=[
            freshness_check(store, root.watchlist(), today),
            row_counts_check(rows, before),
            null_rates_check(store),
        ],
    )


def _published_before(context: dg.AssetExecutionContext) -> dict[str, int]:
    """Read the row count of each table at the previous publication."""
    event = context.instance.get_latest_materialization_event(context.asset_key)
    metadata = event.asset_materialization.metadata if event and event.asset_materialization else {}
    return {
        name: value.value for name, value in metadata.items() if isinstance(value, dg.IntMetadataValue) and value.value
    }
