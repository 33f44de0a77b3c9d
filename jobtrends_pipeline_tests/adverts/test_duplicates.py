"""Adverts of one vacancy are joined whatever their order, and those of two are not."""

import random
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.fuzz import token_set_ratio

from jobtrends_pipeline.adverts.duplicates import SeenAdvert, Vacancy, vacancies
from jobtrends_pipeline.adverts.text import advert_text
from jobtrends_pipeline_tests.support.advert_data import api_answers, needs_adverts, table

WORDS = "data platform pipeline client team build design review report model cloud support quality delivery".split()  # noqa: SIM905


def a_text(seed: int, length: int = 120) -> str:
    draw = random.Random(seed)  # noqa: S311  # no secret
    return " ".join(f"{draw.choice(WORDS)}{draw.randrange(90)}" for _ in range(length))


def an_advert(
    name: str, text: str, title: str = "Data Engineer", company: str = "Acme Ltd", **more: object
) -> SeenAdvert:
    return SeenAdvert(name, title, company, str(more.pop("place", "Leeds")), text, **more)  # type: ignore[arg-type]


def groups(*adverts: SeenAdvert) -> list[list[str]]:
    return [[member.advert_id for member in vacancy.members] for vacancy in vacancies(adverts)]


def rules(*adverts: SeenAdvert) -> set[str]:
    return {member.rule for vacancy in vacancies(adverts) for member in vacancy.members}


def test_one_text_in_many_places_is_one_vacancy() -> None:
    adverts = [an_advert(f"{number:03}", a_text(1), place=f"Place {number}") for number in range(116)]
    (vacancy,) = vacancies(adverts)
    assert len(vacancy.members) == 116
    assert vacancy.vacancy_id == "000"
    assert {member.rule for member in vacancy.members} == {"same_text"}


def test_an_agency_and_an_employer_may_advertise_one_vacancy() -> None:
    other = a_text(1) + " apply to our agency"
    pair = an_advert("a", a_text(1)), an_advert("b", other, company="Finders")
    assert groups(*pair) == [["a", "b"]]
    assert rules(*pair) == {"near_text"}


def test_two_jobs_of_one_text_stay_apart() -> None:
    assert groups(an_advert("a", a_text(1)), an_advert("b", a_text(1), title="Data Analyst")) == [["a"], ["b"]]
    assert groups(an_advert("a", a_text(1)), an_advert("b", a_text(1), title="Senior Data Engineer")) == [["a"], ["b"]]
    grades = an_advert("a", a_text(1), title="Data Engineer II"), an_advert("b", a_text(1), title="Data Engineer III")
    assert groups(*grades) == [["a"], ["b"]]


def test_a_place_in_the_title_is_no_part_of_it() -> None:
    pair = (
        an_advert("a", a_text(1), title="Data Engineer - Newcastle", place="Newcastle"),
        an_advert("b", a_text(1), title="Data Engineer - Bristol", place="Bristol"),
    )
    assert groups(*pair) == [["a", "b"]]


def test_cut_texts_ask_for_title_and_company() -> None:
    cut = a_text(1)[:498] + "…"
    same = an_advert("a", cut), an_advert("b", cut, place="Hull")
    assert groups(*same) == [["a", "b"]]
    assert rules(*same) == {"cut_text"}
    assert groups(an_advert("a", cut), an_advert("b", cut, company="Other")) == [["a"], ["b"]]
    assert groups(an_advert("a", cut), an_advert("b", cut, title="Data Engineers Wanted")) == [["a"], ["b"]]


def test_a_text_after_a_long_pause_is_a_new_vacancy() -> None:
    first = an_advert("a", a_text(1), seen_on=date(2026, 1, 1))
    assert groups(first, an_advert("b", a_text(1), seen_on=date(2026, 2, 20))) == [["a", "b"]]
    assert groups(first, an_advert("b", a_text(1), seen_on=date(2026, 6, 1))) == [["a"], ["b"]]


def test_first_and_last_day_are_kept() -> None:
    days = [date(2026, 1, 9), date(2026, 1, 2), date(2026, 1, 5)]
    (vacancy,) = vacancies([an_advert(str(number), a_text(1), seen_on=day) for number, day in enumerate(days)])
    assert (vacancy.first_seen, vacancy.last_seen) == (date(2026, 1, 2), date(2026, 1, 9))


def test_an_employers_number_joins_and_parts() -> None:
    day = date(2026, 1, 1)
    same = an_advert("a", a_text(1), reference="7246"), an_advert("b", a_text(2), reference="7246")
    assert groups(*same) == [["a", "b"]]
    assert rules(*same) == {"same_reference"}
    assert groups(an_advert("a", "", seen_on=day), an_advert("b", "", seen_on=day)) == [["a", "b"]]
    numbered = an_advert("a", "", seen_on=day, reference="1"), an_advert("b", "", seen_on=day, reference="2")
    assert groups(*numbered) == [["a"], ["b"]]


