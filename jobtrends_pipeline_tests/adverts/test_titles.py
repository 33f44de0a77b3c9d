"""A title names its roles, the user's own names first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtrends_pipeline.adverts.titles import given_roles, read_roles
from jobtrends_pipeline_tests.support.advert_data import api_answers, gold, needs_adverts, table


def names(title: str) -> list[str]:
    return [label.name for label in read_roles(title) if not label.is_generic]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Data Engineer", ["Data Engineer"]),
        ("Sr. Data Eng - London (Hybrid)", ["Data Engineer"]),
        ("Lead Data Engineer", ["Data Engineer"]),
        ("Data Engineer Lead", ["Data Engineer"]),
        ("Infrastructure Platforms Lead Data Engineer", ["Data Engineer"]),
        ("Service Desk Support Analyst", ["Support Analyst"]),
        ("Business Intelligence (BI) Analyst", ["BI Analyst"]),
        ("BI & Data Analyst", ["BI Analyst", "Data Analyst"]),
        ("SQL Developer / Data Analyst", ["SQL Developer", "Data Analyst"]),
        ("Lead ML Engineer / Scientist", ["Machine Learning Engineer", "Machine Learning Scientist"]),
        ("Senior Engineer - Data Science", ["Data Science Engineer"]),
        ("Administrator: Data", ["Data Administrator"]),
        ("Head of Data & AI", ["Head of Data and AI"]),
        ("Director of Software Engineering", ["Software Engineering Director"]),
        ("Senior Full-Stack PHP Developer", ["PHP Developer"]),
        ("C#.Net Developer - London", [".NET Developer"]),
        ("1st / 2nd Line Support Analyst", ["1st Line Support Analyst"]),
        ("Junior DevOps", ["DevOps"]),
        ("Managed Services SQL DBA", ["DBA"]),
        ("Data Performance Manager", ["Data Manager"]),
        ("Business Development Manager", []),
        ("IT Recruitment Consultant", []),
        ("Data Entry Administrator", []),
        ("Data Cabling Engineer", []),
        ("R&D Manager", []),
        ("A/C engineer", []),
        ("CNC Programmer", []),
        ("Vehicle MOT Tester", []),
        ("Landscape Architect", []),
        ("Staff Nurse", []),
    ],
)
def test_a_title_names_roles(title: str, expected: list[str]) -> None:
    assert names(title) == expected


def test_a_last_word_alone_is_generic() -> None:
    (label,) = read_roles("Commodities Analyst")
    assert (label.name, label.is_generic) == ("Analyst", True)


def test_the_words_that_matched_stand_at_their_place() -> None:
    title = "Senior Azure Data Engineer (Python) - Leeds"
    (label,) = read_roles(title)
    assert label.words == ("Data", "Engineer")
    assert title[label.start : label.end] == "Data Engineer"


GIVEN = given_roles(
    {
        "Data Engineer": ["Data Eng"],
        "Senior Data Engineer": [],
        "Azure Data Engineer": [],
        "Business Intelligence Analyst": [],
        "Underwater Welder": ["Sub Welder"],
    }
)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Data Eng", ["Data Engineer"]),
        ("Snr Data Engineer", ["Data Engineer", "Senior Data Engineer"]),
        ("Senior Azure Data Engineer", ["Data Engineer", "Senior Data Engineer", "Azure Data Engineer"]),
        ("BI Analyst", ["Business Intelligence Analyst"]),
        ("Senior Underwater Welder - Hull", ["Underwater Welder"]),
        ("Sub Welder", ["Underwater Welder"]),
    ],
)
def test_the_users_names_stand_for_the_roles_of_the_vocabulary(title: str, expected: list[str]) -> None:
    labels = read_roles(title, GIVEN)
    assert sorted(label.name for label in labels) == sorted(expected)
    assert {label.origin for label in labels} == {"given"}


def test_a_rank_that_a_name_asks_for_is_among_the_words() -> None:
    words = {label.name: label.words for label in read_roles("Senior Data Engineer", GIVEN)}
    assert words["Senior Data Engineer"] == ("Senior", "Data", "Engineer")


@needs_adverts
def test_titles_of_the_it_category_have_the_role_that_a_reader_gives() -> None:
    answers = api_answers()
    pairs = [(answers[name]["title"], role) for name, role in gold("titles_it.tsv")]
    assert len(pairs) == 600
    of_it = [(names(title), role) for title, role in pairs if role != "-"]
    recognised = [(found, role) for found, role in of_it if found]
    assert len(recognised) >= 0.95 * len(of_it)
    assert sum(role in found for found, role in recognised) >= 0.97 * len(recognised)


@needs_adverts
def test_few_titles_outside_it_are_taken_for_it() -> None:
    others = [row["job_title"] for row in table("reed-2018-5000") if row["category"] != "it jobs"]
    care = [
        row["job_title"]
        for row in table("reed-2018-5000")
        if row["category"] in {"catering jobs", "law jobs", "social care jobs"}
    ]
    assert sum(bool(names(title)) for title in others) < 0.09 * len(others)
    assert sum(bool(names(title)) for title in care) < 0.02 * len(care)


@given(
    st.lists(st.sampled_from(["Data Engineer", "Leeds", "£500 a day", "Hybrid", "Inside IR35"]), min_size=1, max_size=5)
)
def test_what_stands_around_a_role_does_not_hide_it(parts: list[str]) -> None:
    assert names(" - ".join([*parts, "Data Engineer"])) == ["Data Engineer"]


@given(st.text(max_size=400))
def test_any_title_is_read_without_error(title: str) -> None:
    for label in read_roles(title, GIVEN):
        assert 0 <= label.start < label.end <= len(title)
