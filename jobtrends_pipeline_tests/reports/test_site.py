"""The site as files: rights on every page, inert hostile names, the same bytes, strict file names, the home page."""

import json
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.reports.assets import OWN_SCRIPTS, SCRIPTS, write_assets
from jobtrends_pipeline.reports.chart_templates import KINDS, specification
from jobtrends_pipeline.reports.compare import build_compare_page
from jobtrends_pipeline.reports.embedded import inert_json
from jobtrends_pipeline.reports.site import RoleKeyError, write_home
from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline_tests.reports.conftest import (
    NEWEST,
    ON_EVERY_PAGE,
    ROLE,
    comparison_of,
    real_rows,
    scripts_of,
    tables_of,
)
from jobtrends_pipeline_tests.support.role_pages import RoleTables, role_page_file

HOSTILE = [
    "<script>document.title='owned'</script>",
    "</script></title></svg><img src=x onerror=alert(1)>",
    "]]> --> &lt; {{ 7*7 }}",
    "x" * 300,
    "\u202egnissecorp\u202c \u200fRTL",
    '" onmouseover="alert(1)" \'',
    '=HYPERLINK("http://example.invalid","x")',
    "line\u2028separator\u2029",
]


def empty(name: str) -> pd.DataFrame:
    return rows_frame(TABLES_BY_NAME[name], [])


def pages_of(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_every_page_carries_source_licence_and_advertised_not_paid(site: Path) -> None:
    assert len(pages_of(site)) == 4
    for path in pages_of(site):
        text = HTMLParser(path.read_text(encoding="utf-8")).css("body")[0].text()
        assert "Source: IT Jobs Watch (itjobswatch.co.uk), CC BY-NC-SA 4.0" in text
        assert "advertised, not paid" in text


def test_pages_load_nothing_but_their_own_style_sheet_and_scripts(site: Path) -> None:
    for path in pages_of(site):
        page = HTMLParser(path.read_text(encoding="utf-8"))
        loaded = [node.attributes.get("href") or "" for node in page.css("link")]
        assert [href.removeprefix("../") for href in loaded][:2] == ["data:,", "assets/report.css"]
        feed = f"{path.stem}.xml" if path.parent.name == "roles" and page.css("#summary") else "feed.xml"
        assert loaded[2].removeprefix("../") in {feed, "feed.xml"}
        sheets = [href.removeprefix("../") for href in loaded[3:]]
        tables = [] if path.parent.name == "roles" else ["assets/tables.css"]
        assert sheets == ["assets/phone.css", *tables, "assets/print.css"]
        scripts = [(node.attributes["src"] or "").removeprefix("../assets/") for node in page.css("script[src]")]
        own = {"index.html": ["assets/table.js"]}
        own["compare.html"] = [*(f"assets/{name}" for name in SCRIPTS), "assets/compare.js"]
        drawn = list(SCRIPTS) if page.css("article, #summary") else []
        first = "" if path.parent.name == "roles" else "assets/"
        assert scripts == [f"{first}paper.js", f"{first}cards.js", *own.get(path.name, drawn)]
        assert not page.css("style, img, iframe, object, [style], [onclick]")
        assert {node.attributes["type"] for node in page.css("script:not([src])")} <= {"application/json"}
        outside = {node.attributes["href"] for node in page.css('a[href^="http"]')}
        assert outside == {"https://www.itjobswatch.co.uk/", "https://creativecommons.org/licenses/by-nc-sa/4.0/"}
        policy = page.css('meta[http-equiv="Content-Security-Policy"]')[0].attributes["content"] or ""
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_made_scripts_are_made_once_and_anew_for_another_version(tmp_path: Path) -> None:
    write_assets(tmp_path)
    made = [tmp_path / "assets" / name for name in SCRIPTS if name not in OWN_SCRIPTS]
    before = [path.stat().st_mtime_ns for path in made]
    write_assets(tmp_path)
    assert [path.stat().st_mtime_ns for path in made] == before
    whole = made[0].read_bytes()
    made[0].write_bytes(b"/* of another version */")
    write_assets(tmp_path)
    assert made[0].read_bytes() == whole


@pytest.mark.parametrize("text", [*HOSTILE, "</script><!--", "a & b"])
def test_json_in_a_page_holds_no_markup_and_reads_back(text: str) -> None:
    written = inert_json({text: [text, 1.5, None]})
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == {text: [text, 1.5, None]}


def test_links_within_the_site_lead_to_files(site: Path) -> None:
    written_with_other_tables = ("data.html", "feed.xml", "skills/index.html", ".json", ".xml")
    for path in pages_of(site):
        for node in HTMLParser(path.read_text(encoding="utf-8")).css("a[href], link[href]"):
            href = (node.attributes["href"] or "").partition("?")[0]
            if not href.startswith(("http", "#", "data:")) and not href.endswith(written_with_other_tables):
                assert (path.parent / href).resolve().is_file(), href


def test_every_link_of_a_whole_site_leads_to_a_file(ingested: DataPaths) -> None:
    pages = pages_of(ingested.reports_dir)
    assert {"data.html", "compare.html", "index.html", "java.html"} <= {path.name for path in pages}
    for path in pages:
        for node in HTMLParser(path.read_text(encoding="utf-8")).css("a[href], link[href], script[src]"):
            href = (node.attributes.get("href") or node.attributes.get("src") or "").partition("?")[0]
            if not href.startswith(("http", "#", "data:")):
                assert (path.parent / href.partition("#")[0]).resolve().is_file(), (path.name, href)


def test_ids_are_unique_and_anchors_exist(site: Path) -> None:
    for path in pages_of(site):
        page = HTMLParser(path.read_text(encoding="utf-8"))
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids))
        assert {node.attributes["href"] for node in page.css('a[href^="#"]')} <= {f"#{name}" for name in ids}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text_in_every_place_they_reach(tmp_path: Path, name: str) -> None:
    rows = real_rows()
    for table in rows.values():
        for row in table:
            row["subject"] = name
            row["place"] = name if row["place"] == "London" else row["place"]
            for column in ("location", "skill", "comparison_name", "category", "comparison_place"):
                if row.get(column):
                    row[column] = name if column != "location" else f"{name}{row[column]}"
    skills = {row["skill_list"]: row for row in rows["fact_skill"]}
    rows["fact_skill"] = [*skills.values(), {**skills["top"], "skill_list": name}]
    page = HTMLParser(role_page_file(tmp_path, ROLE, tables_of(rows), NEWEST).read_text(encoding="utf-8"))
    assert not page.css("img, [onerror], [onmouseover], [style]")
    assert scripts_of(page) == [*ON_EVERY_PAGE, *SCRIPTS, None]
    assert page.css("h1 bdi")[0].text() == name
    assert (page.css(".plot")[0].attributes["aria-label"] or "").startswith(name)
    charts = json.loads(page.css("script.chart-data")[0].text())["charts"]
    assert all(name in chart["message"] for chart in charts.values())
    assert name in {node.text() for node in page.css("table.skills th bdi")}
    assert name in {node.text() for node in page.css("h4 bdi")}
    assert name in {node.attributes["data-place"] for node in page.css("article")}
    assert page.css("footer .attribution")


