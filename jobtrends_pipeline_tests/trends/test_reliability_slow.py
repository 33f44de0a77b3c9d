"""Stated errors and verdicts against simulated adverts of every market, from 10 to 1,000 of them, by trend tables."""

import pytest

from jobtrends_pipeline_tests.benchmarks.reposting import ADVERTS, COUNTS, MARKET_SIZE, SEED, SKILLS
from jobtrends_pipeline_tests.support.trends.coverage import histogram_fit, median_coverage, share_coverage
from jobtrends_pipeline_tests.support.trends.simulated import MARKETS
from jobtrends_pipeline_tests.support.trends.unchanged import named_of_unchanged

FEW = 20
"""Adverts of which the spread itself is read from a handful of vacancies."""

PER_VACANCY = (1, 2)
"""Adverts a vacancy up to which errors hold: the design effect assumes two."""
ON_ONE_GRID = ("all on £2,500", "all on £5,000")
"""There a median is either exactly right or a whole step off: of 1,000 adverts it may be so in every third window."""

LEAST_TYPICAL_PCT, MOST_DISTANCE, MANY = 87, 0.35, 100
PAGES, HISTOGRAM_PAGES, SHARE_PAGES, UNCHANGED_PAGES = 100, 6, 20_000, 200

each_market = pytest.mark.parametrize("name", MARKETS)
each_advertising = pytest.mark.parametrize("per_vacancy", PER_VACANCY)


def least_covered(count: int) -> tuple[float, float]:
    """Percent of intervals that hold the truth, at least: of all levels of pay, and of the worst."""
    return (86, 78) if count <= FEW else (92, 86)


@pytest.mark.slow
@each_advertising
@each_market
def test_the_stated_error_of_a_median_holds_from_ten_adverts_on(name: str, per_vacancy: float) -> None:
    for count in COUNTS:
        found = median_coverage(name, count, PAGES, SEED, per_vacancy)
        mean, worst = least_covered(count)
        if name not in ON_ONE_GRID or count < 300:
            assert (count, found.covered >= mean, found.least_covered >= worst) == (count, True, True)
        assert (count, found.alarms <= 6, found.most_alarms <= 10) == (count, True, True)


@pytest.mark.slow
@each_advertising
@pytest.mark.parametrize("expected_count", COUNTS)
def test_the_stated_error_of_a_share_of_demand_holds_from_ten_adverts_on(
    expected_count: int, per_vacancy: float
) -> None:
    found = share_coverage(expected_count, MARKET_SIZE, SHARE_PAGES, SEED, per_vacancy)
    assert found.covered >= 94
    assert found.alarms <= 5.5


@pytest.mark.slow
@each_advertising
@pytest.mark.parametrize("adverts", ADVERTS)
@pytest.mark.parametrize("skills", SKILLS)
def test_of_pages_on_which_no_skill_changed_at_most_one_in_twenty_names_one(
    skills: int, adverts: int, per_vacancy: float
) -> None:
    assert named_of_unchanged(skills, adverts, per_vacancy, UNCHANGED_PAGES, SEED).pages_together_pct <= 5


@pytest.mark.slow
@each_market
@pytest.mark.parametrize("count", [10, 100, 5_000])
def test_true_bins_are_within_the_bounds_and_mostly_within_the_typical_error(name: str, count: int) -> None:
    fit = histogram_fit(name, count, HISTOGRAM_PAGES, SEED)
    assert fit.bounded == 100
    if name != "all on £5,000":
        assert fit.typical >= LEAST_TYPICAL_PCT
        assert count < MANY or fit.distance <= MOST_DISTANCE
