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
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.runs import runner
from jobtrends_pipeline_tests.benchmarks.plain_steps import run_plainly
from jobtrends_pipeline_tests.support.saved_pages import write_pages

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
    sides: tuple[Callable[[DataPaths, list[Path]], None], ...] = (run_plainly, _by_dagster)
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
    days = []
    for back in range(months):
        year, month = divmod(LAST_MONTH[0] * 12 + LAST_MONTH[1] - 1 - back, 12)
        days += [date(year, month + 1, number) for number in DAYS]
    write_pages(folder, [role], days, PLACES)
    return folder / role.replace(" ", "-").lower()


def _by_dagster(paths: DataPaths, saved: list[Path]) -> None:
    with runner(paths, lambda _: None) as runs:
        for folder in saved:
            runs.take_saved([folder])
        runs.refresh(runs.roles_with_work())


def _cost_of(side: Callable[[DataPaths, list[Path]], None], paths: DataPaths, saved: list[Path]) -> Cost:
    clock, processor = time.perf_counter(), time.process_time()
    side(paths, saved)
    return Cost(time.perf_counter() - clock, time.process_time() - processor)


if __name__ == "__main__":
    main()