def test_hostile_findings_are_text_on_the_home_page(tmp_path: Path) -> None:
    common = {"capture_id": "a", "role": ROLE, "check_name": "unknown_label", "severity": "error"}
    findings = [{**common, "position": str(at), "message": name} for at, name in enumerate(HOSTILE)]
    path = write_home(
        tmp_path, empty("role_comparison"), empty("captures"), rows_frame(TABLES_BY_NAME["findings"], findings)
    )
    page = HTMLParser(path.read_text(encoding="utf-8"))
    assert not page.css("img, [onerror], [onmouseover]")
    assert scripts_of(page) == ON_EVERY_PAGE
    assert [node.text() for node in page.css("table.findings bdi")] == HOSTILE


def test_the_same_tables_in_any_row_order_give_the_same_bytes(tmp_path: Path, tables: RoleTables) -> None:
    shuffled = RoleTables(
        {name: frame.sample(frac=1, random_state=3) for name, frame in tables.facts.items()},
        {name: frame.sample(frac=1, random_state=5) for name, frame in tables.trends.items()},
    )
    first = role_page_file(tmp_path / "a", ROLE, tables, NEWEST).read_bytes()
    assert role_page_file(tmp_path / "b", ROLE, tables, NEWEST).read_bytes() == first
    assert role_page_file(tmp_path / "c", ROLE, shuffled, NEWEST).read_bytes() == first


