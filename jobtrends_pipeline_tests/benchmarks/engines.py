"""Reading pages by Ray beside processes of this machine: what the same work costs more, and what the start costs.

Run `python -m jobtrends_pipeline_tests.benchmarks.engines [PAGES]`; 2,000 pages of 46 kB when no number is given.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path

import ray

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.steps.engine import Engine, LocalEngine, RayEngine
from jobtrends_pipeline.steps.list_captures import pending_row
from jobtrends_pipeline.steps.spread.pages import PIECE, PagesToRead, read_pages
from jobtrends_pipeline_tests.support.ray_cluster import RayNode, ray_cluster
from jobtrends_pipeline_tests.support.spread_world import fill_archive

PAGES, ROLES, WORKERS = 2_000, 20, 2
GOALS = "goals: at most 1.15 times the work, and a start of at most 25 s"
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the processor seconds of both engines, and their ratio."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = fill_archive(folder, ROLES, pages // ROLES, least_bytes=46_000)
        pieces = _pieces(archive, folder / "rows")
        local_start, local = _costs(LocalEngine(WORKERS), pieces, _own, _own())
        before = _own()
        with ray_cluster(cpus=WORKERS) as cluster:
            ray.init(address=cluster.address, log_to_driver=False)  # its workers live on between the two parts
            spent = partial(_with_node, cluster.head)
            ray_start, spread = _costs(RayEngine(cluster.address), pieces, spent, before)
            ray.shutdown()
    sys.stdout.write(f"{pages:,} pages, {WORKERS} workers  {'start':>8} {'work':>8}  s of the processor\n")
    for name, start, work in (("processes", local_start, local), ("Ray", ray_start, spread)):
        sys.stdout.write(f"{name:<26} {start:>8.1f} {work:>8.1f}\n")
    sys.stdout.write(
        f"Ray takes {spread / local:.2f} times the work, and {ray_start - local_start:.1f} s more to start\n"
    )
    sys.stdout.write(f"{GOALS}\n")


def _pieces(archive: Archive, folder: Path) -> list[PagesToRead]:
    rows = [pending_row(entry, "role") for entry in archive.entries() if entry.media_type == "text/html"]
    starts = range(0, len(rows), PIECE)
    return [PagesToRead(archive.folder, str(folder), tuple(rows[at : at + PIECE]), datetime.now(UTC)) for at in starts]


def _costs(engine: Engine, pieces: list[PagesToRead], spent: Callable[[], float], before: float) -> tuple[float, float]:
    """Processor seconds of the start with no page, and of the pages beyond a second time without any."""
    empty = [PagesToRead(piece.archive_dir, piece.folder, (), piece.now) for piece in pieces]
    marks = [before]
    for work in (empty, empty, pieces):
        list(engine.map(read_pages, work))
        marks.append(spent())
    start, again, whole = (later - earlier for earlier, later in pairwise(marks))
    return start, whole - again


def _own() -> float:
    """Processor seconds of this process and of those it started and that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _with_node(node: RayNode) -> float:
    """Processor seconds of this process and of those of a node, its start included."""
    fields = [Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split() for number in node.processes()]
    return _own() + sum(int(field) for each in fields for field in each[11:15]) / _TICKS


if __name__ == "__main__":
    main()
