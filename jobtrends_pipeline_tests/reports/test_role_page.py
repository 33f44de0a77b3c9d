"""The role page prints what the tables hold: figures, reasons, marks, rights."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from jobtrends_pipeline.reports import words
from jobtrends_pipeline_tests.reports.conftest import NEWEST, ROLE, real_rows, tables_of
from jobtrends_pipeline_tests.support.long_series import long_rows
from jobtrends_pipeline_tests.support.role_pages import RoleTables, role_page_file

PAY_MEASURES = ("pay_advert_count", "p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp", "median_change_pct")
DEMAND_MEASURES = ("rank", "rank_change", "advert_count", "share_of_all_pct", "share_of_category_pct")


@pytest.fixture(scope="module")
def page(site: Path) -> HTMLParser:
    return HTMLParser((site / "roles" / f"{ROLE}.html").read_text(encoding="utf-8"))


def section(page: HTMLParser, market: str, place: str) -> Node:
    found = page.css(f'article.target[data-market="{market}"][data-place="{place}"]')
    assert len(found) == 1
    return found[0]


def texts(node: Node, selector: str) -> list[str]:
    return [re.sub(r"\s+", " ", found.text()).strip() for found in node.css(selector)]


def number(text: str) -> float | None:
    """The figure of a cell; None for words."""
    bare = re.sub(r"\[\w\]|[£,%+\s]", "", text).replace("−", "-")
    return float(bare) if re.fullmatch(r"-?\d+(\.\d+)?", bare) else None


def has_unit(measure: str, text: str) -> bool:
    """Whether pounds, percent or neither stand with a figure, as its measure's name says."""
    return ("£" in text) == measure.endswith("_gbp") and ("%" in text) == measure.endswith("_pct")


def newest(frame: pd.DataFrame, market: str, place: str) -> pd.DataFrame:
    mine = frame[(frame["market"] == market) & (frame["place"] == place)]
    is_newest: pd.Series = mine["as_of"] == mine["as_of"].max()
    return pd.DataFrame(mine[is_newest])


@pytest.mark.parametrize("scope", ["subject", "comparison"])
@pytest.mark.parametrize(
    ("market", "place"),
    [("permanent", "UK"), ("permanent", "London"), ("permanent", "Glasgow"), ("contract", "North West")],
)
def test_summary_prints_every_figure_of_the_newest_page(
    page: HTMLParser, tables: RoleTables, market: str, place: str, scope: str
) -> None:
    table = section(page, market, place).css(f'table.summary[data-scope="{scope}"]')[0]
    checked = 0
    for name, measures in (("fact_demand", DEMAND_MEASURES), ("fact_pay", PAY_MEASURES)):
        facts = newest(tables.facts[name], market, place)
        facts = facts[facts["scope"] == scope].sort_values("lag_years")
        for measure in measures:
            cells = texts(table, f'tr[data-measure="{measure}"] td')
            printed = [number(text) for text in cells]
            assert all(has_unit(measure, text) for text in cells if number(text) is not None), measure
            held = [None if pd.isna(value) else float(value) for value in facts[measure]]
            assert printed == held or (set(printed) == {None} and set(held) == {None}), measure
            checked += sum(value is not None for value in held)
    assert checked > 15


def test_both_summary_tables_have_the_same_rows(page: HTMLParser) -> None:
    for article in page.css("article.target"):
        of_role, of_market = (
            [row.attributes["data-measure"] for row in table.css("tr[data-measure]")]
            for table in article.css("table.summary")
        )
        assert of_role == of_market


def test_locations_and_skills_equal_the_facts(page: HTMLParser, tables: RoleTables) -> None:
    uk = section(page, "permanent", "UK")
    printed = {
        re.sub(r"\s+", " ", row.css("th")[0].text()).strip(): [number(cell.text()) for cell in row.css("td")]
        for row in uk.css("table.locations tbody tr")
    }
    held = tables.facts["fact_location"].set_index("location")
    columns = ["advert_count", "rank_change", "median_gbp", "median_change_pct", "open_vacancy_count"]
    assert printed == {name: [float(value) for value in row] for name, row in held[columns].iterrows()}

    skills = tables.facts["fact_skill"]
    for name, rows in skills.groupby("skill_list"):
        shown = {
            (row.css("th bdi")[0].text(), *(number(cell.text()) for cell in row.css("td")))
            for row in uk.css(f'table.skills[data-list="{name}"] tbody tr')
        }
        assert shown == set(zip(rows["skill"], rows["rank"], rows["advert_count"], rows["share_pct"], strict=True))


