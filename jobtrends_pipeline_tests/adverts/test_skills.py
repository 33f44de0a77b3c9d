"""Skills are found where they are meant, at their place, in every text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtrends_pipeline.adverts.skill_vocabulary import SkillName, compile_skills, shipped_skills
from jobtrends_pipeline.adverts.skills import SkillFound, find_skills
from jobtrends_pipeline.adverts.text import advert_text
from jobtrends_pipeline_tests.support.advert_data import gold, json_lines, needs_adverts, table


def names(text: str) -> set[str]:
    return {skill.name for skill in find_skills(text)}


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("Java, Spring Boot and Kotlin", {"Java", "Spring", "Spring Boot", "Kotlin"}, set()),
        ("to start in Spring 2026", set(), {"Spring"}),
        ("Spring term, with Java", {"Java"}, {"Spring"}),
        ("Python, R and SQL", {"Python", "R", "SQL"}, set()),
        ("our R&D team uses Python", {"Python"}, {"R"}),
        ("IR(ME)R regulations, and Excel", {"Excel"}, {"R"}),
        ("C, C++ and C#", {"C", "C++", "C#"}, set()),
        ("P&C insurance, W/C 5 May, Series C, SQL", {"SQL"}, {"C"}),
        ("C-level stakeholders, Objective-C, Python", {"Objective-C", "Python"}, {"C"}),
        ("backend in Go, Rust or Python", {"Go", "Rust"}, set()),
        ("Go-to-Market strategies with Python", {"Python"}, {"Go"}),
        ("Go live with our Kubernetes clusters", {"Kubernetes"}, {"Go"}),
        ("dbt and Snowflake", {"dbt", "Snowflake"}, set()),
        ("modelling with DBT, Airflow and Redshift", {"dbt"}, set()),
        ("DBT is the Department for Business and Trade, on Snowflake", {"Snowflake"}, {"dbt"}),
        ("backed by Spark Capital", set(), {"Apache Spark"}),
        ("Contact Julia Smith about Python, R and Julia", {"Julia", "Python"}, set()),
        ("Contact Julia Smith about Python", {"Python"}, {"Julia"}),
        ("Acme PLC seeks a chef with a positive outlook", set(), {"PLC Programming", "Chef", "Outlook"}),
        ("the rest of the team will react to changes", set(), {"REST", "React"}),
        ("JavaScript, no more", {"JavaScript"}, {"Java"}),
        ("Power BI reports", {"Power BI"}, {"Business Intelligence"}),
        ("BI tools", {"Business Intelligence"}, set()),
        ("PySpark jobs", {"PySpark"}, {"Apache Spark"}),
        ("CI / CD, ci/cd, continuous integration", {"CI/CD"}, set()),
        ("REST APIs and data pipelines", {"REST", "API", "Data Pipeline"}, set()),
        ("insightsExtracting PythonExperience", {"Python"}, set()),
        ("T-SQL on SQL Server", {"T-SQL", "SQL Server", "SQL"}, set()),
        ("ASP.NET, .NET 8, Node.js", {"ASP.NET", ".NET", "Node.js"}, set()),
        ("excel in your career", set(), {"Excel"}),
        ("swift resolution, go the extra mile, in spring", set(), {"Swift", "Go", "Spring"}),
    ],
)
def test_a_name_counts_where_it_is_meant(text: str, present: set[str], absent: set[str]) -> None:
    found = names(text)
    assert present <= found
    assert not absent & found


def test_an_employers_own_name_is_no_skill() -> None:
    assert {skill.name for skill in find_skills("GitLab uses Ruby", employer="GitLab")} == {"Ruby"}


def test_a_skill_stands_once_at_its_first_place_with_its_count() -> None:
    text = "SQL first, then Python; SQL again"
    first = find_skills(text)[0]
    assert first == SkillFound("SQL", "Languages", "SQL", 0, 3, 2)
    assert all(text[skill.start : skill.end] == skill.text for skill in find_skills(text))


def test_a_users_own_names_may_lend_vocabulary() -> None:
    lent = compile_skills([*shipped_skills(), SkillName("Zymurgy Suite", "Brewing", ("Zymurgy Suite", "=ZS9"))])
    found = find_skills("ZS9 and Python", lent)
    assert [(skill.name, skill.category) for skill in found] == [("Zymurgy Suite", "Brewing"), ("Python", "Languages")]
    assert find_skills("Python", compile_skills([])) == ()


def test_the_vocabulary_has_each_name_once_in_a_category() -> None:
    skills = shipped_skills()
    assert len(skills) == len({skill.name for skill in skills}) > 1000
    assert {skill.category for skill in skills} >= {"Languages", "Databases", "Cloud", "Security"}
    assert all(skill.spellings for skill in skills)


@needs_adverts
def test_skills_of_adverts_read_from_end_to_end_are_found() -> None:
    labels = gold("skills_boards.tsv")
    assert len(labels) == 20
    hit = found_count = named = 0
    for board, row, known, unknown in labels:
        advert = table(f"{board}-2026-fulltext-200")[int(row)]
        found = names(advert_text(advert["job_description"]))
        expected = set(known.split(";")) | set(filter(None, unknown.split(";")))
        hit += len(found & expected)
        found_count += len(found)
        named += len(expected)
    precision, recall = hit / found_count, hit / named
    assert precision >= 0.97
    assert 2 * precision * recall / (precision + recall) >= 0.88


@needs_adverts
def test_labelled_spans_that_the_vocabulary_has_are_found() -> None:
    forms = {spelling.lstrip("^=!~").lower() for skill in shipped_skills() for spelling in skill.spellings}
    held = found = 0
    for line in json_lines("skillspan-test.json.gz"):
        if line["source"] == "tech":
            text = " ".join(line["tokens"])
            seen = " | ".join(skill.text.lower() for skill in find_skills(text))
            for span in _spans(line["tokens"], line["tags_knowledge"]):
                if span.lower() in forms:
                    held += 1
                    found += span.lower() in seen
    assert held > 150
    assert found >= 0.9 * held


def _spans(tokens: list[str], tags: list[str]) -> list[str]:
    spans: list[list[str]] = []
    for token, tag in zip(tokens, tags, strict=True):
        if tag == "B":
            spans.append([token])
        elif tag == "I" and spans:
            spans[-1].append(token)
    return [" ".join(span) for span in spans]


@given(
    st.lists(st.sampled_from(["Python", "SQL", "Spring Boot with Java", "hybrid", "Go-to-Market", "£50k"]), max_size=8)
)
def test_order_and_repetition_change_no_name(parts: list[str]) -> None:
    assert names("\n".join(parts)) == names("\n".join(sorted(set(parts))))


@given(st.text(max_size=300))
def test_any_text_is_read_without_error(text: str) -> None:
    assert all(text[skill.start : skill.end] == skill.text for skill in find_skills(text))


@pytest.mark.parametrize("piece", ["1", "C ", "Go ", "Spring ", "R & D ", "DBT ", "SQL", "İ", "(((", "\u202e"])
def test_hostile_texts_end_soon(piece: str) -> None:
    start = time.process_time()
    find_skills(piece * (10**6 // len(piece)))
    assert time.process_time() - start < 4
