"""What `jobtrends ingest` costs: in processor time beside the same steps called plainly, and in memory.

Run `python -m jobtrends_pipeline_tests.benchmarks.ingest` for 74 pages of 36 roles, twice, and plainly;
`--memory N` for N pages of one role, each of 113 kB, beside what importing alone takes. Every side is a process of its
own on a data root of its own, so that starting Python and importing count for all alike.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline_tests.benchmarks.plain_steps import run_plainly
from jobtrends_pipeline_tests.support.command import COMMAND
from jobtrends_pipeline_tests.support.saved_pages import write_pages

ROLES, PAGES = 36, 74
GOALS = {"first": 20.0, "second": 1.5, "ratio": 1.5}
_MAXRSS_PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024
_IMPORTED = ("jobtrends_pipeline.orchestration.runs", "jobtrends_pipeline.steps.load")
_LAST_DAY = date(2026, 2, 14)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds of processor time and by the clock, and its largest memory in MB."""

    processor: float
    elapsed: float
    memory: float


def main() -> None:
    """Print what each side takes, beside what is wanted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--memory", type=int, metavar="N", help="memory for N pages of one role")
    parser.add_argument("--plainly", nargs=2, type=Path, metavar=("FOLDER", "ROOT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.plainly:
        folder, root = arguments.plainly
        run_plainly(DataPaths(root), [folder])
    elif arguments.memory:
        _memory(arguments.memory)
    else:
        _ingest()


def _ingest() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        days = [_LAST_DAY - timedelta(days=7 * number) for number in range(2)]
        names = [f"Role {number}" for number in range(ROLES)]
        write_pages(folder / "saved", names, days)
        write_pages(folder / "saved", names[: PAGES - 2 * ROLES], [_LAST_DAY - timedelta(days=14)])
        ingest = [str(COMMAND), "ingest", str(folder / "saved")]
        first, second = (_cost(ingest, folder / "root") for _ in range(2))
        module = "jobtrends_pipeline_tests.benchmarks.ingest"
        plain = _cost(
            [sys.executable, "-m", module, "--plainly", str(folder / "saved"), str(folder / "plain")], folder / "plain"
        )
    _say(f"{PAGES} pages of {ROLES} roles", first, f"at most {GOALS['first']:.0f} s")
    _say("the same again", second, f"at most {GOALS['second']} s")
    _say("the same steps called plainly", plain, "")
    sys.stdout.write(f"ratio to the plain steps {first.processor / plain.processor:.2f}, at most {GOALS['ratio']}\n")


def _memory(pages: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        days = [_LAST_DAY - timedelta(days=number) for number in range(pages)]
        write_pages(folder / "saved", ["Role 0"], days, least_bytes=113_000)
        cost = _cost([str(COMMAND), "ingest", str(folder / "saved")], folder / "root")
        imports = _cost([sys.executable, "-c", f"import {', '.join(_IMPORTED)}"], folder / "root")
    _say("its imports alone", imports, "")
    _say(f"{pages:,} pages of one role, 113 kB each", cost, "at most 400 MB")


def _say(what: str, cost: Cost, goal: str) -> None:
    figures = f"{cost.processor:8.1f} s of processor time {cost.elapsed:8.1f} s by the clock {cost.memory:8,.0f} MB"
    sys.stdout.write(f"{what:<40} {figures}   {goal}\n")


def _cost(command: Sequence[str], root: Path) -> Cost:
    """Run a command on a data root.

    Raises:
        subprocess.CalledProcessError: if it fails.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=os.environ | {DATA_DIR_VARIABLE: str(root)}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr
    errors = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command), stderr=errors)
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / _MAXRSS_PER_MB)


if __name__ == "__main__":
    main()
