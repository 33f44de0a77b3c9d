"""Every kind of page is open to everyone: axe-core finds nothing, on a phone in the dark and on a desk in the light."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = (
    "index.html", "roles/backend-developer.html", "roles/java.html", "skills/index.html", "data.html",
    "compare.html?roles=java,backend-developer&place=UK&market=permanent&measure=median",
)  # fmt: skip
SHOWN: dict[str, tuple[int, int, Literal["dark", "light"]]] = {
    "phone": (375, 800, "dark"),
    "desk": (1280, 900, "light"),
}


@pytest.fixture(scope="module", params=SHOWN)
def page(request: pytest.FixtureRequest, browser: "Browser") -> "Iterator[Page]":
    width, height, scheme = SHOWN[request.param]
    with browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme) as context:
        yield context.new_page()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(ingested: DataPaths, page: "Page", name: str) -> None:
    page.goto(f"{ingested.reports_dir.as_uri()}/{name}")
    for details in page.query_selector_all("details"):
        details.evaluate("each => { each.open = true; }")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(rule["id"], rule["impact"], rule["nodes"][0]["html"][:200]) for rule in found] == []
