"""How much more a role asks for a skill: against the market index, else against the other roles; worked by hand."""

from collections.abc import Sequence
from datetime import date

import pytest

from jobtrends_pipeline_tests.support.table_rows import uk_page
from jobtrends_pipeline_tests.support.trends.agreement import built
from jobtrends_pipeline_tests.support.trends.independent import Row
from jobtrends_pipeline_tests.support.trends.random_facts import frames

DAY = date(2026, 2, 15)
INDEX = [("Python", "python", 9.0), ("C#", "csharp", 8.5), ("SQL", None, 12.5), ("Agile", "agile", 0.0)]


def asked(role: str, skills: dict[str, float], as_of: date = DAY, **other: object) -> list[Row]:
    """Rows of `fact_skill`: the skills of a role's page, as shares of 400 adverts."""
    page: Row = uk_page(role)
    page |= {"as_of": as_of, "skill_list": "top", "skill_slug": None, "capture_id": "none"}
    return [
        {**page, "skill": skill, "advert_count": int(4 * share), "share_pct": share, **other}
        for skill, share in skills.items()
    ]


def index(as_of: date = DAY, rows: Sequence[tuple[str, str | None, float]] = INDEX, place: str = "UK") -> list[Row]:
    """Rows of `fact_market_index`: subject, slug and share."""
    page: Row = {
        "role": "index",
        "publisher": "itjobswatch",
        "market": "permanent",
        "place": place,
        "window_months": 6,
        "as_of": as_of,
    }
    return [
        {**page, "subject": subject, "subject_slug": slug, "share_pct": share, "capture_id": "none"}
        for subject, slug, share in rows
    ]


def specificity(skills: list[Row], market: Sequence[Row] = ()) -> dict[tuple[str, str], Row]:
    """Rows of `skill_specificity` by role and skill."""
    made = built(frames({"fact_skill": skills, "fact_market_index": list(market)}))["skill_specificity"]
    return {(row["role"], row["skill"]): row for row in made}


def told(row: Row) -> tuple[object, ...]:
    return row["reference"], row["reference_as_of"], row["reference_role_count"], row["reference_share_pct"]


def test_a_skill_of_the_market_index_is_held_against_its_share_there() -> None:
    row = specificity(asked("backend", {"Python": 45.0}), index())["backend", "Python"]
    assert told(row) == ("market_index", DAY, None, 9.0)
    assert row["specificity"] == pytest.approx(5)  # 45 % over 9 %


def test_a_skill_is_found_in_the_index_by_its_slug_or_by_its_name_however_it_is_written() -> None:
    by_slug = asked("backend", {"C Sharp": 17.0}, skill_slug="csharp")
    by_name = asked("backend", {"sql": 50.0})
    found = specificity([*by_slug, *by_name], index())
    assert found["backend", "C Sharp"]["specificity"] == pytest.approx(2)  # 17 % over 8.5 %
    assert found["backend", "sql"]["specificity"] == pytest.approx(4)  # 50 % over 12.5 %


def test_a_skill_without_a_slug_is_not_matched_by_one_that_the_index_lacks() -> None:
    assert told(specificity(asked("backend", {"AWS": 5.0}), index())["backend", "AWS"]) == (None,) * 4


def test_without_the_index_it_is_held_against_the_mean_of_the_other_roles_where_absence_counts_as_nothing() -> None:
    skills = [
        *asked("backend", {"Docker": 30.0, "Kafka": 10.0}),
        *asked("frontend", {"Docker": 12.0}),
        *asked("tester", {"Selenium": 40.0}),
    ]
    found = specificity(skills, index())
    docker = found["backend", "Docker"]
    assert told(docker) == ("other_roles", None, 2, 6.0)  # 12 % and 0 %
    assert docker["specificity"] == pytest.approx(5)  # 30 % over 6 %
    assert found["frontend", "Docker"]["reference_share_pct"] == pytest.approx(15)  # 30 % and 0 %
    assert (found["backend", "Kafka"]["reference_share_pct"], found["backend", "Kafka"]["specificity"]) == (0, None)


def test_a_skill_that_the_index_prints_as_nothing_falls_back_to_the_other_roles() -> None:
    skills = [*asked("backend", {"Agile": 30.0}), *asked("frontend", {"Agile": 15.0})]
    assert told(specificity(skills, index())["backend", "Agile"]) == ("other_roles", None, 1, 15.0)


def test_the_index_nearest_in_time_is_used_the_earlier_of_two_and_none_beyond_45_days() -> None:
    skills = asked("backend", {"Python": 45.0})
    before, after = date(2026, 2, 1), date(2026, 3, 1)
    two = [*index(after), *index(before, [("Python", "python", 15.0)])]
    assert told(specificity(skills, two)["backend", "Python"]) == ("market_index", before, None, 15.0)
    assert told(specificity(skills, index(date(2026, 4, 1)))["backend", "Python"])[1] == date(2026, 4, 1)
    assert told(specificity(skills, index(date(2026, 4, 2)))["backend", "Python"])[0] is None
    assert told(specificity(skills, index(place="London"))["backend", "Python"])[0] is None


def test_other_roles_count_where_their_latest_page_of_the_same_market_is_within_45_days() -> None:
    near = asked("near", {"Docker": 20.0}, date(2026, 1, 1))
    far = asked("far", {"Docker": 80.0}, date(2025, 12, 31))
    abroad = asked("abroad", {"Docker": 80.0}, place="London")
    found = specificity([*asked("backend", {"Docker": 30.0}), *near, *far, *abroad])
    assert told(found["backend", "Docker"]) == ("other_roles", None, 1, 20.0)


def test_only_the_latest_vintage_counts_and_a_skill_that_left_is_no_more_asked_for() -> None:
    skills = [*asked("backend", {"Perl": 30.0, "SQL": 20.0}, date(2025, 2, 15)), *asked("backend", {"SQL": 25.0})]
    found = specificity(skills, index())
    assert set(found) == {("backend", "SQL")}
    assert found["backend", "SQL"]["specificity"] == pytest.approx(2)  # 25 % over 12.5 %


def test_of_two_lists_that_name_a_skill_with_different_counts_one_row_stands_whole() -> None:
    few = asked("backend", {"SQL": 2.0}, skill_list="Libraries")
    (row,) = specificity([*asked("backend", {"SQL": 25.0}), *few]).values()
    assert (row["share_pct"], row["advert_count"], row["reliability"]) == (25, 100, "low")
