"""Stated errors and verdicts where adverts are of vacancies advertised more than once; seeded, as Markdown tables.

Run `python -m jobtrends_pipeline_tests.benchmarks.reposting [PAGES]`: pages at each of ten levels of pay, 60 usually;
twice as many pages of unchanged skills. `docs/method.md` has the tables. Where the daily history of the market index
stands beside the repository, also what it says of the design effect.
"""

import sys
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from jobtrends_pipeline_tests.support.site.real_pages import SHARED
from jobtrends_pipeline_tests.support.trends.coverage import Coverage, median_coverage, share_coverage
from jobtrends_pipeline_tests.support.trends.observed import excess_variances
from jobtrends_pipeline_tests.support.trends.unchanged import named_of_unchanged

PAGES, SEED = 60, 20_260_215
COUNTS = (10, 20, 50, 130, 300, 1_000)
PER_VACANCY = (1, 1.5, 2, 3)
MARKET_SIZE, SHARE_PAGES = 60_000, 10_000
SKILLS, ADVERTS = (127, 197), (130, 300, 1_000)
MARKETS = (
    "adverts 0.2", "adverts 0.35", "adverts, heavy tail", "adverts, third senior", "half senior", "all on £5,000",
    "daily rates",
)  # fmt: skip


def main() -> None:
    """Print the tables."""
    pages = int(sys.argv[1]) if sys.argv[1:] else PAGES
    medians = {
        (name, per): [median_coverage(name, count, pages, SEED, per) for count in COUNTS]
        for name in MARKETS
        for per in PER_VACANCY
    }
    _coverage("Median: the 95 % interval holds the true median, mean and worst level of pay, %", medians, _held)
    _coverage("Median: no change called beyond noise, mean and worst level of pay, %", medians, _alarmed)
    shares = {
        ("share", per): [share_coverage(count, MARKET_SIZE, SHARE_PAGES, SEED, per) for count in COUNTS]
        for per in PER_VACANCY
    }
    _coverage("Share of demand: held, and no change called beyond noise, %", shares, _of_share)
    _tell_unchanged(2 * pages)
    if SHARED.is_dir():
        _tell_observed()


def _held(found: Coverage) -> str:
    return f"{found.covered:.0f} / {found.least_covered:.0f}"


def _alarmed(found: Coverage) -> str:
    return f"{found.alarms:.1f} / {found.most_alarms:.1f}"


def _of_share(found: Coverage) -> str:
    return f"{found.covered:.1f} / {found.alarms:.1f}"


def _coverage(title: str, found: dict[tuple[str, float], list[Coverage]], cell: Callable[[Coverage], str]) -> None:
    rows = ([name, f"{per:g}", *map(cell, each)] for (name, per), each in found.items())
    _table(title, ["market", "adverts a vacancy", *(f"n = {count:,}" for count in COUNTS)], rows)


def _tell_unchanged(pages: int) -> None:
    rows = []
    for skills in SKILLS:
        for adverts in ADVERTS:
            for per in (1, 2):
                found = named_of_unchanged(skills, adverts, per, pages, SEED)
                before, after = f"{found.alone:.1f}", f"{found.together:.2f}"
                shares = f"{found.pages_alone_pct:.0f} %", f"{found.pages_together_pct:.0f} %"
                tested = f"{found.tested:.0f}"
                rows.append([f"{skills}", f"{adverts:,}", f"{per}", before, shares[0], tested, after, shares[1]])
    heads = ["skills", "n", "adverts a vacancy", "named before", "pages that name any", "tested", "named now"]
    _table("Pages on which no skill changed", [*heads, "pages that name any now"], rows)


def _tell_observed() -> None:
    found = [(window, ratio) for (_, window), (_, ratio) in excess_variances().items()]
    rows = [
        [f"{window} months", *(f"{np.quantile([r for w, r in found if w == window], at):.1f}" for at in (0, 0.5, 1))]
        for window in (3, 6)
    ]
    _table("Weekly moves of shares over those of independent adverts, variance", ["", "least", "median", "most"], rows)


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [f"\n{title}\n", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    sys.stdout.write("\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