@pytest.mark.parametrize("role", ["", "../x", "a/b", "A", "a b", "a--b", "-a", "a-", "a.b", "a\n", "é", "a" * 101])
def test_a_role_key_that_is_no_file_name_is_refused_and_nothing_written(tmp_path: Path, role: str) -> None:
    with pytest.raises(RoleKeyError):
        role_page_file(tmp_path, role, tables_of({}), None)
    assert not list(tmp_path.iterdir())


def test_home_lists_roles_with_figures_freshness_and_noise(site: Path, tables: RoleTables) -> None:
    page = HTMLParser((site / "index.html").read_text(encoding="utf-8"))
    comparison = comparison_of(tables)
    row = comparison[(comparison["place"] == "UK") & (comparison["market"] == "permanent")].iloc[0]
    cells = {
        node.attributes["data-label"]: node.text(separator=" ", strip=True)
        for node in page.css('table[data-market="permanent"] tr[data-role="backend-developer"] td')
    }
    assert cells["Median"] == f"£{row['median_gbp']:,.0f} [u] a year"
    assert cells["Share of jobs"] == f"{row['share_of_all_pct']:.2f}% [u]"
    assert cells["Rank"] == f"{row['rank']} [u]"
    assert cells["Change on the year"] == "+33.33% beyond noise"
    assert cells["Period to"] == "15 Feb 2026 newest"
    assert "125 days older" in page.css('table[data-market="contract"]')[0].text()


def test_home_orders_the_roles_of_a_market_by_share_and_keeps_publishers_apart(
    tmp_path: Path, tables: RoleTables
) -> None:
    comparison = comparison_of(tables)
    one = comparison[(comparison["place"] == "UK") & (comparison["market"] == "permanent")]
    lines = [
        one.assign(role=role, window_months=window, share_of_all_pct=share, publisher=publisher)
        for role, window, share, publisher in (
            ("low", 6, 0.1, "itjobswatch"), ("high", 3, 5.0, "itjobswatch"), ("own", 6, 9.0, "mine"),
        )
    ]  # fmt: skip
    path = write_home(tmp_path, pd.concat(lines), empty("captures"), empty("findings"))
    page = HTMLParser(path.read_text(encoding="utf-8"))
    assert [node.attributes["data-market"] for node in page.css("table.roles")] == [
        "permanent",
        "permanent, adverts of mine",
    ]
    assert [node.attributes["data-role"] for node in page.css("table.roles tbody tr")] == ["high", "low", "own"]
    compared = build_compare_page(pd.concat(lines))
    assert [role for role, *_ in compared.settings["roles"]] == ["high", "low", "own@mine"]


def test_a_role_page_shows_the_longer_of_two_windows_of_own_adverts_and_all_that_are_printed(
    tmp_path: Path,
) -> None:
    def shown(*publishers: str) -> list[str]:
        rows = {
            name: [
                {**row, "publisher": publisher, "window_months": months}
                for row in held
                if (row["place"], row["market"]) == ("UK", "permanent")
                for publisher in publishers
                for months in (3, 6)
            ]
            for name, held in real_rows().items()
        }
        page = HTMLParser(role_page_file(tmp_path, ROLE, tables_of(rows), NEWEST).read_text(encoding="utf-8"))
        return [str(node.attributes["data-window"]) for node in page.css("article.target")]

    assert shown("itjobswatch") == ["6", "3"]
    assert shown("mine") == ["6"]
    assert shown("itjobswatch", "mine") == ["6", "3", "6"]


def test_home_shows_findings_errors_first_and_roles_without_figures(site: Path) -> None:
    page = HTMLParser((site / "index.html").read_text(encoding="utf-8"))
    assert [node.text() for node in page.css("table.findings tbody td:first-child")] == ["error", "warning"]
    assert page.css("table.findings bdi")[1].text() == "label <b>Rank</b> & co"
    assert page.css('a[href="roles/java.html"]')
    assert "2 quarantined, 1 read" in page.css("#findings")[0].text()


def test_home_of_nothing_is_honest(tmp_path: Path) -> None:
    path = write_home(tmp_path, empty("role_comparison"), empty("captures"), empty("findings"))
    text = path.read_text(encoding="utf-8")
    assert "No role has figures yet" in text
    assert "None: every identity checked held" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_chart_templates_follow_the_vega_lite_schema(kind: str) -> None:
    alt.LayerChart.from_dict(specification(kind), validate=True)
