"""On paper: folded parts are open, nothing is cut at the edge, no chart is split, addresses are there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.browser.test_report import wait_until_drawn
from jobtrends_pipeline_tests.reports.conftest import ROLE
from jobtrends_pipeline_tests.support.shown_pages import CUT, NAMES, show

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAPER = {"width": 703, "height": 1000}
"""A4 within its margins of 12 mm, pixels."""
UNFOLDED = "[...document.querySelectorAll('details table')].map((each) => each.getClientRects().length > 0)"


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    with browser.new_context(viewport={"width": PAPER["width"], "height": PAPER["height"]}) as context:
        yield context.new_page()


def test_folded_parts_are_open_while_a_page_is_printed_and_closed_after(ingested: DataPaths, page: "Page") -> None:
    page.goto((ingested.reports_dir / "roles" / f"{ROLE}.html").as_uri())
    page.evaluate(
        """addEventListener("beforeprint", () => {
            window.wasClosed = document.querySelectorAll("details:not([open])").length;
        })"""
    )
    assert page.locator("details").count() > 10
    assert page.pdf()[:5] == b"%PDF-"
    assert page.evaluate("window.wasClosed") == 0
    assert page.locator("details[open]").count() == 0


def test_folded_parts_are_open_on_paper_without_script_too(browser: "Browser", ingested: DataPaths) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((ingested.reports_dir / "roles" / f"{ROLE}.html").as_uri())
        page.emulate_media(media="print")
        assert page.locator("details[open]").count() == 0
        shown = page.evaluate(UNFOLDED)
        assert len(shown) > 10
        assert all(shown)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_at_the_edge_of_the_paper(shown: Path, page: "Page", name: str) -> None:
    show(page, shown, name)
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []


def test_the_longest_tables_fit_the_paper(charted: DataPaths, page: "Page") -> None:
    for path in sorted((charted.reports_dir / "roles").glob("*.html")):
        show(page, charted.reports_dir, f"roles/{path.name}")
        page.emulate_media(media="print")
        wait_until_drawn(page)
        assert page.evaluate(CUT) == [], path.name
        page.emulate_media(media="screen")


def test_no_chart_is_split_and_its_heading_stays_with_it(ingested: DataPaths, page: "Page") -> None:
    show(page, ingested.reports_dir, f"roles/{ROLE}.html")
    page.emulate_media(media="print")
    breaks = page.evaluate(
        """() => ["break-inside", "break-after"].map((name) => [...document.querySelectorAll(name === "break-inside"
            ? ".plot, table tr" : "figcaption, h2, h3")].every((each) => getComputedStyle(each)[name] === "avoid"))"""
    )
    assert breaks == [True, True]


def test_links_keep_their_targets_and_the_source_its_address(ingested: DataPaths, page: "Page") -> None:
    page.goto((ingested.reports_dir / "roles" / f"{ROLE}.html").as_uri())
    page.emulate_media(media="print")
    link = page.locator("footer a[href^='https://www.itjobswatch']")
    assert link.is_visible()
    address = link.evaluate("each => getComputedStyle(each, '::after').content")
    assert "www.itjobswatch.co.uk" in address or "attr(href)" in address
    paper = page.pdf()
    assert b"/URI (https://www.itjobswatch.co.uk/)" in paper
    assert len(re.findall(rb"/Subtype\s*/Link", paper)) > 10
