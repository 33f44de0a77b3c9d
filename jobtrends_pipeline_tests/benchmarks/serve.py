"""What an answer of `jobtrends serve` costs: requests a second, and the server's processor time for each.

Run `python -m jobtrends_pipeline_tests.benchmarks.serve [DATA_DIR]`; without a data root the sample archive is read
into one. One client asks over a connection that is kept, then several at once; processor time is that of the server.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline_tests.support.command import COMMAND
from jobtrends_pipeline_tests.support.served import API, Served, serving

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
SECONDS, CLIENTS = 5.0, 4
PAY = f"{API}/roles/java/pay"
QUESTIONS = {
    "pay, JSON": PAY,
    "pay as of a day, JSON": f"{PAY}?as_of=2026-02-20",
    "pay, CSV": f"{PAY}?format=csv",
    "pay, Parquet": f"{PAY}?format=parquet",
    "demand, JSON": f"{API}/roles/java/demand",
    "skills, JSON": f"{API}/roles/backend-developer/skills",
    "two roles compared, JSON": f"{API}/compare?role=java&role=backend-developer",
    "series that are held, JSON": f"{API}/roles",
    "a page of the report": "/roles/java.html",
}
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print requests a second and milliseconds of processor time a request."""
    with tempfile.TemporaryDirectory() as name:
        paths = DataPaths(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name) / "data")
        if len(sys.argv) < 2:
            environment = os.environ | {DATA_DIR_VARIABLE: str(paths.data_dir)}
            subprocess.run(
                [str(COMMAND), "ingest", str(SAMPLE)], env=environment, check=True, stdout=subprocess.DEVNULL
            )
        with serving(paths) as served:
            for title, path in QUESTIONS.items():
                _tell(title, served, path, {}, 1, is_new=path.startswith(API))
            _tell("pay, JSON, asked before", served, PAY, {}, 1)
            tag = {"If-None-Match": served.ask(PAY).headers["etag"]}
            _tell("pay, held by the client (304)", served, PAY, tag, 1)
            _tell(f"pay, asked before, {CLIENTS} clients at once", served, PAY, {}, CLIENTS)
            _tell(f"pay (304), {CLIENTS} clients at once", served, PAY, tag, CLIENTS)
            memory = Path(f"/proc/{served.process.pid}/status").read_text(encoding="utf-8")
            sys.stdout.write(f"{next(line for line in memory.splitlines() if line.startswith('VmHWM'))}\n")


def _tell(
    title: str, served: Served, path: str, headers: Mapping[str, str], clients: int, *, is_new: bool = False
) -> None:
    """Print a line; `is_new` asks by another address each time, as answers are kept by address."""
    served.ask(path, headers)
    before, start = _processor_seconds(served.process.pid), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        count = sum(pool.map(lambda _: _asked(served, path, headers, is_new=is_new), range(clients)))
    seconds, busy = time.perf_counter() - start, _processor_seconds(served.process.pid) - before
    sys.stdout.write(f"{title:<40} {count / seconds:8.0f} /s {1000 * busy / count:8.2f} ms of the processor\n")
    sys.stdout.flush()


def _asked(served: Served, path: str, headers: Mapping[str, str], *, is_new: bool) -> int:
    """Ask for `SECONDS` over one connection; returns how often it was answered."""
    mark = "&" if "?" in path else "?"
    connection = HTTPConnection("127.0.0.1", served.port)
    ask: Callable[..., None] = connection.request
    count, end = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        ask("GET", f"{path}{mark}{'&' * count}" if is_new else path, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        if answer.status not in {200, 304}:
            raise RuntimeError(f"{path}: {answer.status}")
        count += 1
    connection.close()
    return count


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main()
