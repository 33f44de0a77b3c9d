"""Stated errors against simulated adverts, quickly; `test_reliability_slow.py` goes through every market and size."""

import pytest

from jobtrends_pipeline_tests.support.trends.coverage import histogram_fit, median_coverage, share_coverage

SEED = 11
PAGES = 20
HISTOGRAM_PAGES = 3


@pytest.mark.parametrize("name", ["lognormal 0.35", "heavy tail", "third senior"])
def test_the_stated_interval_of_a_median_holds_the_true_one_as_often_as_it_says(name: str) -> None:
    found = median_coverage(name, 120, PAGES, SEED)
    assert found.covered >= 92


@pytest.mark.parametrize("name", ["lognormal 0.35", "heavy tail", "third senior"])
def test_no_change_is_rarely_called_beyond_noise(name: str) -> None:
    found = median_coverage(name, 120, PAGES, SEED)
    assert found.alarms <= 8


@pytest.mark.parametrize("expected_count", [30, 100, 1_000])
def test_the_stated_interval_of_a_share_of_demand_holds_the_true_one(expected_count: int) -> None:
    assert share_coverage(expected_count, 60_000, 2_000, SEED) == pytest.approx(95, abs=3)


@pytest.mark.parametrize("name", ["lognormal 0.35", "adverts 0.35", "adverts, third senior", "all on £5,000"])
@pytest.mark.parametrize("count", [10, 300])
def test_true_bins_are_always_within_the_bounds(name: str, count: int) -> None:
    assert histogram_fit(name, count, HISTOGRAM_PAGES, SEED).bounded == 100


@pytest.mark.parametrize("count", [30, 300])
@pytest.mark.parametrize("name", ["lognormal 0.35", "adverts 0.35", "adverts, third senior", "daily rates"])
def test_nine_true_bins_in_ten_are_within_the_typical_error(name: str, count: int) -> None:
    assert histogram_fit(name, count, HISTOGRAM_PAGES, SEED).typical >= 87


def test_the_more_adverts_the_nearer_the_histogram_is_to_theirs() -> None:
    few, many = (histogram_fit("lognormal 0.35", count, HISTOGRAM_PAGES, SEED).distance for count in (30, 1_000))
    assert many < 0.12
    assert few > 0.3
