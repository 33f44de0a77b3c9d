"""What sensors ask of the event log: new materialisations, and who made them."""

from collections.abc import Collection, Iterable, Sequence

import dagster as dg

from jobtrends_pipeline.orchestration.dead_runs import WRITER_TAGS
from jobtrends_pipeline.orchestration.partitions import single_tags

MOST_EVENTS = 500


def new_materializations(context: dg.SensorEvaluationContext, key: dg.AssetKey) -> Sequence[dg.EventLogRecord]:
    """Return the materialisations of an asset since the cursor, the oldest first.

    They are at most `MOST_EVENTS`.
    """
    after = int(context.cursor) if context.cursor else None
    wanted = dg.AssetRecordsFilter(key, after_storage_id=after)
    return context.instance.fetch_materializations(wanted, limit=MOST_EVENTS, ascending=True).records


def runs_that_go_on(instance: dg.DagsterInstance, run_ids: Iterable[str], jobs: Collection[str] = ()) -> set[str]:
    """Return the runs that need no sensor for what follows.

    They are runs of commands, which do the rest themselves, and of the jobs named.
    """
    runs = instance.get_runs(dg.RunsFilter(run_ids=sorted(set(run_ids))))
    return {run.run_id for run in runs if run.job_name in jobs or WRITER_TAGS.items() <= run.tags.items()}


def refreshes(roles: Iterable[str], why: str, last: int) -> list[dg.RunRequest]:
    """Build a request to refresh each role, once for a last materialisation.

    Args:
        roles: Partition keys.
        why: Start of the keys of the runs.
        last: Storage number of that materialisation.
    """
    return [
        dg.RunRequest(run_key=f"{why}:{role}:{last}", partition_key=role, tags=single_tags(role))
        for role in sorted(set(roles))
    ]
