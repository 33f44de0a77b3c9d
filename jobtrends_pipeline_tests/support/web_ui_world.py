"""A data root with everything around it for real: the source, a web archive, Dagster's web server and its daemon."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import requests

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.listening import free_port, listening
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.pywb_archive import Archived, pywb
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage
from jobtrends_pipeline_tests.support.site.server import Site, running

ROLE = "data-baker"
DAYS = tuple(date(2024 + number // 12, number % 12 + 1, 15) for number in range(24))
MONTHS = tuple(f"{day:%Y-%m}-01" for day in DAYS)
START_SECONDS = 180
_REPOSITORY = Path(__file__).parents[2]
_RUNS = "{ runsOrError(limit: 100) { ... on Runs { results { runId jobName status tags { key value } } } } }"
_BACKFILLS = """{ partitionBackfillsOrError(limit: 1) { ... on PartitionBackfills {
    results { id status numPartitions } } } }"""
_MATRIX = """{ assetNodeOrError(assetKey: {path: ["page_captures"]}) { ... on AssetNode { assetPartitionStatuses {
    ... on MultiPartitionStatuses { ranges { primaryDimStartKey primaryDimEndKey secondaryDim {
        ... on DefaultPartitionStatuses { materializedPartitions } } } } } } } }"""
_DIRECT = {"http": "", "https": ""}


@dataclass
class World:
    """A data root, and the processes that work on it.

    Attributes:
        paths: The data root.
        web: Address of Dagster's web server.
        daemon: The daemon, while it runs.
    """

    paths: DataPaths
    web: str
    daemon: "subprocess.Popen[bytes] | None" = None
    logs: Path = field(default_factory=Path)

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """What the web server's GraphQL answers."""
        asked = {"query": query, "variables": variables}
        answer = requests.post(f"{self.web}/graphql", json=asked, timeout=60, proxies=_DIRECT).json()
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def runs(self, job: str | None = None) -> list[dict[str, Any]]:
        """The runs, the latest first, each with its tags as a mapping."""
        found = self.ask(_RUNS)["runsOrError"]["results"]
        for run in found:
            run["tags"] = {tag["key"]: tag["value"] for tag in run["tags"]}
        return [run for run in found if job in (None, run["jobName"])]

    def green_months(self, role: str) -> set[str]:
        """Months that the matrix shows as held for a role."""
        ranges = self.ask(_MATRIX)["assetNodeOrError"]["assetPartitionStatuses"]["ranges"]
        months = [f"{day:%Y-%m}-01" for day in _every_month(date(2004, 1, 1), date(2026, 12, 1))]
        return {
            month
            for each in ranges
            if role in each["secondaryDim"]["materializedPartitions"]
            for month in months
            if each["primaryDimStartKey"] <= month <= each["primaryDimEndKey"]
        }

    def backfill(self) -> dict[str, Any]:
        """The latest backfill; empty where there is none."""
        found: list[dict[str, Any]] = self.ask(_BACKFILLS)["partitionBackfillsOrError"]["results"]
        return found[0] if found else {}

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of the working database, once no run has it open."""

        def rows() -> list[list[tuple[Any, ...]]]:
            with suppress(duckdb.IOException), duckdb.connect(self.paths.working_file, read_only=True) as opened:
                return [opened.execute(statement).fetchall()]
            return []

        found: list[list[tuple[Any, ...]]] = until(rows, 60, "the warehouse can be read")
        return found[0]

    def start_daemon(self) -> None:
        """Start the daemon, in a process group of its own."""
        self.daemon = _started("daemon", self.paths, self.logs)

    def kill_daemon(self) -> None:
        """Kill the daemon and every process it started, runs included, with SIGKILL."""
        assert self.daemon
        kill_tree(self.daemon)
        self.daemon = None

    def stop(self) -> None:
        """Kill what still runs of it."""
        if self.daemon:
            self.kill_daemon()


def kill_tree(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and all that descend from it: those in process groups of their own too."""
    for child in descendants(process.pid):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    process.kill()
    process.wait(timeout=30)


