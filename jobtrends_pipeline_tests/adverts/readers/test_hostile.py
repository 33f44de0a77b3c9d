"""Hostile inputs end as findings, and are refused by their size before any time is spent on them."""

import csv
import gzip
import json

import pytest

from jobtrends_pipeline.adverts.readers.posting import ColumnMap, Source
from jobtrends_pipeline_tests.support.raw_adverts import findings_of, job, page_with, posting_of, read

TABLE = Source("table", ColumnMap({"title": ("title",), "description": ("text",)}))
_MIB = 1024 * 1024


def messages(body: bytes | str, source: Source = TABLE) -> list[str]:
    found = read(body, source)
    assert found.postings == ()
    return [finding.message for finding in found.findings]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"jobs": [' + b'"x",' * (13 * _MIB) + b'"x"]}', "The input is longer than 32 MiB."),
        (b"[" + b"[]," * 1_000_000 + b"[]]", "The input has too many values."),
        (b"[" * 10_000 + b"]" * 10_000, "The input is nested too deeply."),
        (gzip.compress(b"\0" * (64 * _MIB)), "The input is longer than 32 MiB."),
        (gzip.compress(b"{}" * 100)[:-9], "The input is cut off or damaged gzip."),
        (b"", "The input is no text: the file is empty."),
        (bytes(range(256)) * 100, "The input is no text: the file is binary, not a page."),
        (b"PK\x03\x04", "The input is of no form that is read."),
    ],
    ids=["50 MB", "a million lists", "nested", "gzip bomb", "cut gzip", "empty", "binary", "other"],
)  # fmt: skip
def test_an_input_that_cannot_be_read_is_one_finding(body: bytes, message: str) -> None:
    assert messages(body, Source("any")) == [message]


def test_json_ld_nested_10000_deep_is_a_finding_and_other_scripts_are_read() -> None:
    deep = '<script type="application/ld+json">' + '{"a":' * 10_000 + "1" + "}" * 10_000 + "</script>"
    found = read("<html>" + deep + page_with(job()))
    assert [posting.title for posting in found.postings] == ["Data Engineer"]
    assert [finding.message for finding in found.findings] == ["A JSON-LD script is nested too deeply."]


def test_a_page_of_a_million_open_elements_gives_its_json_ld() -> None:
    found = read("<html>" + "<div>" * 1_000_000 + page_with(job()))
    assert len(found.postings) == 1


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (10_000, "The page has too many tags, and has no advert as JSON-LD."),
        (1_000, "The page has too much microdata to be read."),
        (20, "The page has microdata nested too deeply."),
    ],
)
def test_items_of_microdata_one_inside_another_are_a_finding(count: int, message: str) -> None:
    scope = '<div itemscope itemtype="http://schema.org/JobPosting" itemprop="x">'
    assert messages("<html><body>" + scope * (count + 1), Source("any")) == [message]


def test_an_element_of_many_attributes_is_a_finding() -> None:
    attributes = " ".join(f"a{number}" for number in range(100_000))
    page = f'<html><p {attributes} itemscope itemtype="http://schema.org/JobPosting">'
    assert messages(page, Source("any")) == [
        "The page has too many attributes in one tag, and has no advert as JSON-LD."
    ]
    hidden = f'<html><p x="<script>" {attributes} y="</script>" itemscope itemtype="http://schema.org/JobPosting"></p>'
    assert read(hidden).form == "microdata"


def test_scripts_that_are_never_closed_are_looked_at_once() -> None:
    found = read("<html>" + '<script type="application/ld+json">' * 100_000)
    assert (len(found.postings), len(found.findings)) == (0, 1)


def test_scripts_in_texts_stay_text() -> None:
    posting = posting_of(title="<script>alert(1)</script>", description="<script>alert(1)</script><p>Python</p>")
    assert posting.title == "<script>alert(1)</script>"
    assert (posting.description, posting.description_kind) == ("<script>alert(1)</script><p>Python</p>", "html")


