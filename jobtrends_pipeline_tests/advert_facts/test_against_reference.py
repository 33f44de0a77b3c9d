"""Every fact of random adverts equals that of a plain computation which shares no rule with it."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pandas as pd
import pytest

from jobtrends_pipeline.advert_facts.request import PayPoints
from jobtrends_pipeline_tests.support.advert_reference import (
    BESIDE,
    LISTED,
    OUTSIDE,
    SETS,
    Reference,
    Windows,
    missing,
    share,
)
from jobtrends_pipeline_tests.support.advert_worlds import ROLES, SKILLS, random_world
from jobtrends_pipeline_tests.support.computed_facts import ASKED, PLACES, computed

END = date(2026, 8, 31)
SEEDS = range(4)
Case = tuple[dict[str, pd.DataFrame], Reference, dict[int, Windows]]
MARKETS = {"permanent": ["annual_salary"], "contract": ["daily_rate", "hourly_rate"]}


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def case(request: pytest.FixtureRequest) -> Case:
    seed = request.param
    world = random_world(seed, adverts=1_500, last=END, days=(500, 800, 1_000, 60)[seed])
    is_middle = seed == 2
    points = PayPoints.MIDPOINTS if is_middle else PayPoints.QUARTERS
    reference = Reference(world, "mine", END, is_middle=is_middle)
    return computed(world, END, points=points), reference, {months: Windows(reference, months) for months in (3, 6)}


def rows(frame: pd.DataFrame, *keys: str) -> dict[tuple[Any, ...], dict[Any, Any]]:
    """Rows by some columns, null as None."""
    held = frame.astype(object).where(frame.notna(), None)
    return {tuple(row[key] for key in keys): row for row in held.to_dict("records")}


def pages(windows: dict[int, Windows]) -> list[tuple[int, str, str, str]]:
    return [
        (months, market, place, role)
        for months, held in windows.items()
        for market in MARKETS
        for place in PLACES
        for role in ASKED
        if held.count(0, market, place, role) >= 5
    ]


def test_demand(case: Case) -> None:
    facts, reference, windows = case
    found = rows(facts["fact_demand"], "window_months", "market", "place", "role", "lag_years", "scope")
    assert len(pages(windows)) > 5
    assert set(found) == {
        (*page, lag, scope) for page in pages(windows) for lag in range(3) for scope in ("subject", "comparison")
    }
    for (months, market, place, role, lag, scope), row in found.items():
        held = windows[months]
        count = held.count(lag, market, place, role)
        all_count = held.count(lag, market, place)
        total = sum(one.market == market and place in one.places for one in held.held[lag])
        assert row["period_end"] == pd.Timestamp(reference.start(months, lag)[1])
        expected = subject_row(held, lag, market, place, role) if scope == "subject" else comparison_row(
            all_count, total, is_covered=held.covered[lag]
        )  # fmt: skip
        assert {name: row[name] for name in expected} == expected, (months, market, place, role, lag, scope, count)


def subject_row(held: Windows, lag: int, market: str, place: str, role: str) -> dict[str, object]:
    count, everyone = held.count(lag, market, place, role), held.count(lag, market, place)
    why = "no_data" if not held.covered[lag] else "not_published" if 0 < count < 5 else None
    change, why_no_change = held.rank_change(lag, market, place, role)
    no_share = why or (None if everyone else "no_data")
    no_rank = why or (None if count else "no_data")
    return {
        "advert_count": None if why else count,
        "share_of_all_pct": None if no_share else share(count, everyone),
        "rank": None if no_rank else held.rank(lag, market, place, role),
        "rank_change": change,
        "missing": missing({
            "advert_count": why, "share_of_all_pct": no_share, "rank": no_rank, "rank_change": why_no_change,
            "share_of_category_pct": "row_absent",
        }),
    }  # fmt: skip


def comparison_row(count: int, total: int, *, is_covered: bool) -> dict[str, object]:
    why = "no_data" if not is_covered else "not_published" if 0 < count < 5 else None
    no_share = why or (None if total else "no_data")
    return {
        "advert_count": None if why else count,
        "share_of_all_pct": None if no_share else share(count, total),
        "rank": None,
        "missing": missing({"advert_count": why, "share_of_all_pct": no_share}),
    }


def test_pay(case: Case) -> None:
    facts, reference, windows = case
    found = rows(facts["fact_pay"], "window_months", "market", "place", "role", "scope", "pay_basis", "lag_years")
    expected = set()
    for months, market, place, role in pages(windows):
        held = windows[months]
        for scope, subject in (("subject", role), ("comparison", None)):
            for basis in MARKETS[market]:
                own = {
                    lag: reference.percentiles(held.of(lag, market, place, subject), basis) for lag in range(3)
                }  # fmt: skip
                beside = {
                    lag: reference.percentiles(held.of(lag, market, BESIDE[place], subject), basis) for lag in range(3)
                }
                if not any(own.values()):
                    continue
                for lag in range(3):
                    key = (months, market, place, role, scope, basis, lag)
                    expected.add(key)
                    check_pay(found[key], own, beside, lag, held.covered)
                    assert found[key]["comparison_place"] == BESIDE[place]
    assert set(found) == expected
    assert len(expected) > 20


def check_pay(
    row: dict[Any, Any],
    own: dict[int, dict[str, float] | None],
    beside: dict[int, dict[str, float] | None],
    lag: int,
    covered: dict[int, bool],
) -> None:
    now, there = (each[lag] if covered[lag] else None for each in (own, beside))
    for name in ("pay_advert_count", "p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp"):
        assert row[name] == (pytest.approx(now[name], abs=0.0051) if now else None), name
    assert row["comparison_place_median_gbp"] == (pytest.approx(there["median_gbp"], abs=0.0051) if there else None)
    reasons = json_of(row["missing"])
    for name, each in (("median_change_pct", own), ("comparison_place_change_pct", beside)):
        both = [each.get(lag), each.get(lag + 1)]
        if not covered[lag] or not covered.get(lag + 1, False):
            assert (row[name], reasons[name]) == (None, "no_data")
        elif None in both:
            assert (row[name], reasons[name]) == (None, "not_published")
        else:
            medians = [held["median_gbp"] for held in both if held]
            assert row[name] == pytest.approx(100 * (medians[0] / medians[1] - 1), abs=0.0051)
    assert ("median_gbp" in reasons) == (now is None)


def json_of(text: object) -> dict[str, str]:
    return {} if text is None else dict(json.loads(str(text)))


def test_market_index(case: Case) -> None:
    facts, reference, windows = case
    keys = {name: key for key, name in ROLES.items()}
    index = facts["fact_market_index"]
    assert set(index["role"]) == {"market-index"}
    found = rows(index.assign(role=index["subject"].map(keys)), "window_months", "market", "place", "role")
    expected = {
        (months, market, place, role)
        for months, held in windows.items()
        for market in MARKETS
        for place in PLACES
        for role in ROLES
        if held.count(0, market, place, role) >= 5
    }
    assert set(found) == expected
    for (months, market, place, role), row in found.items():
        held = windows[months]
        count = held.count(0, market, place, role)
        assert (row["advert_count"], row["subject"]) == (count, ROLES[role])
        assert row["rank"] == held.rank(0, market, place, role)
        assert row["share_pct"] == share(count, held.count(0, market, place))
        check_list_row(row, reference, held, market, place, role)


def check_list_row(
    row: dict[Any, Any], reference: Reference, held: Windows, market: str, place: str, role: str
) -> None:
    change, why = held.rank_change(0, market, place, role)
    basis = MARKETS[market][0]
    pay = [reference.percentiles(held.of(lag, market, place, role), basis) for lag in (0, 1)]
    live = reference.open_count(market, place, role)
    assert (row["rank_change"], json_of(row["missing"]).get("rank_change"), row["pay_basis"]) == (change, why, basis)
    assert row["median_gbp"] == (pytest.approx(pay[0]["median_gbp"], abs=0.0051) if pay[0] else None)
    is_known = pay[0] and pay[1] and held.covered[1]
    assert (row["median_change_pct"] is not None) == bool(is_known)
    assert row["open_vacancy_count"] == (None if 0 < live < 5 else live)


def test_locations(case: Case) -> None:
    facts, reference, windows = case
    found = rows(facts["fact_location"], "window_months", "market", "place", "role", "location")
    expected = {}
    for months, market, place, role in pages(windows):
        counts = {name: windows[months].count(0, market, name, role) for name in LISTED[place]}
        for name in shown(counts):
            expected[months, market, place, role, name] = counts[name]
    assert {key: row["advert_count"] for key, row in found.items()} == expected
    assert any(OUTSIDE in key for key in expected)
    assert any("West Yorkshire" in key for key in expected)
    for (months, market, _, role, location), row in found.items():
        check_list_row(row, reference, windows[months], market, location, role)


def shown(counts: dict[str, int]) -> set[str]:
    """Places whose counts are shown: large ones, but for the least beside a single small one."""
    left = {name for name, count in counts.items() if count >= 5}
    hidden = set()
    for names in SETS:
        held = sorted((counts[name], name) for name in names & set(counts) if counts[name] >= 5)
        if sum(0 < counts[name] < 5 for name in names & set(counts)) == 1 and held:
            hidden.add(held[0][1])
    return left - hidden


def test_skills(case: Case) -> None:
    facts, _, windows = case
    found = rows(facts["fact_skill"], "window_months", "market", "place", "role", "skill_list", "skill")
    expected = {}
    for months, market, place, role in pages(windows):
        texts = [one.skills for one in windows[months].of(0, market, place, role) if one.skills is not None]
        counts = {skill: count for skill, count in Counter(s for text in texts for s in text).items() if count >= 5}
        for skill, count in counts.items():
            for name in ("top", SKILLS[skill]):
                others = {each for other, each in counts.items() if name in ("top", SKILLS[other])}
                rank = 1 + sum(each > count for each in others)
                expected[months, market, place, role, name, skill] = (count, rank, share(count, len(texts)))
    assert {key: (row["advert_count"], row["rank"], row["share_pct"]) for key, row in found.items()} == expected
    assert expected


def test_coverage(case: Case) -> None:
    facts, reference, windows = case
    found = rows(facts["advert_coverage"], "window_months", "market", "place")
    assert found
    for (months, market, place), row in found.items():
        start, end = reference.start(months, 0)
        seen = [
            each for each in reference.known
            if each["market"] == market and start < each["advertised_on"] <= end
            and (place == "UK" or place in reference.places.get(str(each["advert_id"]), ()))
        ]  # fmt: skip
        counted = [each for each in seen if each["why_excluded"] is None]
        units = {reference.vacancy[each["advert_id"]] for each in counted}
        assert row["seen_advert_count"] == len(seen)
        assert row["course_advert_count"] == sum(each["why_excluded"] == "course" for each in seen)
        assert row["abroad_advert_count"] == sum(each["why_excluded"] == "abroad" for each in seen)
        assert row["counted_advert_count"] == len(counted)
        assert row["recognised_advert_count"] == sum(bool(reference.roles.get(str(e["advert_id"]))) for e in counted)
        assert row["whole_text_advert_count"] == sum(not each["is_cut"] for each in counted)
        assert row["vacancy_count"] == len(units)
        assert row["folded_advert_count"] == len(counted) - len(units)
        assert row["last_seen_on"] == pd.Timestamp(max(each["seen_on"] for each in seen))
        recognised = windows[months].count(0, market, place)
        if place != "UK":
            assert row["recognised_vacancy_count"] == (None if 0 < recognised < 5 else recognised)
