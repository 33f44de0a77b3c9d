"""The matrix of role x month: `page_captures`, filled from the inbox first and then from web archives.

A graph of steps, so that an hour of asking an archive holds no other pool than that of the archive's host.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.acquire.origins import CommonCrawlOrigin, WaybackOrigin
from jobtrends_pipeline.config.cadence import LONDON
from jobtrends_pipeline.config.settings import CaptureSettings
from jobtrends_pipeline.config.watchlist import MARKET_INDEX
from jobtrends_pipeline.orchestration.assets.captures import (
    GROUP,
    PAGE_CAPTURES,
    WAREHOUSE_POOL,
    SavedPages,
    list_and_file,
    log_refused,
    look_through,
    run_file_name,
    unread,
)
from jobtrends_pipeline.orchestration.assets.past import ORIGINS, SAVED, PastPages, ask, held_months
from jobtrends_pipeline.orchestration.clearly import clearly
from jobtrends_pipeline.orchestration.describe import OWNERS, SOURCE, counts
from jobtrends_pipeline.orchestration.partitions import MONTH_DIMENSION, ROLE_DIMENSION, role_month, role_months
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource

WAYBACK, COMMON_CRAWL = WaybackOrigin.name, CommonCrawlOrigin.name
_RANGE_START, _PARTITION_TAG = "dagster/asset_partition_range_start", "dagster/partition/"
_MOST_NAMED = 5


class WantedPages(SavedPages):
    """Where to look for the pages of the role-months of a run."""

    origins: list[str] = Field(
        default=[SAVED, WAYBACK], description=f"Which of {', '.join(ORIGINS)}; asked in this order."
    )


@dg.op(
    out={
        SAVED: dg.Out(dg.Nothing),
        WAYBACK: dg.Out(dg.Nothing, is_required=False),
        COMMON_CRAWL: dg.Out(dg.Nothing, is_required=False),
    }
)
def take_wanted_saved(context: dg.OpExecutionContext, config: WantedPages, root: DataRoot) -> Iterator[dg.Output[None]]:
    """Archive the saved pages of these roles and months, then say which web archives are asked for the rest."""
    with clearly():
        refuse_job_backfill(context)
        wanted = wanted_pairs(context)
        refuse_what_cannot_be(wanted, config.origins)
        _tag(context, wanted)
        if SAVED in config.origins:
            intake, _ = look_through(config, root)
            arrivals = [arrival for arrival in intake.arrivals if (arrival.role, arrival.month) in set(wanted)]
            name = run_file_name(context.run)
            root.archive.add(name, (arrival.document for arrival in arrivals))
            if config.paths:  # what the inbox holds is refused, once, where all of it is taken
                log_refused(root, name, intake.refused)
            context.log.info("%d saved pages taken", len(arrivals))
        asked = [origin for origin in (WAYBACK, COMMON_CRAWL) if origin in config.origins]
        if asked and CaptureSettings.load(root.settings.settings_file).contact is None:
            file = root.settings.settings_file
            context.log.warning("no contact is set: only saved pages were taken; to ask %s set `contact` in %s",
                                " and ".join(asked), file)  # fmt: skip
            asked = []
    for origin in (SAVED, *asked):
        yield dg.Output(None, origin)


@dg.op(pool=WAYBACK, ins={"chosen": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def ask_wayback_for_wanted(context: dg.OpExecutionContext, root: DataRoot, warehouse: WarehouseResource) -> None:
    """Ask the Wayback machine for the months that no page is held of yet."""
    _ask(context, root, warehouse, WAYBACK)


@dg.op(pool=COMMON_CRAWL, ins={"chosen": dg.In(dg.Nothing), "before": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def ask_common_crawl_for_wanted(context: dg.OpExecutionContext, root: DataRoot, warehouse: WarehouseResource) -> None:
    """Ask Common Crawl for the months that no page is held of yet."""
    _ask(context, root, warehouse, COMMON_CRAWL)


@dg.op(pool=WAREHOUSE_POOL, ins={"captured": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing, is_required=False))
def file_wanted(
    context: dg.OpExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.Output[None]]:
    """List what was archived and mark exactly the partitions that are held; one that is not stays as it was."""
    wanted = wanted_pairs(context)
    with clearly():
        list_and_file(context, root, warehouse, ())
        held = _held(root, warehouse, wanted)
        _mark_again(context, held)
        context.log.info("%d of %d role-months asked for are held", len(held), len(wanted))
    _refuse_unknown_roles(wanted, root)
    yield from ()  # an output would mark every partition of the run as held, those without a page too


@dg.config_mapping
def _where_to_look(val: WantedPages) -> dict[str, object]:
    return {take_wanted_saved.name: {"config": val.model_dump()}}


@dg.graph_asset(
    partitions_def=role_months,
    backfill_policy=dg.BackfillPolicy.single_run(),
    config=_where_to_look,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "file"},
    metadata={"source": dg.MetadataValue.url(SOURCE)},
)
def page_captures() -> object:
    """Pages kept as they came: WARC files with a manifest, per role and month of the period end printed on the page.

    Takes the pages of these roles and months from the inbox (or from `paths`), then asks the Wayback machine for the
    months that no page is held of, where a contact is set in settings.yaml; Common Crawl only when `origins`
    names it. A month that nothing is found of is not marked as held; Dagster counts it as failed in its list of
    backfills, though the run that looked for it succeeded. What an archive puts off is asked for by the next run of
    the same months, which asks nothing twice. Launch it from the asset, never from a job: a job backfill
    would run one partition only.
    """
    first = take_wanted_saved()
    saved, wayback, common_crawl = (getattr(first, origin) for origin in ORIGINS)
    asked = ask_wayback_for_wanted(wayback)
    crawled = ask_common_crawl_for_wanted(chosen=common_crawl, before=[saved, asked])
    return file_wanted([saved, asked, crawled])


def refuse_job_backfill(context: dg.OpExecutionContext) -> None:
    """Stop a backfill that was launched from a job: Dagster would run its first partition only and report success.

    Raises:
        dagster.Failure: for such a run (dagster issue 28861).
    """
    tags = context.run.tags
    if _RANGE_START in tags and any(tag.startswith(_PARTITION_TAG) for tag in tags):
        raise dg.Failure(
            "launched as a job backfill, which would do one partition of many (dagster#28861): "
            "use Materialize on the page_captures asset",
            allow_retries=False,
        )


def refuse_what_cannot_be(wanted: Sequence[tuple[str, str]], origins: Sequence[str]) -> None:
    """Stop a run of months that have not begun, which Dagster takes, or of origins that there are not.

    Raises:
        dagster.Failure: for such a run.
    """
    unknown = sorted(set(origins) - set(ORIGINS))
    if unknown:
        raise dg.Failure(f"no origin {unknown[0]!r}: there are {', '.join(ORIGINS)}", allow_retries=False)
    this = f"{datetime.now(LONDON):%Y-%m}"
    future = sorted({month[:7] for _, month in wanted if month[:7] > this})
    if future:
        raise dg.Failure(
            f"{_some(future)} has not begun: choose months up to {this}, nothing was asked for", allow_retries=False
        )


def wanted_pairs(context: dg.OpExecutionContext) -> list[tuple[str, str]]:
    """Role and month of each partition of a run."""
    keys = [key for key in context.partition_keys if isinstance(key, dg.MultiPartitionKey)]
    return [(key.keys_by_dimension[ROLE_DIMENSION], key.keys_by_dimension[MONTH_DIMENSION]) for key in keys]


def _ask(context: dg.OpExecutionContext, root: DataRoot, warehouse: WarehouseResource, origin: str) -> None:
    """Ask an archive for the months of a run that no page is held of; roles off the watchlist are left out."""
    with clearly():
        wanted = wanted_pairs(context)
        roles = sorted({role for role, _ in wanted} & set(root.watchlist().keys))
        if not roles:
            return
        months = sorted(month[:7] for _, month in wanted)
        config = PastPages(roles=roles, first_month=months[0], last_month=months[-1], origin=origin)
        outcomes = ask(context, config, root, warehouse, unread(root, warehouse))
        context.log.info("%s: %s", origin, dict(outcomes) or "nothing to ask for")
        context.add_output_metadata(counts(outcomes))


def _held(root: DataRoot, warehouse: WarehouseResource, wanted: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the role-months that a page is held of."""
    held = held_months(warehouse.open(), sorted({role for role, _ in wanted}))
    pairs = {(role, month.isoformat()) for (role, _, _), months in held.items() for month in months}
    pairs |= {(arrival.role, arrival.month) for arrival in unread(root, warehouse)}
    return pairs & set(wanted)


