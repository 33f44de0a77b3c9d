"""What Dagster does over and over: loading the definitions, and every tick of the schedule and of the sensors.

Run `python -m jobtrends_pipeline_tests.benchmarks.ticks [--roles N] [--months N]`; 500 roles and 264 months of them in
the event log when no number is given, `--quick` for 50 roles and 12 months.
"""

import argparse
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import dagster as dg

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.last_runs import last_refreshes
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline_tests.benchmarks.long_history import fill, keys

ROLES, MONTHS = 500, 264
QUICK = (50, 12)
LOAD_GOAL, TICK_GOAL, STATUS_GOAL = 2.0, 1.0, 3.0
_LOAD = "import jobtrends_pipeline.definitions as d; d.defs.get_repository_def()"
ROUNDS = 5
Result = TypeVar("Result")


def main() -> None:
    """Print seconds of each, and the goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--roles", type=int, default=ROLES)
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    roles, months = QUICK if given.quick else (given.roles, given.months)
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        paths = DataPaths(Path(folder) / "data")
        fill(paths, roles, months)
        sys.stdout.write(f"{roles:,} roles, {roles * months:,} partitions of page_captures\n")
        _load(paths)
        with open_instance(paths) as instance:
            _tick(paths, instance)
            _, cost = _cost(lambda: last_refreshes(instance, keys(roles)))
            _line("last refresh of each role", cost, STATUS_GOAL)


def _load(paths: DataPaths) -> None:
    """Loading in processes of their own, as each launched run does."""
    for name, code in (("definitions, in a fresh process", _LOAD), ("import of dagster alone", "import dagster")):
        _line(name, min(_python(code, paths) for _ in range(ROUNDS)), LOAD_GOAL)


def _tick(paths: DataPaths, instance: dg.DagsterInstance) -> None:
    """The first tick of each sensor and the one after it; the slowest of the schedule's in a day."""
    repository = build_definitions(paths).get_repository_def()
    resources = {"root": DataRoot(data_dir=str(paths.data_dir))}
    for sensor in sorted(repository.sensor_defs, key=lambda each: each.name):
        cursor, costs = None, []
        for _ in range(2):
            with dg.build_sensor_context(
                instance=instance,
                instance_ref=instance.get_ref(),
                cursor=cursor,
                repository_def=repository,
                resources=resources,
            ) as context:
                ticked, cost = _cost(lambda sensor=sensor, context=context: sensor.evaluate_tick(context))  # type: ignore[misc]
            cursor = ticked.cursor or cursor
            costs.append(cost)
        _line(sensor.name, max(costs), TICK_GOAL)
    for schedule in repository.schedule_defs:
        costs, most = [], 0
        for hour in range(24):
            moment = datetime(2026, 11, 23, hour, tzinfo=UTC)
            with dg.build_schedule_context(
                instance, scheduled_execution_time=moment, repository_def=repository, resources=resources
            ) as due:
                due_now, cost = _cost(lambda schedule=schedule, due=due: schedule.evaluate_tick(due))  # type: ignore[misc]
            costs.append(cost)
            most = max(most, len(due_now.run_requests or ()))
        _line(f"{schedule.name}, up to {most} runs", max(costs), TICK_GOAL)


def _python(code: str, paths: DataPaths) -> tuple[float, float]:
    """Seconds of a process of its own, by the clock and of processor time."""
    environment = {DATA_DIR_VARIABLE: str(paths.data_dir), "PYTHONPATH": ":".join(filter(None, sys.path))}
    clock, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - clock, used


def _cost(work: Callable[[], Result]) -> tuple[Result, tuple[float, float]]:
    """What some work gives, and its seconds by the clock and of processor time."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, (time.perf_counter() - clock, time.process_time() - processor)


def _line(name: str, cost: tuple[float, float], goal: float) -> None:
    elapsed, processor = cost
    sys.stdout.write(f"{name:<34} {elapsed:5.2f} s, {processor:5.2f} s of processor time   goal: under {goal:g} s\n")


if __name__ == "__main__":
    main()
