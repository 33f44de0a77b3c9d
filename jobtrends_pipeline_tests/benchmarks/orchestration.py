"""What orchestration costs: a backfill as Dagster jobs, beside the same functions called one after the other.

Run `python -m jobtrends_pipeline_tests.benchmarks.orchestration [--role-months N]`; 1,000 role-months of 12 pages each
(three places, weekly) when no number is given, `--quick` for 20. Both sides take the same saved pages on a data root of
their own, in this process; a round of one role-month before warms both up, so that imports count for neither.
What loading and ticks cost is in `ticks`, what the web UI's pages cost in `web_ui`.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from jobtrends_pipeline.acquire.identify import identify_files
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.captures import log_refused
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource, build_resources
from jobtrends_pipeline.orchestration.runs import runner
from jobtrends_pipeline.reports.data_page import build_data_page
from jobtrends_pipeline.reports.machine import write_data_page, write_site_files
from jobtrends_pipeline.reports.site import write_home
from jobtrends_pipeline.steps.draw import draw_roles
from jobtrends_pipeline.steps.drift import watch_across
from jobtrends_pipeline.steps.list_attempts import list_attempts
from jobtrends_pipeline.steps.list_captures import list_captures, store_arrivals
from jobtrends_pipeline.steps.load import prepare_load, store_load
from jobtrends_pipeline.steps.parse import parse_role
from jobtrends_pipeline.steps.reassign import reassign
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON
from jobtrends_pipeline.trends.build import as_of_macros, comparison_queries, role_trend_queries
from jobtrends_pipeline.warehouse.downloads import write_downloads
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.site.build_sample import sample_pages
from jobtrends_pipeline_tests.support.site.labels import short_date
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage

ROLE_MONTHS, QUICK, ROLES = 1_000, 20, 10
PLACES, DAYS = ("UK", "London", "Manchester"), (3, 10, 17, 24)
LAST_MONTH = (2026, 1)
GOAL = 1.25


@dataclass(frozen=True, slots=True)
class Cost:
    """What some work took: seconds by the clock, and of this process's processor time."""

    elapsed: float
    processor: float


