"""Running `jobtrends`: the real command in a process of its own, or the same entry point in this one."""

import contextlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from unittest import mock

from jobtrends_pipeline.cli import main
from jobtrends_pipeline.config.paths import DataPaths

COMMAND = Path(sys.executable).parent / "jobtrends"
ENDLESS_QUERY = "SELECT count(*) FROM range(1000000000000) AS numbers WHERE hash(numbers.range) % 3 = 7"
"""A query that takes hours and hardly any memory."""


@dataclass(frozen=True)
class Outcome:
    """What a command printed and ended with."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """Lines of standard error without those of progress."""
        return [line for line in self.err.splitlines() if not line.startswith("… ")]


def called(*arguments: object) -> Outcome:
    """Run the entry point in this process, on the data root the environment names."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        mock.patch.object(sys, "argv", ["jobtrends", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main.run()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Outcome(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def interrupted_every(seconds: float) -> Iterator[None]:
    """Send this process Ctrl-C every so many seconds until the block ends.

    Also where it ignores Ctrl-C, as in the background. Once is not enough: what is going on may swallow it.
    """
    before, is_over = signal.signal(signal.SIGINT, signal.default_int_handler), Event()

    def interrupt() -> None:
        while not is_over.wait(seconds):
            os.kill(os.getpid(), signal.SIGINT)

    Thread(target=interrupt, daemon=True).start()
    try:
        yield
    finally:
        is_over.set()
        signal.signal(signal.SIGINT, before)


def spawned(paths: DataPaths, *arguments: object, folder: Path | None = None) -> Outcome:
    """Run the real command on a data root, from a folder."""
    return _run([str(COMMAND), *map(str, arguments)], paths, folder)


def modules_after(paths: DataPaths, *arguments: object) -> tuple[Outcome, set[str]]:
    """Run the entry point in a fresh interpreter; also gives the packages it had imported at its end."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('\\n'.join({n.split('.')[0] for n in sys.modules}), file=sys.__stderr__))\n"
        f"sys.argv = {['jobtrends', *map(str, arguments)]!r}\n"
        "from jobtrends_pipeline.cli.main import run\n"
        "run()"
    )
    outcome = _run([sys.executable, "-c", code], paths, None)
    return outcome, set(outcome.err.splitlines())


def unchanged(folder: Path) -> Callable[[], bool]:
    """Whether the files below a folder are those, with the same size and time, that they were at the call."""

    def state() -> dict[str, tuple[int, int]]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}

    before = state()
    return lambda: state() == before


HANGS_SECONDS = 900
"""A command that takes longer hangs; on a machine with other work one has taken more than two minutes."""


def _run(command: list[str], paths: DataPaths, folder: Path | None) -> Outcome:
    environment = os.environ | {"JOBTRENDS_DATA_DIR": str(paths.data_dir)}
    environment.pop("DAGSTER_HOME", None)
    ended = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=HANGS_SECONDS,
        check=False,
        cwd=folder,
        env=environment,
    )
    return Outcome(ended.returncode, ended.stdout, ended.stderr)
