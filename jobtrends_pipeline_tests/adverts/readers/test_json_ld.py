"""JSON-LD: every way to write a JobPosting gives the same posting, and each field says where it was read."""

from datetime import date

import pytest

from jobtrends_pipeline_tests.support.raw_adverts import findings_of, job, page_with, posting_of, read

LEEDS = {"@type": "Place", "address": {"addressLocality": "Leeds", "addressRegion": "West Yorkshire"}}
YORK = {"address": {"addressLocality": "York", "addressCountry": "GB"}}
RANGE = {"currency": "GBP", "value": {"minValue": 60000, "maxValue": 70000.50, "unitText": "YEAR"}}


def test_each_field_has_its_value_its_text_and_its_origin() -> None:
    posting = posting_of(
        identifier={"@type": "PropertyValue", "name": "Example", "value": "R-17"},
        hiringOrganization={"@type": "Organization", "name": "Example &amp; Sons"},
        jobLocation=LEEDS,
        baseSalary=RANGE,
        datePosted="2026-08-01T09:00:00+0000",
        validThrough="2026-09-01",
        employmentType=["FULL_TIME", "CONTRACTOR"],
        description="<p>Python</p>",
        url="https://example.org/jobs/17",
    )
    assert (posting.title, posting.company, posting.reference) == ("Data Engineer", "Example & Sons", "R-17")
    assert (posting.place_texts, posting.employment_type) == (("Leeds, West Yorkshire",), "FULL_TIME, CONTRACTOR")
    assert (posting.pay_min, posting.pay_max, posting.pay_unit, posting.pay_currency) == (60000, 70000.5, "YEAR", "GBP")
    assert (posting.posted_on, posting.valid_through) == (date(2026, 8, 1), date(2026, 9, 1))
    assert (posting.description, posting.description_kind) == ("<p>Python</p>", "html")
    assert posting.origin["pay_min"] == "baseSalary.value.minValue"
    assert posting.origin["company"] == "hiringOrganization.name"
    assert posting.text["pay_max"] == "70000.5"
    assert posting.text["posted_on"] == "2026-08-01T09:00:00+0000"
    assert posting.text["company"] == "Example &amp; Sons"
    assert posting.findings == ()


@pytest.mark.parametrize(
    "document",
    [
        job(),
        [job()],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, job()]},
        {"@type": "WebPage", "mainEntity": job()},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": job()}]},
        job() | {"@type": ["JobPosting", "Thing"]},
        {"@type": "http://schema.org/JobPosting", "schema:title": "Data Engineer"},
    ],
)
def test_a_posting_is_found_wherever_it_stands(document: object) -> None:
    (posting,) = read(page_with(document)).postings
    assert posting.title == "Data Engineer"


def test_all_postings_of_all_scripts_of_a_page_are_read_in_order() -> None:
    page = page_with([job(title="A"), job(title="B")], {"@type": "Organization"}, job(title="C"))
    assert [posting.title for posting in read(page).postings] == ["A", "B", "C"]


def test_a_script_in_a_comment_is_none_and_one_around_a_comment_is() -> None:
    inner = '{"@type": "JobPosting", "title": "A"}'
    page = f'<html><!-- <script type="application/ld+json">{inner}</script> --></html>'
    assert read(page).postings == ()
    page = f"<html><SCRIPT data-x type='Application/LD+json'>\n<!--\n{inner}\n//-->\n</SCRIPT></html>"
    assert [posting.title for posting in read(page).postings] == ["A"]


def test_line_breaks_within_texts_are_allowed() -> None:
    page = (
        '<html><script type="application/ld+json">{"@type": "JobPosting", "title": "A", "description": "a\nb"}</script>'
    )
    assert read(page).postings[0].description == "a\nb"


def test_a_script_that_is_no_json_is_a_finding_beside_the_others() -> None:
    page = '<script type="application/ld+json">{"title": oops}</script>' + page_with(job())
    found = read("<html>" + page)
    assert len(found.postings) == 1
    assert [finding.message[:30] for finding in found.findings] == ["A JSON-LD script is not JSON: "]


def test_a_reference_within_a_graph_is_followed() -> None:
    graph = {"@graph": [job(hiringOrganization={"@id": "#us"}), {"@id": "#us", "@type": "Organization", "name": "Us"}]}
    assert read(page_with(graph)).postings[0].company == "Us"


