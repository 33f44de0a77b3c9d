"""Sensor that ends runs whose process was killed.

Dagster then retries them, and their pools are free.
"""

import dagster as dg

from jobtrends_pipeline.orchestration.dead_runs import end_killed_runs
from jobtrends_pipeline.orchestration.resources import DataRoot


@dg.sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Ends runs whose process was killed (a crash, a reboot, too little memory), which Dagster itself considers "
        "running for ever. They are then retried, and make no request twice."
    ),
)
def end_runs_of_killed_processes(context: dg.SensorEvaluationContext, root: DataRoot) -> dg.SkipReason:
    """Check every started run."""
    ended = end_killed_runs(context.instance, root.paths)
    return dg.SkipReason(f"ended {', '.join(ended)}" if ended else "every started run has a process")
