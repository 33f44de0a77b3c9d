"""Microdata: read where there is no JSON-LD, also where its element is closed at once; RDFa never."""

from datetime import date

from jobtrends_pipeline_tests.support.raw_adverts import findings_of, job, page_with, read

PROPERTIES = """
<h1 itemprop="title">Data Engineer</h1>
<meta itemprop="datePosted" content="2026-08-01">
<span itemprop="hiringOrganization" itemscope itemtype="http://schema.org/Organization"><b itemprop="name">Us</b></span>
<span itemprop="baseSalary" itemscope itemtype="http://schema.org/MonetaryAmount">
<meta itemprop="currency" content="GBP">
<span itemprop="value" itemscope itemtype="http://schema.org/QuantitativeValue">
<meta itemprop="minValue" content="52000.0000"><meta itemprop="maxValue" content="55000.0000">
<meta itemprop="unitText" content="YEAR"></span></span>
<a itemprop="jobLocation" itemscope itemtype="http://schema.org/Place" href="/x"><i itemprop="address" itemscope
 itemtype="http://schema.org/PostalAddress"><i itemprop="addressLocality">Leeds</i></i></a>
<div itemprop="description"><p>Python</p><p>SQL</p><script>alert(1)</script></div>
"""
SCOPE = '<article itemscope itemtype="https://schema.org/JobPosting">'
CRUMBS = '<ol itemscope itemtype="http://schema.org/BreadcrumbList"><li itemprop="name">Jobs</li></ol>'
ORPHANED = "The element of the posting is closed at once; properties are taken from the page around it."


def test_microdata_gives_the_fields_that_json_ld_gives() -> None:
    found = read(f"<html><body>{CRUMBS}{SCOPE}{PROPERTIES}</article></body></html>")
    (posting,) = found.postings
    assert found.form == "microdata"
    assert (posting.title, posting.company, posting.place_texts) == ("Data Engineer", "Us", ("Leeds",))
    assert (posting.pay_min, posting.pay_max, posting.pay_unit, posting.pay_currency) == (52000, 55000, "YEAR", "GBP")
    assert posting.posted_on == date(2026, 8, 1)
    assert posting.origin["pay_min"] == "baseSalary.value.minValue"
    assert posting.description.split() == ["Python", "SQL"]
    assert posting.findings == ()


def test_properties_of_an_element_that_is_closed_at_once_are_taken_from_the_page() -> None:
    (posting,) = read(f"<html><body>{CRUMBS}{SCOPE}</article>{PROPERTIES}</body></html>").postings
    assert (posting.title, posting.company, posting.pay_max) == ("Data Engineer", "Us", 55000)
    assert findings_of(posting) == {("document", ORPHANED)}


def test_json_ld_goes_before_microdata() -> None:
    page = page_with(job(title="From JSON-LD")).replace("</body>", f"{SCOPE}{PROPERTIES}</article></body>")
    assert [posting.title for posting in read(page).postings] == ["From JSON-LD"]


def test_rdfa_is_never_parsed() -> None:
    page = '<html><body vocab="https://schema.org/" typeof="JobPosting"><p property="title">Engineer</p></body></html>'
    found = read(page)
    assert found.postings == ()
    assert [finding.message for finding in found.findings] == ["The page has no markup of an advert that is read."]


def test_references_between_items_are_not_followed() -> None:
    bomb = "".join(
        f'<p itemscope itemprop="a" itemtype="https://schema.org/JobPosting" id="x{n}" itemref="x{n + 1} x{n + 1}"></p>'
        for n in range(30)
    )
    found = read(f"<html><body>{bomb}</body></html>")
    assert len(found.postings) == 30
    assert all(("document", "References between items (`itemref`) are not followed.") in findings_of(posting)
               for posting in found.postings)  # fmt: skip
