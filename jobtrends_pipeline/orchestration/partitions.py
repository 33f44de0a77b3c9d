"""Partitions: roles (dynamic, in step with the watchlist and with the pages that came), and role x month for captures.

Captures have the month as well, since that matrix shows which months are held. Everything after them is per role:
each partition of each asset costs about 30 ms and 8 KB of event log.
"""

from collections.abc import Iterable, Mapping, Sequence

import dagster as dg

from jobtrends_pipeline.config.paths import FIRST_MONTH

ROLE_DIMENSION, MONTH_DIMENSION = "role", "month"
PARTITION_TAG = "dagster/partition"
RANGE_START_TAG, RANGE_END_TAG = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"

roles = dg.DynamicPartitionsDefinition(name=ROLE_DIMENSION)
months = dg.MonthlyPartitionsDefinition(start_date=f"{FIRST_MONTH}-01", timezone="Europe/London", end_offset=1)
role_months = dg.MultiPartitionsDefinition({ROLE_DIMENSION: roles, MONTH_DIMENSION: months})


def role_month(role: str, month: str) -> dg.MultiPartitionKey:
    """Key of one role in one month (`2026-02-01`)."""
    return dg.MultiPartitionKey({ROLE_DIMENSION: role, MONTH_DIMENSION: month})


def add_roles(instance: dg.DagsterInstance, keys: Iterable[str]) -> None:
    """Make sure that the roles are partitions; those there already stay as they are."""
    new = set(keys) - set(instance.get_dynamic_partitions(ROLE_DIMENSION))
    if new:
        instance.add_dynamic_partitions(ROLE_DIMENSION, sorted(new))


def roles_of(tags: Mapping[str, str], held: Sequence[str]) -> Sequence[str]:
    """The roles that a run of role partitions is of: one, or a batch of neighbours.

    Args:
        tags: Of the run.
        held: All role partitions, in their order; of a batch that begins or ends with a role that is none any more
            only the ends are known.
    """
    if PARTITION_TAG in tags:
        return [tags[PARTITION_TAG]]
    ends = [tags[tag] for tag in (RANGE_START_TAG, RANGE_END_TAG) if tag in tags]
    if len(ends) == 2 and set(ends) <= set(held):
        first, last = map(held.index, ends)
        return held[first : last + 1]
    return ends
