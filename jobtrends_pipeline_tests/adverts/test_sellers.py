"""Course sellers, jobs abroad and nameless employers are told from vacancies and employers."""

import pytest

from jobtrends_pipeline.adverts.sellers import course_seller, employer_key, employer_name, foreign_job
from jobtrends_pipeline_tests.support.advert_data import api_answers, needs_adverts, table


@pytest.mark.parametrize(
    ("title", "text", "company"),
    [
        ("Data Analyst Placement Programme", "", ""),
        ("Trainee Data Engineer Programme No Experience Required", "", ""),
        ("Data Analyst", "This is a self-funded programme that leads to employment.", ""),
        ("Data Analyst", "A programme that leads to employment, fees apply.", ""),
        ("Data Analyst", "Complete the programme and get a job, or get your course fees back.", ""),
        ("Trainee Data Analyst", "", "ITOL Recruit"),
        ("Data Engineer", "Finish our online course and we guarantee you an interview.", ""),
        ("Data Engineer", "Course fees may be paid monthly.", ""),
    ],
)
def test_a_seller_of_courses_is_told_by_its_words(title: str, text: str, company: str) -> None:
    assert course_seller(title, text, company)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Data Analyst Apprentice", "You will learn on the job with a training provider."),
        ("Graduate Data Consultant", "office based to start with, then hybrid after training"),
        ("Trainee Recruitment Consultant, No Experience Needed", ""),
        ("Senior Trainer", "Design training courses for our staff"),
        ("Data Engineer", "We pay course fees, and guarantee interviews to disabled applicants."),
    ],
)
def test_apprentices_and_trainers_are_no_sellers(title: str, text: str) -> None:
    assert course_seller(title, text) is None


@needs_adverts
def test_sellers_among_the_answers_of_an_api_are_found() -> None:
    found = [
        posting["company"]["display_name"]
        for posting in api_answers().values()
        if course_seller(posting["title"], posting["description"], posting["company"].get("display_name", ""))
    ]
    sellers = {
        "IT Career Switch",
        "IT Online Learning",
        "ITOL Recruit",
        "NEWTO TRAINING LIMITED",
        "Netcom Online Learning",
    }
    assert len(found) >= 115
    assert set(found) <= sellers | {"Data Jobs at ITOL Recruit"}


@needs_adverts
def test_no_advert_of_two_boards_sells_a_course() -> None:
    rows = [row for board in "ab" for row in table(f"board-{board}-2026-fulltext-200")]
    assert [
        row["job_title"]
        for row in rows
        if course_seller(row["job_title"], row["job_description"], row["employer_name"])
    ] == []


def test_a_job_abroad_is_told_by_words_and_currency() -> None:
    assert foreign_job("Data Engineer - Relocate to Australia", "") == "relocate to australia"
    assert foreign_job("Data Engineer", "We help with relocation to Dubai") == "relocation to dubai"
    assert foreign_job("Data Engineer", "", frozenset({"AUD"})) == "AUD"
    assert foreign_job("Data Engineer", "relocation to London", frozenset({"GBP", "AUD"})) is None


@pytest.mark.parametrize(
    "name", ["", "Confidential", "Employer: Confidential", "N/A", "Private Advertiser", " - ", "undisclosed"]
)
def test_a_nameless_employer_has_no_name(name: str) -> None:
    assert employer_name(name) == ""
    assert employer_key(name) == ""


@pytest.mark.parametrize(("one", "other"), [("Bupa", "Bupa UK"), ("Acme Ltd.", "ACME Limited"), ("The Tax Co", "Tax")])
def test_legal_forms_are_no_part_of_a_name(one: str, other: str) -> None:
    assert employer_key(one) == employer_key(other) != ""


def test_a_name_of_legal_words_alone_stays() -> None:
    assert employer_key("Group Holdings") == "group holdings"
