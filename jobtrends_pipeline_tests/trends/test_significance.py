"""What stands out of a list: p-values, false discovery rates, and the lists and breaks they are worked out for."""

import json
import math

import duckdb
import pandas as pd
import pytest

from jobtrends_pipeline.trends.significance import p_value, with_q_values
from jobtrends_pipeline_tests.support.trends.frames import build_role_trends
from jobtrends_pipeline_tests.support.trends.printed import Figures, Rows, facts, only, page

Skill = tuple[str, str, int, int, float]
NEWEST = pd.Timestamp("2026-02-15")
ADVERTS = 900
WORTH: Figures = {"advert_count": (ADVERTS, ADVERTS), "share_of_all_pct": (0.90, 0.90)}
"""900 adverts are worth 300 vacancies: a share of half of them has a standard error of 2.9 points."""


def skill(name: str, count: int, skill_list: str = "top") -> Skill:
    return skill_list, name, 1, count, round(count / ADVERTS * 100, 2)


def moved(now: list[Skill], before: list[Skill]) -> pd.DataFrame:
    """The skills of a page of 900 adverts beside those of a year before."""
    trends = build_role_trends(facts(page("2026-02-15", WORTH, skills=now), page("2025-02-15", WORTH, skills=before)))
    return trends["trend_skill"][trends["trend_skill"]["as_of"] == NEWEST]


def unchanged(number: int) -> list[Skill]:
    return [skill(f"Skill {index:03}", 400) for index in range(number)]


@pytest.mark.parametrize("score", [0.0, 0.3, 0.99, 1.0, 1.5, 1.96, 2.58, 3.5, 5.0, 8.0])
def test_a_p_value_is_both_tails_of_a_normal_distribution(score: float) -> None:
    with duckdb.connect() as connection:
        ((found,),) = connection.execute(f"SELECT {p_value('z')} FROM (SELECT {score}::DOUBLE AS z)").fetchall()  # noqa: S608
    assert found == pytest.approx(math.erfc(score / math.sqrt(2)), rel=1e-3, abs=1e-5)


def test_q_values_against_hand_arithmetic() -> None:
    # Of five: 0.01 x 5 = 0.05; two of 0.02 are both third, 0.02 x 5 / 3; 0.2 x 5 / 4 = 0.25, of which 0.21 is less.
    # Of one, the q-value is the p-value.
    rows = [("a", value) for value in (0.21, 0.02, 0.2, 0.02, 0.01)] + [("b", 0.04)]
    with duckdb.connect() as connection:
        connection.register("tests", pd.DataFrame(rows, columns=["page", "p_value"]))
        found = connection.execute(
            f"SELECT page, p_value, q_value FROM ({with_q_values('tests', ['page'])})"  # noqa: S608
        ).fetchall()
    expected = {("a", 0.01): 0.1 / 3, ("a", 0.02): 0.1 / 3, ("a", 0.2): 0.21, ("a", 0.21): 0.21, ("b", 0.04): 0.04}
    assert {(where, p): q for where, p, q in found} == pytest.approx(expected)


def test_a_change_that_stands_out_alone_is_one_of_many_in_a_long_list() -> None:
    # 450 against 350 of 900: 11.11 points; the errors of 150 and 116.7 of 300 vacancies are 2.906 and 2.841 points with
    # the two for few: 2.73 standard errors, p = 0.0063. Of one it is named, of twenty it is not: 0.0063 x 20 = 0.126.
    alone = moved([skill("Python", 450)], [skill("Python", 350)])
    assert only(alone)["change_p_value"] == pytest.approx(0.0063, abs=2e-4)
    assert only(alone)["change_q_value"] == only(alone)["change_p_value"]
    assert only(alone)["is_change_beyond_noise"] is True
    others = unchanged(19)
    among = moved([skill("Python", 450), *others], [skill("Python", 350), *others])
    python = only(among, skill="Python")
    assert python["change_q_value"] == pytest.approx(20 * python["change_p_value"])
    assert python["is_change_beyond_noise"] is False
    assert among["is_change_beyond_noise"].eq(other=False).all()


def test_a_large_change_is_named_in_a_long_list_too() -> None:
    others = unchanged(150)
    found = moved([skill("Python", 600), *others], [skill("Python", 350), *others])
    assert set(found.loc[found["is_change_beyond_noise"].fillna(value=False), "skill"]) == {"Python"}


def test_a_skill_on_two_lists_is_one_test() -> None:
    lists = [[skill("Python", count), skill("Python", count, "Languages")] for count in (450, 350)]
    found = moved(*lists)
    assert len(found) == 2
    assert found["change_q_value"].tolist() == found["change_p_value"].tolist()
    others = unchanged(1)
    found = moved([*lists[0], *others], [*lists[1], *others])
    python = found[found["skill"] == "Python"]
    assert python["change_q_value"].tolist() == pytest.approx((2 * python["change_p_value"]).tolist())


