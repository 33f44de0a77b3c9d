"""The local site answers the source's addresses over real HTTP."""

from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import urlsplit

import pytest
import requests
from selectolax.lexbor import LexborHTMLParser

from jobtrends_pipeline_tests.site.test_facts import printed_on
from jobtrends_pipeline_tests.site.test_index_markup import an_index
from jobtrends_pipeline_tests.support.site.build_sample import sample_pages
from jobtrends_pipeline_tests.support.site.index_markup import index_path
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage
from jobtrends_pipeline_tests.support.site.server import Answer, Site, moved, running, serve

PAGE = printed_on(date(2026, 2, 15))


def get(url: str) -> requests.Response:
    return requests.get(url, timeout=5)


def shows(response: requests.Response, page: PrintedPage) -> bool:
    return response.status_code == 200 and response.content == page_html(page)


def test_every_page_is_served_at_its_path() -> None:
    newest = {page.url: page for page in sample_pages()}
    with serve(list(newest.values())) as base_url:
        for url, page in newest.items():
            assert shows(get(base_url + urlsplit(url).path), page)


def test_the_latest_page_of_an_address_is_served() -> None:
    with serve([PAGE, printed_on(date(2025, 10, 15))]) as base_url:
        assert shows(get(f"{base_url}/jobs/uk/developer.do"), PAGE)


def test_a_window_is_chosen_by_p() -> None:
    short = replace(PAGE, window_months=3)
    with serve([PAGE, short]) as base_url:
        assert shows(get(f"{base_url}/jobs/uk/developer.do?p=3"), short)
        assert shows(get(f"{base_url}/jobs/uk/developer.do"), PAGE)


def test_spaces_quoted_twice_reach_the_same_page() -> None:
    page = replace(PAGE, url="https://www.itjobswatch.co.uk/jobs/uk/backend%20developer.do")
    with serve([page]) as base_url:
        assert shows(get(f"{base_url}/jobs/uk/backend%2520developer.do"), page)


@pytest.mark.parametrize("path", ["/jobs/uk/no%20such.do", "/contracts/uk/developer.do", "/default.aspx", "/x"])
def test_what_the_site_does_not_have_is_not_found(path: str) -> None:
    with serve([PAGE]) as base_url:
        assert get(base_url + path).status_code == 404


def test_the_index_turns_its_pages_until_next_is_gone() -> None:
    index = an_index(date(2026, 3, 5))
    found: list[str] = []
    with serve([], [index]) as base_url:
        path: str | None = index_path(index)
        while path:
            tree = LexborHTMLParser(get(base_url + path).content)
            found += [cell.text() for cell in tree.css("td.c2")]
            following = tree.css_first("td.next a")
            path = following.attributes["href"] if following else None
    assert found == [row.subject for row in index.rows]


def test_an_obsolete_place_parameter_is_ignored_and_the_uk_served() -> None:
    uk, london = an_index(date(2026, 3, 5), 10), an_index(date(2026, 3, 5), 20, "London")
    with serve([], [uk, london]) as base_url:
        assert b"of <b>10</b>" in get(f"{base_url}/default.aspx?l=London&p=6").content
        assert b"of <b>20</b>" in get(f"{base_url}/default.aspx?ll=London&p=6").content


def test_a_site_can_serve_copies_in_cp1252() -> None:
    with running(Site([PAGE], render=partial(page_html, encoding="cp1252"))) as base_url:
        assert b">\xa350,000<" in get(f"{base_url}/jobs/uk/developer.do").content


def test_a_running_site_can_change_and_remembers_what_was_asked() -> None:
    site = Site([PAGE], robots="User-agent: *\nDisallow: /\n")
    with running(site) as base_url:
        assert get(f"{base_url}/robots.txt").text.endswith("Disallow: /\n")
        site.pages = []
        assert get(f"{base_url}/jobs/uk/developer.do").status_code == 404
    assert site.requested == ["/robots.txt", "/jobs/uk/developer.do"]


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_a_page_that_did_not_change_is_a_304_without_its_bytes(validator: str) -> None:
    site = Site([PAGE])
    site.validators = (validator,)
    condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[validator]
    with running(site) as base_url:
        address = f"{base_url}/jobs/uk/developer.do"
        said = get(address).headers[validator]
        again = requests.get(address, headers={condition: said}, timeout=5)
        assert (again.status_code, again.content) == (304, b"")
        site.pages, site.modified = [printed_on(date(2026, 2, 16))], "Tue, 17 Feb 2026 03:00:00 GMT"
        assert requests.get(address, headers={condition: said}, timeout=5).status_code == 200
    assert site.conditions == [{}, {condition: said}, {condition: said}]


def test_charts_of_a_page_are_images_of_their_own() -> None:
    with serve([PAGE]) as base_url:
        charts = [get(f"{base_url}/charts/salary-{kind}.aspx?s=developer&l=uk") for kind in ("trend", "histogram")]
        assert [chart.headers["Content-Type"] for chart in charts] == ["image/png"] * 2
        assert len({chart.content for chart in charts}) == 2
        assert get(f"{base_url}/charts/salary-trend.aspx?s=nobody&l=uk").status_code == 404
        assert get(f"{base_url}/charts/daily-rate-trend.aspx?s=developer&l=uk").status_code == 404


def test_a_site_can_move_a_subject_and_fail() -> None:
    site = Site([PAGE])
    site.instead = {"/jobs/uk/coder.do": moved("/jobs/uk/developer.do"), "/x": Answer(500, b"broken")}
    with running(site) as base_url:
        assert shows(get(f"{base_url}/jobs/uk/coder.do"), PAGE)
        assert get(f"{base_url}/x").status_code == 500
