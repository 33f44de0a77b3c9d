"""Answers of applicant-tracking systems and job APIs, as their interfaces write them."""

import json
from datetime import date

import pytest

from jobtrends_pipeline.adverts.readers.posting import Posting, Source
from jobtrends_pipeline_tests.support.raw_adverts import BOARD, findings_of, read

GREENHOUSE = {
    "id": 17,
    "absolute_url": "https://boards.example.org/17",
    "title": "Data Engineer",
    "location": {"name": "Leeds"},
    "first_published": "2026-08-01T05:58:03-04:00",
    "updated_at": "2026-08-09T05:58:03-04:00",
    "content": "&lt;p&gt;Python&lt;/p&gt;",
    "pay_input_ranges": [{"min_cents": 5000000, "max_cents": 6000050, "currency_type": "GBP"}],
}
LEVER = {
    "id": "a1",
    "text": "Data Engineer",
    "hostedUrl": "https://jobs.example.org/a1",
    "createdAt": 1785542400000,
    "categories": {"location": "Leeds", "allLocations": ["Leeds", "York"], "commitment": "Full-time"},
    "workplaceType": "remote",
    "description": "<p>Opening</p>",
    "lists": [{"text": "You", "content": "<li>Python</li>"}],
    "additional": "<p>Benefits</p>",
    "salaryRange": {"min": 50000, "max": 60000, "currency": "GBP", "interval": "per-year-salary"},
}
ASHBY = {
    "id": "b2",
    "title": "Data Engineer",
    "jobUrl": "https://jobs.example.org/b2",
    "publishedAt": "2026-08-01T20:13:45.158+00:00",
    "location": "Leeds",
    "secondaryLocations": [{"location": "York"}],
    "isRemote": False,
    "descriptionHtml": "<p>Python</p>",
    "compensation": {
        "compensationTierSummary": "£50K – £60K • Offers Equity",
        "summaryComponents": [
            {"compensationType": "EquityPercentage", "minValue": 1, "maxValue": 2, "interval": "NONE"},
            {
                "compensationType": "Salary",
                "minValue": 50000,
                "maxValue": 60000,
                "currencyCode": "GBP",
                "interval": "1 YEAR",
            },
        ],
    },
}
WORKABLE = {
    "shortcode": "C3",
    "title": "Data Engineer",
    "url": "https://apply.example.org/C3",
    "published_on": "2026-08-01",
    "telecommuting": True,
    "employment_type": "Full-time",
    "locations": [{"city": "Leeds", "region": "England", "country": "United Kingdom", "countryCode": "GB"}],
    "description": "<p>Python</p>",
}
ADZUNA = {
    "id": "4",
    "title": "Data Engineer",
    "redirect_url": "https://www.example.org/4",
    "created": "2026-08-01T16:58:54Z",
    "company": {"display_name": "Us"},
    "location": {"display_name": "Leeds, West Yorkshire", "area": ["UK", "Yorkshire And The Humber", "Leeds"]},
    "salary_min": 50000.5,
    "salary_max": 60000,
    "salary_is_predicted": "1",
    "contract_type": "permanent",
    "contract_time": "full_time",
    "description": "Build pipelines in Pyth…",
}
REED = {
    "jobId": 5,
    "jobTitle": "Data Engineer",
    "employerName": "Us",
    "locationName": "Leeds",
    "minimumSalary": 50000.00,
    "maximumSalary": 60000.00,
    "currency": "GBP",
    "salaryType": "per annum",
    "date": "01/08/2026",
    "expirationDate": "12/09/2026",
    "jobDescription": "Python",
    "jobUrl": "https://www.example.org/5",
    "fullTime": True,
    "partTime": False,
}
ANSWERS = [
    ("greenhouse", {"jobs": [GREENHOUSE], "meta": {"total": 1}}),
    ("greenhouse", GREENHOUSE),
    ("lever", [LEVER]),
    ("ashby", {"apiVersion": "1", "jobs": [ASHBY]}),
    ("workable", {"name": "Us", "description": None, "jobs": [WORKABLE]}),
    ("adzuna", {"count": 1, "results": [ADZUNA]}),
    ("adzuna", {"collected_at": "2026-08-15", "postings": [ADZUNA]}),
    ("reed", {"results": [REED], "totalResults": 1}),
    ("reed", REED),
]


def only(answer: object, source: Source = BOARD) -> Posting:
    (posting,) = read(json.dumps(answer), source).postings
    return posting


