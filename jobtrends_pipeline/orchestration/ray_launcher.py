"""Launcher of Dagster's runs as jobs of the Ray cluster that the settings name.

Over dagster-ray's: it has the address and the environment from the settings at the time of use, so that dagster.yaml
holds neither, and leaves runs alone that a command executes in its own process.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_ray import RayRunLauncher
from dagster_ray.core.run_launcher import get_job_submission_id_from_run_id

from jobtrends_pipeline.config.cluster import CATALOGUE_VARIABLE, EngineSettings
from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE, has_password
from jobtrends_pipeline.config.settings import CONTACT_VARIABLE, Settings
from jobtrends_pipeline.orchestration.dagster_internals import CheckRunHealthResult, ConfigurableClassData, WorkerStatus
from jobtrends_pipeline.orchestration.dead_runs import is_of_command

_PLAIN = ("DAGSTER_HOME", DATA_DIR_VARIABLE, "DAGSTER_DISABLE_TELEMETRY", "DAGSTER_EVENT_BATCH_SIZE", CONTACT_VARIABLE)
_ADDRESSES = (URL_VARIABLE, CATALOGUE_VARIABLE)
_COMMAND, _LAST_CHARACTERS = "api execute_run", 2000
_JOBS_PORT = 8265
"""Usual port of Ray's dashboard, which takes jobs."""


class RayJobLauncher(RayRunLauncher):
    """Launcher that makes each run a job of the Ray cluster, and watches it there.

    No cores are reserved for a run: it hands its heavy work to the cluster, and would otherwise hold the cores that
    this work waits for.
    """

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """Return the schema of its settings in dagster.yaml, which has none."""
        return {}

    @classmethod
    def from_config_value(
        cls,
        inst_data: ConfigurableClassData | None,
        config_value: Mapping[str, Any],  # noqa: ARG003  # Dagster's signature
    ) -> "RayJobLauncher":
        """Make the launcher from the settings of the data root."""
        engine = Settings.load(DataPaths.load().settings_file).engine_used or EngineSettings(kind="ray", address="auto")
        variables = [f"{name}={value}" for name, value in environment_of_runs(os.environ).items()]
        return cls(address=jobs_address(engine.address or "auto"), env_vars=variables, inst_data=inst_data)

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Return whether the job of a run is alive.

        A run of a command has no job and is watched by its lock.
        """
        if is_of_command(run):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        result: CheckRunHealthResult = super().check_run_worker_health(run)
        return result

    def get_run_worker_debug_info(
        self,
        run: dg.DagsterRun,
        include_container_logs: bool | None = True,  # noqa: ARG002, FBT001, FBT002  # Dagster's signature
    ) -> str | None:
        """Return the last lines that the job of a run wrote; null if Ray does not know it.

        The command of the job, which has all settings of the instance, is left out.
        """
        try:
            message = self.client.get_job_info(get_job_submission_id_from_run_id(run.run_id)).message or ""
        except RuntimeError:
            return None
        return "\n".join(line for line in message.splitlines() if _COMMAND not in line)[-_LAST_CHARACTERS:]


def jobs_address(engine: str) -> str:
    """Return the address that jobs are sent to.

    Args:
        engine: Address of the cluster: `auto` or `host:6379`, by which Ray finds the other, or `ray://host:10001`,
            whose driver must not be opened inside Dagster's daemon; there the usual port is assumed.
    """
    if not engine.startswith("ray://"):
        return engine
    return f"http://{engine.removeprefix('ray://').rpartition(':')[0]}:{_JOBS_PORT}"


def environment_of_runs(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a run gets from the process that starts it.

    A job shows its variables to all who see the cluster, so no address with a password is among them: the nodes have
    those in their own environment. `dagster` is found beside this Python, else where the node finds it.
    """
    plain = {name: environment[name] for name in _PLAIN if environment.get(name)}
    addresses = {
        name: environment[name] for name in _ADDRESSES if environment.get(name) and not has_password(environment[name])
    }
    return plain | addresses | {"PATH": f"{Path(sys.executable).parent}:${{PATH}}"}
