"""The matrix of role x month: `page_captures`, filled from saved files first and then from web archives.

A graph of steps, so that an hour of asking an archive holds no other pool than that of the archive's host. The web UI
launches it as an asset, for the partitions chosen; the job `backfill_pages` runs the same steps for the roles and
months of its configuration.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import dagster as dg

from jobtrends_pipeline.acquire.backfill import MonthResult
from jobtrends_pipeline.acquire.inbox.put_away import put_away
from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.orchestration.assets.captures import (
    GROUP,
    PAGE_CAPTURES,
    WAREHOUSE_POOL,
    file_captures,
    log_refused,
    mark_filled,
    run_file_name,
    run_mark,
    tell_left,
)
from jobtrends_pipeline.orchestration.assets.wanted import (
    COMMON_CRAWL,
    ORIGINS,
    SAVED,
    WAYBACK,
    WantedPages,
    archives_to_ask,
    is_of_partitions,
    refuse_job_backfill,
    refuse_unknown_roles,
    refuse_what_cannot_be,
    wanted_pages,
)
from jobtrends_pipeline.orchestration.clearly import known_errors_as_failures
from jobtrends_pipeline.orchestration.describe import OWNERS, SOURCE, counts
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION, role_month, role_months
from jobtrends_pipeline.orchestration.progress import PROGRESS
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.saved_files.file_names import path_of
from jobtrends_pipeline.steps.backfill import Wanted, capture_past, held_months, plan_backfill, sort_saved
from jobtrends_pipeline.steps.list_captures import store_arrivals


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
    """Archive the saved pages of the wanted roles and months, then say which web archives are asked for the rest."""
    with known_errors_as_failures():
        refuse_job_backfill(context)
        wanted = wanted_pages(context, config, root)
        refuse_what_cannot_be(wanted, config.origins)
        _tag(context, wanted)
        if SAVED in config.origins:
            _say(context, _take_saved(context, config, wanted, root, warehouse))
        asked = archives_to_ask(context, config, root)
    for origin in (SAVED, *asked):
        yield dg.Output(None, origin)


@dg.op(pool=WAYBACK, ins={"chosen": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def capture_wayback(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Ask the Wayback Machine for the months that no page is held of; what it puts off is left for a next run."""
    with known_errors_as_failures():
        _say(context, _ask(context, config, root, warehouse, WAYBACK))


