"""A captured page is still a page: from a file of the archive, pywb shows it to a real browser as people saw it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline_tests.support.answers import an_answer
from jobtrends_pipeline_tests.support.documents import a_document
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.pywb_archive import COLLECTION, SITE, pywb_of_files
from jobtrends_pipeline_tests.support.site.markup import page_html

URL = f"{SITE}/jobs/uk/data%20baker.do"
DAY = date(2026, 2, 15)
TAKEN_AT = datetime(2026, 2, 16, 6, 30, tzinfo=UTC)
REPLAYED = "iframe#replay_iframe"
"""Where pywb shows a page, below a bar that says when it was archived."""


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A pywb server over an archive of one live page, captured compressed as the source sends it."""
    folder = tmp_path_factory.mktemp("replay")
    body = page_html(page_on(DAY))
    with Archive(folder / "archive").session("run") as session:
        document = a_document(body, url=URL, captured_at=TAKEN_AT, origin="live", http_status=200)
        session.keep(document, an_answer(body, 1, url=URL, final_url=URL))
    shutil.copytree(folder / "archive" / "warc", folder / COLLECTION)
    with pywb_of_files(folder) as address:
        yield address


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    """The page at an address, and every address that it made the browser ask for."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto(address)
        yield page, asked
    finally:
        page.close()


def test_a_captured_page_is_shown_with_its_title_and_figures_and_nothing_is_asked_of_the_source(
    browser: Browser, collection: str
) -> None:
    with opened(browser, f"{collection}/{TAKEN_AT:%Y%m%d%H%M%S}/{URL}") as (page, asked):
        replayed = page.frame_locator(REPLAYED)
        summary = replayed.locator("table.summary").first
        median = summary.locator("tr", has_text="Median annual salary (50th Percentile)")
        assert median.locator("td").all_inner_texts()[-3:] == ["£60,000", "£50,000", "£50,000"]
        assert "15 Feb 2026" in " ".join(summary.inner_text().split())
        assert replayed.locator("h1").inner_text() == "Data Baker Job Trends"
        expect(page).to_have_title("Archived Page: Data Baker Job Trends | IT Jobs Watch")
        assert {address.split("/")[2] for address in asked} == {collection.split("/")[2]}
