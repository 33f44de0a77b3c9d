"""Errors by drawing again are those of a plain bootstrap, depend on the data alone, and histograms lose no one."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from jobtrends_pipeline.advert_facts.resampling import error_over_vacancies, errors_over_employers
from jobtrends_pipeline_tests.support.advert_worlds import World, random_world
from jobtrends_pipeline_tests.support.computed_facts import computed

END = date(2026, 8, 15)


@pytest.mark.parametrize("count", [10, 41, 300])
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.9])
def test_errors_over_vacancies_are_those_of_a_plain_bootstrap(count: int, share: float) -> None:
    draw = np.random.default_rng(count)
    values = 2_500 * draw.integers(10, 40, count).astype(float)
    plain = [np.quantile(draw.choice(values, count), share) for _ in range(4_000)]
    found = error_over_vacancies(values, share)
    assert found.error == pytest.approx(np.std(plain), rel=0.12, abs=60)
    assert found.low == pytest.approx(np.quantile(plain, 0.025), abs=2_500)
    assert found.high == pytest.approx(np.quantile(plain, 0.975), abs=2_500)


def test_errors_over_employers_are_those_of_a_plain_cluster_bootstrap() -> None:
    draw = np.random.default_rng(1)
    owners = np.sort(draw.integers(0, 30, 200))
    owners = np.unique(owners, return_inverse=True)[1].astype(np.int64)
    values = 40_000 + 3_000 * owners + draw.integers(0, 5_000, 200).astype(float)
    clusters = [values[owners == each] for each in range(owners.max() + 1)]
    for share, found in zip((0.25, 0.5), errors_over_employers(values, owners, [0.25, 0.5]), strict=True):
        chosen = [draw.integers(0, len(clusters), len(clusters)) for _ in range(3_000)]
        plain = [np.quantile(np.concatenate([clusters[each] for each in ids]), share) for ids in chosen]
        assert found.error == pytest.approx(np.std(plain), rel=0.15)
        assert found.error > error_over_vacancies(values, share).error


def test_errors_of_equal_pay_are_nothing() -> None:
    values, owners = np.full(20, 50_000.0), np.arange(20)
    for found in (error_over_vacancies(values, 0.9), *errors_over_employers(values, owners, [0.9])):
        assert (found.error, found.low, found.high) == (0, 50_000, 50_000)


def test_the_order_of_vacancies_changes_no_error() -> None:
    draw = np.random.default_rng(2)
    values, owners = draw.integers(20, 90, 50).astype(np.float64) * 1_000, np.arange(50) // 3
    order = draw.permutation(50)
    assert error_over_vacancies(values, 0.5) == error_over_vacancies(values[order], 0.5)
    assert errors_over_employers(values, owners, [0.5]) == errors_over_employers(values[order], owners[order], [0.5])


def test_each_percentile_of_ten_vacancies_has_an_error_beside_its_fact() -> None:
    facts = computed(random_world(5, adverts=900, last=END, days=150), END)
    errors, pay = facts["advert_pay_error"], facts["fact_pay"]
    pay = pay[(pay["scope"] == "subject") & (pay["lag_years"] == 0) & (pay["pay_advert_count"] >= 10)]
    keys = ["market", "subject", "place", "window_months", "pay_basis"]
    both = errors.merge(pay, on=keys)
    assert len(errors) == len(both) == 5 * len(pay) > 0
    for _, row in both.iterrows():
        assert row["estimate_gbp"] == pytest.approx(row[row["measure"]], abs=0.011)
        assert row["low_gbp"] <= row["estimate_gbp"] <= row["high_gbp"]
        assert row["vacancy_count"] == row["pay_advert_count"]
        assert row["employer_count"] <= row["vacancy_count"]
    is_median = errors["measure"] == "median_gbp"
    assert errors["approximate_rse_pct"].notna().tolist() == is_median.tolist()


def test_bins_are_joined_until_each_has_five_and_lose_no_vacancy() -> None:
    facts = computed(random_world(5, adverts=900, last=END, days=150), END)
    bins, pay = facts["advert_pay_histogram"], facts["fact_pay"]
    pay = pay[(pay["scope"] == "subject") & (pay["lag_years"] == 0)]
    keys = ["market", "subject", "place", "window_months", "pay_basis"]
    totals = bins.groupby(keys, as_index=False)["vacancy_count"].sum().merge(pay, on=keys, how="outer")
    assert totals["vacancy_count"].tolist() == totals["pay_advert_count"].dropna().tolist()
    assert bins["vacancy_count"].min() >= 5
    for _, held in bins.groupby(keys):
        assert (held["bin_low_gbp"].to_numpy()[1:] >= held["bin_high_gbp"].to_numpy()[:-1]).all()


def test_a_bin_holds_its_lower_edge_and_not_its_upper() -> None:
    world = World()
    for number in range(15):
        amount = (50_000, 52_499, 52_500)[number % 3]
        world.add_advert(number, END, pay={"low": amount, "high": amount})
    bins = computed(world, END, places=("UK",))["advert_pay_histogram"]
    bins = bins[bins["window_months"] == 3]
    held = pd.DataFrame({"low": bins["bin_low_gbp"], "high": bins["bin_high_gbp"], "count": bins["vacancy_count"]})
    assert held.to_numpy().tolist() == [[50_000, 52_500, 10], [52_500, 55_000, 5]]
