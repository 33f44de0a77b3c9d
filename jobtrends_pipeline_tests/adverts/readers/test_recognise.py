"""The form of an input is recognised by its content, in whatever character set it is written."""

import json

import pytest

from jobtrends_pipeline.adverts.readers.recognise import read_adverts
from jobtrends_pipeline_tests.support.raw_adverts import BOARD, SEEN, job, page_with, read

PAID = job(baseSalary="£45k", hiringOrganization="Société")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_page_is_read_in_its_character_set(encoding: str) -> None:
    text = json.dumps(PAID, ensure_ascii=False)
    page = f'<html><head><meta charset="iso-8859-1"><script type="application/ld+json">{text}</script></head></html>'
    (posting,) = read(page.encode(encoding)).postings
    assert (posting.pay_text, posting.company) == ("£45k", "Société")


@pytest.mark.parametrize("media_type", [None, "text/html", "application/json", "image/png"])
def test_the_type_that_a_server_named_changes_nothing(media_type: str | None) -> None:
    found = read_adverts(page_with(PAID).encode(), media_type, None, SEEN, BOARD)
    assert (found.form, len(found.postings)) == ("json-ld", 1)


@pytest.mark.parametrize(
    "body",
    [json.dumps(PAID), json.dumps([PAID]), json.dumps({"file": "1.json", "doc": PAID}), "\n  " + page_with(PAID)],
    ids=["object", "list", "wrapped", "page"],
)
def test_json_ld_is_read_with_and_without_a_page(body: str) -> None:
    assert [posting.title for posting in read(body).postings] == ["Data Engineer"]


def test_lines_of_json_ld_are_read_and_a_broken_one_is_a_finding() -> None:
    found = read("\n".join([json.dumps(job(title="A")), "{oops", json.dumps(job(title="B"))]))
    assert [posting.title for posting in found.postings] == ["A", "B"]
    assert [finding.message[:19] for finding in found.findings] == ["Line 2 is not JSON:"]


def test_a_page_of_a_board_without_markup_is_one_finding() -> None:
    found = read("<!DOCTYPE html><html><body><h1>Data Engineer</h1><p>£45,000</p></body></html>")
    assert (found.form, found.postings) == ("page", ())
    assert [finding.message for finding in found.findings] == ["The page has no markup of an advert that is read."]


def test_a_civil_service_page_without_its_fields_gives_what_there_is() -> None:
    page = '<html><title>Civil Service Jobs</title><div class="vac_display_field"><h3>Salary</h3></div></html>'
    (posting,) = read(page).postings
    assert [finding.field for finding in posting.findings] == ["title"]
