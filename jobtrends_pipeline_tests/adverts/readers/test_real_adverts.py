"""Real adverts beside the repository: how many are read, and which of their fields."""

from collections import Counter
from datetime import date

import pytest

from jobtrends_pipeline.adverts.readers.posting import ColumnMap, Posting, Source
from jobtrends_pipeline_tests.support.raw_adverts import BOARD, NYC, RAW, findings_of, needs_raw, read

REED = Source(
    "reed", ColumnMap({"title": ("job_title",), "place_texts": ("city", "state"), "pay_text": ("salary_offered",)})
)
POUND = ("pay_text", "A lost character before a number is taken for the pound sign.")


def postings_of(name: str, source: Source = BOARD) -> tuple[Posting, ...]:
    return read((RAW / name).read_bytes(), source).postings


@needs_raw
@pytest.mark.parametrize(
    ("name", "form", "count"),
    [
        ("nhs-jsonld-400.jsonl.gz", "json-ld", 400),
        ("adzuna-2026-08-12.json.gz", "adzuna", 408),
        ("ats-greenhouse.json", "greenhouse", 2),
        ("ats-lever.json", "lever", 2),
        ("ats-ashby.json", "ashby", 2),
        ("microdata-board-page.html", "microdata", 1),
        ("civil-service-job.html", "civil-service", 1),
        ("civil-service-list-1.html", "civil-service", 25),
        ("board-page-without-markup.html", "page", 0),
    ],
)
def test_every_form_is_recognised_and_every_advert_read(name: str, form: str, count: int) -> None:
    found = read((RAW / name).read_bytes())
    assert (found.form, len(found.postings)) == (form, count)
    assert len(found.findings) == (count == 0)
    assert all(posting.title and posting.place_texts for posting in found.postings)


@needs_raw
def test_json_ld_keeps_the_pay_line_beside_its_numbers() -> None:
    postings = postings_of("nhs-jsonld-400.jsonl.gz")
    assert len({posting.posting_id for posting in postings}) == 400
    assert sum(posting.pay_min is not None for posting in postings) == 362
    assert all(posting.pay_text or posting.pay_min is not None for posting in postings)
    assert Counter(posting.description_kind for posting in postings)["escaped_html"] > 390


@needs_raw
def test_estimates_of_the_board_are_marked() -> None:
    postings = postings_of("adzuna-2026-08-12.json.gz")
    assert sum(posting.is_estimated for posting in postings) == 205
    assert all(posting.place_tree[0] == "UK" and posting.is_cut for posting in postings)


@needs_raw
def test_a_page_whose_element_is_closed_at_once_gives_its_fields() -> None:
    (posting,) = postings_of("microdata-board-page.html")
    assert (posting.title, posting.company) == (
        "Regional Fostering Manager - Outstanding IFA",
        "NonStop Consulting Ltd",
    )
    assert (posting.pay_min, posting.pay_max, posting.pay_unit) == (52000, 55000, "YEAR")
    assert posting.posted_on == date(2020, 11, 9)


@needs_raw
def test_civil_service_pages_and_lists_name_the_same_advert() -> None:
    (posting,) = postings_of("civil-service-job.html")
    listed = postings_of("civil-service-list-1.html")[0]
    for one in (posting, listed):
        assert (one.posting_id, one.title, one.company) == ("296730", "Head of Policy Research", "House of Lords")
        assert (one.place_texts, one.pay_text, one.valid_through) == (("Westminster",), "£53,730", date(2023, 7, 2))
        assert findings_of(one) == {POUND}
        assert one.text["pay_text"] == "\ufffd53,730"
    assert (posting.pay_currency, posting.employment_type) == ("GBP", "Fixed Term, Full-time")
    assert "Head of Policy Research" in posting.description
    assert "Contact point" not in posting.description


@needs_raw
def test_a_table_of_a_city_is_read_whole() -> None:
    found = read((RAW / "nyc-jobs-600.csv.gz").read_bytes(), NYC)
    assert (len(found.postings), found.findings) == (600, ())
    assert all(posting.pay_max is not None and posting.posted_on for posting in found.postings)
    assert {posting.pay_unit for posting in found.postings} <= {"Annual", "Hourly", "Daily"}
    assert not any(posting.findings for posting in found.postings)


@needs_raw
def test_a_table_of_printed_pay_keeps_its_words() -> None:
    postings = postings_of("reed-2018-5000.csv.gz", REED)
    assert len(postings) == 5000
    assert postings[0].pay_text == "£17,000 - £19,000 per annum"
    assert postings[0].place_texts == ("Petersfield", "Hampshire")