def test_the_data_behind_a_chart_equal_the_trend(page: HTMLParser, tables: RoleTables) -> None:
    figure = section(page, "permanent", "UK").css('figure[id$="-annual-salary"]')[0]
    trend = tables.trends["trend_pay"]
    mine = trend[(trend["place"] == "UK") & (trend["scope"] == "subject")].sort_values("period_end", ascending=False)
    rows = [[cell.text(strip=True) for cell in row.css("th, td")] for row in figure.css("table.data tbody tr")]
    assert [row[0] for row in rows] == [words.day(day.date()) for day in mine["period_end"]]
    assert [number(row[2]) for row in rows] == mine["median_gbp"].tolist()
    assert rows[0][3] == "£52,000 to not published[u]"
    assert [number(row[5]) for row in rows] == mine["market_median_gbp"].tolist()
    assert [row[7] == "back-cast" for row in rows] == mine["is_restated_only"].tolist()


def test_lead_gives_median_count_error_reliability_and_noise(page: HTMLParser) -> None:
    lead = page.css("#summary")[0].text()
    assert "The median Backend Developer salary advertised in the UK in the 6 months to 15 February 2026" in lead
    assert "£80,000 a year (n = 117 salaries quoted; standard error about £7,500, 9.4%; low reliability [u])" in lead
    assert "up 33.33% on the year before [b], beyond sampling noise" in lead


def test_uk_permanent_comes_first_then_places_by_demand_then_contract(page: HTMLParser) -> None:
    order = [(node.attributes["data-market"], node.attributes["data-place"]) for node in page.css("article.target")]
    assert order[0] == ("permanent", "UK")
    assert [market for market, _ in order] == ["permanent"] * 5 + ["contract"] * 2
    links = [node.attributes["href"] for node in page.css("table.standings a")]
    assert links == [f"#{node.attributes['id']}" for node in page.css("article.target")]


def test_uk_comes_first_even_where_another_place_prints_more(tmp_path: Path) -> None:
    rows = real_rows()
    for row in rows["fact_demand"]:
        if row["place"] == "London" and row["scope"] == "subject":
            row["advert_count"] = 9_999
    parsed = HTMLParser(role_page_file(tmp_path, ROLE, tables_of(rows), NEWEST).read_text(encoding="utf-8"))
    assert [node.attributes["data-place"] for node in parsed.css("article.target")][:2] == ["UK", "London"]


def test_a_missing_figure_prints_its_reason_and_never_zero(page: HTMLParser) -> None:
    uk, glasgow = section(page, "permanent", "UK"), section(page, "permanent", "Glasgow")
    assert texts(uk, 'table[data-scope="subject"] tr[data-measure="p90_gbp"] td')[0] == "not published"
    assert texts(glasgow, 'table[data-scope="subject"] tr[data-measure="median_gbp"] td')[0] == "no data[x]"
    assert texts(glasgow, 'table[data-scope="subject"] tr[data-measure="pay_advert_count"] td')[0] == "0"


def test_a_new_entry_is_named(tmp_path: Path) -> None:
    rows = real_rows()
    for row in rows["fact_demand"]:
        row.update(rank_change=None, missing='{"rank_change": "new_entry"}')
    text = role_page_file(tmp_path, ROLE, tables_of(rows), NEWEST).read_text(encoding="utf-8")
    parsed = HTMLParser(text)
    assert texts(parsed.css("article")[0], 'tr[data-measure="rank_change"] td')[0] == "new entry"


def test_marks_stand_beside_weak_figures_with_a_legend(page: HTMLParser) -> None:
    manchester = section(page, "permanent", "Manchester")
    medians = texts(manchester, 'table[data-scope="subject"] tr[data-measure="median_gbp"] td')
    assert medians == ["£57,500[c]", "£52,500[c]", "£67,500[u]"]
    changes = texts(
        section(page, "permanent", "UK"), 'table[data-scope="subject"] tr[data-measure="median_change_pct"] td'
    )
    assert changes[0] == "+33.33%[u][b]"
    assert [node.text() for node in page.css(".legend dt")] == ["[u]", "[c]", "[b]", "[x]"]


