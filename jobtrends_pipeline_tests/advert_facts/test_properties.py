"""Rules that hold for facts of any adverts: order, later dumps, publishers, lags, suppression, identities."""

import random
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from jobtrends_pipeline.advert_facts.request import PayPoints
from jobtrends_pipeline.advert_facts.suppression import LEAST_VACANCIES
from jobtrends_pipeline.tables.adverts import ADVERTS
from jobtrends_pipeline_tests.support.advert_worlds import World, random_world
from jobtrends_pipeline_tests.support.computed_facts import computed

END = date(2026, 8, 15)
SHARES = {"p10_gbp": 0.1, "p25_gbp": 0.25, "median_gbp": 0.5, "p75_gbp": 0.75, "p90_gbp": 0.9}
Facts = dict[str, pd.DataFrame]


def assert_same(one: Facts, other: Facts) -> None:
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name])


def figure(facts: Facts, table: str, **keys: object) -> pd.Series:
    """The one row of a table with some values."""
    frame = facts[table]
    for name, value in keys.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, (table, keys, len(frame))
    return frame.iloc[0]


@pytest.fixture(scope="module")
def facts() -> Facts:
    return computed(random_world(11, adverts=900, last=END, days=900), END)


def test_the_order_of_rows_never_matters(facts: Facts) -> None:
    assert_same(facts, computed(random_world(11, adverts=900, last=END, days=900), END, shuffle=5))


def test_adverts_seen_later_change_no_earlier_answer(facts: Facts) -> None:
    world = random_world(11, adverts=900, last=END, days=900)
    later = END + timedelta(days=1)
    for number in range(900, 1_300):
        back = END - timedelta(days=number % 700)
        first = world.rows[ADVERTS][number % 900]["advert_id"]
        world.add_advert(
            number, later, advertised_on=back, vacancy=int(first[1:]), places=["Leeds", "UK"], roles=["java", "newer"],
            pay={"low": 10_000, "high": 12_000}, skills=["Git"],
        )  # fmt: skip
    assert_same(facts, computed(world, END))
    changed = computed(world, later)
    assert changed["fact_demand"]["advert_count"].sum() != facts["fact_demand"]["advert_count"].sum()


def test_publishers_never_mix() -> None:
    world = random_world(3, adverts=900, last=END, days=300)
    for name in ("mine", "other"):
        alone = random_world(3, adverts=900, last=END, days=300)
        alone.rows[ADVERTS] = [row for row in alone.rows[ADVERTS] if row["publisher"] == name]
        assert_same(computed(world, END, publisher=name), computed(alone, END, publisher=name))
    assert all(frame.empty for frame in computed(world, END, publisher="nobody").values())


def test_no_adverts_make_no_facts() -> None:
    assert all(frame.empty for frame in computed(World(), END).values())


def test_percentiles_rise_and_shares_are_counts_over_the_comparison(facts: Facts) -> None:
    values = facts["fact_pay"][list(SHARES)].dropna().to_numpy()
    assert len(values) > 20
    assert (np.diff(values, axis=1) >= 0).all()
    demand = facts["fact_demand"]
    keys = ["market", "subject", "place", "window_months", "period_end"]
    both = demand[demand["scope"] == "subject"].merge(demand[demand["scope"] == "comparison"], on=keys)
    both = both[both["advert_count_x"].notna() & (both["advert_count_y"] > 0)]
    exact = 100 * both["advert_count_x"].astype(float) / both["advert_count_y"].astype(float)
    assert (abs(both["share_of_all_pct_x"] - exact) <= 0.005 + 1e-9).all()


def test_subjects_of_one_count_share_a_dense_rank(facts: Facts) -> None:
    for _, lines in facts["fact_market_index"].groupby(["market", "place", "window_months"]):
        ordered = lines.sort_values("advert_count", ascending=False)
        dense = ordered["advert_count"].rank(method="dense", ascending=False)
        assert ordered["rank"].tolist() == dense.astype(int).tolist()
    for _, lines in facts["fact_skill"].groupby(["market", "subject", "place", "window_months", "skill_list"]):
        dense = lines["advert_count"].rank(method="dense", ascending=False)
        assert lines["rank"].tolist() == dense.astype(int).tolist()


def test_the_role_page_says_what_its_row_of_the_index_says(facts: Facts) -> None:
    demand = facts["fact_demand"]
    demand = demand[(demand["scope"] == "subject") & (demand["lag_years"] == 0)]
    keys = ["market", "subject", "place", "window_months", "as_of"]
    both = demand.merge(facts["fact_market_index"], on=keys)
    assert len(both) == len(demand)
    for name in ("rank", "rank_change", "advert_count"):
        pd.testing.assert_series_equal(both[f"{name}_x"], both[f"{name}_y"], check_names=False)
    assert both["share_of_all_pct"].tolist() == both["share_pct"].tolist()


