"""Checks of the parts of the profile cluster, for `jobtrends doctor`."""

import contextlib
import importlib.metadata
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jobtrends_pipeline import __version__
from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.cli.doctor import Check
from jobtrends_pipeline.config.cluster import CATALOGUE_VARIABLE
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.postgres import URL_VARIABLE, has_password, spoken
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.orchestration.cluster import missing_packages, runs_on_ray
from jobtrends_pipeline.warehouse.objects import is_objects, try_objects

_SECONDS, _NODE_SECONDS = 5, 60
_COMPARED = ("dagster", "duckdb", "ray", "pandas")
"""Packages whose versions have to be the same on every machine."""
_START_POSTGRES = "start PostgreSQL and make the database, or see ~/.pgpass for the password"
_START_RAY = "`ray start --head` starts one, `ray start --address=HEAD:6379` adds a machine"


def cluster_checks(paths: DataPaths, settings: Settings) -> Iterator[Check]:
    """Check each part of the profile cluster.

    One that is missing is named with the way to start it.

    Args:
        paths: The data root.
        settings: Settings of the profile cluster.
    """
    if missing := missing_packages(settings):
        yield "packages", False, f"missing {', '.join(missing)}: pip install 'jobtrends_pipeline[cluster]'"
        return
    yield "packages", True, "those of the profile cluster are installed"
    yield "runs", *_runs(os.environ.get(URL_VARIABLE, "").strip() or settings.storage)
    if settings.warehouse is None:
        return
    yield "catalogue", *_postgres(os.environ.get(CATALOGUE_VARIABLE, "").strip() or settings.warehouse.catalogue)
    files = settings.warehouse.files
    yield "lake files", *(_objects(files) if is_objects(files) else _folder(files))
    engine = settings.engine_used
    if engine and engine.kind == "ray":
        yield "ray", *_ray(engine.address or "auto", [str(paths.data_dir), files])
    if runs_on_ray(settings):
        yield "jobs", *_jobs(engine.address if engine and engine.address else "auto")


def _runs(address: str | None) -> tuple[bool, str]:
    if address:
        return _postgres(address)
    return False, f"no address: set `storage` in settings.yaml (postgresql://user@host/database) or {URL_VARIABLE}"


def _postgres(address: str) -> tuple[bool, str]:
    import psycopg

    try:
        with psycopg.connect(address, connect_timeout=_SECONDS) as connection:
            version = connection.execute("SHOW server_version").fetchall()[0][0].split()[0]
    except psycopg.Error as error:
        reason = "" if has_password(address) else f" ({_line(error)})"  # which might repeat it
        return False, f"{spoken(address)} does not answer: {_START_POSTGRES}{reason}"
    return True, f"{spoken(address)}, version {version}"


def _folder(files: str) -> tuple[bool, str]:
    try:
        Path(files).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=files):
            return True, f"{files}, can be written here"
    except OSError as error:
        return False, f"{files} cannot be written ({error.strerror}): mount it, the same on every machine"


def _objects(files: str) -> tuple[bool, str]:
    if fault := _fault_of_objects(files):
        return False, f"{files}: {fault}"
    return True, f"{files}, objects can be written, read, listed and removed here"


def _fault_of_objects(files: str) -> str | None:
    """Try a prefix of objects; return what is wrong, in one line without a key."""
    try:
        try_objects(files)
    except JobtrendsError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001  # what DuckDB says might repeat an address with its signature
        return f"cannot be used ({type(error).__name__}): see AWS_ENDPOINT_URL and AWS_REGION"
    return None


