"""Runs of commands that were killed: Dagster takes them for alive, and keeps the warehouse's pool for them for ever."""

import dagster as dg

WRITER_TAGS = {"jobtrends/writer": "command"}
"""Tags of a run that a command executes in its own process while it alone may write to the data root."""
_ALIVE = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def end_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """End the runs of writing commands that were killed, and free what they hold of pools.

    To be called by the command that may write now: no other such run is alive. Runs started from the web UI are left
    to Dagster's own monitoring.

    Returns:
        Ids of the runs.
    """
    dead = instance.get_runs(dg.RunsFilter(tags=WRITER_TAGS, statuses=_ALIVE))
    for run in dead:
        instance.report_run_failed(run, "The command was killed; the next one takes up what it left.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in dead]
