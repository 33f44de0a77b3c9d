"""Sensor that retries deferred and missed refreshes.

Pauses grow with each attempt, and the number of attempts is limited.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import dagster as dg

from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
from jobtrends_pipeline.archive.document import LIVE
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.config.cadence import last_slot
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.config.watchlist import Role
from jobtrends_pipeline.fetch.response import DeferredError
from jobtrends_pipeline.notify.message import Message
from jobtrends_pipeline.orchestration.jobs import refresh_live_role
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION, add_roles, roles_of
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.orchestration.schedules import INDEX, live_requests
from jobtrends_pipeline.orchestration.sensors.watchlist import ALIVE

GRACE = timedelta(hours=2)
"""A refresh without an attempt counts as missed this long after its due time, as if computer or daemon were off."""
FIRST_PAUSE = timedelta(minutes=15)
"""Shortest pause after the first deferred attempt; doubled after each further one."""
MOST_TRIES = 6
LOOKED_BACK = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class PickUp:
    """A role to refresh again.

    Attributes:
        role: Partition key.
        slot: Due time of its refresh.
        mark: Distinguishes this attempt from earlier ones.
        is_given_up: Whether it was deferred so often that it waits for its next due time.
    """

    role: str
    slot: datetime
    mark: str
    is_given_up: bool = False


@dg.sensor(
    job=refresh_live_role,
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Retries roles whose last attempt was deferred by the source: first after 15 minutes, then after twice as long "
        f"each time, and never earlier than the source allows; after {MOST_TRIES} attempts the role waits for its next "
        "regular refresh. Also refreshes roles whose due time passed without an attempt."
    ),
)
def pick_up_refreshes(context: dg.SensorEvaluationContext, root: DataRoot) -> dg.SensorResult | dg.SkipReason:
    """Request a run for each role to refresh again."""
    from jobtrends_pipeline.notify.notifier import Notifier

    settings = Settings.load(root.paths.settings_file)
    if settings.contact is None:
        return dg.SkipReason(f"no contact: set one in {root.paths.settings_file}, or nothing may be asked for")
    now = clock.now()
    tried = AttemptLog(root.paths.attempts_dir).recent(now - LOOKED_BACK)
    followed = (*root.watchlist().roles, INDEX)
    add_roles(context.instance, [role.key for role in followed])
    retries = list(pick_ups(followed, settings.refresh_hours, tried, now))
    partitions = context.instance.get_dynamic_partitions(ROLE_DIMENSION)
    alive = context.instance.get_runs(dg.RunsFilter(statuses=ALIVE))
    busy = {role for run in alive for role in (run.tags.get("role"), *roles_of(run.tags, partitions))}
    asked = [each for each in retries if not each.is_given_up and each.role not in busy]
    given_up = [each for each in retries if each.is_given_up]
    requests = [
        request
        for each in asked
        for request in live_requests([(each.role, each.slot)], partitions, now, is_batched=False, mark=each.mark)
    ]
    for each in given_up:
        Notifier.of(root.paths, context.log).tell(_given_up(each))
    if not requests:
        return dg.SkipReason(f"nothing to ask for again; {len(given_up)} roles given up until their next refresh")
    return dg.SensorResult(run_requests=requests)


def _given_up(each: PickUp) -> Message:
    return Message(
        key=f"given-up:{each.role}:{each.slot.isoformat()}",
        title=f"{each.role}: the source put the refresh off {MOST_TRIES} times",
        happened=f"Due {each.slot:%Y-%m-%d %H:%M} UTC; every try since was answered with a wait.",
        action="It waits for its next regular refresh; see `jobtrends doctor` for what the source asks, or try by hand "
        f"with `jobtrends capture --role {each.role}`.",
        severity="warning",
    )


def pick_ups(
    roles: Iterable[Role], hours: tuple[int, int], attempts: Iterable[Attempt], now: datetime
) -> Iterator[PickUp]:
    """Yield the roles to refresh again, and those given up.

    Args:
        roles: Roles with their cadence.
        hours: Hours of the day that refreshes are spread over.
        attempts: Attempts of the last weeks.
        now: The current time.
    """
    last: dict[str, Attempt] = {}
    put_off: dict[str, int] = {}
    for attempt in sorted(attempts, key=lambda each: each.attempted_at):
        if attempt.origin == LIVE and attempt.role:
            is_deferred = attempt.outcome == DeferredError.outcome
            put_off[attempt.role] = put_off.get(attempt.role, 0) + 1 if is_deferred else 0
            last[attempt.role] = attempt
    for role in roles:
        slot = last_slot(role.key, role.cadence, hours, now)
        before, times = last.get(role.key), put_off.get(role.key, 0)
        is_missed = before is None or before.attempted_at < slot
        if times and before and before.attempted_at >= slot:
            pause = FIRST_PAUSE * 2 ** (times - 1)
            earliest = max(before.attempted_at + pause, before.not_before or before.attempted_at)
            if times >= MOST_TRIES:
                yield PickUp(role.key, slot, f":{times}", is_given_up=True)
            elif now >= earliest:
                yield PickUp(role.key, slot, f":{times}")
        elif is_missed and now >= slot + GRACE:
            yield PickUp(role.key, slot, ":missed")
