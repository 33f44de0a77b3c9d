"""Twenty thousand mutants of real and rendered pages: none crashes, hangs or eats memory, and what changes shows."""

import pytest

from jobtrends_pipeline_tests.support.pages.mutated_pages import mutated_pages
from jobtrends_pipeline_tests.support.pages.silent import SEED, report
from jobtrends_pipeline_tests.support.pages.tally import tally_of

COUNT = 20_000
LONGEST_SECONDS = 2.0
MOST_GROWTH_KIB = 65_536
MOST_SILENT = 0.03
"""What no identity ties to another figure, altered so that a page could have printed it; the goal is none."""


@pytest.mark.slow
def test_twenty_thousand_mutants_are_read_within_bounds_and_noticed() -> None:
    tally = tally_of(mutated_pages(), COUNT, SEED)
    print(*report(tally, 20), sep="\n")  # noqa: T201  # shown with -s, and when the test fails
    assert tally.count == COUNT
    assert tally.slowest[0] < LONGEST_SECONDS
    assert tally.growth[0] < MOST_GROWTH_KIB
    assert tally.silent <= MOST_SILENT * COUNT
