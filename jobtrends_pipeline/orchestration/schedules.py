"""Schedules: refresh the roles that are due; compute month ends of own adverts."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import dagster as dg

from jobtrends_pipeline.archive.document import LIVE
from jobtrends_pipeline.config.adverts import load_advert_sources
from jobtrends_pipeline.config.cadence import LONDON, expected_month, slots
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.config.watchlist import MARKET_INDEX, Role, Watchlist
from jobtrends_pipeline.orchestration.jobs import compute_adverts, refresh_live_role
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION, neighbours, range_tags, single_tags
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.tables.advert_figures import ADVERT_COVERAGE

MOST_SINGLE_RUNS = 200
"""With more roles on the watchlist, one run refreshes a batch of them, as launching a run costs 8 CPU seconds."""
BATCH = 25
INDEX = Role(name=MARKET_INDEX)
"""The market index is refreshed like a role, weekly."""


@dg.schedule(
    job=refresh_live_role,
    cron_schedule="0 * * * *",
    execution_timezone=str(LONDON),
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=(
        "Every hour, captures the roles that are due from the source: daily, weekly or monthly as the watchlist says, "
        "each at its own time within the refresh hours of settings.yaml. Needs a contact there."
    ),
)
def refresh_due_roles(context: dg.ScheduleEvaluationContext, root: DataRoot) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Request a run for each role that became due in the hour before this tick."""
    until = context.scheduled_execution_time
    settings = Settings.load(root.paths.settings_file)
    if settings.contact is None:
        yield dg.SkipReason(f"no contact: set one in {root.paths.settings_file}, or nothing may be asked for")
        return
    watchlist = root.watchlist()
    due = list(due_roles(watchlist, settings.refresh_hours, until - timedelta(hours=1), until))
    partitions = context.instance.get_dynamic_partitions(ROLE_DIMENSION)
    requests = list(live_requests(due, partitions, until, is_batched=len(watchlist.roles) > MOST_SINGLE_RUNS))
    yield from requests
    if not requests:
        yield dg.SkipReason("no role is due in this hour")


@dg.schedule(
    job=compute_adverts,
    cron_schedule="15 4 * * *",
    execution_timezone=str(LONDON),
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Computes the figures of own adverts at the last month end, once it is past; asks no host.",
)
def compute_month_ends(
    context: dg.ScheduleEvaluationContext, root: DataRoot
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Request one run a month, on the first day the schedule runs."""
    today = context.scheduled_execution_time.astimezone(LONDON)
    if not load_advert_sources(root.paths.advert_sources_file):
        yield dg.SkipReason("adverts.yaml names no source")
        return
    last = context.instance.get_latest_materialization_event(dg.AssetKey(ADVERT_COVERAGE.name))
    computed = datetime.fromtimestamp(last.timestamp, LONDON) if last else None
    if computed is None or (computed.year, computed.month) == (today.year, today.month):
        yield dg.SkipReason("no adverts were read yet" if computed is None else "this month's figures are computed")
        return
    yield dg.RunRequest(run_key=f"month-end:{today:%Y-%m}")


def due_roles(
    watchlist: Watchlist, hours: tuple[int, int], after: datetime, until: datetime
) -> Iterator[tuple[str, datetime]]:
    """Yield each role with a due time after `after` and up to `until`.

    Its last such time is yielded with it.
    """
    is_batched = len(watchlist.roles) > MOST_SINGLE_RUNS
    for number, role in enumerate((*watchlist.roles, INDEX)):
        key = f"batch-{number // BATCH}" if is_batched else role.key
        moments = slots(key, role.cadence, hours, after, until)
        if moments:
            yield role.key, moments[-1]


def live_requests(
    due: Sequence[tuple[str, datetime]],
    ordered_partitions: Sequence[str],
    moment: datetime,
    *,
    is_batched: bool,
    mark: str = "",
) -> Iterator[dg.RunRequest]:
    """Yield the run requests for roles that are due, one per role or per batch.

    A batch has neighbours in the order of the partitions.

    Args:
        due: Roles and their due times.
        ordered_partitions: The partitions, in their order; a role that is not a partition is left out.
        moment: Time of the request; gives the month expected on the page.
        is_batched: Whether neighbours share a run.
        mark: Distinguishes a retry from the first attempt.
    """
    month = expected_month(moment).isoformat()
    tags = {"origin": LIVE, "month": month}
    partitions = set(ordered_partitions)
    known = [(role, at) for role, at in due if role in partitions]
    if not is_batched:
        for role, at in known:
            yield dg.RunRequest(
                run_key=f"{role}:{at.isoformat()}{mark}", partition_key=role, tags=tags | single_tags(role)
            )
        return
    moments = dict(known)
    for group in neighbours(moments, ordered_partitions, BATCH):
        first, last = group[0], group[-1]
        key = f"{first}..{last}:{moments[first].isoformat()}{mark}"
        yield dg.RunRequest(run_key=key, tags=tags | range_tags(group))