def test_without_texts_what_one_source_states_tells_adverts_apart() -> None:
    day = date(2026, 1, 1)
    one = an_advert("a", "", seen_on=day, source="board", terms=(day, "£40,000"))
    assert groups(one, an_advert("b", "", seen_on=day, source="board", terms=(day, "£50,000"))) == [["a"], ["b"]]
    assert groups(one, an_advert("b", "", seen_on=day, source="board", terms=(day, "£40,000"))) == [["a", "b"]]
    assert groups(one, an_advert("b", "", seen_on=day, source="other", terms=(None, "40k"))) == [["a", "b"]]


def test_nothing_joins_adverts_without_text_title_or_company() -> None:
    empty = [SeenAdvert(str(number), "", "", "", "") for number in range(3)]
    assert groups(*empty) == [["0"], ["1"], ["2"]]
    assert vacancies([]) == ()


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["Data Engineer", "Data Analyst"])), max_size=9), st.randoms()
)
@settings(max_examples=60, deadline=None)
def test_order_and_repetition_change_nothing(drawn: list[tuple[int, str]], shuffle: random.Random) -> None:
    adverts = [an_advert(str(number), a_text(seed), title=title) for number, (seed, title) in enumerate(drawn)]
    mixed = [*adverts, *adverts]
    shuffle.shuffle(mixed)
    assert vacancies(mixed) == vacancies(adverts)


@needs_adverts
@pytest.mark.parametrize(("number_of", "right"), [("Job ID", 0.99), ("", 0.98)], ids=["by number", "without"])
def test_internal_and_external_copies_of_a_public_employer_are_one_vacancy(number_of: str, right: float) -> None:
    rows = table("nyc-jobs-600")
    adverts = [
        SeenAdvert(
            f"{number:03}", row["Business Title"], row["Agency"], row["Work Location"],
            row["Job Description"] if number_of else "", date(2019, 12, 17), row.get(number_of, ""), "city",
            (row["Posting Date"], row["Salary Range From"], row["Salary Range To"]),
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    vacancy = vacancy_of(vacancies(adverts))
    pairs = [
        (rows[one]["Job ID"] == rows[other]["Job ID"], vacancy[f"{one:03}"] == vacancy[f"{other:03}"])
        for one, other in combinations(range(600), 2)
    ]
    joined = [is_same for is_same, is_joined in pairs if is_joined]
    assert sum(joined) >= right * len(joined)
    assert sum(joined) >= 0.97 * sum(is_same for is_same, _ in pairs)


def vacancy_of(found: tuple[Vacancy, ...]) -> dict[str, str]:
    return {member.advert_id: vacancy.vacancy_id for vacancy in found for member in vacancy.members}


@needs_adverts
def test_full_texts_of_two_boards_join_across_boards_and_not_across_titles() -> None:
    adverts = {
        f"{board}{number:03}": SeenAdvert(
            f"{board}{number:03}",
            row["job_title"],
            row["employer_name"],
            row["location"],
            advert_text(row["job_description"]),
        )
        for board in "ab"
        for number, row in enumerate(table(f"board-{board}-2026-fulltext-200"))
    }
    found = vacancies(adverts.values())
    assert 350 <= len(found) <= 370
    across = [vacancy for vacancy in found if len({member.advert_id[0] for member in vacancy.members}) == 2]
    assert len(across) >= 2
    for vacancy in found:
        assert len({adverts[member.advert_id].title.lower()[:12] for member in vacancy.members}) == 1


@needs_adverts
def test_jobs_of_an_api_that_begin_alike_stay_apart_by_title_and_company() -> None:
    answers = api_answers()
    found = vacancies(
        SeenAdvert(
            name, posting["title"], posting["company"].get("display_name", ""), posting["location"]["display_name"],
            posting["description"], date.fromisoformat(posting["created"][:10]),
        )
        for name, posting in answers.items()
    )  # fmt: skip
    assert 1300 < len(found) < 1420
    for vacancy in found:
        titles = sorted({answers[member.advert_id]["title"].lower() for member in vacancy.members})
        assert all(token_set_ratio(titles[0], title) >= 88 for title in titles), titles


def test_a_thousand_texts_that_are_nearly_equal_end_soon() -> None:
    adverts = [
        an_advert(f"{number:04}", f"{a_text(1)} {number}", title=f"Data Engineer {number % 7}")
        for number in range(1000)
    ]
    assert len(vacancies(adverts)) < 20


@pytest.mark.parametrize("text", ["1" * 10**5, "a " * 10**5, "\u202e" * 10**5])
def test_hostile_texts_are_compared_without_error(text: str) -> None:
    assert len(groups(an_advert("a", text), an_advert("b", text))) in {1, 2}
