"""How stated errors do in simulated adverts, per market and number of adverts; seeded, so every run says the same.

Run `python -m jobtrends_pipeline_tests.benchmarks.reliability [PAGES]`: pages at each of ten levels, 100 usually.
"""

import sys
from collections.abc import Callable

from jobtrends_pipeline_tests.support.trends.coverage import histogram_fit, median_coverage, share_coverage
from jobtrends_pipeline_tests.support.trends.simulated import MARKETS

PAGES, SEED = 100, 20_260_215
COUNTS = (10, 20, 30, 50, 100, 200, 500, 1_000, 2_000, 5_000)
HISTOGRAM_COUNTS, HISTOGRAM_PAGES = (10, 30, 100, 300, 1_000, 5_000), 10
EXPECTED_COUNTS, MARKET_SIZE = (1, 2, 3, 5, 10, 20, 30, 50, 100, 300, 1_000), 60_000


def main() -> None:
    """Print the tables: median, share of demand, histogram."""
    pages = int(sys.argv[1]) if sys.argv[1:] else PAGES
    sys.stdout.write("median: true median in the 95 % interval, % / no change called beyond noise, % / mean RSE, %\n")
    _table(COUNTS, lambda name, count: _median(name, count, pages))
    sys.stdout.write(
        "\nhistogram: total variation distance / bins within the bounds, % / within the typical error, %\n"
    )
    _table(HISTOGRAM_COUNTS, _histogram)
    sys.stdout.write("\nshare of demand: true share in the 95 % interval, %, by mean number of adverts\n")
    for expected in EXPECTED_COUNTS:
        sys.stdout.write(f"{expected:>8,}  {share_coverage(expected, MARKET_SIZE, 20_000, SEED).covered:5.1f}\n")


def _table(counts: tuple[int, ...], cell: Callable[[str, int], str]) -> None:
    sys.stdout.write(f"{'adverts':<22}" + "".join(f"{count:>17,}" for count in counts) + "\n")
    for name in MARKETS:
        sys.stdout.write(f"{name:<22}")
        for count in counts:
            sys.stdout.write(f"{cell(name, count):>17}")
            sys.stdout.flush()
        sys.stdout.write("\n")


def _median(name: str, count: int, pages: int) -> str:
    found = median_coverage(name, count, pages, SEED)
    return f"{found.covered:.1f}/{found.alarms:.1f}/{found.mean_rse:.1f}"


def _histogram(name: str, count: int) -> str:
    fit = histogram_fit(name, count, HISTOGRAM_PAGES, SEED)
    return f"{fit.distance:.2f}/{fit.bounded:.1f}/{fit.typical:.1f}"


if __name__ == "__main__":
    main()
