"""Assets of one's own adverts: read by source and month, vacancies, figures.

The tables of adverts are private: no asset shows a row of them. Figures are rows of the same fact tables that pages
fill, under their own publisher; the roles' trends are derived from both.
"""

from collections.abc import Iterator

import dagster as dg

from jobtrends_pipeline.orchestration.assets.advert_inputs import GROUP, advert_inputs
from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.checks import SCHEMA_CHECK, BrokenSchemaError, schema_check
from jobtrends_pipeline.orchestration.clearly import known_errors_as_failures
from jobtrends_pipeline.orchestration.describe import OWNERS, counts, table_description, table_metadata
from jobtrends_pipeline.orchestration.partitions import source_months
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.steps.engine import IN_PROCESS
from jobtrends_pipeline.steps.progress import PROGRESS
from jobtrends_pipeline.tables.advert_figures import ADVERT_COVERAGE, ADVERT_FIGURE_TABLES, ADVERT_SOURCES
from jobtrends_pipeline.tables.adverts import ADVERT_INPUTS, ADVERT_TABLES, ADVERTS, VACANCIES

_FILLED = ", ".join(table.name for table in ADVERT_TABLES if table not in (ADVERT_INPUTS, VACANCIES))
_FIGURES = (ADVERT_SOURCES, *ADVERT_FIGURE_TABLES)
ROLES, DAYS = "roles", "days"
"""Metadata of `advert_coverage`: roles whose trends are to be derived again, and days that were computed."""


@dg.asset(
    name=ADVERTS.name,
    deps=[advert_inputs],
    partitions_def=source_months,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "duckdb"},
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=WAREHOUSE_POOL,
    description=(
        f"{table_description(ADVERTS)}\n\nA partition is a source of adverts.yaml and the month in which its inputs "
        f"were captured. It fills {_FILLED}; all "
        "of them are private."
    ),
    metadata=table_metadata(ADVERTS),
)
def adverts(
    context: dg.AssetExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> dg.MaterializeResult[None]:
    """Read the archived inputs of sources and months that these rules have not read."""
    from jobtrends_pipeline.config.adverts import load_advert_sources
    from jobtrends_pipeline.steps.adverts.read import read_inputs
    from jobtrends_pipeline.steps.adverts.take import list_inputs
    from jobtrends_pipeline.warehouse.adverts import counts_of

    sources, watchlist = load_advert_sources(root.paths.advert_sources_file), root.watchlist()
    store = warehouse.open()
    list_inputs(root.archive, store)
    read: list[str] = []
    for key in context.partition_keys:
        dimensions = source_months.get_partition_key_from_str(key).keys_by_dimension
        month = (dimensions["source"], dimensions["month"][:7])
        read += read_inputs(
            root.archive, warehouse.database, sources, watchlist, root.engine or IN_PROCESS, month, PROGRESS.info
        )
    return dg.MaterializeResult(metadata=counts({"inputs": len(read), **counts_of(store, read)}))


@dg.asset(
    name=VACANCIES.name,
    deps=[adverts],
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "duckdb"},
    pool=WAREHOUSE_POOL,
    description=table_description(VACANCIES),
    metadata=table_metadata(VACANCIES),
)
def vacancies(root: DataRoot, warehouse: WarehouseResource) -> dg.MaterializeResult[None]:
    """Give every advert its vacancy, day by day."""
    from jobtrends_pipeline.config.adverts import load_advert_sources
    from jobtrends_pipeline.steps.adverts.group import group_adverts

    sources = load_advert_sources(root.paths.advert_sources_file)
    grouped = group_adverts(root.archive, warehouse.open(), sources, PROGRESS.info)
    return dg.MaterializeResult(metadata=counts({"adverts_grouped": grouped}))


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            table.name,
            deps=[adverts, vacancies],
            group_name=GROUP,
            owners=OWNERS,
            kinds={"duckdb", "pandera"},
            description=f"{table_description(table)}\n\nComputed with the facts of one's own adverts, which are rows "
            "of the fact tables under their own publisher.",
            metadata=table_metadata(table),
        )
        for table in _FIGURES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            SCHEMA_CHECK,
            asset=ADVERT_COVERAGE.name,
            blocking=True,
            description="Types, bounds, unique grain (pandera) of all facts of own adverts. On failure the old stay.",
        )
    ],
    pool=WAREHOUSE_POOL,
    name="advert_figures",
)
def advert_figures(
    root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Compute the facts of each month end and of the last day that adverts were seen."""
    from jobtrends_pipeline.config.adverts import load_advert_sources
    from jobtrends_pipeline.steps.adverts.figures import compute_figures
    from jobtrends_pipeline.steps.adverts.sources import list_sources
    from jobtrends_pipeline.warehouse.noted import UNDERIVED

    store = warehouse.open()
    computed = compute_figures(store, root.watchlist(), PROGRESS.info)
    yield schema_check(ADVERT_COVERAGE.name, computed.verdicts)
    list_sources(store, load_advert_sources(root.paths.advert_sources_file))
    rows = store.counts(_FIGURES, {})
    with store.connection() as connection:
        roles = UNDERIVED.waiting(connection)
    for table in _FIGURES:
        metadata: dict[str, dg.MetadataValue] = counts({"rows": rows[table.name]})
        if table is ADVERT_COVERAGE:
            metadata[ROLES] = dg.MetadataValue.json(roles)
            metadata[DAYS] = dg.MetadataValue.json([f"{publisher} {day}" for publisher, day in computed.days])
        yield dg.MaterializeResult(asset_key=table.name, metadata=metadata)
    if not all(verdict.is_valid for _, verdict in computed.verdicts):
        with known_errors_as_failures():
            raise BrokenSchemaError("facts of some days of own adverts were not stored: they break their schema")