def until(is_so: Callable[[], Any], seconds: float, what: str) -> Any:
    """Wait for something; gives what it was."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = is_so()
        if found:
            return found
        time.sleep(1)
    raise TimeoutError(f"{what}: not within {seconds:g} s")


@contextmanager
def world(
    folder: Path, watchlist: str, pages: Sequence[PrintedPage], *, delay: float = 0.0, hours: tuple[int, int] = (1, 6)
) -> Iterator[World]:
    """The data root with its servers, but no daemon yet.

    Args:
        folder: Where to put it.
        watchlist: Text of the watchlist.
        pages: What the source has now.
        delay: Seconds that the web archive takes longer for each page.
        hours: The hours of refreshes.
    """
    with past_site(folder, pages, {"data%20baker": page_on}) as (source, archive), ExitStack() as stack:
        asked = stack.enter_context(_slowed(archive, delay)) if delay else archive
        settings = f"source: {source}\nwayback: {asked}\nrefresh_hours: {list(hours)}\n"
        yield stack.enter_context(data_root(folder, watchlist, settings))


@contextmanager
def past_site(
    folder: Path, pages: Sequence[PrintedPage], past: Mapping[str, Callable[[date], PrintedPage]]
) -> Iterator[tuple[str, str]]:
    """The source, and a web archive that has pages of it on `DAYS`; gives the addresses of both.

    Args:
        folder: Where the web archive is put.
        pages: What the source has now.
        past: The page of a day by the name that it has in its address.
    """
    with running(Site(pages)) as source:
        records = [
            Archived(f"{source}/jobs/uk/{name}.do", f"{day:%Y%m%d}120000", page_html(page_of(day)))
            for name, page_of in past.items()
            for day in DAYS
        ]
        with pywb(folder / "pywb", records) as archive:
            yield source, archive


@contextmanager
def data_root(folder: Path, watchlist: str, settings: str) -> Iterator[World]:
    """A data root with its web server, but no daemon yet.

    Args:
        folder: Where to put it.
        watchlist: Text of the watchlist.
        settings: The settings beyond those of every test.
    """
    paths = DataPaths(folder / "data")
    paths.inbox_dir.mkdir(parents=True)
    with ExitStack() as stack:
        (paths.data_dir / "watchlist.yaml").write_text(watchlist, encoding="utf-8")
        paths.settings_file.write_text(
            f"contact: tests@example.org\npause_seconds: 0\nallows_loopback: true\npace_dir: {folder / 'pace'}\n"
            f"wayback_kind: pywb\n{settings}",
            encoding="utf-8",
        )
        with kept_environment(), open_instance(paths):
            pass
        port = free_port()
        web = _started("webserver", paths, folder, "-h", "127.0.0.1", "-p", str(port))
        stack.callback(kill_tree, web)
        made = World(paths, f"http://127.0.0.1:{port}", logs=folder)
        stack.callback(made.stop)
        until(lambda: _answers(f"{made.web}/server_info", web), START_SECONDS, "the web server answers")
        yield made


def _every_month(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def _started(name: str, paths: DataPaths, logs: Path, *options: str) -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "JOBTRENDS_DATA_DIR": str(paths.data_dir),
        "DAGSTER_HOME": str(paths.dagster_home),
        "PYTHONPATH": str(_REPOSITORY),
        "NO_PROXY": "127.0.0.1",
    }
    command = [sys.executable, "-m", "jobtrends_pipeline.orchestration.serve", name, *options]
    with (logs / f"{name}.log").open("ab") as log:
        return subprocess.Popen(command, env=environment, cwd=logs, stdout=log, stderr=log, start_new_session=True)


def _answers(address: str, server: "subprocess.Popen[bytes]") -> bool:
    assert server.poll() is None, "the server ended"
    with suppress(requests.ConnectionError):
        return requests.get(address, timeout=10, proxies=_DIRECT).ok
    return False


def descendants(parent: int) -> list[int]:
    """Processes that descend from one."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            fields = stat.read_text().rpartition(") ")[2].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, left = [], [parent]
    while left:
        of_one = children.get(left.pop(), [])
        found += of_one
        left += of_one
    return found


@contextmanager
def _slowed(archive: str, delay: float) -> Iterator[str]:
    """An archive that takes longer for each page; gives the address of its collection."""

    class Handler(BaseHTTPRequestHandler):
        """Passes a request on, a page after a while."""

        def do_GET(self) -> None:
            if "id_/" in self.path:
                time.sleep(delay)
            base = archive.rpartition("/")[0]
            answer = requests.get(f"{base}{self.path}", timeout=60, proxies=_DIRECT, allow_redirects=False)
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name.lower() not in ("transfer-encoding", "connection", "content-length", "content-encoding"):
                    self.send_header(name, value.replace(base, address))
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet."""

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        address = f"http://127.0.0.1:{port}"
        yield f"{address}/{archive.rpartition('/')[2]}"