def test_daily_and_hourly_blocks_stand_side_by_side_with_their_own_charts(page: HTMLParser) -> None:
    midlands = section(page, "contract", "Midlands")
    assert texts(midlands, 'table[data-scope="subject"] tr.group') == ["Demand", "Daily rates", "Hourly rates"]
    assert "£32.50[u]" in texts(midlands, 'table[data-scope="subject"] tr[data-measure="median_gbp"] td')
    assert {"Daily rate trend", "Hourly rate trend", "Hourly rate histogram"} <= set(texts(midlands, "figcaption h3"))


def test_a_block_that_left_the_newest_page_is_not_shown_as_current(tmp_path: Path) -> None:
    rows = real_rows()
    for row in rows["fact_demand"]:
        if row["market"] == "contract" and row["place"] == "Midlands":
            rows["fact_demand"] = [*rows["fact_demand"], {**row, "as_of": "2025-11-13", "lag_years": row["lag_years"]}]
    path = role_page_file(tmp_path, ROLE, tables_of(rows), NEWEST)
    midlands = section(HTMLParser(path.read_text(encoding="utf-8")), "contract", "Midlands")
    assert texts(midlands, 'table[data-scope="subject"] tr.group') == ["Demand"]
    assert "Daily rates are not on the page of 13 Nov 2025; last printed as of 13 Oct 2025." in texts(midlands, ".note")


def test_suppressed_periods_are_not_drawn_and_said_so(page: HTMLParser) -> None:
    figure = section(page, "permanent", "Glasgow").css('figure[id$="-demand"]')[0]
    assert not figure.css(".plot")
    assert "3 of 3 periods not drawn: too few adverts to be relied on [c]." in texts(figure, ".note")


def test_every_chart_has_a_message_for_those_who_do_not_see_it(page: HTMLParser) -> None:
    plots = page.css(".plot")
    assert len(plots) >= 14
    for plot in plots:
        assert (plot.attributes["aria-label"] or "").startswith("Backend Developer, ")
        assert plot.attributes["tabindex"] == "0"


def test_gaps_between_pages_are_named(page: HTMLParser) -> None:
    held = [node.text() for node in page.css(".note.held")]
    assert len(held) == 7
    assert "2 pages held, from 15 Oct 2025 to 15 Feb 2026; 3 of 5 months have none: Nov 2025 to Jan 2026." in held
    assert "1 page held, of 2 May 2025." in held


def test_a_role_without_data_says_so(tmp_path: Path) -> None:
    text = role_page_file(tmp_path, "data-engineer", tables_of({}), None).read_text(encoding="utf-8")
    assert "No figures are held for this role yet" in text
    assert HTMLParser(text).css("h1")[0].text() == "Data Engineer"


def test_tables_that_are_not_given_count_as_empty(tmp_path: Path) -> None:
    path = role_page_file(tmp_path, ROLE, RoleTables({}, {}), date(2026, 1, 2))
    assert "2 January 2026" in path.read_text(encoding="utf-8")


def test_markets_and_places_stand_side_by_side_with_their_errors(page: HTMLParser) -> None:
    rows = {row.css("th bdi")[0].text(): texts(row, "td") for row in page.css("table.standings tr:has(a)")}
    assert rows["UK"][:3] == ["£80,000[u]", "± £7,500", "+33.33%[b]beyond sampling noise"]
    assert rows["Midlands"][0] == "£650[c]"


def test_what_later_pages_changed_and_which_skills_moved_equal_the_tables(tmp_path: Path) -> None:
    tables = tables_of(long_rows(30))
    parsed = HTMLParser(role_page_file(tmp_path, ROLE, tables, None).read_text(encoding="utf-8"))
    revised = tables.trends["revisions"]
    newest = revised[revised["scope"] == "subject"]["period_end"].max().date()
    assert parsed.css("#s1-revisions tbody th")[0].text(strip=True) == words.day(newest)
    skills = tables.trends["trend_skill"]
    moved = skills[
        (skills["as_of"] == skills["as_of"].max()) & skills["is_change_beyond_noise"].fillna(value=False).astype(bool)
    ]
    printed = {row.css("th")[0].text(): row.css("td")[0].text() for row in parsed.css("#s1-moved tbody tr")}
    assert set(printed) <= set(moved["skill"])
    assert len(printed) > 0
