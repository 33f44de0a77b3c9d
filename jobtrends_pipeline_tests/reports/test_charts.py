"""Charts in a real Chromium: what they draw, say and save equals the tables; past days equal the published macros."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.trends.build import as_of_macros
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.reports.conftest import ROLE, real_rows, tables_of
from jobtrends_pipeline_tests.reports.test_site import HOSTILE
from jobtrends_pipeline_tests.support.long_series import long_rows
from jobtrends_pipeline_tests.support.role_pages import RoleTables, role_page_file

MONTHS = 40
MARKS = {"good": "", "low": "u", "suppressed": "c", "not_available": "x"}
DAYS = (date(2016, 3, 15), date(2016, 3, 16), date(2017, 4, 1), date(2018, 9, 20), date(2019, 6, 15), date(2030, 1, 1))
SOURCE = "https://www.itjobswatch.co.uk/jobs/uk/backend%20developer.do"


@pytest.fixture(scope="module")
def tables() -> RoleTables:
    held = tables_of(long_rows(MONTHS))
    ids = held.facts["fact_demand"]["capture_id"].unique()
    common = {"role": ROLE, "url": SOURCE, "origin": "live", "sha256": "0", "warc_file": "w", "outcome": "read"}
    captures = rows_frame(TABLES_BY_NAME["captures"], [{**common, "capture_id": name} for name in ids])
    return RoleTables(held.facts, held.trends, captures)


@pytest.fixture(scope="module")
def page(browser: Browser, tables: RoleTables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    path = role_page_file(tmp_path_factory.mktemp("charts"), ROLE, tables, None)
    opened = browser.new_page(viewport={"width": 1280, "height": 4000}, accept_downloads=True)
    opened.goto(path.as_uri())
    opened.wait_for_selector("#s1-annual-salary .stage svg")
    yield opened
    opened.close()


def moment(day: Any) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_series_as_known_on_a_day_equal_the_macros(page: Page, tables: RoleTables, tmp_path: Path, day: date) -> None:
    store = Warehouse.at(tmp_path / "w.duckdb")
    store.replace({name: tables.facts[name] for name in ("fact_demand", "fact_pay")}, {})
    with store.connection() as connection:
        for statement in list(as_of_macros())[:2]:
            connection.execute(statement)
        for anchor, macro, value, count in (
            ("s1-demand", "trend_demand_as_of", "share_of_all_pct", "advert_count"),
            ("s1-annual-salary", "trend_pay_as_of", "median_gbp", "pay_advert_count"),
        ):
            query = f"""SELECT period_end, latest_as_of, {value}, {count}, is_restated_only, reliability
                FROM {macro}(?, ?) WHERE scope = 'subject' ORDER BY period_end"""  # noqa: S608
            wanted = connection.execute(query, [ROLE, day]).fetchall()
            known = page.evaluate(
                "([anchor, day]) => jobtrends.known(jobtrends.charts[anchor].definition.prints, day)",
                [anchor, moment(day)],
            )
            assert [[row[name] for name in ("t", "a", "v", "n", "back", "f")] for row in known] == [
                [moment(end), moment(as_of), shown, quoted, back, MARKS[mark]]
                for end, as_of, shown, quoted, back, mark in wanted
            ]
            assert bool(wanted) == (day >= DAYS[1])


def test_the_picker_draws_the_series_of_the_chosen_day(page: Page) -> None:
    slider, figure = page.locator(".as-of input"), page.locator("#s1-demand")
    drawn = "jobtrends.charts['s1-demand'].view.data('points').length"
    before = page.evaluate(drawn)
    slider.focus()
    slider.press("Home")
    assert figure.locator(".vintage-shown").inner_text() == "as known on 16 Mar 2016"
    assert page.evaluate(drawn) == 3
    assert "As known on 16 Mar 2016: Share" in page.locator(".as-of output").inner_text()
    page.get_by_role("button", name="Show all").click()
    assert page.evaluate(drawn) == before
    assert figure.locator(".vintage-shown").inner_text() == "as of 15 Jun 2019"


def test_points_drawn_equal_the_trend(page: Page, tables: RoleTables) -> None:
    trend = tables.trends["trend_pay"]
    mine = trend[(trend["scope"] == "subject") & (trend["reliability"] != "suppressed")].sort_values("period_end")
    points = page.evaluate(
        "jobtrends.charts['s1-annual-salary'].view.data('points').map((p) => [p.t, p.v, p.n, p.lo, p.m, p.p90])"
    )
    columns = ["period_end", "median_gbp", "pay_advert_count", "median_rse_pct", "market_median_gbp", "p90_gbp"]
    assert len(points) == len(mine) > MONTHS
    for point, (end, median, quoted, rse, market, p90) in zip(points, mine[columns].to_numpy().tolist(), strict=True):
        assert point[:3] == [moment(pd.Timestamp(end)), median, quoted]
        assert point[3] == pytest.approx(median * (1 - 1.96 * rse / 100), rel=1e-4)
        assert point[4:] == [market, p90]


def test_keys_walk_the_points_and_the_line_below_links_to_the_page(page: Page, tables: RoleTables) -> None:
    plot, line = page.locator("#s1-demand .plot"), page.locator("#s1-demand .readout")
    trend = tables.trends["trend_demand"]
    newest = trend[trend["scope"] == "subject"].sort_values("period_end").iloc[-2:]
    plot.focus()
    plot.press("End")
    plot.press("ArrowLeft")
    said, row = line.inner_text(), newest.iloc[0]
    assert f"Share {row['share_of_all_pct']:.2f}%" in said
    assert f"Adverts {row['advert_count']:,}" in said
    assert "Period to 15 May 2019" in said
    assert "As of 15 May 2019" in said
    assert line.locator("a").get_attribute("href") == SOURCE
    assert page.locator("#s1-demand .tip").is_visible()
    plot.press("Escape")
    assert not page.locator("#s1-demand .tip").count()


def saved(page: Page, anchor: str, kind: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.locator(f'#{anchor} button[data-save="{kind}"]').click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_csv_holds_the_points_and_the_source(page: Page, tables: RoleTables) -> None:
    name, content = saved(page, "s1-annual-salary", "csv")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    trend = tables.trends["trend_pay"]
    mine = trend[(trend["scope"] == "subject") & (trend["reliability"] != "suppressed")].sort_values("period_end")
    assert name == f"{ROLE}-s1-annual-salary.csv"
    assert [row["period_end"] for row in rows] == [end.date().isoformat() for end in mine["period_end"]]
    assert [float(row["Median"]) for row in rows] == mine["median_gbp"].tolist()
    assert [row["as_of"] for row in rows] == [end.date().isoformat() for end in mine["latest_as_of"]]
    assert {row["source"] for row in rows} == {"Source IT Jobs Watch, CC BY-NC-SA 4.0; advertised, not paid"}
    assert {row["page"] for row in rows} == {SOURCE}


def test_svg_and_png_open_and_carry_the_source(page: Page) -> None:
    _, drawing = saved(page, "s1-demand", "svg")
    root = ET.fromstring(drawing)  # noqa: S314  # our own
    texts = "".join(root.itertext())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Source IT Jobs Watch, CC BY-NC-SA 4.0" in texts
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) > MONTHS
    _, picture = saved(page, "s1-demand", "png")
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture[16:20], "big") > 600


def test_hostile_names_are_inert_where_scripts_put_them(browser: Browser, tmp_path: Path) -> None:
    opened = browser.new_page(viewport={"width": 1280, "height": 4000})
    noise: list[str] = []
    opened.on("console", lambda message: noise.append(message.text))
    opened.on("pageerror", lambda error: noise.append(str(error)))
    opened.on("dialog", lambda dialog: noise.append(dialog.message))
    rows = real_rows()
    named = {name: iter(HOSTILE * 40) for name in ("location", "skill")}
    for name, table in (("location", "fact_location"), ("skill", "fact_skill")):
        for row in rows[table]:
            row[name] = f"{next(named[name])}{row[name]}"
    for row in rows["fact_location"]:
        row["advert_count"] = 132
    largest = max(rows["fact_location"], key=lambda row: row["advert_count"])
    largest["location"] = f"{next(one for one in HOSTILE if one.startswith('='))}{largest['location']}"
    for row in rows["fact_demand"]:
        row["subject"] = HOSTILE[0]
    opened.goto(role_page_file(tmp_path, ROLE, tables_of(rows), None).as_uri())
    anchor = "s1-places"
    opened.locator(f"#{anchor}").scroll_into_view_if_needed()
    opened.wait_for_selector(f"#{anchor} .stage svg")
    opened.locator(f"#{anchor} .plot").focus()
    for _ in range(6):
        opened.locator(f"#{anchor} .plot").press("ArrowUp")
        assert opened.locator(f"#{anchor} .tip strong").inner_text().strip()
    _, content = saved(opened, anchor, "csv")
    cells = [row["name"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert noise == []
    assert opened.title() != "owned"
    assert not opened.locator(".stage img, .tip img, .stage script").count()
    opened.close()
