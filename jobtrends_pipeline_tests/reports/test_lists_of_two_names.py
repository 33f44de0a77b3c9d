"""Lists of a role that was captured under two names on one day: the row that trends classify is the one shown."""

from datetime import date
from typing import Any

from jobtrends_pipeline.reports.lists import location_table, skill_tables
from jobtrends_pipeline.reports.rows import Row

DAY = date(2026, 2, 15)


def row(subject: str, adverts: int | None, **more: object) -> dict[str, Any]:
    return {
        "as_of": DAY, "subject": subject, "advert_count": adverts, "skill_list": "top", "skill": "AWS", "rank": 1,
        "share_pct": adverts, "location": "Leeds", "pay_basis": None, "median_gbp": None, "median_change_pct": None,
        "rank_change": None, "open_vacancy_count": None, "missing": None, **more,
    }  # fmt: skip


def test_a_skill_is_listed_once_with_the_count_that_its_class_is_of() -> None:
    trend = {**row("New", 40), "reliability": "low"}
    orders: list[list[Row]] = [[row("Old", 9), row("New", 40)], [row("New", 40), row("Old", 9)]]
    for facts in orders:
        top, _ = skill_tables(facts, [trend])
        assert top
        assert [shown.advert_count.text for shown in top.rows] == ["40"]


def test_a_place_is_listed_once_with_the_count_that_its_class_is_of() -> None:
    trend = {**row("New", 40), "reliability": "low", "median_reliability": "low"}
    table = location_table([row("Old", None), row("New", 40), row("Old", 9)], [trend])
    assert table
    assert [shown.cells[0].text for shown in table.rows] == ["40"]
