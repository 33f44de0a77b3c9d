"""A real Ray cluster of this machine: a head, further nodes, and the API that jobs are sent to, for a block's length.

One cluster at a time on the machine, whatever tests run beside each other: a start takes most of two cores.
"""

import ctypes
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest
from filelock import FileLock

from jobtrends_pipeline_tests.support.listening import free_port

needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None or sys.platform != "linux",
    reason="needs Linux and the extra jobtrends_pipeline[cluster]",
)
_START_SECONDS, _STARTS = 90, 3
_OBJECT_STORE_BYTES = 80 * 2**20
"""Items and results are names and counts; Ray takes no less than 75 MiB."""
_IS_UP = b"Ray runtime started"
_PR_SET_PDEATHSIG = 1
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DEDUP_LOGS": "0"}
_MARK = "JOBTRENDS_TEST_RAY_NODE"
"""Variable by which every process that descends from a node is known, wherever Ray has moved it."""


class StartTimedOutError(AssertionError):
    """A node that did not come up; Ray's own limit of 30 seconds is too short for a busy machine."""


@dataclass(frozen=True)
class RayNode:
    """A machine of the cluster, as far as Ray knows: a raylet with its workers."""

    mark: str
    _starting: "subprocess.Popen[bytes]"

    def processes(self, words: str = "") -> list[int]:
        """Ids of its processes whose command line has some words, such as `raylet/raylet` or `ray::`."""
        return [number for number in _marked(self.mark) if words in _command(number)]

    @property
    def is_up(self) -> bool:
        """Whether its `ray start` has not ended."""
        return self._starting.poll() is None

    def kill(self) -> None:
        """Kill its processes, each by its id, and those that they start meanwhile: a machine that loses its power."""
        while numbers := self.processes():
            for number in numbers:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            time.sleep(0.1)
        self._starting.wait()


@dataclass(frozen=True)
class RayCluster:
    """A cluster that runs.

    Attributes:
        address: `host:port` of the head, for `engine.address` in settings.yaml.
        jobs: `http://host:port` of the dashboard with the API of jobs; null if it was not asked for.
        head: The node that has both.
        folder: Ray's folder, with `session_latest/logs`.
    """

    address: str
    jobs: str | None
    head: RayNode
    folder: Path
    _stack: ExitStack

    def add_node(self, cpus: int = 1, environment: Mapping[str, str] | None = None) -> RayNode:
        """Start a further node, which ends with the cluster."""
        words = [f"--address={self.address}", f"--num-cpus={cpus}", f"--temp-dir={self.folder}"]
        return self._stack.enter_context(_node(words, environment or {}, self.folder))


@contextmanager
def ray_cluster(
    cpus: int = 1, *, has_jobs: bool = False, token: str = "", environment: Mapping[str, str] | None = None
) -> Iterator[RayCluster]:
    """Start a head; `address` is open to drivers of this process, whose environment has what they need meanwhile.

    Args:
        cpus: Cores that the head gives to work; 0 leaves all to further nodes.
        has_jobs: Whether jobs can be sent to it, for Dagster's runs.
        token: What every process needs to be let in, as in production; none by default. Ray looks at that once in a
            process, so only processes that are started within the block can be its drivers then.
        environment: Further variables of its processes, which their work sees too.
    """
    lock = FileLock(Path(tempfile.gettempdir()) / f"jobtrends-ray-{os.getuid()}.lock")
    with lock, pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        access = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": token} if token else {"RAY_AUTH_MODE": "disabled"}
        for name, value in (_QUIET | access).items():
            patch.setenv(name, value)
        folder = Path(tempfile.mkdtemp(prefix="jt", dir="/tmp"))  # sockets in it have 107 bytes at most
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        port, jobs = free_port(), free_port() if has_jobs else None
        words = ["--head", f"--port={port}", f"--num-cpus={cpus}", f"--temp-dir={folder}"]
        words += [f"--ray-client-server-port={free_port()}", f"--include-dashboard={str(has_jobs).lower()}"]
        words += [f"--dashboard-port={jobs}"] if has_jobs else []
        head = stack.enter_context(_node(words, environment or {}, folder))
        url = f"http://127.0.0.1:{jobs}" if has_jobs else None
        if url:
            _wait_for_jobs(url)
        yield RayCluster(f"127.0.0.1:{port}", url, head, folder, stack)


@contextmanager
def _node(words: Sequence[str], environment: Mapping[str, str], folder: Path) -> Iterator[RayNode]:
    node = _started(words, environment, folder)
    try:
        yield node
    finally:
        node.kill()


def _started(words: Sequence[str], environment: Mapping[str, str], folder: Path) -> RayNode:
    """Start a node, again if Ray's own patience was too short."""
    for attempt in range(1, _STARTS + 1):
        mark = secrets.token_hex(8)
        log = folder / f"{mark}.log"
        node = RayNode(mark, _starting(words, {**os.environ, **environment, _MARK: mark}, log))
        try:
            _wait_until_up(node, log)
        except BaseException as error:
            node.kill()
            if attempt == _STARTS or not isinstance(error, StartTimedOutError):
                raise
        else:
            return node
    raise AssertionError


def _starting(words: Sequence[str], environment: Mapping[str, str], log: Path) -> "subprocess.Popen[bytes]":
    """Run `ray start`, which stays and ends its node when it is ended, or when this process is."""
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", *words, "--block", "--disable-usage-stats"]
    command += [f"--object-store-memory={_OBJECT_STORE_BYTES}", "--include-log-monitor=false"]
    command += [f"--dashboard-agent-listen-port={free_port()}"]
    with log.open("wb") as out:
        return subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  # sets a signal and nothing else
        )  # fmt: skip


def _wait_until_up(node: RayNode, log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and node.is_up:
        if _IS_UP in log.read_bytes():
            return
        time.sleep(0.2)
    raise StartTimedOutError(log.read_text(encoding="utf-8", errors="replace")[-2000:])


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_for_jobs(url: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/api/version", timeout=5).close()  # noqa: S310  # loopback
        except HTTPError as error:
            if error.code in (401, 403):  # it wants the token
                return
            time.sleep(0.2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise StartTimedOutError("the API of jobs did not answer")


def _marked(mark: str) -> list[int]:
    """Ids of the processes whose environment has a mark: only such as descend from a start of this module."""
    words = f"{_MARK}={mark}".encode()
    return [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and words in _text(folder / "environ").split(b"\0")
    ]


def _command(number: int) -> str:
    return _text(Path(f"/proc/{number}/cmdline")).replace(b"\0", b" ").decode(errors="replace")


def _text(file: Path) -> bytes:
    """Content of a file of a process; nothing of one that ended or is another user's."""
    with suppress(OSError):
        return file.read_bytes()
    return b""
