"""Stated errors against simulated adverts, quickly; `test_reliability_slow.py` goes through every market and size."""

from statistics import median

import pytest

from jobtrends_pipeline.trends.reposting import DESIGN_EFFECT
from jobtrends_pipeline_tests.support.site.real_pages import needs_shared
from jobtrends_pipeline_tests.support.trends.coverage import histogram_fit, median_coverage, share_coverage
from jobtrends_pipeline_tests.support.trends.observed import excess_variances
from jobtrends_pipeline_tests.support.trends.unchanged import named_of_unchanged

SEED = 11
PAGES = 20
HISTOGRAM_PAGES = 3
UNCHANGED_PAGES, UNCHANGED_SEED = 200, 20_260_215


each_advertising = pytest.mark.parametrize("per_vacancy", [1, 2])


@each_advertising
@pytest.mark.parametrize("count", [10, 120])
@pytest.mark.parametrize("name", ["adverts 0.35", "adverts, third senior"])
def test_the_stated_error_of_a_median_holds_whether_or_not_vacancies_are_advertised_twice(
    name: str, count: int, per_vacancy: float
) -> None:
    found = median_coverage(name, count, PAGES, SEED, per_vacancy)
    assert found.covered >= 90
    assert found.alarms <= 5


@each_advertising
@pytest.mark.parametrize("expected_count", [10, 30, 1_000])
def test_the_stated_error_of_a_share_of_demand_holds_alike(expected_count: int, per_vacancy: float) -> None:
    found = share_coverage(expected_count, 60_000, 2_000, SEED, per_vacancy)
    assert found.covered >= 93
    assert found.alarms <= 6


@each_advertising
def test_where_no_skill_changed_hardly_any_page_names_one(per_vacancy: float) -> None:
    found = named_of_unchanged(127, 1_000, per_vacancy, UNCHANGED_PAGES, UNCHANGED_SEED)
    assert found.tested >= 20
    assert found.alone > 4
    assert found.pages_together_pct <= 5


@needs_shared
def test_shares_of_the_source_move_at_least_as_much_as_the_design_effect_has_it() -> None:
    small = [ratio for count, ratio in excess_variances().values() if count < 1_500]
    assert len(small) == 10
    assert min(small) == pytest.approx(1.3, abs=0.05)
    assert max(small) == pytest.approx(10, abs=0.5)
    assert median(small) >= DESIGN_EFFECT


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
