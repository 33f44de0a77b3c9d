"""Stated errors against simulated adverts of every market, from 10 to 5,000 of them, through the trend tables."""

import pytest

from jobtrends_pipeline_tests.benchmarks.reliability import MARKET_SIZE, SEED
from jobtrends_pipeline_tests.support.trends.coverage import histogram_fit, median_coverage, share_coverage
from jobtrends_pipeline_tests.support.trends.simulated import MARKETS

COUNTS = (20, 50, 200, 1_000, 5_000)
LEAST_COVERED_PCT, MOST_ALARMS_PCT = 92, 8
ALL_ON_ONE_GRID = ("all on £2,500", "all on £5,000")
LEAST_COVERED_ON_ONE_GRID_PCT = 80
"""There a median is either exactly right or a whole step off."""

COUNTS_OF = {"half senior": COUNTS[1:]}
"""Of fewer adverts five percentiles do not tell two equal levels of pay from one: 89 % are covered."""

LEAST_TYPICAL_PCT, MOST_DISTANCE, MANY = 87, 0.35, 100
PAGES, HISTOGRAM_PAGES = 60, 6

each_market = pytest.mark.parametrize("name", MARKETS)


@pytest.mark.slow
@each_market
def test_the_stated_interval_of_a_median_holds_the_true_one(name: str) -> None:
    least = LEAST_COVERED_ON_ONE_GRID_PCT if name in ALL_ON_ONE_GRID else LEAST_COVERED_PCT
    covered = {count: median_coverage(name, count, PAGES, SEED).covered for count in COUNTS_OF.get(name, COUNTS)}
    assert {count: share for count, share in covered.items() if share < least} == {}


@pytest.mark.slow
@each_market
def test_no_change_is_rarely_called_beyond_noise(name: str) -> None:
    alarms = {count: median_coverage(name, count, PAGES, SEED).alarms for count in COUNTS_OF.get(name, COUNTS)}
    assert {count: share for count, share in alarms.items() if share > MOST_ALARMS_PCT} == {}


@pytest.mark.slow
@pytest.mark.parametrize("expected_count", [7, 10, 20, 30, 50, 100, 300, 1_000])
def test_the_stated_interval_of_a_share_of_demand_holds_the_true_one(expected_count: int) -> None:
    assert share_coverage(expected_count, MARKET_SIZE, 20_000, SEED) == pytest.approx(95, abs=3)


@pytest.mark.slow
@each_market
@pytest.mark.parametrize("count", [10, 100, 5_000])
def test_true_bins_are_within_the_bounds_and_mostly_within_the_typical_error(name: str, count: int) -> None:
    fit = histogram_fit(name, count, HISTOGRAM_PAGES, SEED)
    assert fit.bounded == 100
    if name != "all on £5,000":
        assert fit.typical >= LEAST_TYPICAL_PCT
        assert count < MANY or fit.distance <= MOST_DISTANCE