def _mark_again(context: dg.OpExecutionContext, held: Iterable[tuple[str, str]]) -> None:
    """Mark what is held and this run did not mark: a backfill counts only what its own runs marked."""
    events = context.instance.all_logs(context.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    marked = {entry.dagster_event.partition for entry in events if entry.dagster_event}
    for role, month in sorted(held):
        key = role_month(role, month)
        if key not in marked:
            context.log_event(
                dg.AssetMaterialization(PAGE_CAPTURES, partition=key, metadata=counts({"pages_taken": 0}))
            )


def _refuse_unknown_roles(wanted: Sequence[tuple[str, str]], root: DataRoot) -> None:
    followed = root.watchlist().keys
    unknown = sorted({role for role, _ in wanted} - {*followed, MARKET_INDEX})  # archives are asked for no index
    asked = CaptureSettings.load(root.settings.settings_file).contact is not None
    if unknown and asked:
        raise dg.Failure(
            f"{_some(unknown)}: not on the watchlist, so no web archive was asked; add the role to watchlist.yaml and "
            "start the run again (saved pages were taken)",
            allow_retries=False,
        )


def _tag(context: dg.OpExecutionContext, wanted: Sequence[tuple[str, str]]) -> None:
    """Tag the run with its role, by which a role's history is found."""
    roles = {role for role, _ in wanted}
    if len(roles) == 1 and ROLE_DIMENSION not in context.run.tags:
        context.instance.add_run_tags(context.run_id, {ROLE_DIMENSION: roles.pop()})


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
