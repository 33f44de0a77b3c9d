"""Home, compare and skills as files: numbers of the warehouse, what changed, gaps, slugs, inert names, stable bytes."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from jobtrends_pipeline.reports.changes import changes_of
from jobtrends_pipeline.reports.gaps import gaps_of
from jobtrends_pipeline.reports.site import write_skills
from jobtrends_pipeline.reports.slugs import slugs
from jobtrends_pipeline.reports.sparkline import MOST_POINTS, sparkline, thinned
from jobtrends_pipeline.trends.headlines import read_home_series
from jobtrends_pipeline.trends.skills_across import read_skills
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.many_roles import (
    ALONE,
    HOSTILE,
    NAMES,
    SKILLS,
    VINTAGES,
    warehouse,
    write_site,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return warehouse(tmp_path_factory.mktemp("many") / "warehouse.duckdb")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, store: Warehouse) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_site(store, folder)
    return folder


def parsed(path: Path) -> HTMLParser:
    return HTMLParser(path.read_text(encoding="utf-8"))


def asked(store: Warehouse, query: str) -> list[Any]:
    with store.connection() as connection:
        return connection.execute(query).fetchall()


def script_of(site: Path, role: str) -> dict[str, Any]:
    text = (site / "compare" / f"{role}.js").read_text(encoding="utf-8")
    held: dict[str, Any] = json.loads(text.removeprefix("jobtrends.role(").removesuffix(");\n"))
    return held


def test_home_has_a_sparkline_that_says_its_message_for_every_role(many: Path) -> None:
    rows = parsed(many / "index.html").css('table[data-market="permanent"] tbody tr')
    assert len(rows) == len(NAMES)
    java = next(row for row in rows if row.attributes["data-role"] == "java")
    assert java.css("svg.spark title")[0].text() == (
        "Median of Java, 15 Sep 2025 to 15 Nov 2026: from £50,000 to £70,000; lowest £50,000, highest £70,000"
    )
    assert not parsed(many / "index.html").css("[style]")


def test_home_sorts_by_share_and_gives_the_script_what_the_warehouse_holds(many: Path, store: Warehouse) -> None:
    held = asked(
        store,
        "SELECT role, median_gbp, share_of_all_pct, rank FROM role_comparison WHERE market = 'permanent' "
        "ORDER BY share_of_all_pct DESC",
    )
    rows = parsed(many / "index.html").css('table[data-market="permanent"] tbody tr')
    shown = [
        (row.attributes["data-role"], *(float(row.css(f'td[data-label="{label}"]')[0].attributes["data-sort"] or "nan")
                                        for label in ("Median", "Share of jobs", "Rank")))
        for row in rows
    ]  # fmt: skip
    assert shown == held


def test_changes_name_both_vintages_and_stand_by_size(many: Path) -> None:
    rows = parsed(many / "index.html").css('table.changes tbody tr[data-market="permanent"]')
    first = {node.attributes["data-label"]: node.text(separator=" ", strip=True) for node in rows[0].css("td")}
    assert rows[0].attributes["data-role"] == "java"
    assert first["Period to"] == "15 Nov 2026 before: 8 Nov 2026"
    assert first["Median"] == "£50,000 → £70,000 +40.00%, beyond noise"
    assert first["Rank"] == "7 → 6 +1 place"
    assert any("within noise" in row.text() for row in rows)


def test_a_vintage_of_the_same_week_is_not_the_week_before(store: Warehouse) -> None:
    with store.connection() as connection:
        moves = read_home_series(connection).moves
    befores = {(row["role"], row["period_end"], row["period_end_before"]) for row in moves}
    assert ("java", VINTAGES[4], VINTAGES[3]) in befores
    assert ("data-analyst", VINTAGES[3], VINTAGES[2]) in befores
    assert changes_of([], moves) == ((), 0)


def test_gaps_are_told_by_month_up_to_the_newest_data() -> None:
    held = {date(2026, 1, 15), date(2026, 2, 10), date(2026, 5, 1)}
    gaps = gaps_of(held, date(2026, 8, 2))
    assert (gaps.count, gaps.spans) == (4, ("Mar 2026 to Apr 2026", "Jun 2026 to Jul 2026"))
    assert gaps_of(set(), date(2026, 8, 2)).count == 0


def test_home_lists_gaps_openly(many: Path) -> None:
    text = parsed(many / "index.html").css("#gaps")[0].text()
    assert "Dec 2025 to Jul 2026" in text


def test_sparklines_keep_first_and_last_of_long_series() -> None:
    points = [(date.fromordinal(730_000 + 7 * at), 40_000.0 + at) for at in range(500)]
    kept = thinned(points, MOST_POINTS)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert len(kept) <= MOST_POINTS + 1
    assert sparkline(points[:1], "one point is no line") == ""
    assert "&lt;b&gt;" in sparkline(points, "<b>")


def test_scripts_of_roles_hold_what_the_warehouse_holds(many: Path, store: Warehouse) -> None:
    series = next(one for one in script_of(many, "java")["series"] if one["market"] == "permanent")
    held = asked(
        store,
        "SELECT epoch_ms(period_end), median_gbp, pay_advert_count, round(median_rse_pct, 4), share_of_all_pct, rank "
        "FROM trend_pay JOIN trend_demand USING (role, market, place, window_months, scope, period_end) "
        "WHERE role = 'java' AND market = 'permanent' AND scope = 'subject' ORDER BY ALL",
    )
    columns = series["periods"]
    assert list(zip(*(columns[name] for name in ("t", "m", "q", "me", "s", "r")), strict=True)) == held
    assert series["pay"] == "annual_salary"


@pytest.mark.parametrize("role", [role for role in NAMES if role.startswith("hostile")])
def test_hostile_names_cannot_end_a_role_script(many: Path, role: str) -> None:
    text = (many / "compare" / f"{role}.js").read_text(encoding="utf-8")
    assert not set("<>&\u2028") & set(text)
    assert script_of(many, role)["subject"] == NAMES[role]


@pytest.mark.parametrize("page", ["index.html", "compare.html", "skills/index.html", "skills/java.html"])
def test_hostile_names_are_text(many: Path, page: str) -> None:
    tree = parsed(many / page)
    assert not tree.css("img, iframe, [onerror], [style]")
    assert all(node.attributes.get("src") or node.attributes.get("type") for node in tree.css("script"))
    seen = {node.text() for node in tree.css("bdi")} | {node.attributes.get("value") for node in tree.css("option")}
    assert set(HOSTILE) <= seen


def test_a_skill_has_a_page_when_two_roles_list_it(many: Path) -> None:
    lines = parsed(many / "skills" / "index.html").css('table[data-market="permanent"] tbody tr')
    linked = {line.css("th")[0].text(): [node.attributes["href"] for node in line.css("th a")] for line in lines}
    assert set(linked) == {*SKILLS, ALONE}
    assert linked[ALONE] == []
    assert linked["C#"] == ["c-sharp.html"]
    assert linked[".NET"] == ["dot-net.html"]
    assert linked["C++"] == ["c-plus-plus.html"]
    assert linked["Index"] != ["index.html"]
    files = {path.name for path in (many / "skills").iterdir()}
    assert {href for hrefs in linked.values() for href in hrefs} == files - {"index.html"}


def test_a_skill_page_says_now_before_and_how_sure(many: Path, store: Warehouse) -> None:
    page = parsed(many / "skills" / "java.html")
    row = page.css('table[data-market="permanent"] tr[data-role="java"]')[0]
    cells = {node.attributes["data-label"]: node.text(separator=" ", strip=True) for node in row.css("td")}
    ((now, before, change, specificity),) = asked(
        store,
        "SELECT share_pct, share_year_before_pct, share_year_change_pp, specificity FROM trend_skill "
        "JOIN skill_specificity USING (role, market, place, window_months, as_of, skill, share_pct) "
        "WHERE role = 'java' AND market = 'permanent' AND skill = 'Java' AND as_of = DATE '2026-11-15'",
    )
    assert cells["Share now"] == f"{now:.2f}%"
    assert cells["A year before"] == f"{before:.2f}%"
    assert cells["Change"] == f"{change:+.2f} points beyond noise"
    assert cells["Specificity"] == f"{specificity:.1f} times that of other roles"
    assert page.css('.masthead a[href="../roles/java.html"]')
    assert "10 roles in the UK list it" in page.css(".lead")[0].text()


def test_pages_of_skills_stay_unless_they_change_and_go_when_no_longer_listed(many: Path, store: Warehouse) -> None:
    stale = many / "skills" / "no-longer.html"
    stale.write_text("old", encoding="utf-8")
    changed = many / "skills" / "c.html"
    changed.write_text("old", encoding="utf-8")
    with store.connection() as connection:
        skills = read_skills(connection)
    assert write_skills(many, skills) == [changed]
    assert write_skills(many, skills) == []
    assert not stale.exists()


def test_slugs_are_safe_and_one_for_each_name() -> None:
    names = ["C", "C#", "C++", ".NET", "ASP.NET", "R&D", "..", "../../x", "index", "Ä B", "A-B", "a b", *HOSTILE]
    given = slugs(names)
    assert len(set(given.values())) == len(names)
    assert all(slug.replace("-", "").isalnum() and slug.isascii() and slug != "index" for slug in given.values())
    assert [given[name] for name in ("C", "C#", "R&D", "ASP.NET")] == ["c", "c-sharp", "r-and-d", "asp-net"]
    assert given["A-B"].startswith("a-b-")
    assert slugs(reversed(names)) == given


def test_the_same_warehouse_gives_the_same_bytes(many: Path, store: Warehouse, tmp_path: Path) -> None:
    write_site(store, tmp_path)
    for path in (path for folder in ("compare", "skills") for path in (many / folder).iterdir()):
        assert (tmp_path / path.relative_to(many)).read_bytes() == path.read_bytes()
    assert (tmp_path / "index.html").read_bytes() == (many / "index.html").read_bytes()


def test_an_empty_warehouse_gives_a_list_of_no_skills(tmp_path: Path) -> None:
    with Warehouse.at(tmp_path / "empty.duckdb").connection() as connection:
        write_skills(tmp_path, read_skills(connection))
    assert "No role’s page has listed skills yet." in (tmp_path / "skills" / "index.html").read_text(encoding="utf-8")
