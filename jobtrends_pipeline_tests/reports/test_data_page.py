"""The Data page: every table and column, files that are there, rights, and quiet in a real browser from file://."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.reports.data_page import build_data_page, data_html, size_words
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES


@pytest.fixture(scope="module")
def page(ingested: DataPaths) -> Path:
    return ingested.reports_dir / "data.html"


def test_the_dictionary_has_every_table_and_every_column(page: Path) -> None:
    found = HTMLParser(page.read_text(encoding="utf-8"))
    for table in PUBLIC_TABLES:
        (section,) = found.css(f"details#{table.name}")
        assert [node.text() for node in section.css("dt code")] == table.column_names
        assert table.description in section.text()


def test_every_link_of_the_page_leads_to_a_file(page: Path) -> None:
    links = {node.attributes["href"] or "" for node in HTMLParser(page.read_text(encoding="utf-8")).css("a[href]")}
    own = {link for link in links if not link.startswith(("http", "#"))}
    assert {"data/jobtrends.duckdb", "data/datapackage.json", "data/trend_pay.csv.gz", "feed.xml"} <= own
    assert [link for link in own if not (page.parent / link).is_file()] == []


def test_the_page_says_rights_method_and_advertised_not_paid(page: Path) -> None:
    text = HTMLParser(page.read_text(encoding="utf-8")).css("main")[0].text()
    for words in (
        "CC BY-NC-SA 4.0",
        "advertised, not paid",
        "Vintages.",
        "Reliability.",
        "reconstructed",
        "apostrophe",
    ):
        assert words in text


def test_without_downloads_the_page_says_so() -> None:
    assert "Nothing is published yet." in data_html(build_data_page([], None))


@pytest.mark.parametrize(("size", "words"), [(930, "930 B"), (12_300, "12 kB"), (4_993_024, "5.0 MB"), (2e9, "2.0 GB")])
def test_sizes_read_as_people_say_them(size: float, words: str) -> None:
    assert size_words(int(size)) == words


@pytest.mark.parametrize("width", [375, 1280])
def test_the_page_is_quiet_offline_and_fits(browser: Browser, page: Path, width: int) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    noise: list[str] = []
    requests: list[str] = []
    tab.on("console", lambda message: noise.append(message.text))
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(page.as_uri())
    tab.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert noise == []
    assert {url.split(":")[0] for url in requests} <= {"file", "data"}
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.close()
