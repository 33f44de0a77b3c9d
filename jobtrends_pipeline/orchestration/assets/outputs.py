"""Outputs: a page per role, the home page, and the published copy of the warehouse."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg

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
from jobtrends_pipeline.orchestration.describe import OWNERS, counts
from jobtrends_pipeline.orchestration.partitions import roles
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS
from jobtrends_pipeline.tables.facts import FACT_INDEX, FACT_TABLES
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON, SKILL_SPECIFICITY, TREND_SKILL, TREND_TABLES

if TYPE_CHECKING:
    from jobtrends_pipeline.reports.role_tables import RoleRows
    from jobtrends_pipeline.warehouse.store import Warehouse

GROUP = "reports"
ROLES_AT_ONCE = 25
"""Roles whose tables are read together; their rows are in memory at once."""


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
    """State of a role: what the source's page holds, drawn from all captures as a page of the static site.

    Grain: a page per role, and beside it its figures as JSON and what changed as an Atom feed; open the role's
    partition. `state` says it in a sentence, for the UK and permanent jobs where they are held; numbers beside it are
    of that window and can be plotted. Figures are of adverts: pay is what was advertised, and a flagged figure rests
    on few adverts. Specific skills come from comparisons over all roles, which are made after a role's own tables: a
    page shows those of the run before, where this run's are not made yet.
    """
    from jobtrends_pipeline.orchestration.role_state import grave_findings, role_state
    from jobtrends_pipeline.reports.machine import write_role_files
    from jobtrends_pipeline.reports.site import write_role_model

    store, site = warehouse.open(), root.settings.reports_dir
    findings = grave_findings(store, context.partition_keys)
    for role, held in role_rows(store, context.partition_keys):
        latest = max((row["as_of"] for row in held.rows["fact_demand"]), default=None)
        path, page = write_role_model(site, role, held, latest)
        if page:
            write_role_files(site, role, held.rows)
        shown = role_state(page, held.rows, findings.get(role, 0)) if page else {}
        context.add_asset_metadata(
            shown | {"report": dg.MetadataValue.path(str(path))} | counts({"bytes": path.stat().st_size}),
            partition_key=role,
        )
    yield dg.MaterializeResult()


def role_rows(store: "Warehouse", roles: Sequence[str]) -> "Iterator[tuple[str, RoleRows]]":
    """What the page of each role shows; read for many roles at once, as every query costs more than its rows."""
    import pandas as pd

    from jobtrends_pipeline.reports.narrow import SKILL_MOVES, TOP_SKILLS
    from jobtrends_pipeline.reports.role_tables import NEWEST_TABLES, rows_by_role

    wanted = (*FACT_TABLES, *TREND_TABLES, SKILL_SPECIFICITY)
    lists = [table for table in wanted if table.name in {*NEWEST_TABLES, FACT_INDEX.name}]
    series = [table for table in (*wanted, CAPTURES) if table not in lists]
    for start in range(0, len(roles), ROLES_AT_ONCE):
        chosen = roles[start : start + ROLES_AT_ONCE]
        held = store.read_many(series, {"role": chosen}) | store.read_newest(lists, {"role": chosen})
        top = {"role": chosen, "skill_list": [TOP_SKILLS]}
        moves = [store.read(TREND_SKILL, {**top, name: [True]}) for name in ("is_newcomer", "is_leaver")]
        held[SKILL_MOVES] = pd.concat(moves)
        yield from rows_by_role(held, chosen)


@dg.asset(
    deps=[*comparison_tables.keys, role_report],
    group_name=GROUP,
    owners=OWNERS,
    kinds={"html"},
    pool=WAREHOUSE_POOL,
)
def report_home(root: DataRoot, warehouse: WarehouseResource) -> dg.MaterializeResult[None]:
    """What roles share in the static site: home, compare, a page per skill, the feed of all, `llms.txt`.

    Home has all roles side by side, what changed since the week before, and what was found wrong. Of the skills' pages
    only those that changed are written.
    """
    from jobtrends_pipeline.reports.machine import write_site_files
    from jobtrends_pipeline.reports.site import write_home, write_skills
    from jobtrends_pipeline.trends.headlines import read_home_series
    from jobtrends_pipeline.trends.skills_across import read_skills

    store, site = warehouse.open(), root.settings.reports_dir
    held = store.read_many([ROLE_COMPARISON, CAPTURES, FINDINGS])
    comparison = held[ROLE_COMPARISON.name]
    with store.connection() as connection:
        series, skills = read_home_series(connection), read_skills(connection)
    written = write_skills(site, skills)
    page = write_home(site, comparison, held[CAPTURES.name], held[FINDINGS.name], series)
    write_site_files(site, comparison)
    numbers = {"roles": comparison["role"].nunique(), "skill_pages_written": len(written)}
    return dg.MaterializeResult(metadata=counts(numbers) | {"report": dg.MetadataValue.path(str(page))})


@dg.asset(
    deps=[*comparison_tables.keys, capture_attempts],
    group_name=GROUP,
    owners=OWNERS,
    kinds={"duckdb", "parquet"},
    pool=WAREHOUSE_POOL,
    check_specs=[
        dg.AssetCheckSpec(FRESHNESS_CHECK, asset="published_warehouse", description="Every role has a recent page."),
        dg.AssetCheckSpec(ROWS_CHECK, asset="published_warehouse", description="No table lost a fifth of its rows."),
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
        check_results=[
            freshness_check(store, root.watchlist(), today),
            row_counts_check(rows, before),
            null_rates_check(store),
        ],
    )


def _published_before(context: dg.AssetExecutionContext) -> dict[str, int]:
    """Rows of each table when the warehouse was published before."""
    event = context.instance.get_latest_materialization_event(context.asset_key)
    metadata = event.asset_materialization.metadata if event and event.asset_materialization else {}
    return {
        name: value.value for name, value in metadata.items() if isinstance(value, dg.IntMetadataValue) and value.value
    }
