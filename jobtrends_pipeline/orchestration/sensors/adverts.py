"""Sensors of adverts: read what was taken, compute figures, refresh their roles."""

import dagster as dg

from jobtrends_pipeline.orchestration.assets.advert_inputs import MONTHS, advert_inputs
from jobtrends_pipeline.orchestration.assets.adverts import ROLES, adverts
from jobtrends_pipeline.orchestration.jobs import compute_adverts, read_adverts, refresh_role
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION
from jobtrends_pipeline.orchestration.sensors.materialized import new_materializations, refreshes, runs_that_go_on
from jobtrends_pipeline.orchestration.sensors.watchlist import ALIVE
from jobtrends_pipeline.tables.advert_figures import ADVERT_COVERAGE


@dg.sensor(
    job=read_adverts,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Reads the sources and months of which inputs were taken from the inbox.",
)
def read_taken_adverts(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Request a run for each source and month that `advert_inputs` names anew."""
    found = new_materializations(context, advert_inputs.key)
    if not found:
        return dg.SkipReason("no adverts were taken")
    going_on = runs_that_go_on(context.instance, (record.run_id for record in found))
    keys = {key for record in found if record.run_id not in going_on for key in _named(record, MONTHS)}
    last = str(found[-1].storage_id)
    requests = [dg.RunRequest(run_key=f"taken:{key}:{last}", partition_key=key) for key in sorted(keys)]
    return dg.SensorResult(run_requests=requests, cursor=last)


@dg.sensor(
    job=compute_adverts,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Groups adverts and computes their figures when all runs that read adverts have ended.",
)
def compute_read_adverts(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Request one run after any number of months were read."""
    instance = context.instance
    found = instance.fetch_materializations(adverts.key, limit=1).records
    if not found or str(found[0].storage_id) == context.cursor:
        return dg.SkipReason("no adverts were read")
    if any(map(_reads, instance.get_runs(dg.RunsFilter(statuses=ALIVE)))):
        return dg.SkipReason("adverts are being read")
    last = str(found[0].storage_id)
    if runs_that_go_on(instance, [found[0].run_id]):
        return dg.SensorResult(cursor=last)
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=f"adverts:{last}")], cursor=last)


@dg.sensor(
    job=refresh_role,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Refreshes the roles whose figures of own adverts changed.",
)
def refresh_roles_of_adverts(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Request a run for each role that `advert_coverage` names anew."""
    found = new_materializations(context, dg.AssetKey(ADVERT_COVERAGE.name))
    if not found:
        return dg.SkipReason("no figures of own adverts were computed")
    going_on = runs_that_go_on(context.instance, (record.run_id for record in found))
    roles = {role for record in found if record.run_id not in going_on for role in _named(record, ROLES)}
    known = context.instance.get_dynamic_partitions(ROLE_DIMENSION)
    last = found[-1].storage_id
    return dg.SensorResult(run_requests=refreshes(roles & {*known}, "adverts", last), cursor=str(last))


def _reads(run: dg.DagsterRun) -> bool:
    """Return whether a run reads adverts.

    It is one of the job, or of the asset alone, as a backfill starts it.
    """
    return run.job_name == read_adverts.name or adverts.key in (run.asset_selection or ())


def _named(record: dg.EventLogRecord, entry: str) -> list[str]:
    """Return what a list in the metadata of a materialisation names."""
    materialization = record.asset_materialization
    value = materialization.metadata.get(entry) if materialization else None
    return [str(one) for one in value.value] if value and isinstance(value.value, list) else []
