"""Asset `page_captures`, role x month: saved files first, then web archives.

It is a graph of steps, so that an hour of requests to a web archive occupies only the pool of that host. The web UI
launches it as an asset, for the chosen partitions; the job `backfill_pages` runs the same steps for the roles and
months of its configuration.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import dagster as dg

from jobtrends_pipeline.acquire.backfill import MonthResult
from jobtrends_pipeline.acquire.inbox.put_away import put_away
from jobtrends_pipeline.acquire.past_charts import ChartResult
from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
from jobtrends_pipeline.archive.document import COMMON_CRAWL, PAST_ORIGINS, SAVED, WAYBACK
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
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.saved_files.file_names import path_of
from jobtrends_pipeline.steps.backfill import Wanted, capture_past, captured_months, plan_backfill, sort_saved
from jobtrends_pipeline.steps.progress import PROGRESS


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
    """Request the months without a page from the Wayback Machine.

    What it defers is left to a later run.
    """
    with known_errors_as_failures():
        _say(context, _ask(context, config, root, warehouse, WAYBACK))


@dg.op(pool=COMMON_CRAWL, ins={"chosen": dg.In(dg.Nothing), "before": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def capture_common_crawl(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Request the months without a page from Common Crawl.

    What it defers is left to a later run.
    """
    with known_errors_as_failures():
        _say(context, _ask(context, config, root, warehouse, COMMON_CRAWL))


@dg.op(pool=WAREHOUSE_POOL, ins={"captured": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing, is_required=False))
def register_wanted(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.Output[None]]:
    """List new captures, and mark exactly the partitions that have a page.

    Other partitions stay unchanged.
    """
    with known_errors_as_failures():
        wanted = wanted_pages(context, config, root)
        file_captures(context, root, warehouse.open(), ())
        if is_of_partitions(context):
            covered = _covered(warehouse, wanted)
            _mark_again(context, covered)
            context.log.info("%d of %d role-months have a page", len(covered), len(wanted.roles) * len(wanted.months))
    refuse_unknown_roles(config, wanted, root)
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


def _take_saved(
    context: dg.OpExecutionContext,
    config: WantedPages,
    wanted: Wanted,
    root: DataRoot,
    warehouse: WarehouseResource,
) -> Counter[str]:
    """Archive and list the wanted saved pages, and clear the inbox of finished files.

    A file with other pages that are not archived stays.
    """
    from jobtrends_pipeline.steps.list_captures import store_arrivals

    archive, name = root.archive, run_file_name(context.run)
    archive.sweep()
    paths = [path_of(path) for path in config.paths]
    sorted_out = sort_saved(wanted, paths, root.paths.inbox_dir, root.watchlist(), archive.whole_captures())
    store_arrivals(archive, warehouse.open(), name, sorted_out.arrivals, sorted_out.charts, root.watchlist())
    mark_filled(context, [page.filed for page in sorted_out.arrivals])
    if not paths:
        tell_left(context, put_away(root.paths.inbox_dir, sorted_out.finished))
    log_refused(root, name, sorted_out.refused)
    return Counter(
        pages_taken=len(sorted_out.arrivals),
        pages_held=sorted_out.archived,
        pages_left=sorted_out.others,
        charts_taken=len(sorted_out.charts),
        refused=len(sorted_out.refused),
    )


def _ask(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource, origin: str
) -> Counter[str]:
    """Request the wanted months without a page from a web archive.

    Roles that are not on the watchlist are left out.

    Returns:
        Number of attempts by outcome.
    """
    wanted, watchlist = wanted_pages(context, config, root), root.watchlist()
    wanted = replace(wanted, roles=[role for role in wanted.roles if role in watchlist.keys])
    settings, log = Settings.load(root.paths.settings_file), AttemptLog(root.paths.attempts_dir)
    unlisted = [one.attempt for one in log.since({}) if one.run.endswith(f"-{run_mark(context.run)}")]
    todo = plan_backfill(wanted, origin, settings, log, warehouse.open(), watchlist, unlisted)
    name, outcomes, number = run_file_name(context.run), Counter[str](), 0
    for step in capture_past(todo, origin, settings, watchlist, root.archive, log, name):
        if isinstance(step, ChartResult):
            outcomes[f"charts_{step.attempt.outcome}"] += 1
            words = f"chart {step.attempt.url}: {_outcome(step.attempt)}"
        else:
            outcomes[step.attempt.outcome] += 1
            number += 1
            words = _words(step, number, todo.month_count)
        PROGRESS.info("%s", words)
        context.log.info("%s", words)
    return outcomes


def _say(context: dg.OpExecutionContext, outcomes: Counter[str]) -> None:
    context.log.info("outcomes: %s", dict(outcomes) or "nothing to ask for")
    context.add_output_metadata(counts(outcomes), output_name=SAVED if "pages_taken" in outcomes else None)


def _words(step: MonthResult, number: int, whole: int) -> str:
    attempt = step.attempt
    what = f"{step.target.market} {step.target.role} in {step.target.place}, {(attempt.month or '')[:7]}"
    return f"{number} of {whole}: {what}: {_outcome(attempt)}"


def _outcome(attempt: Attempt) -> str:
    return attempt.outcome + (f" ({attempt.reason})" if attempt.reason else "")


def _covered(warehouse: WarehouseResource, wanted: Wanted) -> set[tuple[str, str]]:
    """Return the wanted role-months that have a trusted capture."""
    captured = captured_months(warehouse.open(), wanted.roles)
    return {
        (role, month.isoformat()) for (role, _, _), months in captured.items() for month in months & set(wanted.months)
    }


def _mark_again(context: dg.OpExecutionContext, covered: Iterable[tuple[str, str]]) -> None:
    """Mark role-months with a page that this run has not marked.

    A backfill counts only the partitions that its own runs mark.
    """
    events = context.instance.all_logs(context.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    marked = {entry.dagster_event.partition for entry in events if entry.dagster_event}
    for role, month in sorted(covered):
        key = role_month(role, month)
        if key not in marked:
            context.log_event(
                dg.AssetMaterialization(PAGE_CAPTURES, partition=key, metadata=counts({"pages_taken": 0}))
            )


def _tag(context: dg.OpExecutionContext, wanted: Wanted) -> None:
    """Tag the run with its role, so that it is found in the role's history."""
    if len(wanted.roles) == 1 and ROLE_DIMENSION not in context.run.tags:
        context.instance.add_run_tags(context.run_id, {ROLE_DIMENSION: wanted.roles[0]})
