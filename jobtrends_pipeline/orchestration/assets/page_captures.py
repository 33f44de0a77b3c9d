"""Asset `page_captures`, role x month: saved files first, then web archives.

It is a graph of steps, so that an hour of requests to a web archive occupies only the pool of that host. The web UI
launches it as an asset, for the chosen partitions; the job `backfill_pages` runs the same steps for the roles and
months of its configuration.
"""

from collections.abc import Iterator

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.archive.document import COMMON_CRAWL, PAST_ORIGINS, SAVED, WAYBACK
from jobtrends_pipeline.orchestration.assets.captures import GROUP, WAREHOUSE_POOL, SavedPages
from jobtrends_pipeline.orchestration.clearly import known_errors_as_failures
from jobtrends_pipeline.orchestration.describe import OWNERS, SOURCE
from jobtrends_pipeline.orchestration.partitions import role_months
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource


class WantedPages(SavedPages):
    """Configuration: which past pages to look for, and where.

    A run of partitions looks for the pages of its partitions.
    """

    roles: list[str] = Field(
        default_factory=list, description="Keys of roles; if empty, those of the partitions, or of the watchlist."
    )
    first_month: str = Field(default="", description="First month, YYYY-MM; if empty, that of the partitions.")
    last_month: str = Field(
        default="", description="Last month, YYYY-MM; if empty, that of the partitions, or this month."
    )
    origins: list[str] = Field(
        default=[SAVED, WAYBACK], description=f"Which of {', '.join(PAST_ORIGINS)}; used in this order."
    )
    every: bool = Field(default=False, description="Every distinct page of a month, not only the last good one.")
    takes_charts: bool = Field(default=True, description="Also the demand charts that pages of a web archive name.")


@dg.op(
    pool=WAREHOUSE_POOL,
    out={
        SAVED: dg.Out(dg.Nothing),
        WAYBACK: dg.Out(dg.Nothing, is_required=False),
        COMMON_CRAWL: dg.Out(dg.Nothing, is_required=False),
    },
)
def capture_saved(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.Output[None]]:
    """Archive the wanted saved pages, and choose the web archives to ask next."""
    from jobtrends_pipeline.orchestration.past_pages import take_wanted

    with known_errors_as_failures():
        asked = take_wanted(context, config, root, warehouse)
    for origin in (SAVED, *asked):
        yield dg.Output(None, origin)


@dg.op(pool=WAYBACK, ins={"chosen": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def capture_wayback(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Request the months without a page from the Wayback Machine.

    What it defers is left to a later run.
    """
    from jobtrends_pipeline.orchestration.past_pages import ask_archive

    with known_errors_as_failures():
        ask_archive(context, config, root, warehouse, WAYBACK)


@dg.op(pool=COMMON_CRAWL, ins={"chosen": dg.In(dg.Nothing), "before": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def capture_common_crawl(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Request the months without a page from Common Crawl.

    What it defers is left to a later run.
    """
    from jobtrends_pipeline.orchestration.past_pages import ask_archive

    with known_errors_as_failures():
        ask_archive(context, config, root, warehouse, COMMON_CRAWL)


@dg.op(pool=WAREHOUSE_POOL, ins={"captured": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing, is_required=False))
def register_wanted(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.Output[None]]:
    """List new captures, and mark exactly the partitions that have a page.

    Other partitions stay unchanged.
    """
    from jobtrends_pipeline.orchestration.past_pages import register

    register(context, config, root, warehouse)
    yield from ()  # an output would mark every partition of the run, also those without a page


@dg.config_mapping
def _of_each_step(val: WantedPages) -> dict[str, object]:
    steps = (capture_saved, capture_wayback, capture_common_crawl, register_wanted)
    return {step.name: {"config": val.model_dump()} for step in steps}


def _steps() -> object:
    """Connect the four steps; the web archives run one after the other.

    Each web archive has its own pool.
    """
    first = capture_saved()
    saved, wayback, common_crawl = (getattr(first, origin) for origin in PAST_ORIGINS)
    asked = capture_wayback(wayback)
    crawled = capture_common_crawl(chosen=common_crawl, before=[saved, asked])
    return register_wanted([saved, asked, crawled])


@dg.graph_asset(
    partitions_def=role_months,
    backfill_policy=dg.BackfillPolicy.single_run(),
    config=_of_each_step,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "file"},
    metadata={"source": dg.MetadataValue.url(SOURCE)},
)
def page_captures() -> object:
    """Archive pages per role and month of the printed period end.

    They are WARC files with a manifest, and never change. The asset takes pages of these roles and months from the
    inbox (or from `paths`), then requests the remaining months from the Wayback Machine if a contact is set in
    settings.yaml, and from Common Crawl only if `origins` names it. A month without any page is not marked; Dagster
    counts it as failed in its list of backfills, though the run that looked for it succeeded. Deferred requests are
    made by the next run of the same months; no request is made twice. Launch it from the asset, never from a job: a job
    backfill would run only one partition.
    """
    return _steps()


@dg.graph(config=_of_each_step)
def capture_pages() -> None:
    """Get past pages of the configured roles and months, archive and list them."""
    _steps()