def test_numbers_beyond_all_bounds_are_findings_with_their_text() -> None:
    page = (
        '{"@type": "JobPosting", "title": "A", "baseSalary": {"minValue": 1e400, "maxValue": NaN, "value": Infinity}}'
    )
    (posting,) = read(page).postings
    assert (posting.pay_min, posting.pay_max, posting.pay_text) == (None, None, "Infinity")
    assert {(finding.field, finding.text) for finding in posting.findings} == {("pay_min", "1e400"), ("pay_max", "NaN")}


def test_texts_of_any_length_are_bounded() -> None:
    posting = posting_of(description="<p>a</p>" * 100_000, url="https://x/" + "a" * 10**6, datePosted=" " * 10**6 + "x")
    assert len(posting.description) == 400_000
    assert findings_of(posting) == {
        ("description", "Only the first 400,000 characters are kept."),
        ("source_url", "The value is no web address."),
        ("posted_on", "The value is no date."),
    }
    assert max(len(finding.text) for finding in posting.findings) <= 120


def test_marks_that_turn_the_direction_are_not_in_names_and_kept_beside_them() -> None:
    posting = posting_of(title="Data \u202egineer\u202c", hiringOrganization={"name": "A\u200fB"})
    assert (posting.title, posting.company) == ("Data gineer", "AB")
    assert posting.text["title"] == "Data \u202egineer\u202c"


def test_halves_of_characters_and_zeros_do_not_reach_a_posting() -> None:
    (posting,) = read('{"@type": "JobPosting", "title": "A\\ud800", "description": "b\\u0000c"}').postings
    assert (posting.title, posting.description) == ("A\ufffd", "bc")


def test_many_places_are_read_up_to_a_bound() -> None:
    locations = [{"address": {"addressLocality": f"Town {number}"}} for number in range(50_000)]
    posting = posting_of(jobLocation=locations)
    assert len(posting.place_texts) == 500
    assert findings_of(posting) == {("place_texts", "Only the first 500 values of a path are read.")}


def test_a_table_that_unpacks_to_too_much_or_has_an_endless_line_ends_with_a_finding() -> None:
    assert messages(gzip.compress(b"\0" * (64 * _MIB))) == [
        "The file has a line longer than 4 MiB; what follows is not read."
    ]
    assert messages(b"title,text\n" + b"\0" * (5 * _MIB)) == [
        "The file has a line longer than 4 MiB; what follows is not read."
    ]


def test_a_quote_that_is_never_closed_costs_the_rows_it_swallows_and_says_so() -> None:
    rows = ["title,text", *(f'"Job {number}' if number == 5 else f"Job {number},text" for number in range(20_000))]
    found = read("\n".join(rows), TABLE)
    assert [posting.title for posting in found.postings[:5]] == [f"Job {number}" for number in range(5)]
    assert found.postings[-1].title == "Job 19999"
    assert 9_000 < len(found.postings) < 20_000
    assert [finding.message[-28:] for finding in found.findings] == ["a quote may never be closed."]


def test_the_longest_cell_is_the_same_whatever_limit_others_set() -> None:
    elsewhere = csv.field_size_limit(10**9)
    try:
        found = read("title,text\nJob," + "x" * 200_000, TABLE)
        assert csv.field_size_limit() == 10**9
    finally:
        csv.field_size_limit(elsewhere)
    assert found.postings == ()
    assert len(found.findings) == 1


def test_a_head_that_is_no_csv_is_one_finding() -> None:
    assert len(messages('"' + "x" * 200_000)) == 1


def test_formulas_of_spreadsheets_and_zeros_are_text() -> None:
    found = read(b'title,text\n"=HYPERLINK(""http://x"")",@SUM(A1)\nData\0 Engineer,b\0\n', TABLE)
    assert [(posting.title, posting.description) for posting in found.postings] == [
        ('=HYPERLINK("http://x")', "@SUM(A1)"),
        ("Data Engineer", "b"),
    ]


def test_a_deep_value_in_a_field_is_shown_in_short() -> None:
    document = json.dumps(job()).replace('"Data Engineer"', "[" * 900 + "]" * 900)
    (posting,) = read(document).postings
    assert ("title", "The value is not a single one.") in findings_of(posting)
