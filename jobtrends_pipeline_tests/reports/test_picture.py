"""Pictures without a browser: what they draw is what the report's scripts draw; no word of them is lost."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from jobtrends_pipeline.reports import shades
from jobtrends_pipeline.reports.figures import Scene
from jobtrends_pipeline.reports.picture import HEIGHT, WIDTH, Panel, Picture, picture_svg
from jobtrends_pipeline.reports.rows import records
from jobtrends_pipeline.reports.series import demand_figure, pay_figure
from jobtrends_pipeline.reports.still import Datasets, datasets_of, month_ticks
from jobtrends_pipeline.reports.text_lines import broken, text_width
from jobtrends_pipeline_tests.reports.conftest import ROLE, tables_of
from jobtrends_pipeline_tests.support.long_series import long_rows
from jobtrends_pipeline_tests.support.role_pages import RoleTables, role_page_file

SOURCE = "Source IT Jobs Watch, CC BY-NC-SA 4.0; advertised, not paid. As of 15 Jun 2019."
SCENE = Scene("Backend Developer", "permanent", "UK", "s1")
LONG_NAME = "Head of " + "x" * 300 + " Engineering"


@pytest.fixture(scope="module", params=[12, 40], ids="{} months".format)
def tables(request: pytest.FixtureRequest) -> RoleTables:
    """A series whose points have flags of their own, and one that is crowded."""
    return tables_of(long_rows(request.param))


def panels(tables: RoleTables) -> dict[str, tuple[Panel, Datasets]]:
    demand, pay = (
        [row for row in records(tables.trends[name]) if row["scope"] == "subject"]
        for name in ("trend_demand", "trend_pay")
    )
    made = {
        "s1-demand": (demand_figure(SCENE, demand, []), demand),
        "s1-annual-salary": (pay_figure(SCENE, "annual_salary", pay, []), pay),
    }
    found = {}
    for anchor, (figure, rows) in made.items():
        assert figure is not None
        assert figure.chart is not None
        datasets = datasets_of(figure.chart, rows)
        found[anchor] = (Panel(figure, figure.chart, datasets), datasets)
    return found


def same(one: list[dict[str, Any]], other: list[dict[str, Any]], names: tuple[str, ...]) -> bool:
    return [[row[name] for name in names] for row in one] == [
        [pytest.approx(row[name], rel=1e-5) if isinstance(row[name], float) else row[name] for name in names]
        for row in other
    ]


def test_what_is_drawn_equals_what_the_browser_draws(browser: Browser, tables: RoleTables, tmp_path: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 4000})
    page.goto(role_page_file(tmp_path, ROLE, tables, None).as_uri())
    page.wait_for_selector("#s1-annual-salary .stage svg")
    for anchor, (_, drawn) in panels(tables).items():
        view = f"jobtrends.charts['{anchor}'].view"
        points = page.evaluate(f"{view}.data('points')")
        assert len(points) > 10
        assert same(points, drawn["points"], ("t", "v", "lo", "hi", "n", "f", "flag", "back", "size"))
        assert same(page.evaluate(f"{view}.data('breaks')"), drawn["breaks"], ("t", "label"))
        for name in {"inner", "outer"} & set(drawn):
            assert same(page.evaluate(f"{view}.data('{name}')"), drawn[name], ("t", "lo", "hi", "run", "alone"))
        ticks = page.evaluate(f"[{view}.signal('ticks'), {view}.width()]")
        assert ticks[0] == month_ticks([row["t"] for row in drawn["points"]], ticks[1])
    page.close()


def picture(tables: RoleTables, title: str = "Backend Developer: salary trend and vacancy trend") -> Picture:
    return Picture(title, "UK, permanent", tuple(panel for panel, _ in panels(tables).values()), SOURCE)


@pytest.mark.parametrize("is_dark", [False, True])
def test_a_picture_is_a_slide_with_its_source_in_the_shades_of_the_report(tables: RoleTables, is_dark: bool) -> None:  # noqa: FBT001
    drawn = picture(tables)
    svg = picture_svg(drawn, is_dark=is_dark)
    root = ET.fromstring(svg)  # noqa: S314  # our own
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))
    assert pytest.approx(16 / 9) == WIDTH / HEIGHT
    assert SOURCE in texts
    flags = {datum.get("flag", "") for panel in drawn.panels for data in panel.datasets.values() for datum in data}
    assert {text[1] for text in texts if text and text.startswith("[")} - {"b"} == set("".join(flags)) - {"b"}
    theme = set(shades.shades(is_dark=is_dark).values())
    assert set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', svg)) <= theme
    assert shades.shades(is_dark=True)["surface"] != shades.shades(is_dark=False)["surface"]


def test_a_long_title_is_never_cut_and_the_picture_grows(tables: RoleTables) -> None:
    root = ET.fromstring(picture_svg(picture(tables, LONG_NAME * 3), is_dark=False))  # noqa: S314
    lines = list(root.iter("{http://www.w3.org/2000/svg}text"))
    bold = [node for node in lines if node.get("font-weight") == "700"]
    assert "".join(node.text or "" for node in bold).replace(" ", "") == (LONG_NAME * 3).replace(" ", "")
    assert int(root.get("height", "0")) > HEIGHT
    assert max(float(node.get("y", "0")) for node in root.iter("{http://www.w3.org/2000/svg}text")) < int(
        root.get("height", "0")
    )


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.floats(60, 900))
def test_lines_have_every_letter_and_fit(text: str, width: float) -> None:
    lines = broken(text, width, 20)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(text_width(line, 20) <= width for line in lines)
