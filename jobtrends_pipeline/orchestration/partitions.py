"""Partitions: roles (dynamic), and role x month for captures.

Roles follow the watchlist and the captured pages. Captures have the month as well, as that matrix shows which months
have a page. All later assets are partitioned by role only: each partition of each asset costs about 30 ms and 8 KB of
event log.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice

import dagster as dg

from jobtrends_pipeline.config.paths import FIRST_MONTH

ROLE_DIMENSION, MONTH_DIMENSION = "role", "month"
SOURCE_DIMENSION, SOURCE_PARTITIONS = "source", "advert_source"
PARTITION_TAG = "dagster/partition"
RANGE_START_TAG, RANGE_END_TAG = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
_TAG_CHARACTERS = 63
"""Longest name of a tag; a longer key of a role is cut."""
MOST_TAGGED = 200
"""Roles of a run beyond this number have no tag: each costs 0.2 kB."""

roles = dg.DynamicPartitionsDefinition(name=ROLE_DIMENSION)
months = dg.MonthlyPartitionsDefinition(start_date=f"{FIRST_MONTH}-01", timezone="Europe/London", end_offset=1)
role_months = dg.MultiPartitionsDefinition({ROLE_DIMENSION: roles, MONTH_DIMENSION: months})
sources = dg.DynamicPartitionsDefinition(name=SOURCE_PARTITIONS)
source_months = dg.MultiPartitionsDefinition({SOURCE_DIMENSION: sources, MONTH_DIMENSION: months})
"""Sources of one's own adverts and months of capture."""


def role_month(role: str, month: str) -> dg.MultiPartitionKey:
    """Build the partition key of a role and a month (`2026-02-01`)."""
    return dg.MultiPartitionKey({ROLE_DIMENSION: role, MONTH_DIMENSION: month})


def add_roles(instance: dg.DagsterInstance, keys: Iterable[str]) -> None:
    """Add roles as partitions; existing ones stay."""
    new = set(keys) - set(instance.get_dynamic_partitions(ROLE_DIMENSION))
    if new:
        instance.add_dynamic_partitions(ROLE_DIMENSION, sorted(new))


def source_month(source: str, month: str) -> dg.MultiPartitionKey:
    """Build the partition key of a source of adverts and a month (`2026-08`)."""
    return dg.MultiPartitionKey({SOURCE_DIMENSION: source, MONTH_DIMENSION: f"{month}-01"})


def add_sources(instance: dg.DagsterInstance, names: Iterable[str]) -> None:
    """Add sources of adverts as partitions; existing ones stay."""
    new = set(names) - set(instance.get_dynamic_partitions(SOURCE_PARTITIONS))
    if new:
        instance.add_dynamic_partitions(SOURCE_PARTITIONS, sorted(new))


@contextmanager
def partitions_kept(instance: dg.DagsterInstance) -> Iterator[None]:
    """Read the role partitions once for the block, or for the block around it.

    Dagster asks for them with each metadata of a role, and to plan each step.
    """
    if "get_dynamic_partitions" in vars(instance):
        yield
        return
    keys = instance.get_dynamic_partitions(ROLE_DIMENSION)
    known = set(keys)

    of_others, is_of_others = instance.get_dynamic_partitions, instance.has_dynamic_partition

    def listed(partitions_def_name: str) -> Sequence[str]:
        return list(keys) if partitions_def_name == ROLE_DIMENSION else of_others(partitions_def_name)

    def is_listed(partitions_def_name: str, partition_key: str) -> bool:
        if partitions_def_name != ROLE_DIMENSION:
            return is_of_others(partitions_def_name, partition_key)
        return partition_key in known

    vars(instance).update(get_dynamic_partitions=listed, has_dynamic_partition=is_listed)
    try:
        yield
    finally:
        del vars(instance)["get_dynamic_partitions"], vars(instance)["has_dynamic_partition"]


def neighbours(keys: Iterable[str], ordered: Sequence[str], most: int) -> Iterator[list[str]]:
    """Group roles whose partitions are consecutive, as one run can have them.

    Args:
        keys: The roles; one that is not a partition is left out.
        ordered: All role partitions, in their order.
        most: Largest number of roles in a group.

    Yields:
        Groups, in the order of the partitions.
    """
    place = {role: number for number, role in enumerate(ordered)}
    group: list[str] = []
    for role in sorted({key for key in keys if key in place}, key=place.__getitem__):
        if group and (place[role] != place[group[-1]] + 1 or len(group) == most):
            yield group
            group = []
        group.append(role)
    if group:
        yield group


def range_tags(group: Sequence[str]) -> dict[str, str]:
    """Return the tags of a run over a group of `neighbours`."""
    return {RANGE_START_TAG: group[0], RANGE_END_TAG: group[-1], "roles": str(len(group))} | found_by(group)


def single_tags(role: str) -> dict[str, str]:
    """Return the tags of a run over one role."""
    return {ROLE_DIMENSION: role} | found_by([role])


def found_by(group: Iterable[str]) -> dict[str, str]:
    """Return a tag for each role, `role/java`, by which its runs are found.

    A tag has one value, so that a tag `role` could name one role of a batch only.
    """
    return {f"{ROLE_DIMENSION}/{role[:_TAG_CHARACTERS]}": "true" for role in islice(group, MOST_TAGGED)}


def tag_run(context: dg.OpExecutionContext | dg.AssetExecutionContext, group: Sequence[str]) -> None:
    """Tag a run with its roles, unless it was requested with these tags.

    A backfill of the web UI is not.
    """
    wanted = single_tags(group[0]) if len(group) == 1 else found_by(group)
    if missing := {tag: value for tag, value in wanted.items() if tag not in context.run.tags}:
        context.instance.add_run_tags(context.run.run_id, missing)


def roles_of(tags: Mapping[str, str], partitions: Sequence[str]) -> Sequence[str]:
    """Return the roles of a run over role partitions: one, or a batch of neighbours.

    Args:
        tags: Tags of the run.
        partitions: All role partitions, in their order. If the first or last role of a batch is no longer a partition,
            only these two are returned.
    """
    if PARTITION_TAG in tags:
        return [tags[PARTITION_TAG]]
    ends = [tags[tag] for tag in (RANGE_START_TAG, RANGE_END_TAG) if tag in tags]
    if len(ends) == 2 and set(ends) <= set(partitions):
        first, last = map(partitions.index, ends)
        return partitions[first : last + 1]
    return ends
