"""Every kind of page with names that are hard to fit, and a role with figures of two publishers; how a page lies."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from jobtrends_pipeline.reports.machine import write_own_adverts
from jobtrends_pipeline.tables.facts import FACT_MARKET_INDEX
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.trends.own_adverts import OwnAdverts
from jobtrends_pipeline_tests.reports.conftest import NEWEST, ROLE, Rows, real_rows, tables_of
from jobtrends_pipeline_tests.reports.test_own_adverts import COVERAGE, SOURCE, figure
from jobtrends_pipeline_tests.support.many_roles import HOSTILE, warehouse, write_site
from jobtrends_pipeline_tests.support.role_pages import RoleTables, role_page_file

if TYPE_CHECKING:
    from playwright.sync_api import Page

OWN = "mine"
NAMES = (
    "index.html", "compare.html?roles=java,hostile-4,hostile-1,hostile-0", "skills/index.html", "skills/java.html",
    "roles/hostile-4.html", "roles/hostile-1.html", f"roles/{ROLE}.html", "roles/market-index.html", "own-adverts.html",
)  # fmt: skip
CUT = """() => {
    const wide = document.documentElement.clientWidth;
    const name = (each) => `${each.tagName} ${each.className.baseVal ?? each.className}`;
    const found = document.documentElement.scrollWidth > wide ? ["the page scrolls sideways"] : [];
    for (const box of document.querySelectorAll(".scroll, table, figure, .chooser")) {
        if (box.clientWidth && box.scrollWidth > box.clientWidth) found.push(`${name(box)} holds more than it shows`);
    }
    const unseen = ".skip, .for-ears, .for-ears *, table.labelled > thead, table.labelled > thead *";
    for (const each of document.querySelectorAll(`body *:not(${unseen})`)) {
        const { left, right, width, height } = each.getBoundingClientRect();
        if (width && height && (left < -1 || right > wide + 1)) found.push(`${name(each)}: ${left} to ${right}`);
    }
    return found;
}"""
"""What of a page is beyond the screen, or beyond the box it lies in."""


def write_pages(folder: Path) -> None:
    """Write the pages to `site` in a folder."""
    site = folder / "site"
    write_site(warehouse(folder / "warehouse.duckdb"), site)
    index = RoleTables({"fact_market_index": _index()}, {})
    role_page_file(site, "market-index", index, NEWEST)
    role_page_file(site, ROLE, tables_of(of_two_publishers()), NEWEST)
    lines = (figure(72_500, 6_000, 70_000, 2_500), {**figure(50_000, 1_000, 70_000, None), "subject": HOSTILE[4]})
    write_own_adverts(site, OwnAdverts((SOURCE,), (COVERAGE,), lines))


def of_two_publishers() -> Rows:
    """The real rows of a role, and those of its permanent adverts again as another publisher's."""
    rows = real_rows()
    for held in rows.values():
        held += [{**row, "publisher": OWN} for row in held if row["market"] == "permanent" and row["place"] == "UK"]
    return rows


def _index() -> pd.DataFrame:
    key = {"role": "market-index", "publisher": "itjobswatch", "market": "permanent", "place": "UK", "window_months": 6}
    rows: list[dict[str, Any]] = [
        {**key, "subject": subject, "as_of": NEWEST, "rank": rank, "pay_basis": "annual_salary", "median_gbp": 50_000.0,
         "advert_count": 38_654, "share_pct": 27.25}
        for rank, subject in enumerate(HOSTILE, 1)
    ]  # fmt: skip
    return rows_frame(FACT_MARKET_INDEX, rows)


def show(page: "Page", site: Path, name: str) -> None:
    """Open a page with all that is folded, and its scripts done."""
    path, _, query = name.partition("?")
    page.goto(f"{(site / path).as_uri()}{'?' if query else ''}{query}")
    if query:
        page.wait_for_selector("html[data-compared]")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
