"""What `jobtrends ui` starts ends with it: real processes, real signals, also where its parent had Ctrl-C ignored."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.support.command import COMMAND

PATIENCE_SECONDS = 300
SERVER = """
import json, os, signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
takes_interrupts = signal.getsignal(signal.SIGINT) is signal.default_int_handler
print("\x1b[32m" + json.dumps([os.getpid(), child.pid, takes_interrupts]) + "\x1b[0m", flush=True)
time.sleep(600)
"""
SUPERVISOR = f"""
import sys
from jobtrends_pipeline.orchestration.supervised import supervise
sys.exit(supervise([sys.executable, "-c", {SERVER!r}], lambda line: print(line, flush=True)))
"""


def deaf() -> None:
    """As a script starts what goes on beside it, and as some of what starts scripts has them ignore SIGTERM too."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)


def attentive() -> None:
    """As a terminal starts what a person may interrupt, however these tests were started."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)


@contextmanager
def started(ignoring: Callable[[], None] = deaf) -> Iterator[tuple["subprocess.Popen[str]", int, int, bool]]:
    """A supervisor, and the processes of its server: the server, its child, whether the server takes Ctrl-C."""
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=ignoring,  # noqa: PLW1509
    ) as process:
        server = 0
        try:
            assert process.stdout
            line = process.stdout.readline()
            server, child, takes_interrupts = json.loads(line)
            yield process, server, child, takes_interrupts
        finally:
            process.kill()
            with suppress(ProcessLookupError):
                os.killpg(server or process.pid, signal.SIGKILL)


def is_alive(process: int) -> bool:
    """Whether a process runs; one that has ended and nobody has asked for does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so() and time.monotonic() < end:
        time.sleep(0.05)
    return is_so()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_server_and_its_processes_also_where_interrupts_are_ignored(number: signal.Signals) -> None:
    with started() as (process, server, child, takes_interrupts):
        assert takes_interrupts
        process.send_signal(signal.SIGINT)
        assert is_alive(server), "its parent wants it to go on"
        process.send_signal(number)
        assert process.wait(PATIENCE_SECONDS) == 128 + number
        assert (is_alive(server), is_alive(child)) == (False, False)


def test_an_interrupt_ends_them_where_a_person_may_press_it() -> None:
    with started(attentive) as (process, server, child, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 128 + signal.SIGINT
        assert (is_alive(server), is_alive(child)) == (False, False)


def test_a_server_that_dies_leaves_none_of_its_processes() -> None:
    with started() as (process, server, child, _):
        os.kill(server, signal.SIGKILL)
        assert process.wait(PATIENCE_SECONDS) == -signal.SIGKILL % 256
        assert not is_alive(child)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")
def test_a_server_is_asked_to_end_when_its_supervisor_is_killed() -> None:
    with started() as (process, server, _, _):
        process.kill()
        assert wait_until(lambda: not is_alive(server))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_web_ui_started_by_a_script_leaves_nothing_running(root: DataPaths, tmp_path: Path, number: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script, log = tmp_path / "start.sh", tmp_path / "log"
    script.write_text(f"{COMMAND} ui --port {port} > {log} 2>&1 &\necho $!\n")
    process = int(subprocess.run(["sh", script], capture_output=True, check=True, text=True).stdout)
    try:
        assert wait_until(lambda: log.exists() and "Serving dagster-webserver" in log.read_text()), log.read_text()
        group = next(pid for pid, parent, _ in processes() if parent == process)
        assert len([pid for pid, _, its in processes() if its == group]) >= 4
        os.kill(process, number)
        assert wait_until(lambda: not [pid for pid, _, its in processes() if its == group])
        assert "\x1b" not in log.read_text()
    finally:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def processes() -> list[tuple[int, int, int]]:
    """Number, parent and group of each process that runs."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent, group = stat.read_text().rpartition(")")[2].split()[:3]
            if state != "Z":
                found.append((int(stat.parent.name), int(parent), int(group)))
    return found
