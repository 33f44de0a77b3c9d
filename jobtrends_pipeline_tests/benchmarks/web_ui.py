"""How long the web UI's pages of captures and of a role's report take to answer, with years of every role held.

Run `python -m jobtrends_pipeline_tests.benchmarks.web_ui [--roles N] [--months N]`; 500 roles and 264 months of them in
the event log when no number is given, `--quick` for 50 roles and 12 months. Asks a web server what its pages ask.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline_tests.benchmarks.long_history import fill, keys
from jobtrends_pipeline_tests.support.web_ui_world import descendants

ROLES, MONTHS = 500, 264
QUICK = (50, 12)
GOAL = 2.0
ROUNDS = 3
_ASSET = "assetNodeOrError(assetKey: {path: [$asset]}) { ... on AssetNode { %s } }"
_QUERIES = {
    "page_captures: overview": _ASSET % "description groupName partitionStats { numMaterialized numPartitions }",
    "page_captures: partitions held": _ASSET
    % """partitionKeysByDimension { name partitionKeys } assetPartitionStatuses { ... on MultiPartitionStatuses {
        primaryDimensionName ranges { primaryDimStartKey primaryDimEndKey secondaryDim {
            ... on DefaultPartitionStatuses { materializedPartitions }
            ... on TimePartitionStatuses { ranges { status startKey endKey } } } } } }""",
    "role_report: roles held": _ASSET
    % """partitionKeys assetPartitionStatuses { ... on DefaultPartitionStatuses { materializedPartitions } }""",
    "role_report: one role": _ASSET
    % """assetMaterializations(partitions: [$role], limit: 100) { timestamp partition runId
        metadataEntries { label description } }""",
}


def main() -> None:
    """Print the first and the fastest answer of each query, and the goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--roles", type=int, default=ROLES)
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    roles, months = QUICK if given.quick else (given.roles, given.months)
    with tempfile.TemporaryDirectory() as folder:
        paths = DataPaths(Path(folder) / "data")
        fill(paths, roles, months)
        sys.stdout.write(f"{roles:,} roles, {roles * months:,} partitions of page_captures\n")
        with _web_server(paths) as server:
            for name, fields in _QUERIES.items():
                _ask_often(server, name, fields, keys(roles)[-1])


def _ask_often(server: "_Server", name: str, fields: str, role: str) -> None:
    declared = "$asset: String!, $role: String!" if "$role" in fields else "$asset: String!"
    query = f"query Page({declared}) {{ {fields} }}"
    variables = {"asset": name.partition(":")[0], "role": role}
    seconds, used, size = [], [], 0
    for _ in range(ROUNDS):
        start, before = time.perf_counter(), server.processor_seconds()
        answer = _post(f"{server.address}/graphql", {"query": query, "variables": variables})
        seconds.append(time.perf_counter() - start)
        used.append(server.processor_seconds() - before)
        size = len(answer)
        if b'"errors"' in answer:
            sys.exit(f"{name}: {answer[:500].decode()}")
    times = f"first {seconds[0]:.2f} s, then {min(seconds[1:]):.2f} s ({min(used):.2f} s of processor time)"
    sys.stdout.write(f"{name:<32} {times}, {size / 1000:,.0f} kB, goal: under {GOAL:g} s\n")


@dataclass(frozen=True, slots=True)
class _Server:
    """A web server: its address, and the process that all of its processes descend from."""

    address: str
    process: int

    def processor_seconds(self) -> float:
        """Processor time of all its processes that are alive."""
        fields = [
            Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
            for process in (self.process, *descendants(self.process))
        ]
        return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _web_server(paths: DataPaths) -> Iterator[_Server]:
    """A web server on the data root, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {DATA_DIR_VARIABLE: str(paths.data_dir), "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "jobtrends_pipeline.orchestration.serve", "webserver", "-p", str(port)]
    log = (paths.data_dir / "webserver.log").open("wb")
    with log, subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/server_info", server)
            yield _Server(address, server.pid)
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):  # noqa: S310  # loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    sys.exit("the web server ended")


def _post(url: str, body: object) -> bytes:
    data = json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310  # loopback
    with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content


if __name__ == "__main__":
    main()
