"""A role page as a screen reader gets it, from Chromium's accessibility tree: the outline of docs/architecture.md."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.reports.conftest import ROLE
from jobtrends_pipeline_tests.support.shown_pages import OWN, show

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OUTLINE = [
    "Backend Developer", "Markets and places", "UK permanent · 6 months", "Vacancy trend", "Salary trend",
    "Salary histogram", "Premium over the market", "Summary", "Places compared", "Top locations", "Top 30 skills",
    "Skills by category",
]  # fmt: skip
Node = dict[str, Any]


@pytest.fixture(params=[375, 1280], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: "Browser") -> "Iterator[Page]":
    with browser.new_context(viewport={"width": request.param, "height": 900}) as context:
        yield context.new_page()


def nodes(page: "Page") -> list[Node]:
    """Nodes of the tree that are exposed, in the order in which they are read."""
    held = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in held}
    found: list[Node] = []

    def walk(node: Node, within: tuple[str, ...]) -> None:
        role = node.get("role", {}).get("value", "")
        said = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        name = re.sub(r"\s+", " ", str(node.get("name", {}).get("value", ""))).strip()
        if not node.get("ignored"):
            found.append(
                {"role": role, "name": name, "within": within, "level": said.get("level"), "id": node["nodeId"]}
            )
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child], (*within, node["nodeId"]))

    walk(held[0], ())
    return found


def of_role(held: list[Node], *roles: str) -> list[Node]:
    return [node for node in held if node["role"] in roles]


def test_headings_come_in_the_order_of_importance_and_skip_no_level(ingested: DataPaths, page: "Page") -> None:
    page.goto((ingested.reports_dir / "roles" / f"{ROLE}.html").as_uri())
    headings = of_role(nodes(page), "heading")
    assert [node["name"][: len(wanted)] for node, wanted in zip(headings, OUTLINE, strict=False)] == OUTLINE
    levels = [node["level"] for node in headings]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_outline_is_written_down() -> None:
    text = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text(encoding="utf-8")
    outline = text.partition("## A role page by ear")[2].partition("\n## ")[0]
    places = [outline.find(heading.removesuffix(" permanent · 6 months")) for heading in OUTLINE[1:]]
    assert places == sorted(places)
    assert places[0] > 0


def test_the_first_thing_said_is_the_figure_with_its_unit_error_and_weakness(ingested: DataPaths, page: "Page") -> None:
    page.goto((ingested.reports_dir / "roles" / f"{ROLE}.html").as_uri())
    held = nodes(page)
    after = held[next(at for at, node in enumerate(held) if node["role"] == "heading") :]
    text = next(node["name"] for node in after if node["role"] == "StaticText" and "median" in node["name"])
    assert re.search(r"was £[\d,]+ a year \(n = \d+ salaries quoted; standard error about £[\d,]+", text)
    figures = of_role(held, "definition")
    assert [node for node in of_role(held, "term") if node["name"]] or figures
    texts = [node["name"] for node in held if node["role"] == "StaticText" and figures[0]["id"] in node["within"]]
    assert re.match(r"£[\d,]+", texts[0])


def test_every_table_has_a_caption_headings_of_columns_and_of_rows(ingested: DataPaths, page: "Page") -> None:
    show(page, ingested.reports_dir, f"roles/{ROLE}.html")
    held = nodes(page)
    tables = of_role(held, "table")
    assert len(tables) == page.locator("table").count() > 20
    for table in tables:
        inside = [node for node in held if table["id"] in node["within"]]
        kinds = {node["role"] for node in inside}
        assert table["name"], "a table has a name"
        assert {"row", "cell", "columnheader", "rowheader"} <= kinds, table["name"]
        assert {"caption", "Caption"} & kinds, table["name"]


def test_marks_are_said_in_words_and_no_cell_is_a_bare_sign(shown: Path, page: "Page") -> None:
    show(page, shown, f"roles/{ROLE}.html")
    held = nodes(page)
    marks = {node["name"] for node in of_role(held, "image", "img")}
    assert {"low reliability", "suppressed", "break"} <= marks
    cells = of_role(held, "cell")
    assert len(cells) > 300
    assert [cell["name"] for cell in cells if cell["name"] in {"–", "-", "[u]", "[c]"}] == []


def test_every_chart_says_what_it_shows_and_whose_figures(shown: Path, page: "Page") -> None:
    show(page, shown, f"roles/{ROLE}.html")
    held = nodes(page)
    charts = of_role(held, "application")
    assert len(charts) == page.locator(".plot").count() > 10
    assert all(re.search(r"\d.*Arrow keys walk its points\.$", chart["name"]) for chart in charts)
    own = page.locator("article", has=page.get_by_text(f"permanent, adverts of {OWN} · 6 months")).locator(".plot")
    names = own.evaluate_all("all => all.map((each) => each.getAttribute('aria-label'))")
    assert len(names) >= 4
    assert all(f"adverts of {OWN}" in name for name in names)
