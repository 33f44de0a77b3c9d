"""What one new page costs beside all that is held: reading and deriving its role, and publishing.

Run `python -m jobtrends_pipeline_tests.benchmarks.held [FOLDER]`. It makes a data root with 1,000 captures of 500 roles
and one with 132,000 in the folder, or reuses those of an earlier run, and takes the same new page of one role in a copy
of each. The captures are those of 60 real pages, copied in the warehouse and in the manifests to other roles and
weeks; nothing of this work reads the bytes of a page that is listed.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from hashlib import md5
from pathlib import Path

import duckdb

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.manifest import line_of
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.runs import runner
from jobtrends_pipeline.pages.page import PARSER_VERSION
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.listed_files import add_listed
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.saved_pages import write_pages

SIZES = (1_000, 132_000)
GOAL = 1.2
ROLES, BASE_ROLES, BASE_DAYS = 500, 20, 3
ENTRIES_A_FILE = 25
_LAST_DAY = date(2026, 2, 14)
_SHIFTED = ("as_of", "period_end", "captured_at")


def main() -> None:
    """Print the cost of the same page at each size, and the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--take", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.take:
        _take(DataPaths(arguments.take[0]), arguments.take[1])
        return
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.folder or Path(name)
        page = Path(name) / "new"
        write_pages(page, ["Role 0"], [_LAST_DAY + timedelta(days=7)], least_bytes=46_000)
        costs = [_cost(_root(folder, size), page, Path(name) / "copy") for size in SIZES]
    sys.stdout.write(f"{'captures held':>15} {'archive, read, derive':>24} {'publish':>12}   s of processor time\n")
    for size, (derived, published) in zip(SIZES, costs, strict=True):
        sys.stdout.write(f"{size:>15,} {derived:>24.2f} {published:>12.2f}\n")
    few, many = costs
    ratios = [after / before for before, after in zip(few, many, strict=True)]
    sys.stdout.write(f"{'ratio':>15} {ratios[0]:>24.2f} {ratios[1]:>12.2f}   at most {GOAL}\n")


def _root(folder: Path, captures: int) -> Path:
    """A data root with so many captures, made if it is not there."""
    root = folder / f"held-{captures}"
    if not (root / "made").exists():
        shutil.rmtree(root, ignore_errors=True)
        _make(DataPaths(root), captures)
        (root / "made").touch()
    return root


def _make(paths: DataPaths, captures: int) -> None:
    saved = paths.data_dir / "saved"
    days = [_LAST_DAY - timedelta(days=7 * number) for number in range(BASE_DAYS)]
    write_pages(saved, [f"Role {number}" for number in range(BASE_ROLES)], days, least_bytes=46_000)
    with runner(paths, lambda _: None) as runs:
        runs.take_saved([saved])
        runs.refresh(runs.captured_roles())
    copies = max(1, captures // (BASE_ROLES * BASE_DAYS))
    _copy_rows(paths.working_file, copies)
    _copy_manifests(paths, copies)
    with runner(paths, lambda _: None) as runs:
        runs.publish()


def _copy_rows(working: Path, copies: int) -> None:
    """Copy every row that has a role to other roles, and after 25 roles each to earlier weeks.

    Rows lie in the order of weeks, as runs of each week leave them.
    """
    others = ROLES // BASE_ROLES
    with duckdb.connect(working) as connection:
        for table in PUBLIC_TABLES:
            if "role" not in table.column_names or table.name == "capture_attempts":
                continue
            connection.execute(f"CREATE TEMP TABLE base AS FROM {table.name}")
            columns = ", ".join(_copied(table, name, others) for name in table.column_names)
            for start in range(0, copies, others):
                week = f"FROM base, range({max(1, start)}, {min(start + others, copies)}) AS copies(copy)"
                connection.execute(f"INSERT INTO {table.name} SELECT {columns} {week}")
            connection.execute("DROP TABLE base")


def _copied(table: Table, name: str, others: int) -> str:
    if name == "role" or (name == "subject" and table.name != "fact_market_index"):
        return f"{name} || CASE WHEN copy % {others} = 0 THEN '' ELSE '-' || copy % {others} END"
    if name == "capture_id":
        return f"left(md5({name} || copy), 16)"
    if name in _SHIFTED:
        return f"{name} - to_days(((copy // {others}) * {7 * BASE_DAYS})::INTEGER)"
    return name


def _copy_manifests(paths: DataPaths, copies: int) -> None:
    """List the copied captures in manifests of 25 entries, beside WARC files of the length that they say."""
    archive = Archive(paths.archive_dir)
    entries = list(archive.entries())
    named = [(entry, f"{entry.capture_id}{copy}") for entry in entries for copy in range(1, copies)]
    for number, start in enumerate(range(0, len(named), ENTRIES_A_FILE)):
        name = f"20200101T000000-{number:08x}"
        warc = paths.archive_dir / "warc" / f"{name}.warc.gz"
        lines, offset = [], 0
        for entry, text in named[start : start + ENTRIES_A_FILE]:
            copied = replace(entry, capture_id=_md5(text), warc_file=warc.name, warc_offset=offset, span_offset=offset)
            lines.append(line_of(copied))
            offset = copied.end
        (paths.archive_dir / "manifest" / f"{name}.jsonl").write_bytes(b"".join(lines))
        with warc.open("wb") as stream:
            stream.truncate(offset)
    add_listed(Warehouse.at(paths.working_file), archive.stamps(), PARSER_VERSION)


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()[:16]


def _cost(root: Path, page: Path, copy: Path) -> tuple[float, float]:
    """Processor time of taking a page and deriving its role, and of publishing; in a fresh process."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy)
    command = [sys.executable, "-m", "jobtrends_pipeline_tests.benchmarks.held", "--take", str(copy), str(page)]
    first, second = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(first), float(second)


def _take(paths: DataPaths, page: Path) -> None:
    with runner(paths, lambda _: None) as runs:
        runs.publish()  # what is done once for a process counts for neither
        start = time.process_time()
        runs.take_saved([page])
        failures = runs.derive(["role-0"])
        derived = time.process_time()
        runs.publish()
        published = time.process_time()
    assert not failures
    sys.stdout.write(f"{derived - start} {published - derived}\n")


if __name__ == "__main__":
    main()
