"""The monthly series in a real Chromium: drawn from zero, looked at closer, walked, saved, and open to everyone."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.browser.test_report import opened, show_all
from jobtrends_pipeline_tests.support.chart_world import LATE_ROLE, ROLE

POINTS = "jobtrends.charts['monthly-1'].view.data('points').map((row) => row.t)"


@pytest.fixture
def page(browser: Browser, charted: DataPaths) -> Iterator[Page]:
    found, _, _ = opened(browser, charted.reports_dir / "roles" / f"{ROLE}.html", 1280, "light")
    show_all(found)
    yield found
    found.close()


def month(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment / 1000, UTC):%Y-%m}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", [f"roles/{ROLE}.html", f"roles/{LATE_ROLE}.html", "index.html", "data.html"])
def test_a_page_with_months_is_quiet_fits_and_is_open_to_everyone(
    browser: Browser, charted: DataPaths, name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.goto((charted.reports_dir / name).as_uri())
    page.evaluate("document.querySelectorAll('#monthly details').forEach((each) => { each.open = true; })")
    show_all(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert noise == []
    rules = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in rules] == []
    context.close()


def test_the_axis_begins_at_zero_and_printed_shares_are_not_on_the_line(page: Page) -> None:
    view = "jobtrends.charts['monthly-1'].view"
    assert page.evaluate(f"{view}.scale('y').domain()[0]") == 0
    assert page.locator("#monthly-1 .mark-symbol path").count() >= 1
    assert page.locator("#monthly-1 .mark-line path").count() == 3
    assert page.evaluate(f"{view}.data('printed').length") < page.evaluate(f"{view}.data('points').length") / 50


def test_a_span_is_chosen_by_a_button_moved_and_left_again(page: Page) -> None:
    spans = page.locator("#monthly-1 .spans")
    whole = page.evaluate(POINTS)
    spans.get_by_text("5 years").click()
    chosen = page.evaluate(POINTS)
    assert (month(min(chosen)), month(max(chosen)), len(chosen)) == ("2020-07", "2025-07", 3 * 61)
    assert spans.locator("[aria-pressed=true]").inner_text() == "5 years"
    assert page.evaluate("jobtrends.charts['monthly-1'].view.data('breaks').length") == 1
    spans.get_by_text("Earlier").click()
    moved = page.evaluate(POINTS)
    assert (month(min(moved)), month(max(moved))) == ("2018-01", "2022-12")
    assert page.evaluate("jobtrends.charts['monthly-1'].view.data('breaks').length") == 0
    spans.get_by_text("All").click()
    assert page.evaluate(POINTS) == whole


def test_dragging_across_the_chart_looks_closer(page: Page) -> None:
    whole = page.evaluate(POINTS)
    page.locator("#monthly-1 .plot").scroll_into_view_if_needed()
    box = page.locator("#monthly-1 .plot").bounding_box()
    assert box
    across, middle = [box["x"] + box["width"] * part for part in (0.4, 0.6)], box["y"] + box["height"] / 2
    page.mouse.move(across[0], middle)
    page.mouse.down()
    page.mouse.move(across[1], middle, steps=5)
    page.mouse.up()
    chosen = page.evaluate(POINTS)
    assert 3 * 24 < len(chosen) < len(whole) / 3
    assert page.locator(".dragged").count() == 0


def test_a_point_is_walked_to_by_keys_and_said_with_its_bounds(page: Page) -> None:
    page.locator("#monthly-1 .plot").focus()
    page.keyboard.press("End")
    said = page.locator("#monthly-1 .readout").inner_text()
    assert said.startswith("Permanent: Drawn at 1 Jul 2025; Share as drawn 0.674%; At least 0.662%; At most 0.686%;")


def test_the_csv_has_every_point_with_its_series_and_bounds(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as saved:
        page.locator("#monthly-1 [data-save=csv]").click()
    saved.value.save_as(tmp_path / "months.csv")
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO((tmp_path / "months.csv").read_text("utf-8-sig"))))
    assert len(rows) == 3 * 258
    last = rows[-1]
    assert (last["month"], last["series"], last["Share as drawn"], last["flags"], last["as_of"]) == (
        "2025-07-01", "Permanent", "0.6742", "b", "2025-07-29",
    )  # fmt: skip
    assert float(last["At least"]) < float(last["Share as drawn"]) < float(last["At most"])


def test_printed_on_paper_the_chart_is_there_and_its_buttons_are_not(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator("#monthly-1 .stage svg").is_visible()
    assert not page.locator("#monthly-1 .spans").is_visible()