def _ray(address: str, folders: Sequence[str]) -> tuple[bool, str]:
    """Connect to the cluster, and compare each machine with this one."""
    import ray

    if not _answers(address):
        return False, f"no Ray cluster answers at {address}: {_START_RAY}"
    try:
        with ray.init(address=address, log_to_driver=False, configure_logging=False):
            cores = int(ray.cluster_resources().get("CPU", 0))  # type: ignore[no-untyped-call]
            states = list(_states(folders))
    except Exception as error:  # noqa: BLE001  # ray raises what its parts raise
        return False, f"no Ray cluster answers at {address}: {_START_RAY} ({_line(error)})"
    here = state_of_machine(folders)
    faults = [f"{host}: {fault}" for host, state in states if (fault := fault_of(state, here))]
    if faults:
        return False, "; ".join(faults)
    return True, f"{address}, {len(states)} machines with {cores} cores, all with the versions of this one"


def _states(folders: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    """Yield each machine of the cluster with its state, or the reason why it has none."""
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    nodes: list[dict[str, Any]] = ray.nodes()  # type: ignore[no-untyped-call]
    alive = [node for node in nodes if node["Alive"]]
    task = ray.remote(num_cpus=0, max_retries=0)(state_of_machine)
    asked = [
        task.options(scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)).remote(folders)
        for node in alive
    ]
    ready, _ = ray.wait(asked, num_returns=len(asked), timeout=_NODE_SECONDS)
    for node, reference in zip(alive, asked, strict=True):
        host = f"{node['NodeManagerHostname']} ({node['NodeManagerAddress']})"
        if reference not in ready:
            yield host, f"does not answer within {_NODE_SECONDS} s"
            continue
        try:
            yield host, ray.get(reference)
        except Exception as error:  # noqa: BLE001  # the node cannot import what this one has
            yield host, f"cannot run the project: {_line(error.__cause__ or error)}"


def state_of_machine(folders: Sequence[str]) -> dict[str, Any]:
    """Return the versions of this machine, and the folders and objects that it lacks.

    Returns:
        `versions` by package; `lacks`: folders that are not there; `objects`: what is wrong with prefixes of objects;
        `has_dagster`: whether a run finds its program.
    """
    versions = {"python": ".".join(map(str, sys.version_info[:2])), "jobtrends_pipeline": __version__}
    for package in _COMPARED:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[package] = importlib.metadata.version(package)
    searched = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {
        "versions": versions,
        "lacks": [folder for folder in folders if not is_objects(folder) and not Path(folder).is_dir()],
        "objects": [fault for folder in folders if is_objects(folder) and (fault := _fault_of_objects(folder))],
        "has_dagster": shutil.which("dagster", path=searched) is not None,
    }


def fault_of(state: Mapping[str, Any] | str, here: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a machine; null if nothing is."""
    if isinstance(state, str):
        return state
    for package, version in here["versions"].items():
        if (there := state["versions"].get(package)) != version:
            return f"has {package} {there or 'not at all'}, this machine {version}: install the same on all"
    if state["lacks"]:
        return f"does not see {', '.join(state['lacks'])}: mount it there under the same path"
    if state["objects"]:
        return str(state["objects"][0])
    return None if state["has_dagster"] else "has no `dagster` on its PATH: start Ray with the folder of it on PATH"


def _jobs(address: str) -> tuple[bool, str]:
    """Check that the cluster takes runs as jobs."""
    from ray.job_submission import JobSubmissionClient

    from jobtrends_pipeline.orchestration.ray_launcher import jobs_address

    if not _answers(address):
        return False, f"no Ray cluster takes jobs at {address}: {_START_RAY}"
    try:
        client = JobSubmissionClient(jobs_address(address))
        return True, f"runs are jobs of {client.get_address()}, Ray {client.get_version()}"
    except Exception as error:  # noqa: BLE001  # ray raises what its parts raise
        return False, f"the cluster at {address} takes no jobs: start its head with its dashboard ({_line(error)})"


def _answers(address: str) -> bool:
    """Return whether something listens at an address.

    Ray itself would wait for minutes.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host:
        return True  # `auto`, which Ray looks up on this machine at once
    with contextlib.suppress(OSError), socket.create_connection((host, int(port)), _SECONDS):
        return True
    return False


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[-200:]