@pytest.mark.parametrize(("form", "answer"), ANSWERS)
def test_the_form_is_told_by_the_answer_and_common_fields_are_read(form: str, answer: object) -> None:
    found = read(json.dumps(answer))
    (posting,) = found.postings
    assert (found.form, posting.title, posting.posted_on) == (form, "Data Engineer", date(2026, 8, 1))
    assert posting.place_texts[0].startswith("Leeds")
    assert posting.source_url is not None
    assert posting.posting_id in {"17", "a1", "b2", "C3", "4", "5"}
    assert (posting.findings, found.findings) == ((), ())


@pytest.mark.parametrize("answer", [GREENHOUSE, [LEVER], {"jobs": [ASHBY]}, {"results": [REED]}])
def test_pay_of_fields_is_read_with_its_currency(answer: object) -> None:
    posting = only(answer)
    assert (posting.pay_min, posting.pay_currency) == (50000, "GBP")
    assert posting.pay_max in {60000, 60000.5}


def test_the_interval_of_pay_is_its_unit_and_keeps_its_text() -> None:
    assert [only(answer).pay_unit for answer in ([LEVER], {"jobs": [ASHBY]}, REED)] == ["year", "year", "per annum"]
    assert only([LEVER]).text["pay_unit"] == "per-year-salary"
    assert only({"jobs": [ASHBY]}).origin["pay_min"] == "compensation.summaryComponents[1].minValue"


def test_an_estimate_of_the_board_is_marked_and_its_cut_text_too() -> None:
    posting = only({"results": [ADZUNA]})
    assert (posting.is_estimated, posting.is_cut, posting.pay_min) == (True, True, 50000.5)
    assert not only({"results": [ADZUNA | {"salary_is_predicted": "0"}]}).is_estimated


def test_a_place_tree_goes_from_the_widest_to_the_narrowest() -> None:
    posting = only({"results": [ADZUNA]})
    assert (posting.place_tree, posting.country) == (("UK", "Yorkshire And The Humber", "Leeds"), "UK")
    assert posting.employment_type == "permanent, full_time"


def test_all_places_of_an_advert_are_read() -> None:
    assert only([LEVER]).place_texts == ("Leeds", "York")
    assert only({"jobs": [ASHBY]}).place_texts == ("Leeds", "York")
    assert only({"jobs": [WORKABLE]}).place_texts == ("Leeds, England, United Kingdom",)


def test_the_parts_of_a_description_are_joined_in_their_order() -> None:
    text = "<p>Opening</p>\n<h3>You</h3><ul><li>Python</li></ul>\n<p>Benefits</p>"
    assert only([LEVER]).description == text
    assert only(GREENHOUSE).description_kind == "escaped_html"


def test_work_from_home_is_read_from_a_field() -> None:
    assert [only(answer).is_remote for answer in ([LEVER], {"jobs": [ASHBY]}, {"jobs": [WORKABLE]})] == [
        True,
        False,
        True,
    ]


def test_a_company_that_the_interface_leaves_out_is_declared_and_one_that_it_gives_counts() -> None:
    source = Source("api", constants={"company": "Example Ltd", "pay_currency": "USD"})
    assert (only([LEVER], source).company, only([LEVER], source).pay_currency) == ("Example Ltd", "GBP")
    assert only([LEVER], source).origin["company"] == "constant"
    assert only({"name": "Us", "jobs": [WORKABLE]}, source).company == "Us"


def test_items_that_are_no_adverts_are_findings() -> None:
    found = read(json.dumps({"results": [ADZUNA, {"oops": 1}, "text"]}))
    assert len(found.postings) == 1
    assert [(finding.message, finding.text) for finding in found.findings] == [
        ("Item 1 of the answer is no advert of adzuna.", "{'oops': '1'}"),
        ("Item 2 of the answer is no advert of adzuna.", "text"),
    ]


def test_an_answer_of_another_form_is_one_finding() -> None:
    found = read(json.dumps({"vacancies": [{"name": "Data Engineer"}]}))
    assert [finding.message for finding in found.findings] == ["The JSON is of no form that is read."]


def test_several_salaries_are_a_finding() -> None:
    ranges = GREENHOUSE["pay_input_ranges"]
    posting = only(GREENHOUSE | {"pay_input_ranges": [*ranges, *ranges]})  # type: ignore[misc]
    assert findings_of(posting) == {("pay_min", "The first of 2 pay ranges is taken.")}