def test_no_figure_rests_on_fewer_vacancies_than_are_shown(facts: Facts) -> None:
    for name in ("fact_location", "fact_skill", "fact_market_index"):
        assert facts[name]["advert_count"].min() >= LEAST_VACANCIES
    counts = facts["fact_demand"]["advert_count"].dropna()
    assert ((counts == 0) | (counts >= LEAST_VACANCIES)).all()
    assert facts["fact_pay"]["pay_advert_count"].min() >= LEAST_VACANCIES
    assert facts["advert_pay_histogram"]["vacancy_count"].min() >= LEAST_VACANCIES
    assert facts["advert_coverage"]["vacancy_count"].min() >= LEAST_VACANCIES
    open_counts = facts["fact_market_index"]["open_vacancy_count"].dropna()
    assert ((open_counts == 0) | (open_counts >= LEAST_VACANCIES)).all()
    is_unpublished = facts["fact_pay"]["pay_advert_count"].isna()
    assert facts["fact_pay"].loc[is_unpublished, list(SHARES)].isna().all(axis=None)


@pytest.mark.parametrize("points", PayPoints)
@pytest.mark.parametrize("seed", range(12))
def test_percentiles_are_those_of_numpy(seed: int, points: PayPoints) -> None:
    draw = random.Random(seed)  # noqa: S311
    world, ranges = World(), []
    for number in range(draw.randrange(5, 60)):
        low = draw.choice([500 * draw.randrange(40, 200), draw.randrange(20_000, 90_000)])
        high = low + draw.choice([0, 0, 1, 250, 5_000, draw.randrange(30_000)])
        ranges.append((low, high))
        world.add_advert(number, END, pay={"low": low, "high": high})
    row = figure(computed(world, END), "fact_pay", scope="subject", place="UK", window_months=6, lag_years=0)
    if points is PayPoints.MIDPOINTS:
        found = computed(world, END, points=points)
        row = figure(found, "fact_pay", scope="subject", place="UK", window_months=6, lag_years=0)
    low, high = np.array(ranges, dtype=float).T
    for name, share in SHARES.items():
        part = 0.5 if points is PayPoints.MIDPOINTS or share == 0.5 else (0.25 if share < 0.5 else 0.75)
        assert row[name] == pytest.approx(float(np.quantile(low + part * (high - low), share)), abs=0.005 + 1e-9)
    assert row["pay_advert_count"] == len(ranges)


def test_a_single_amount_counts_as_it_is_whether_up_to_or_from() -> None:
    world = World()
    for number in range(10):
        flag = {"is_up_to": True} if number < 5 else {"is_from": True}
        world.add_advert(number, END, pay={"low": 50_000, "high": 50_000, **flag})
    row = figure(computed(world, END), "fact_pay", scope="subject", place="UK", window_months=3, lag_years=0)
    assert row[list(SHARES)].tolist() == [50_000] * 5


@pytest.mark.parametrize(
    "what",
    [
        {"is_pay_estimated": True},
        {"is_converted": True},
        {"is_on_target_earnings": True},
        {"is_counted": False},
        {"currency": "EUR"},
        {"basis": "day"},
        {"basis": "week"},
    ],
    ids=str,
)
def test_pay_that_does_not_count_is_in_no_figure(what: dict[str, object]) -> None:
    world = World()
    for number in range(12):
        pay = {"low": 40_000, "high": 40_000} if number < 6 else {"low": 90_000, "high": 90_000, **what}
        world.add_advert(number, END, pay=pay)
    row = figure(computed(world, END), "fact_pay", scope="subject", place="UK", window_months=3, lag_years=0)
    assert (row["pay_advert_count"], row["p90_gbp"]) == (6, 40_000)


