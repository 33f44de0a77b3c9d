"""Sensors that send notifications of failed runs, failed checks and new errors.

They read logs and the published copy only. They skip while no channel is on; what happens meanwhile is not reported
later.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from jobtrends_pipeline.notify.reported import ReportedIdentities
from jobtrends_pipeline.orchestration.alert_messages import FailedCheck, about_checks, about_findings, about_run
from jobtrends_pipeline.orchestration.causes import is_interrupt
from jobtrends_pipeline.orchestration.dagster_internals import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)
from jobtrends_pipeline.orchestration.resources import DataRoot

WINDOW = 20
"""Failures of one check that are read per tick; if more happen between two ticks, earlier ones are not reported."""
_MOST_CASES = 3
_WILL_RETRY = "dagster/will_retry"
_FAILED = {AssetCheckExecutionRecordStatus.FAILED}
_NEW = "nothing new"


@dg.run_failure_sensor(
    name="failed_runs",
    monitor_all_code_locations=True,  # runs of the command line belong to no code location
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sends a message when a run has failed: why, and what to do. Channels: `notify` in settings.yaml.",
)
def failed_runs(context: dg.RunFailureSensorContext, root: DataRoot) -> dg.SkipReason | None:
    """Send a message for each run that failed for good, unless a person stopped it."""
    from jobtrends_pipeline.notify.notifier import Notifier, how_to_turn_on

    notifier = Notifier.of(root.paths, context.log)
    if not notifier.is_on:
        return dg.SkipReason(how_to_turn_on(root.paths))
    run, steps = context.dagster_run, context.get_step_failure_events()
    if not run.remote_job_origin and any(map(is_interrupt, steps)):
        return dg.SkipReason(f"the command of run {run.run_id[:8]} was stopped by a person")
    if run.remote_job_origin and run.tags.get(_WILL_RETRY) == "true":
        return dg.SkipReason(f"run {run.run_id[:8]} will be tried again")
    notifier.tell(about_run(run, [*steps, context.failure_event], notifier.link(run.run_id)))
    return None


@dg.sensor(
    name="failed_checks",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sends a message when asset checks have failed, with the first rows; the cursor lists failures seen.",
)
def failed_checks(context: dg.SensorEvaluationContext, root: DataRoot) -> dg.SkipReason:
    """Send one message for checks of severity error that failed since the last tick."""
    from jobtrends_pipeline.notify.notifier import Notifier, how_to_turn_on

    notifier = Notifier.of(root.paths, context.log)
    if not notifier.is_on:
        context.update_cursor("")
        return dg.SkipReason(how_to_turn_on(root.paths))
    records = _failures(context)
    seen = (context.cursor or "").split()
    new = [record for record in records if str(record.id) not in seen]
    reported = [check for record in new if (check := _as_error(record))] if context.cursor else []
    if reported:
        runs = {check.run_id for check in reported}
        notifier.tell(about_checks(reported, notifier.link(reported[0].run_id) if len(runs) == 1 else None))
    context.update_cursor(" ".join(["seen", *(str(record.id) for record in records)]))
    return dg.SkipReason(f"{len(reported)} new failures" if reported else _NEW)


@dg.sensor(
    name="new_error_findings",
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sends a message about new findings of severity error in the published warehouse, and retries messages "
    "that no channel accepted; the cursor is the published file's time and size.",
)
def new_error_findings(context: dg.SensorEvaluationContext, root: DataRoot) -> dg.SkipReason:
    """Send one message for the findings that the published warehouse has gained."""
    from jobtrends_pipeline.notify.notifier import Notifier, how_to_turn_on
    from jobtrends_pipeline.warehouse.errors import error_findings
    from jobtrends_pipeline.warehouse.published import published_state

    paths = root.paths
    notifier = Notifier.of(paths, context.log)
    if not notifier.is_on:
        context.update_cursor("")
        return dg.SkipReason(how_to_turn_on(paths))
    notifier.resend()
    state = published_state(paths.published_file)
    if state == context.cursor:
        return dg.SkipReason(_NEW)
    known = ReportedIdentities(paths.known_findings_file)
    before = known.all()
    findings = {finding.identity: finding for finding in error_findings(paths.published_file)}
    new = [finding for identity, finding in findings.items() if identity not in before] if context.cursor else []
    if new:
        notifier.tell(about_findings(new))
    known.replace(findings)
    context.update_cursor(state)
    return dg.SkipReason(f"{len(new)} new findings" if new else _NEW)


def _failures(context: dg.SensorEvaluationContext) -> Sequence[AssetCheckExecutionRecord]:
    """Read the last failures of every check from the index of the event log.

    A failure has the position in the log that its check got when the run was planned, so that a later failure may come
    before an earlier one. The cursor is therefore a list of failures, not the last position.
    """
    if context.repository_def is None:
        return []
    storage = context.instance.event_log_storage
    keys = sorted(context.repository_def.asset_graph.asset_check_keys)
    return [
        record
        for key in keys
        for record in storage.get_asset_check_execution_history(key, limit=WINDOW, status=_FAILED)
    ]


def _as_error(record: AssetCheckExecutionRecord) -> FailedCheck | None:
    """Convert a failure to its first cases; null for a warning."""
    event = record.event.dagster_event if record.event else None
    if event is None:
        return None
    evaluation = event.asset_check_evaluation_data
    if evaluation.severity is not dg.AssetCheckSeverity.ERROR:
        return None
    name = f"{record.key.asset_key.to_user_string()}.{record.key.name}"
    return FailedCheck(record.id, name, record.run_id, tuple(_cases(evaluation)))


def _cases(evaluation: dg.AssetCheckEvaluation) -> Iterator[str]:
    if evaluation.description:
        yield evaluation.description
    table = evaluation.metadata.get("failure_cases")
    if isinstance(table, dg.TableMetadataValue):
        for record in table.records[:_MOST_CASES]:
            yield ", ".join(f"{name} {value}" for name, value in record.data.items())
        if len(table.records) > _MOST_CASES:
            yield f"and {len(table.records) - _MOST_CASES} more rows"
