"""Going on with a half-done backfill of 10,000 pages × 12 months: from planning to the first request at the archive.

Beside it, what any way of going on must read at least: the log's lines by bare `json.loads`, and the rows of the
warehouse by DuckDB. Run `python -m jobtrends_pipeline_tests.benchmarks.resume [FOLDER]`; a temporary folder when none
is given.
"""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import duckdb

from jobtrends_pipeline.acquire.backfill import PastTarget, past_targets
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.attempts import CAPTURED, Attempt, AttemptLog
from jobtrends_pipeline.archive.manifest import ArchiveEntry, line_of
from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.config.watchlist import load_watchlist
from jobtrends_pipeline.steps.backfill import Wanted, capture_past, months_between, plan_backfill
from jobtrends_pipeline.steps.list_captures import pending_row
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.store import Warehouse

ROLES, PLACES, MARKETS = 500, 10, ("permanent", "contract")
MONTHS = months_between("2024-01", "2024-12")
PAGES_OF_A_RUN = 1000
ROUNDS = 5
GOAL_SECONDS = 2.0


def main() -> None:
    """Print seconds until the first request, in this process and of the whole command, and those of the peers."""
    with tempfile.TemporaryDirectory() as temporary, _Archive.serving() as archive:
        paths = DataPaths(Path(sys.argv[1] if len(sys.argv) > 1 else temporary).resolve() / "data")
        tried = _half_done(paths, archive.address)
        sys.stdout.write(f"{tried:,} attempts and captures of {ROLES * PLACES * len(MARKETS):,} pages\n")
        ours = _best(lambda: _resume(paths, archive))
        peers = {
            "json.loads of the log": _best(lambda: _timed(lambda: [json.loads(line) for line in _lines(paths)])),
            "DuckDB, the captures": _best(lambda: _timed(lambda: _rows(paths))),
        }
        command = _best(lambda: _command(paths, archive))
    sys.stdout.write(f"planning to first request {ours:5.2f} s (goal {GOAL_SECONDS})\n")
    for name, seconds in peers.items():
        sys.stdout.write(f"  {name:<23} {seconds:5.2f} s, {ours / seconds:.1f} times that\n")
    sys.stdout.write(f"the command, start to ask {command:5.2f} s\n")


def _resume(paths: DataPaths, archive: "_Archive") -> float:
    """Plan, and go on until the archive is asked."""
    begun = archive.awaited()
    watchlist = load_watchlist(paths.watchlist_file)
    capture, log = Settings.load(paths.settings_file), AttemptLog(paths.attempts_dir)
    wanted = Wanted(watchlist.keys, MONTHS)
    todo = plan_backfill(wanted, "wayback", capture, log, Warehouse.at(paths.working_file), watchlist)
    assert todo.month_count == len(MONTHS) // 2 * ROLES * PLACES * len(MARKETS)
    pages, name = Archive(paths.archive_dir), "29990101T000000-resumed"
    with contextlib.closing(capture_past(todo, "wayback", capture, watchlist, pages, log, name)) as steps:
        next(steps)
    for file in paths.attempts_dir.glob("2999*"):
        file.unlink()
    return archive.asked_at - begun


def _command(paths: DataPaths, archive: "_Archive") -> float:
    """The command in a process of its own, ended when it has asked."""
    begun = archive.awaited()
    command = [sys.executable, "-c", "from jobtrends_pipeline.cli.main import run; run()", "backfill"]
    months = ["--from", f"{MONTHS[0]:%Y-%m}", "--to", f"{MONTHS[-1]:%Y-%m}"]
    quiet = subprocess.DEVNULL
    environment = os.environ | {DATA_DIR_VARIABLE: str(paths.data_dir)}
    with subprocess.Popen(
        command + months, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
    ) as running:
        try:
            assert archive.asked.wait(120)
        finally:
            os.killpg(running.pid, signal.SIGKILL)
    return archive.asked_at - begun


