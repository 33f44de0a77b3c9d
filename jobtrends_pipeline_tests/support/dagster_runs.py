"""What tests of runs share: a runner on a data root, its published tables, and pages that the sample does not hold."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.runner import Runner
from jobtrends_pipeline.orchestration.runs import runner
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.support.saved_pages import page_of
from jobtrends_pipeline_tests.support.site.build_sample import sample_pages

ROLES = ["backend-developer", "java"]


@contextmanager
def running(paths: DataPaths) -> Iterator[Runner]:
    """A runner that says nothing."""
    with runner(paths, lambda _: None) as runs:
        yield runs


def published(paths: DataPaths) -> dict[str, pd.DataFrame]:
    """Every published table, in the order of its grain."""
    with open_published(paths.published_file) as connection:
        return {table.name: connection.table(table.name).order(", ".join(table.grain)).df() for table in PUBLIC_TABLES}


def working(paths: DataPaths, *statements: str) -> list[tuple[object, ...]]:
    """Execute statements on the working database; gives the rows of the last."""
    with duckdb.connect(paths.working_file) as connection:
        for statement in statements:
            result = connection.execute(statement)
        rows: list[tuple[object, ...]] = result.fetchall()
        return rows


@contextmanager
def another_process_has(paths: DataPaths) -> Iterator[int]:
    """The working database, open for writing in a process whose number it gives."""
    code = f"import duckdb\nc = duckdb.connect({str(paths.working_file)!r})\nprint('open', flush=True)\ninput()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.communicate(b"\n")


def java_page(day: date) -> bytes:
    """The sample's Java page as if printed for another period end, with the same figures."""
    return page_of(next(page for page in sample_pages() if page.subject == "Java"), "Java", day)


def saved(folder: Path, *days: date) -> list[Path]:
    """Java pages of these period ends as files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"java-{day.isoformat()}.html" for day in days]
    for path, day in zip(paths, days, strict=True):
        path.write_bytes(java_page(day))
    return paths
