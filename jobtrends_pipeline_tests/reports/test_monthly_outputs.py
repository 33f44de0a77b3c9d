"""Monthly series beside the role page: snapshot, home page, Data page, llms.txt, downloads and data dictionary."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.reports.data_page import build_data_page, data_html
from jobtrends_pipeline.reports.home_months import month_lines
from jobtrends_pipeline.reports.snapshot_schema import role_schema
from jobtrends_pipeline.tables.charts import CHART_TABLES
from jobtrends_pipeline.tables.trends import PERMANENT_WEIGHT, TREND_DEMAND_MONTHLY
from jobtrends_pipeline.trends.headlines import read_home_series
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.reports.test_site import HOSTILE
from jobtrends_pipeline_tests.support.chart_world import LATE_ROLE, ROLE


def snapshot_of(paths: DataPaths, role: str) -> Any:
    found = json.loads((paths.reports_dir / "roles" / f"{role}.json").read_text(encoding="utf-8"))
    Draft202012Validator(role_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(found)
    return found


def test_a_snapshot_has_the_points_of_the_warehouse_per_series(charted: DataPaths) -> None:
    found = snapshot_of(charted, ROLE)
    parts = found["demand_by_month"]
    assert [(part["market_series"], part["place"]) for part in parts] == [
        ("permanent", "UK"), ("contract", "UK"), ("all", "UK"),
    ]  # fmt: skip
    columns = found["series_columns"]["demand_by_month"]
    query = """
        SELECT month, drawn_share_pct, drawn_share_low_pct, drawn_share_high_pct FROM trend_demand_monthly
        WHERE role = ? AND market_series = ? ORDER BY month
    """
    with open_published(charted.published_file) as connection:
        for part in parts:
            held = connection.execute(query, [ROLE, part["market_series"]]).fetchall()
            named = [dict(zip(columns, point, strict=True)) for point in part["series"]]
            assert [point["month"] for point in named] == [f"{month}" for month, *_ in held]
            for point, (_, *shares) in zip(named, held, strict=True):
                names = ("drawn_share_pct", "drawn_share_low_pct", "drawn_share_high_pct")
                assert [point[name] for name in names] == pytest.approx(shares, abs=1e-5)
    newest = parts[0]
    assert (newest["month"], newest["breaks"][0]["code"]) == ("2025-07-01", "chart_sample_changed")
    assert newest["change_on_the_year"]["is_beyond_bounds"] is True
    assert "not the share that pages print" in newest["measure"]


def test_a_snapshot_of_charts_alone_names_the_subject_and_one_without_has_none(charted: DataPaths) -> None:
    found = snapshot_of(charted, LATE_ROLE)
    assert (found["subject"], found["as_of"], found["sections"]) == ("generative ai", "2025-07-29", [])
    assert snapshot_of(charted, "java")["demand_by_month"] == []
    assert snapshot_of(charted, ROLE)["as_of"] == "2026-02-15"


def test_the_home_page_draws_a_long_line_where_there_is_a_series(charted: DataPaths, ingested: DataPaths) -> None:
    page = HTMLParser((charted.reports_dir / "index.html").read_text(encoding="utf-8"))
    cell = f'table[data-market="permanent"] tr[data-role="{ROLE}"] td.months-cell'
    title = page.css(f"{cell} title")[0].text()
    assert title.startswith(
        "Share of permanent jobs in the UK that cite Backend Developer, as charts draw it, 1 Feb 2004"
    )
    assert "to 0.674%; highest 7.435%" in title
    assert len((page.css(f"{cell} polyline")[0].attributes["points"] or "").split()) > 90
    assert page.css('tr[data-role="java"] td.months-cell')[0].text() == ""
    assert page.css(f'a[href="roles/{LATE_ROLE}.html"]')
    assert "months-cell" not in (ingested.reports_dir / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("held", "chosen"), [(("UK", "London"), "London"), (("Leeds", "UK"), "UK"), (("Leeds",), "Leeds")]
)
def test_the_line_is_of_the_rows_place_or_else_of_the_uk(held: tuple[str, ...], chosen: str) -> None:
    common = {"role": "java", "market_series": "permanent", "subject": "Java"}
    points = {"months": [date(2025, 6, 1), date(2025, 7, 1)], "shares_pct": [1.0, 2.0]}
    rows = [common | points | {"place": place} for place in held]
    lines = month_lines(
        rows, [{"role": "java", "market": market, "place": "London"} for market in ("permanent", "contract")]
    )
    assert list(lines) == [("java", "permanent")]
    assert f"in {'the UK' if chosen == 'UK' else chosen} that cite Java" in lines["java", "permanent"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_subjects_of_charts_are_text_on_the_home_page(name: str) -> None:
    row = {"role": "java", "market_series": "permanent", "subject": name, "place": name, "shares_pct": [1.0, 2.0],
           "months": [date(2025, 6, 1), date(2025, 7, 1)]}  # fmt: skip
    line = month_lines([row], [{"role": "java", "market": "permanent", "place": "UK"}])["java", "permanent"]
    page = HTMLParser(f"<body>{line}</body>")
    assert not page.css("script, img, [onerror], [onmouseover]")
    assert name in page.css("title")[0].text()


def test_the_data_page_counts_images_by_outcome_kind_and_layout(charted: DataPaths, ingested: DataPaths) -> None:
    page = HTMLParser((charted.reports_dir / "data.html").read_text(encoding="utf-8"))
    lines = [[cell.text() for cell in row.css("td")] for row in page.css("table.findings tbody tr")]
    assert [line[:4] for line in lines] == [
        ["read", "demand-trend", "demand-trend-2025", "2"], ["refused", "demand-trend", "–", "1"],
        ["refused", "salary-trend", "demand-trend-2025", "1"],
    ]  # fmt: skip
    assert "its address is of a salary-trend" in lines[2][5]
    assert "Chart images" not in (ingested.reports_dir / "data.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_kinds_keys_and_reasons_are_text_on_the_data_page(name: str) -> None:
    group = {"outcome": "unknown_layout", "chart_kind": name, "layout": name, "latest_reason": name, "image_count": 1,
             "role_count": 1, "latest_capture": date(2025, 7, 29), "latest_capture_id": "a"}  # fmt: skip
    page = HTMLParser(data_html(build_data_page([], None, [group])))
    assert not page.css("script:not([src]), img, [onerror], [onmouseover]")
    assert [node.text() for node in page.css("table.findings bdi")] == [name] * 3


def test_downloads_and_dictionary_have_the_tables_of_charts(charted: DataPaths) -> None:
    data = charted.reports_dir / "data"
    for table in (*CHART_TABLES, TREND_DEMAND_MONTHLY, PERMANENT_WEIGHT):
        assert (data / f"{table.name}.parquet").is_file()
    assert (data / "trend_demand_monthly.csv.gz").is_file()
    with (data / "columns.csv").open(encoding="utf-8", newline="") as lines:
        described = {(row["table"], row["column"]) for row in csv.DictReader(lines)}
    assert {("trend_demand_monthly", name) for name in TREND_DEMAND_MONTHLY.column_names} <= described
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    assert "data/trend_demand_monthly.csv.gz" in {f"data/{Path(each['path']).name}" for each in package["resources"]}


def test_llms_txt_names_the_measure_and_a_role_of_charts_alone(charted: DataPaths) -> None:
    text = (charted.reports_dir / "llms.txt").read_text(encoding="utf-8")
    assert f"- [generative ai](roles/{LATE_ROLE}.json)" in text
    assert "`demand_by_month` is another measure than `share_of_all_pct`" in text


def test_lines_of_the_home_page_are_of_the_markets_and_not_of_all_adverts(charted: DataPaths) -> None:
    with open_published(charted.published_file) as connection:
        months = read_home_series(connection).months
    assert {row["market_series"] for row in months} == {"permanent", "contract"}
    assert {row["role"] for row in months} == {ROLE, LATE_ROLE}