def _half_done(paths: DataPaths, address: str) -> int:
    """A data root as earlier runs leave it, each with a file of attempts and one of the archive; how many attempts."""
    paths.data_dir.mkdir(parents=True)
    places = ", ".join(f"Town {number}" for number in range(PLACES))
    role = f"  - {{name: Role %d, places: [{places}], markets: [{', '.join(MARKETS)}]}}\n"
    (paths.data_dir / "watchlist.yaml").write_text("roles:\n" + "".join(role % number for number in range(ROLES)))
    paths.settings_file.write_text(
        f"contact: tests@example.org\npause_seconds: 0\nallows_loopback: true\nwayback: {address}\n"
        f"pace_dir: {paths.data_dir / 'pace'}\n"
    )
    roles = load_watchlist(paths.watchlist_file).roles
    months = [month.isoformat() for month in MONTHS[: len(MONTHS) // 2]]
    done = [(target, month) for role in roles for target in past_targets(role) for month in months]
    entries = [_held(number, *each) for number, each in enumerate(done)]
    manifests = paths.archive_dir / "manifest"
    manifests.mkdir(parents=True)
    for start in range(0, len(done), PAGES_OF_A_RUN):
        run = f"20260201T{start:06d}-earlier"
        of_run = entries[start : start + PAGES_OF_A_RUN]
        (manifests / f"{run}.jsonl").write_bytes(b"".join(map(line_of, of_run)))
        _log(paths, run, done[start : start + PAGES_OF_A_RUN], of_run)
    roles_of = {entry.capture_id: target.role for entry, (target, _) in zip(entries, done, strict=True)}
    rows = [pending_row(entry, roles_of[entry.capture_id]) for entry in entries]
    for row, (target, month) in zip(rows, done, strict=True):
        row |= {"market": target.market, "place": target.place, "period_end": month, "outcome": "read"}
    Warehouse.at(paths.working_file).replace({CAPTURES.name: rows_frame(CAPTURES, rows)}, {})
    return len(done)


def _held(number: int, target: PastTarget, month: str) -> ArchiveEntry:
    digest = hashlib.sha256(f"{target.url} {month}".encode()).hexdigest()
    return ArchiveEntry(
        capture_id=digest[:16],
        url=target.url,
        origin="wayback",
        captured_at=datetime.fromisoformat(month).replace(tzinfo=UTC),
        http_status=200,
        media_type="text/html",
        byte_count=113_000,
        sha256=digest,
        warc_file="20260201T000000-earlier.warc.gz",
        warc_offset=20_000 * number,
        record_length=19_000,
        record_sha256=digest,
        provenance=f"https://web.archive.org/web/{month.replace('-', '')}000000id_/{target.url}",
        span_offset=20_000 * number,
        span_length=20_000,
        span_sha256=digest,
    )


def _log(paths: DataPaths, run: str, done: list[tuple[PastTarget, str]], entries: list[ArchiveEntry]) -> None:
    """The attempts of a run as the log has them; only the first is written by the log itself, which syncs each."""
    (target, month), *_ = done
    first = Attempt("wayback", target.url, target.role, month, datetime.now(UTC), CAPTURED, http_status=200)
    AttemptLog(paths.attempts_dir).add(run, first)
    file = paths.attempts_dir / f"{run}.jsonl"
    fields = json.loads(file.read_bytes())
    lines = [
        fields | {"url": target.url, "role": target.role, "month": month, "capture_id": entry.capture_id}
        for (target, month), entry in zip(done, entries, strict=True)
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))


def _lines(paths: DataPaths) -> list[bytes]:
    return [line for file in paths.attempts_dir.glob("*.jsonl") for line in file.read_bytes().splitlines()]


def _rows(paths: DataPaths) -> None:
    with duckdb.connect(paths.working_file, read_only=True) as connection:
        connection.execute("SELECT role, market, place, period_end, outcome FROM captures").fetchall()


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _best(measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(ROUNDS))


class _Archive(ThreadingHTTPServer):
    """A web archive on loopback that holds nothing, and knows when it was first asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Nothing)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.asked = Event()
        self.asked_at = 0.0

    def awaited(self) -> float:
        """Wait for a first request anew; gives the present moment."""
        self.asked.clear()
        return time.perf_counter()

    @classmethod
    @contextlib.contextmanager
    def serving(cls) -> "Iterator[_Archive]":
        """Serve for as long as the block runs."""
        with cls() as archive:
            Thread(target=archive.serve_forever, daemon=True).start()
            yield archive
            archive.shutdown()


class _Nothing(BaseHTTPRequestHandler):
    """Says that nothing is archived; there is no robots.txt."""

    server: _Archive

    def do_GET(self) -> None:
        if not self.server.asked.is_set():
            self.server.asked_at = time.perf_counter()
            self.server.asked.set()
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # its name is the base class's
        """Say nothing."""


if __name__ == "__main__":
    main()
