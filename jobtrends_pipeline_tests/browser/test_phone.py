"""On a phone, down to 320 pixels, nothing of any page is cut or has to be scrolled to aside, whatever its names."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.browser.test_report import show_all
from jobtrends_pipeline_tests.reports.conftest import ROLE
from jobtrends_pipeline_tests.support.shown_pages import CUT, NAMES, OWN, show

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAMPLE_PAGES = (
    "index.html", "compare.html?roles=java,backend-developer", "skills/index.html", "data.html", "roles/java.html",
    f"roles/{ROLE}.html", "roles/generative-ai.html",
)  # fmt: skip


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    with browser.new_context(viewport={"width": 375, "height": 800}) as context:
        yield context.new_page()


@pytest.mark.parametrize("width", [320, 375])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_with_names_that_are_hard_to_fit(shown: Path, page: "Page", name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show(page, shown, name)
    show_all(page)
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("width", [320, 375])
@pytest.mark.parametrize("name", SAMPLE_PAGES)
def test_nothing_of_the_sample_is_cut(charted: DataPaths, page: "Page", name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show(page, charted.reports_dir, name)
    show_all(page)
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(shown: Path, page: "Page", name: str, width: int, scheme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    show(page, shown, name)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []


def test_a_card_says_each_figure_under_the_name_of_its_column(shown: Path, page: "Page") -> None:
    show(page, shown, f"roles/{ROLE}.html")
    tables = page.evaluate(
        """() => [...document.querySelectorAll("table.cards")].map((table) => {
            const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent.trim());
            return [...table.querySelectorAll("tbody tr:not(.group)")].every((row) => [...row.cells].every((held, at) =>
                held.tagName === "TH" || getComputedStyle(held, "::before").content.startsWith(`"${heads[at]}"`)));
        })"""
    )
    assert len(tables) > 10
    assert all(tables)


def test_keys_stop_at_no_heading_that_is_out_of_sight_until_the_screen_is_wide(shown: Path, page: "Page") -> None:
    show(page, shown, "index.html")
    stops = "[...document.querySelectorAll('thead button')].filter((each) => each.tabIndex === 0).length"
    assert page.evaluate(stops) == 0
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("thead button").first.wait_for()
    assert page.evaluate(stops) == page.locator("thead button").count() > 5


def test_without_script_a_wide_table_is_scrolled_and_the_page_is_not(browser: "Browser", shown: Path) -> None:
    with browser.new_context(viewport={"width": 320, "height": 800}, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((shown / "roles" / f"{ROLE}.html").as_uri())
        page.locator("figure details summary").first.click()
        assert page.locator("figure table.data thead").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_charts_of_own_adverts_say_whose_figures_they_are_when_saved(shown: Path, page: "Page") -> None:
    show(page, shown, f"roles/{ROLE}.html")
    sources = page.evaluate(
        """() => Object.values(jobtrends.charts).map((chart) => [
            chart.figure.closest("article")?.querySelector("h2").textContent ?? "",
            jobtrends.table(chart).at(-1).at(-1)])"""
    )
    own = {source for heading, source in sources if f"adverts of {OWN}" in heading}
    others = {source for heading, source in sources if f"adverts of {OWN}" not in heading}
    assert len(own) == len(others) == 1
    assert own.pop().startswith(f"{OWN}: computed from own adverts")
    assert others.pop().startswith("Source IT Jobs Watch")
    assert page.locator("footer a[href='../own-adverts.html']").count() == 1