@dg.op(pool=COMMON_CRAWL, ins={"chosen": dg.In(dg.Nothing), "before": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def capture_common_crawl(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Ask Common Crawl for the months that no page is held of; what it puts off is left for a next run."""
    with known_errors_as_failures():
        _say(context, _ask(context, config, root, warehouse, COMMON_CRAWL))


@dg.op(pool=WAREHOUSE_POOL, ins={"captured": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing, is_required=False))
def register_wanted(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.Output[None]]:
    """List what was archived and mark exactly the partitions that are held; one that is not stays as it was."""
    with known_errors_as_failures():
        wanted = wanted_pages(context, config, root)
        file_captures(context, root, warehouse, ())
        if is_of_partitions(context):
            held = _held(warehouse, wanted)
            _mark_again(context, held)
            context.log.info("%d of %d role-months are held", len(held), len(wanted.roles) * len(wanted.months))
    refuse_unknown_roles(config, wanted, root)
    yield from ()  # an output would mark every partition of the run as held, those without a page too


@dg.config_mapping
def _of_each_step(val: WantedPages) -> dict[str, object]:
    steps = (capture_saved, capture_wayback, capture_common_crawl, register_wanted)
    return {step.name: {"config": val.model_dump()} for step in steps}


def _steps() -> object:
    """The four steps, the archives one after the other: each has a pool of its own."""
    first = capture_saved()
    saved, wayback, common_crawl = (getattr(first, origin) for origin in ORIGINS)
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
    """Pages kept as they came: WARC files with a manifest, per role and month of the period end printed on the page.

    Takes the pages of these roles and months from the inbox (or from `paths`), then asks the Wayback Machine for the
    months that no page is held of, where a contact is set in settings.yaml; Common Crawl only when `origins`
    names it. A month that nothing is found of is not marked as held; Dagster counts it as failed in its list of
    backfills, though the run that looked for it succeeded. What an archive puts off is asked for by the next run of
    the same months, which asks nothing twice. Launch it from the asset, never from a job: a job backfill
    would run one partition only.
    """
    return _steps()


@dg.graph(config=_of_each_step)
def capture_pages() -> None:
    """Look for past pages of the roles and months of the configuration, keep and list them."""
    _steps()


def _take_saved(
    context: dg.OpExecutionContext,
    config: WantedPages,
    wanted: Wanted,
    root: DataRoot,
    warehouse: WarehouseResource,
) -> Counter[str]:
    """Archive and list the saved pages that are wanted, then put away the files of the inbox that hold no other."""
    archive, name = root.archive, run_file_name(context.run)
    archive.recover()
    paths = [path_of(path) for path in config.paths]
    found = sort_saved(wanted, paths, root.paths.inbox_dir, root.watchlist(), archive.whole_captures())
    store_arrivals(archive, warehouse.open(), name, found.arrivals)
    mark_filled(context, found.arrivals)
    if not paths:
        tell_left(context, put_away(root.paths.inbox_dir, found.finished))
    log_refused(root, name, found.refused)
    return Counter(
        pages_taken=len(found.arrivals), pages_held=found.archived, pages_left=found.others, refused=len(found.refused)
    )


def _ask(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource, origin: str
) -> Counter[str]:
    """Ask an archive for what is wanted and not held, of roles on the watchlist; gives how often each outcome came."""
    wanted, watchlist = wanted_pages(context, config, root), root.watchlist()
    wanted = Wanted([role for role in wanted.roles if role in watchlist.keys], wanted.months, wanted.every)
    settings, log = Settings.load(root.paths.settings_file), AttemptLog(root.paths.attempts_dir)
    unlisted = [one.attempt for one in log.since({}) if one.run.endswith(f"-{run_mark(context.run)}")]
    todo = plan_backfill(wanted, origin, settings, log, warehouse.open(), watchlist, unlisted)
    name, outcomes = run_file_name(context.run), Counter[str]()
    for step in capture_past(todo, origin, settings, watchlist, root.archive, log, name):
        outcomes[step.attempt.outcome] += 1
        words = _words(step, outcomes.total(), todo.month_count)
        PROGRESS.info("%s", words)
        context.log.info("%s", words)
    return outcomes


def _say(context: dg.OpExecutionContext, outcomes: Counter[str]) -> None:
    context.log.info("outcomes: %s", dict(outcomes) or "nothing to ask for")
    context.add_output_metadata(counts(outcomes), output_name=SAVED if "pages_taken" in outcomes else None)


def _words(step: MonthResult, number: int, whole: int) -> str:
    attempt = step.attempt
    what = f"{step.target.market} {step.target.role} in {step.target.place}, {(attempt.month or '')[:7]}"
    return f"{number} of {whole}: {what}: {attempt.outcome}" + (f" ({attempt.reason})" if attempt.reason else "")


def _held(warehouse: WarehouseResource, wanted: Wanted) -> set[tuple[str, str]]:
    """Those of the role-months that a page is held of."""
    held = held_months(warehouse.open(), wanted.roles)
    return {(role, month.isoformat()) for (role, _, _), months in held.items() for month in months & set(wanted.months)}


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


def _tag(context: dg.OpExecutionContext, wanted: Wanted) -> None:
    """Tag the run with its role, by which a role's history is found."""
    if len(wanted.roles) == 1 and ROLE_DIMENSION not in context.run.tags:
        context.instance.add_run_tags(context.run_id, {ROLE_DIMENSION: wanted.roles[0]})
