"""Work of the steps that get past pages: saved files first, then web archives.

The steps themselves are declared beside the asset `page_captures`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import dagster as dg

from jobtrends_pipeline.acquire.backfill import MonthResult
from jobtrends_pipeline.acquire.inbox.put_away import put_away
from jobtrends_pipeline.acquire.past_charts import ChartResult
from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
from jobtrends_pipeline.archive.document import SAVED
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.orchestration.assets.captures import PAGE_CAPTURES, run_file_name, run_mark
from jobtrends_pipeline.orchestration.assets.page_captures import WantedPages
from jobtrends_pipeline.orchestration.clearly import known_errors_as_failures
from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.orchestration.filing import file_captures, log_refused, mark_filled, tell_left
from jobtrends_pipeline.orchestration.partitions import role_month, tag_run
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.orchestration.wanted import (
    archives_to_ask,
    is_of_partitions,
    refuse_job_backfill,
    refuse_unknown_roles,
    refuse_what_cannot_be,
    wanted_pages,
)
from jobtrends_pipeline.saved_files.file_names import path_of
from jobtrends_pipeline.steps.backfill import Wanted, capture_past, captured_months, plan_backfill, sort_saved
from jobtrends_pipeline.steps.list_captures import store_arrivals
from jobtrends_pipeline.steps.progress import PROGRESS


def take_wanted(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource
) -> list[str]:
    """Archive the wanted saved pages, and return the web archives to ask next.

    Raises:
        dagster.Failure: if the run asks for what cannot be.
    """
    refuse_job_backfill(context)
    wanted = wanted_pages(context, config, root)
    refuse_what_cannot_be(wanted, config.origins)
    tag_run(context, wanted.roles)
    if SAVED in config.origins:
        _say(context, _take_saved(context, config, wanted, root, warehouse))
    return archives_to_ask(context, config, root)


def ask_archive(
    context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource, origin: str
) -> None:
    """Request the wanted months without a page from a web archive.

    Roles that are not on the watchlist are left out.
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
    _say(context, outcomes)


def register(context: dg.OpExecutionContext, config: WantedPages, root: DataRoot, warehouse: WarehouseResource) -> None:
    """List new captures, and mark the wanted partitions that have a page.

    Raises:
        dagster.Failure: at the end, if no web archive was asked for some roles.
    """
    with known_errors_as_failures():
        wanted = wanted_pages(context, config, root)
        file_captures(context, root, warehouse.open(), ())
        if is_of_partitions(context):
            covered = _covered(warehouse, wanted)
            _mark_again(context, covered)
            context.log.info("%d of %d role-months have a page", len(covered), len(wanted.roles) * len(wanted.months))
    refuse_unknown_roles(config, wanted, root)


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