def test_a_suppressed_skill_is_not_tested_and_does_not_count() -> None:
    rare = [skill("Rare", 5)]
    found = moved([skill("Python", 450), *rare], [skill("Python", 350), *rare])
    assert only(found, skill="Rare")["reliability"] == "suppressed"
    assert only(found, skill="Rare")["change_p_value"] is only(found, skill="Rare")["is_change_beyond_noise"] is None
    assert only(found, skill="Python")["change_q_value"] == only(found, skill="Python")["change_p_value"]


def test_a_skill_that_was_suppressed_a_year_before_is_not_tested() -> None:
    found = only(moved([skill("Rare", 450)], [skill("Rare", 5)]))
    assert found["reliability"] != "suppressed"
    assert found["share_year_change_pp"] == pytest.approx(50 - 0.56)
    assert found["change_p_value"] is found["change_q_value"] is found["is_change_beyond_noise"] is None


def test_changes_of_another_page_are_another_family() -> None:
    lists = [[skill("Python", count)] for count in (450, 350)]
    pages = [page(day, WORTH, skills=rows) for day, rows in zip(("2026-02-15", "2025-02-15"), lists, strict=True)]
    many = unchanged(40)
    other = [page(day, WORTH, place="London", skills=many) for day in ("2026-02-15", "2025-02-15")]
    found = build_role_trends(facts(*pages, *other))["trend_skill"]
    python = only(found, skill="Python", as_of=NEWEST)
    assert python["change_q_value"] == python["change_p_value"]


def placed(now: dict[str, int], before: dict[str, int], figures: Figures = WORTH) -> pd.DataFrame:
    pages = (
        page(day, figures, locations=list(counts.items()))
        for day, counts in (("2026-02-15", now), ("2025-02-15", before))
    )
    trends = build_role_trends(facts(*pages))["trend_location"]
    return trends[trends["as_of"] == NEWEST]


def test_the_places_of_a_page_are_judged_together() -> None:
    others = {f"Town {number:02}": 400 for number in range(19)}
    alone = only(placed({"London": 450}, {"London": 350}))
    assert (alone["is_change_beyond_noise"], alone["change_q_value"]) == (True, alone["change_p_value"])
    among = only(placed({"London": 450, **others}, {"London": 350, **others}), location="London")
    assert among["change_p_value"] == pytest.approx(alone["change_p_value"])
    assert among["change_q_value"] == pytest.approx(20 * alone["change_p_value"])
    assert among["is_change_beyond_noise"] is False


def test_a_place_without_a_year_before_is_not_tested() -> None:
    found = only(placed({"London": 450, "Leeds": 400}, {"London": 350}), location="Leeds")
    assert found["change_p_value"] is found["change_q_value"] is found["is_change_beyond_noise"] is None


def broken(figures: Figures, *earlier: dict[str, Rows], name: str = "Backend Developer") -> list[list[str]]:
    """Breaks of the only skill and of the only place of a page, beside those of a year before."""
    pages = [page("2026-02-15", figures, skills=[skill("Python", 450)], locations=[("London", 450)]), *earlier]
    if not earlier:
        pages.append(page("2025-02-10", {}, name=name, skills=[skill("Python", 350)], locations=[("London", 350)]))
    trends = build_role_trends(facts(*pages))
    rows = (only(trends[table], as_of=NEWEST) for table in ("trend_skill", "trend_location"))
    return [json.loads(row["breaks"] or "[]") for row in rows]


def test_lists_break_where_the_sample_of_the_market_jumps() -> None:
    assert broken({"advert_count": (1_300, 1_000), "share_of_all_pct": (1.0, 1.0)}) == [["market_size_jump"]] * 2
    assert broken({"advert_count": (1_200, 1_000), "share_of_all_pct": (1.0, 1.0)}) == [[], []]


def test_lists_of_a_burst_and_of_the_year_after_one_are_marked() -> None:
    rises: Figures = {"advert_count": (300, 100), "share_of_all_pct": (0.60, 0.20), "pay_advert_count": (60, 60)}
    assert broken(rises) == [["burst"]] * 2
    falls: Figures = {"advert_count": (100, 300), "share_of_all_pct": (0.20, 0.60), "pay_advert_count": (60, 60)}
    assert broken(falls) == [["burst_before"]] * 2


def test_lists_of_a_renamed_subject_are_marked() -> None:
    assert broken({"advert_count": (100, 100)}, name="Back-End Developer") == [["renamed_subject"]] * 2


def test_a_list_without_a_year_before_has_no_break_with_it() -> None:
    jump: Figures = {"advert_count": (1_300, 1_000), "share_of_all_pct": (1.0, 1.0)}
    assert broken(jump, page("2024-02-15", {}, skills=[skill("Python", 1)])) == [[], []]


def test_lists_of_which_the_year_before_is_held_in_the_other_window_only_are_marked() -> None:
    lists = {"skills": [skill("Python", 450)], "locations": [("London", 450)]}
    pages = (
        page(day, {"advert_count": (60,), "share_of_all_pct": (1.0,)}, window_months=window, **lists)  # type: ignore[arg-type]
        for day, window in (("2016-11-22", 3), ("2017-11-22", 6))
    )
    trends = build_role_trends(facts(*pages))
    for table in ("trend_skill", "trend_location"):
        assert only(trends[table], window_months=6)["breaks"] == '["window_switched"]'
