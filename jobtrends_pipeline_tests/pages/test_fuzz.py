"""Whatever is done to a page, reading it ends soon, in a page or a refusal; what was altered is as a rule noticed.

A few hundred mutants; `test_mutants_slow.py` reads twenty thousand.
"""

import pytest

from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.facts.frames import facts_of as tables_of
from jobtrends_pipeline_tests.support.pages.compare import facts_of
from jobtrends_pipeline_tests.support.pages.mutated_pages import MutatedPage, mutated_pages
from jobtrends_pipeline_tests.support.pages.tabled import as_tabled, tabled_facts
from jobtrends_pipeline_tests.support.pages.tally import tally_of

SEED = 20260215
LONGEST_SECONDS = 2.0
MOST_GROWTH_KIB = 65_536
MOST_SILENT = 0.08
"""Two columns of a row exchanged, or a digit altered, where no identity ties the figure to another."""
PAGES = mutated_pages()


def test_mutants_end_soon_in_little_memory_and_are_as_a_rule_noticed() -> None:
    tally = tally_of(PAGES, 600, SEED)
    assert tally.slowest[0] < LONGEST_SECONDS, tally.slowest
    assert tally.growth[0] < MOST_GROWTH_KIB, tally.growth
    assert tally.silent <= MOST_SILENT * tally.count, tally.classes.most_common()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_mutant_puts_into_the_fact_tables_what_the_comparison_does_not_see(page: MutatedPage) -> None:
    for name, mutant in page.mutants(3, SEED):
        try:
            read = read_page(mutant)
        except UnknownPageError:
            continue
        if read.outcome != "quarantined":
            assert tabled_facts(tables_of(mutant)) <= as_tabled(facts_of(read)), name
