"""A server whose processes all end when this process ends, for whatever reason."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

STOPPING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_PATIENCE_SECONDS = 30.0
"""Time for a server to end its processes; those of an active run then get the same time again."""
_PR_SET_PDEATHSIG = 1
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


class _StopError(Exception):
    def __init__(self, number: int) -> None:
        self.number = number


def supervise(command: Sequence[str], tell: Callable[[str], None]) -> int:
    """Run a server until it ends or this process is asked to stop; leave no process.

    The server has its own session. It stops on Ctrl-C even if this process was started with the signal ignored, as by a
    script that continues beside it.

    Args:
        command: Command line of the server.
        tell: Called in a thread with each line that it prints, without colours.

    Returns:
        Its exit code, or 128 plus the number of the signal that this process received.
    """
    with (
        _signals_raised(),
        subprocess.Popen(  # noqa: S603  # our own words, no shell
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", errors="replace", start_new_session=True, preexec_fn=_end_with_parent,  # noqa: PLW1509
        ) as server,
    ):  # fmt: skip
        passing_on = threading.Thread(target=_pass_on, args=(server, tell), daemon=True)
        passing_on.start()
        try:
            return server.wait()
        except _StopError as stop:
            _ignore_signals()
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(_PATIENCE_SECONDS)
            return 128 + stop.number
        finally:
            _end_group(server.pid)
            passing_on.join(_PATIENCE_SECONDS)


def _pass_on(server: "subprocess.Popen[str]", tell: Callable[[str], None]) -> None:
    for line in server.stdout or ():
        with suppress(OSError, ValueError):  # the terminal is gone: the server must not wait for it
            tell(_COLOUR.sub("", line.rstrip("\n")))


@contextmanager
def _signals_raised() -> Iterator[None]:
    """Raise an exception for signals that ask this process to stop.

    Signals that the parent process had ignored stay ignored, except SIGTERM.
    """

    def stop(number: int, _frame: FrameType | None) -> None:
        raise _StopError(number)

    before = {each: signal.getsignal(each) for each in STOPPING}
    for each, handler in before.items():
        if handler is not signal.SIG_IGN or each == signal.SIGTERM:
            signal.signal(each, stop)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _ignore_signals() -> None:
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)


def _end_with_parent() -> None:
    """Prepare the child process: default signals, end with the parent (Linux)."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_group(group: int) -> None:
    """End the remaining processes of a server that has ended."""
    end = time.monotonic() + _PATIENCE_SECONDS
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGTERM)
        while time.monotonic() < end:
            os.killpg(group, 0)
            time.sleep(0.1)
        os.killpg(group, signal.SIGKILL)
