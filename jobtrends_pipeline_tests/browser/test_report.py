"""The site in a real headless Chromium, from file://: drawn, quiet, offline, within the width of the screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from jobtrends_pipeline_tests.reports.conftest import ROLE

PAGES = ("index.html", f"roles/{ROLE}.html", "roles/java.html")
WIDTHS = {"phone": 375, "desk": 1280}


def opened(browser: Browser, path: Path, width: int, scheme: str) -> tuple[Page, list[str], list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    noise: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    return page, noise, requests


def wait_until_drawn(page: Page) -> None:
    """Wait for every chart; the page's policy forbids playwright's own waiting, which evaluates text."""
    drawn = "Object.values((window.jobtrends || {charts: {}}).charts).every((chart) => chart.view)"
    for _ in range(100):
        if page.evaluate(drawn):
            return
        page.wait_for_timeout(50)
    pytest.fail("a chart is not drawn")


def show_all(page: Page) -> None:
    """Scroll until every chart of the page came into view."""
    page.evaluate(
        """async () => { for (const plot of document.querySelectorAll('.plot')) {
            plot.scrollIntoView({ behavior: 'instant' });
            await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        } }"""
    )
    wait_until_drawn(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_quiet_offline_and_fits(browser: Browser, site: Path, name: str, width: int, scheme: str) -> None:
    page, noise, requests = opened(browser, site / name, width, scheme)
    try:
        assert noise == []
        show_all(page)
        assert noise == []
        assert {url.split(":")[0] for url in requests} <= {"file", "data", "blob"}
        assert any(url.endswith("report.css") for url in requests)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        page.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_every_chart_is_drawn_legibly(browser: Browser, site: Path, width: int) -> None:
    page, _, _ = opened(browser, site / "roles" / f"{ROLE}.html", width, "light")
    try:
        show_all(page)
        charts = page.evaluate(
            """() => [...document.querySelectorAll('.stage svg')].map(svg => {
                const box = svg.getBoundingClientRect();
                const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent);
                return {marks: svg.querySelectorAll('path, line, rect').length, texts: texts.length,
                        kind: svg.closest('figure').className,
                        smallest: Math.min(...texts.map(t => t.getBoundingClientRect().height)),
                        inside: texts.every(t => { const r = t.getBoundingClientRect();
                            return r.left >= 0 && r.right <= innerWidth && r.right <= box.right + 8; }),
                        overlap: texts.some((t, i) => texts.slice(i + 1).some(u => {
                            const a = t.getBoundingClientRect(), b = u.getBoundingClientRect();
                            return a.left < b.right && b.left < a.right && a.top + 4 < b.bottom && b.top + 4 < a.bottom;
                        })), width: box.width};
            })"""
        )
        assert len(charts) == page.locator(".plot").count() >= 15
        for chart in charts:
            assert chart["marks"] > 8, chart
            assert chart["texts"] >= 4, chart
            assert chart["width"] > 300, chart
            assert chart["smallest"] >= 10, chart
            assert chart["inside"], chart
            assert not chart["overlap"], chart
    finally:
        page.close()


def test_colours_of_charts_follow_the_scheme(browser: Browser, site: Path) -> None:
    page, _, _ = opened(browser, site / "roles" / f"{ROLE}.html", 1280, "light")
    show_all(page)
    shades = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        line = "getComputedStyle(document.querySelector('.stage [stroke=\"#0072b2\"]')).stroke"
        text = "getComputedStyle(document.querySelector('.stage text')).fill"
        surface = "getComputedStyle(document.body).backgroundColor"
        shades[scheme] = [page.evaluate(script) for script in (line, text, surface)]
    page.close()
    assert all(light != dark for light, dark in zip(shades["light"], shades["dark"], strict=True))


def test_printing_draws_every_chart_in_the_light_colours(browser: Browser, site: Path) -> None:
    page, _, _ = opened(browser, site / "roles" / f"{ROLE}.html", 1280, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    wait_until_drawn(page)
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 35, 44)"
    assert page.pdf()[:5] == b"%PDF-"
    page.close()


def test_without_script_tables_stay_and_say_why_no_chart_is_there(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "roles" / f"{ROLE}.html").as_uri())
    assert page.locator(".unscripted").first.is_visible()
    assert not page.locator(".plot").first.is_visible()
    page.locator("figure details summary").first.click()
    assert page.locator("figure table.data").first.is_visible()
    context.close()