def test_a_vacancy_counts_once_for_the_uk_and_once_for_each_of_its_places() -> None:
    world = World()
    for number in range(30):
        place = "London" if number % 3 else "Leeds"
        world.add_advert(number, END, places=[place], vacancy=number // 3 * 3)
    demand = {
        place: figure(computed(world, END), "fact_demand", scope="subject", place=place, window_months=3, lag_years=0)
        for place in ("UK", "London", "Leeds")
    }
    assert {place: row["advert_count"] for place, row in demand.items()} == {"UK": 10, "London": 10, "Leeds": 10}
    coverage = figure(computed(world, END), "advert_coverage", place="UK", window_months=3)
    assert (coverage["counted_advert_count"], coverage["folded_advert_count"], coverage["vacancy_count"]) == (
        30,
        20,
        10,
    )


def test_london_and_the_rest_make_the_uk_where_all_have_one_place() -> None:
    world = World()
    for number in range(40):
        world.add_advert(number, END, places=[("London", "Leeds", "Scotland", "North West")[number % 4]])
    rows = computed(world, END)["fact_location"]
    count = rows[(rows["place"] == "UK") & (rows["window_months"] == 3)].set_index("location")["advert_count"]
    assert count["London"] + count["UK excluding London"] == 40
    assert count["England"] + count["Scotland"] == 40
    assert count["London"] + count["Yorkshire"] + count["North West"] + count["Scotland"] == 40


def test_a_small_place_is_not_given_away_by_those_beside_it() -> None:
    world = World()
    places = ["London"] * 3 + ["Leeds"] * 20 + ["North West"] * 9
    for number, place in enumerate(places):
        world.add_advert(number, END, places=[place])
    rows = computed(world, END)["fact_location"]
    held = set(rows[(rows["place"] == "UK") & (rows["window_months"] == 3)]["location"])
    assert held == {"England", "Yorkshire", "North of England"}


def monthly(world: World, first: int, last: int, *, each: int = 6) -> None:
    """Add adverts on the first of each month, so many months before the end."""
    start = len(world.rows.get(ADVERTS, []))
    for month in range(first, last):
        day = (pd.Timestamp(2026, 8, 1) - pd.DateOffset(months=month)).date()
        for number in range(each):
            world.add_advert(start + (month - first) * each + number, day, pay={"low": 50_000, "high": 60_000})


@pytest.mark.parametrize(("months", "covered"), [(14, {0}), (18, {0}), (19, {0, 1}), (30, {0, 1}), (31, {0, 1, 2})])
def test_a_window_of_earlier_years_needs_history_from_its_start(months: int, covered: set[int]) -> None:
    world = World()
    monthly(world, 0, months)
    found = computed(world, END, places=("UK",))
    rows = found["fact_demand"]
    rows = rows[(rows["window_months"] == 6) & (rows["scope"] == "subject")].set_index("lag_years")
    assert set(rows.index[rows["advert_count"].notna()]) == covered
    assert all('"advert_count": "no_data"' in rows["missing"][lag] for lag in {0, 1, 2} - covered)
    pay = found["fact_pay"]
    pay = pay[(pay["window_months"] == 6) & (pay["scope"] == "subject")].set_index("lag_years")
    assert set(pay.index[pay["median_gbp"].notna()]) == covered


def test_old_adverts_that_one_capture_still_shows_make_no_history() -> None:
    world = World()
    for month in range(30):
        day = (pd.Timestamp(2026, 8, 1) - pd.DateOffset(months=month)).date()
        for number in range(6):
            world.add_advert(6 * month + number, END, advertised_on=day)
    found = computed(world, END, places=("UK",))["fact_demand"]
    rows = found[(found["window_months"] == 6) & (found["scope"] == "subject")].set_index("lag_years")
    assert set(rows.index[rows["advert_count"].notna()]) == {0}


def test_adverts_of_a_source_that_ended_are_not_open() -> None:
    world = World()
    for number in range(40):
        world.add_advert(number, date(2018, 12, 31), source="old")
    for number in range(12):
        world.add_advert(100 + number, END)
    row = figure(computed(world, END, places=("UK",)), "fact_market_index", place="UK", window_months=3)
    assert (row["advert_count"], row["open_vacancy_count"]) == (12, 12)


def test_a_stray_old_advert_makes_no_history() -> None:
    world = World()
    monthly(world, 0, 6)
    world.add_advert(999, END, advertised_on=date(2019, 1, 1))
    row = figure(computed(world, END), "fact_demand", scope="subject", place="UK", window_months=6, lag_years=1)
    assert pd.isna(row["advert_count"])


def test_skills_are_shares_of_vacancies_with_whole_text() -> None:
    world = World()
    for number in range(20):
        world.add_advert(number, END, is_cut=number >= 10, skills=["SQL"] if number < 8 else ["Git"])
    row = figure(computed(world, END), "fact_skill", place="UK", window_months=3, skill_list="top", skill="SQL")
    assert (row["advert_count"], row["share_pct"], row["rank"]) == (8, 80.0, 1)
    assert "Git" not in set(computed(world, END)["fact_skill"]["skill"])