@pytest.mark.parametrize(
    ("salary", "ends", "words"),
    [
        (RANGE, (60000, 70000.5), ""),
        ({"value": 500}, (500, 500), ""),
        (45000, (45000, 45000), ""),
        ("45,000", (45000, 45000), ""),
        ("£45k plus bonus", (None, None), "£45k plus bonus"),
        ({"value": {"value": "Competitive", "unitText": "YEAR"}}, (None, None), "Competitive"),
        ({"minValue": "£40,000", "maxValue": "50000.0000"}, (40000, 50000), ""),
        ([{"value": {"minValue": 1, "maxValue": 2}}], (1, 2), ""),
        ({"value": {"value": "17.09", "minValue": 28739, "maxValue": 28739}}, (28739, 28739), "17.09"),
    ],
)
def test_pay_is_read_from_numbers_objects_and_words(salary: object, ends: tuple[object, object], words: str) -> None:
    posting = posting_of(baseSalary=salary)
    assert ((posting.pay_min, posting.pay_max), posting.pay_text) == (ends, words)
    assert not posting.is_estimated


def test_an_estimated_salary_is_an_estimate_and_gives_way_to_a_stated_one() -> None:
    assert posting_of(estimatedSalary=RANGE).is_estimated
    assert posting_of(estimatedSalary=RANGE).pay_min == 60000
    assert not posting_of(estimatedSalary=RANGE, baseSalary=50000).is_estimated


def test_a_salary_without_any_amount_is_a_finding() -> None:
    found = findings_of(posting_of(baseSalary={"currency": "GBP", "value": {"unitText": "YEAR"}}))
    assert ("pay_text", "The salary holds no amount and no words.") in found


@pytest.mark.parametrize(
    ("location", "places", "country"),
    [
        (LEEDS, ("Leeds, West Yorkshire",), ""),
        ([LEEDS, YORK], ("Leeds, West Yorkshire", "York, GB"), "GB"),
        ({"address": "1 High Street, Leeds"}, ("1 High Street, Leeds",), ""),
        ({"name": "Leeds"}, ("Leeds",), ""),
        ("Leeds", ("Leeds",), ""),
        ({"address": {"addressCountry": {"name": "UK"}}}, ("UK",), "UK"),
    ],
)  # fmt: skip
def test_places_are_read_from_addresses_names_and_words(location: object, places: object, country: str) -> None:
    posting = posting_of(jobLocation=location)
    assert (posting.place_texts, posting.country) == (places, country)


def test_work_from_home_is_said_by_the_type_of_location() -> None:
    assert posting_of(jobLocationType="TELECOMMUTE").is_remote is True
    assert posting_of().is_remote is None


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("a < b", "text"),
        ("<p>a</p>", "html"),
        ("&lt;p&gt;a&lt;/p&gt;", "escaped_html"),
        ("&amp;lt;p&amp;gt;", "escaped_html"),
    ],
)
def test_a_description_is_kept_as_it_is_and_its_kind_told(description: str, kind: str) -> None:
    posting = posting_of(description=description)
    assert (posting.description, posting.description_kind) == (description, kind)


def test_a_value_that_is_none_of_its_field_is_a_finding_and_the_rest_is_read() -> None:
    posting = posting_of(datePosted="soon", hiringOrganization={"logo": "x"}, url="javascript:alert(1)")
    assert (posting.title, posting.posted_on, posting.company, posting.source_url) == ("Data Engineer", None, "", None)
    assert findings_of(posting) == {
        ("posted_on", "The value is no date."),
        ("company", "The value is not a single one."),
        ("source_url", "The value is no web address."),
    }


def test_postings_without_an_identifier_are_told_apart_by_a_digest() -> None:
    first, second = (posting_of(url=f"https://example.org/{number}") for number in (1, 2))
    other, text = posting_of(title="Other"), posting_of(title="Other", description="Another text.")
    assert len({posting.posting_id for posting in (first, second, other, text)}) == 4
    assert posting_of(title="Other").posting_id == other.posting_id


def test_a_posting_without_an_address_has_that_of_its_page() -> None:
    (posting,) = read(page_with(job()), url="https://example.org/17").postings
    assert (posting.source_url, posting.origin["source_url"]) == ("https://example.org/17", "page")
