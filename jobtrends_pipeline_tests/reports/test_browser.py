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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_quiet_offline_and_fits(browser: Browser, site: Path, name: str, width: int, scheme: str) -> None:
    page, noise, requests = opened(browser, site / name, width, scheme)
    try:
        assert noise == []
        assert {url.split(":")[0] for url in requests} <= {"file", "data"}
        assert any(url.endswith("report.css") for url in requests)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_every_chart_is_drawn_legibly(browser: Browser, site: Path, width: int, scheme: str) -> None:
    page, _, _ = opened(browser, site / "roles" / f"{ROLE}.html", width, scheme)
    try:
        charts = page.evaluate(
            """() => [...document.querySelectorAll('svg.drawing')].map(svg => {
                const box = svg.getBoundingClientRect(), texts = [...svg.querySelectorAll('text')];
                return {marks: svg.querySelectorAll('path, line, rect').length, texts: texts.length,
                        smallest: Math.min(...texts.map(t => t.getBoundingClientRect().height)),
                        inside: texts.every(t => { const r = t.getBoundingClientRect();
                            return r.left >= 0 && r.right <= innerWidth && r.right <= box.right + 8; }),
                        overlap: texts.some((t, i) => texts.slice(i + 1).some(u => {
                            const a = t.getBoundingClientRect(), b = u.getBoundingClientRect();
                            return a.left < b.right && b.left < a.right && a.top + 4 < b.bottom && b.top + 4 < a.bottom;
                        })), width: box.width};
            })"""
        )
        assert len(charts) >= 10
        for chart in charts:
            assert chart["marks"] > 8
            assert chart["texts"] >= 5
            assert chart["width"] > 300
            assert chart["smallest"] >= 10
            assert chart["inside"]
            assert not chart["overlap"]
    finally:
        page.close()


def test_colours_of_charts_follow_the_scheme(browser: Browser, site: Path) -> None:
    strokes = {}
    for scheme in ("light", "dark"):
        page, _, _ = opened(browser, site / "roles" / f"{ROLE}.html", 1280, scheme)
        line = "getComputedStyle(document.querySelector('svg.drawing [stroke=\"#0072b2\"]')).stroke"
        text = "getComputedStyle(document.querySelector('svg.drawing text')).fill"
        surface = "getComputedStyle(document.body).backgroundColor"
        strokes[scheme] = [page.evaluate(script) for script in (line, text, surface)]
        page.close()
    assert all(light != dark for light, dark in zip(strokes["light"], strokes["dark"], strict=True))


def test_printing_uses_the_light_colours(browser: Browser, site: Path) -> None:
    page, _, _ = opened(browser, site / "roles" / f"{ROLE}.html", 1280, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 35, 44)"
    assert page.pdf()[:5] == b"%PDF-"
    page.close()
