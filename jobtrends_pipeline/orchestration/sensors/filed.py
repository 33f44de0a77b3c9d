"""Sensors after captures and refreshes: read filed captures, and publish."""

import dagster as dg

from jobtrends_pipeline.orchestration.assets.page_captures import page_captures
from jobtrends_pipeline.orchestration.dead_runs import WRITER_TAGS
from jobtrends_pipeline.orchestration.jobs import publish_all, refresh_live_role, refresh_role
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION
from jobtrends_pipeline.orchestration.sensors.materialized import new_materializations, refreshes, runs_that_go_on
from jobtrends_pipeline.orchestration.sensors.watchlist import ALIVE

_REFRESHES = (refresh_role.name, refresh_live_role.name)


@dg.sensor(
    job=refresh_role,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Refreshes roles with newly filed captures, if the run that filed them does not refresh them itself.",
)
def read_filed_captures(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Request a run for each role among the new materialisations of `page_captures`."""
    filed = new_materializations(context, page_captures.key)
    if not filed:
        return dg.SkipReason("no captures were filed")
    going_on = runs_that_go_on(context.instance, (record.run_id for record in filed), [refresh_live_role.name])
    keys = [record.partition_key for record in filed if record.run_id not in going_on]
    last = filed[-1].storage_id
    return dg.SensorResult(
        run_requests=refreshes((_role_of(key) for key in keys if key), "filed", last), cursor=str(last)
    )


@dg.sensor(
    job=publish_all,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Publishes the warehouse and the home page when all running refreshes have ended.",
)
def publish_refreshed(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Request one run after any number of refreshes."""
    instance = context.instance
    if any(instance.get_run_ids(dg.RunsFilter(job_name=job, statuses=ALIVE), limit=1) for job in _REFRESHES):
        return dg.SkipReason("a refresh is under way: what it brings is published after it")
    ended = [
        run.run_id
        for job in _REFRESHES
        for run in instance.get_runs(dg.RunsFilter(job_name=job, statuses=[dg.DagsterRunStatus.SUCCESS]), limit=1)
        if not WRITER_TAGS.items() <= run.tags.items()
    ]
    state = ",".join(ended)
    if not ended or state == context.cursor:
        return dg.SkipReason("no refresh has ended since the last tick")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=f"publish:{state}")], cursor=state)


def _role_of(key: str) -> str:
    """Return the role of a `page_captures` partition, whose text is `month|role`."""
    return key.split("|")[sorted(("month", ROLE_DIMENSION)).index(ROLE_DIMENSION)]
