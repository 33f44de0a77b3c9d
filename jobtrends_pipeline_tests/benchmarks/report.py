"""The site of many roles with ten years of monthly pages each: seconds to write, size of a page.

Run `python -m jobtrends_pipeline_tests.benchmarks.report [ROLES]`; 500 roles when no number is given. With
`--chromium` it also opens a page and gives the time to its first chart.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from jobtrends_pipeline.steps.draw import draw_roles
from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.warehouse.database import DatabaseFile
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.reports.conftest import ROLE, tables_of
from jobtrends_pipeline_tests.support.long_series import long_rows

ROLES, OPENED = 500, 5
GOALS = "goals: 500 roles under 60 s, one under 1 s; a page under 1.5 MB; its first chart under 1.5 s"


def main() -> None:
    """Print seconds, bytes and goals."""
    count = int(next((argument for argument in sys.argv[1:] if argument.isdigit()), ROLES))
    with tempfile.TemporaryDirectory() as folder:
        store, site = _filled(Path(folder) / "w.duckdb", count), Path(folder) / "site"
        roles = [f"{ROLE}-{number}" for number in range(count)]
        first = _seconds(store, roles[:1], site)
        processor = _processor()
        seconds = _seconds(store, roles, site)
        processor = _processor() - processor
        page = site / "roles" / f"{roles[0]}.html"
        shared = sum(path.stat().st_size for path in (site / "assets").iterdir())
        sys.stdout.write(
            f"{count:,} roles in {seconds:.1f} s ({1000 * seconds / count:.0f} ms a role; {processor:.1f} s of the"
            f" processor, {1000 * processor / count:.0f} ms a role)\n"
            f"the first of a new site {first:.2f} s, one again {_seconds(store, roles[:1], site):.2f} s\n"
            f"a page {page.stat().st_size:,} bytes, what all pages share {shared:,}\n"
        )
        if "--chromium" in sys.argv:
            sys.stdout.write(f"first chart after {_first_chart(page):.2f} s, median of {OPENED}\n")
    sys.stdout.write(f"{GOALS}\n")


def _filled(path: Path, count: int) -> Warehouse:
    tables, store = tables_of(long_rows()), Warehouse.at(path)
    frames = {**tables.facts, **tables.trends}
    for number in range(count):
        named = {name: frame.assign(role=f"{ROLE}-{number}") for name, frame in frames.items()}
        store.replace({name: named[name].astype(frames[name].dtypes) for name in named}, {"role": [f"{ROLE}-{number}"]})
    assert set(frames) <= set(TABLES_BY_NAME)
    return store


def _processor() -> float:
    """Seconds of processor time of this process and of those that drew for it and have ended."""
    return sum(os.times()[:4])


def _seconds(store: Warehouse, roles: list[str], site: Path) -> float:
    begun = time.perf_counter()
    for _ in draw_roles(store, DatabaseFile(site.with_name("w.duckdb")), site, roles):
        pass
    return time.perf_counter() - begun


def _first_chart(page: Path) -> float:
    """Seconds from asking for the page, in a browser that runs, until its first chart is in it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from jobtrends_pipeline_tests.conftest import CHROMIUM_ARGUMENTS  # noqa: PLC0415

    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGUMENTS)
        for _ in range(OPENED):
            opened = browser.new_page(viewport={"width": 1280, "height": 900})
            begun = time.perf_counter()
            opened.goto(page.as_uri())
            opened.wait_for_selector(".stage svg")
            taken.append(time.perf_counter() - begun)
            opened.close()
        browser.close()
    return median(taken)


if __name__ == "__main__":
    main()