def main() -> None:
    """Print what each side takes, their ratio, and what is wanted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--role-months", type=int, default=ROLE_MONTHS)
    parser.add_argument("--quick", action="store_const", dest="role_months", const=QUICK)
    role_months = parser.parse_args().role_months
    with tempfile.TemporaryDirectory() as folder:
        _compare(Path(folder) / "warm", 1)
        plain, dagster = _compare(Path(folder), role_months)
    pages = role_months * len(PLACES) * len(DAYS)
    sys.stdout.write(f"{role_months:,} role-months, {pages:,} pages     by the clock   processor time   per page\n")
    for name, cost in (("plain Python", plain), ("Dagster jobs", dagster)):
        each = 1000 * cost.processor / pages
        sys.stdout.write(f"{name:<34} {cost.elapsed:10.1f} s {cost.processor:14.1f} s {each:7.1f} ms\n")
    ratios = dagster.elapsed / plain.elapsed, dagster.processor / plain.processor
    sys.stdout.write(f"{'ratio':<34} {ratios[0]:10.2f}   {ratios[1]:14.2f}     goal: at most {GOAL}\n")


def _compare(folder: Path, role_months: int) -> tuple[Cost, Cost]:
    """Costs of plain Python and of Dagster."""
    saved = [_save(folder / "saved", role, months) for role, months in _shares(role_months)]
    sides: tuple[Callable[[DataPaths, list[Path]], None], ...] = (_plainly, _by_dagster)
    plain, dagster = (_cost_of(side, _root(folder / side.__name__), saved) for side in sides)
    return plain, dagster


def _shares(role_months: int) -> Iterator[tuple[str, int]]:
    """Roles, and how many months of each there are."""
    for number in range(min(ROLES, role_months)):
        yield f"Role {number}", role_months // ROLES + (number < role_months % ROLES)


def _root(folder: Path) -> DataPaths:
    folder.mkdir(parents=True)
    names = "".join(f"  - name: Role {number}\n" for number in range(ROLES))
    (folder / "watchlist.yaml").write_text(f"roles:\n{names}", encoding="utf-8")
    return DataPaths(folder)


def _save(folder: Path, role: str, months: int) -> Path:
    """Pages of a role as a person would have saved them, in a folder of its own."""
    target = folder / role.replace(" ", "-").lower()
    target.mkdir(parents=True)
    models = {place: next(page for page in sample_pages() if page.location == place) for place in PLACES}
    for back in range(months):
        year, month = divmod(LAST_MONTH[0] * 12 + LAST_MONTH[1] - 1 - back, 12)
        for day in (date(year, month + 1, number) for number in DAYS):
            for place, model in models.items():
                (target / f"{place}-{day}.html").write_bytes(_page(model, role, day))
    return target


def _page(model: PrintedPage, role: str, day: date) -> bytes:
    """A page of the sample as if printed of another role on another day."""
    labels = (f"6 months to {short_date(day)}", f"Same period {day.year - 1}", f"Same period {day.year - 2}")
    body = page_html(replace(model, period_end=day, period_labels=labels))
    slug, other = model.subject.replace(" ", "%20"), role.replace(" ", "%20")
    return body.replace(model.subject.encode(), role.encode()).replace(slug.lower().encode(), other.lower().encode())


def _by_dagster(paths: DataPaths, saved: list[Path]) -> None:
    with runner(paths, lambda _: None) as runs:
        for folder in saved:
            runs.take_saved([folder])
        runs.refresh(runs.roles_with_work())


def _plainly(paths: DataPaths, saved: list[Path]) -> None:
    resources = build_resources(paths)
    root, warehouse = resources["root"], resources["warehouse"]
    assert isinstance(root, DataRoot)
    assert isinstance(warehouse, WarehouseResource)
    for folder in saved:
        _take(folder, root, warehouse)
    store = warehouse.open()
    for role in sorted(set(store.read(CAPTURES)["role"])):
        _refresh(role, root, store)
    _publish(paths, store)


def _take(folder: Path, root: DataRoot, warehouse: WarehouseResource) -> None:
    archive, store = root.archive, warehouse.open()
    archive.recover()
    intake = identify_files([folder], root.watchlist(), archive.whole_captures())
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{folder.name}"
    store_arrivals(archive, store, name, intake.arrivals)
    log_refused(root, name, intake.refused)
    list_attempts(root.paths.attempts_dir, store)
    list_captures(archive, root.watchlist(), store)
    reassign(root.watchlist(), store, root.paths.reports_dir, sys.stdout.write)


def _refresh(role: str, root: DataRoot, store: Warehouse) -> None:
    parse_role(role, root.archive, store)
    load = prepare_load(store, role)
    assert load.is_valid
    store_load(store, load)
    watch_across(store, [load.captures])
    store.derive(lambda connection: role_trend_queries(connection, [role]), {"role": [role]})
    for _ in draw_roles(store, root.paths.working_file, root.paths.reports_dir, [role]):
        pass


def _publish(paths: DataPaths, store: Warehouse) -> None:
    store.derive(lambda _: comparison_queries(), {})
    publish(store, paths.published_file, as_of_macros())
    site = paths.reports_dir
    write_data_page(site, build_data_page(*write_downloads(paths.published_file, site / "data")))
    held = store.read_many([ROLE_COMPARISON, CAPTURES, FINDINGS])
    write_home(site, held[ROLE_COMPARISON.name], held[CAPTURES.name], held[FINDINGS.name])
    write_site_files(site, held[ROLE_COMPARISON.name])


def _cost_of(side: Callable[[DataPaths, list[Path]], None], paths: DataPaths, saved: list[Path]) -> Cost:
    clock, processor = time.perf_counter(), time.process_time()
    side(paths, saved)
    return Cost(time.perf_counter() - clock, time.process_time() - processor)


if __name__ == "__main__":
    main()
