"""The monthly series of charts on the role page: the figures of the table, what they are, what stands beside them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.reports.assets import SCRIPTS
from jobtrends_pipeline.reports.monthly import monthly_demand
from jobtrends_pipeline.reports.monthly_words import change_words, half_width
from jobtrends_pipeline.reports.role_tables import MONTHLY, PAGE_TABLES, RoleRows
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.reports.site import write_role_page
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.reports.conftest import ON_EVERY_PAGE, scripts_of
from jobtrends_pipeline_tests.reports.test_site import HOSTILE
from jobtrends_pipeline_tests.support.chart_world import LATE_ROLE, ROLE

MONTH = date(2025, 7, 1)
POINT = {
    "role": "java", "market_series": "permanent", "subject": "Java", "place": "UK", "month": MONTH,
    "first_as_of": date(2025, 7, 29), "latest_as_of": date(2025, 7, 29), "image_count": 1, "drawn_share_pct": 2.0,
    "drawn_share_low_pct": 1.99, "drawn_share_high_pct": 2.02, "drawn_share_first_pct": 2.0, "is_restated": None,
    "drawn_share_year_before_pct": 1.0, "drawn_share_year_change_pct": 100.0, "is_change_beyond_bounds": True,
    "month_share_pct": None, "month_share_low_pct": None, "month_share_high_pct": None, "printed_share_pct": None,
    "printed_period_end": None, "breaks": None,
}  # fmt: skip


def page_of(paths: DataPaths, role: str) -> HTMLParser:
    return HTMLParser((paths.reports_dir / "roles" / f"{role}.html").read_text(encoding="utf-8"))


def published_months(paths: DataPaths, role: str) -> list[dict[str, Any]]:
    with open_published(paths.published_file) as connection:
        found = connection.execute(
            "FROM trend_demand_monthly WHERE role = ? ORDER BY month DESC, market_series", [role]
        )
        names = [name for name, *_ in found.description or []]
        return [dict(zip(names, values, strict=True)) for values in found.fetchall()]


def charts_of(page: HTMLParser) -> Any:
    return json.loads(page.css("script.chart-data")[0].text())["charts"]


def drawn(folder: Path, *rows: Row) -> HTMLParser:
    path, _ = write_role_page(
        folder, "java", RoleRows({name: [] for name in PAGE_TABLES} | {MONTHLY: list(rows)}, None), None
    )
    return HTMLParser(path.read_text(encoding="utf-8"))


def test_the_table_has_every_point_of_the_warehouse_with_its_error(charted: DataPaths) -> None:
    rows = published_months(charted, ROLE)
    table = page_of(charted, ROLE).css("#monthly-1 table.data")[0]
    heads = [node.text() for node in table.css("thead th")]
    assert [heads[column] for column in (0, 1, 3, 5)] == ["Drawn at", "Permanent", "Contract", "All"]
    shown = [[node.text() for node in line.css("th, td")] for line in table.css("tbody tr")]
    assert len(shown) == 258
    order = {"permanent": 1, "contract": 3, "all": 5}
    for row in rows:
        (line,) = (line for line in shown if line[0] == f"{row['month'].day} {row['month']:%b %Y}")
        assert line[order[row["market_series"]]] == f"{row['drawn_share_pct']:.3f}% ±{half_width(row):.3f}"


def test_the_message_says_the_newest_point_its_bounds_its_change_and_what_it_is(charted: DataPaths) -> None:
    (row,) = (
        row for row in published_months(charted, ROLE) if (row["month"], row["market_series"]) == (MONTH, "permanent")
    )
    (message,) = (node.text() for node in page_of(charted, ROLE).css("#monthly-1 > .message"))
    assert message.startswith(f"{row['drawn_share_pct']:.3f}% of permanent jobs in the UK cited Backend Developer at")
    low, high = row["drawn_share_low_pct"], row["drawn_share_high_pct"]
    assert f"1 Jul 2025 (reading error ±{half_width(row):.3f} points: {low:.3f}% to {high:.3f}%)" in message
    fall = -row["drawn_share_year_change_pct"]
    assert f"down {fall:.1f}% on the year before [b], beyond the error of reading" in message
    assert "six-month moving average read from the source’s chart image, not the share that pages print" in message


def test_printed_shares_are_points_of_their_own_and_the_break_is_marked(charted: DataPaths) -> None:
    page, rows = page_of(charted, ROLE), published_months(charted, ROLE)
    datasets = charts_of(page)["monthly-1"]["datasets"]
    printed = sorted({row["printed_share_pct"] for row in rows if row["printed_share_pct"] is not None})
    assert printed
    assert sorted(datasets["printed"]["v"]) == printed
    assert set(printed).isdisjoint(datasets["points"]["v"])
    assert len(datasets["points"]["v"]) == len(rows)
    assert datasets["breaks"] == {"t": [1748736000000], "label": ["b"]}
    keys = [node.text(strip=True) for node in page.css("#monthly-1 .key li")]
    assert keys[:3] == ["of permanent jobs", "of contract jobs", "of all jobs"]
    assert "printed by a page: not comparable" in keys


def test_months_alone_are_folded_and_said_to_be_derived_where_they_are_known(charted: DataPaths) -> None:
    assert not page_of(charted, ROLE).css("#monthly-1-alone")
    page = page_of(charted, LATE_ROLE)
    (folded,) = page.css("#monthly details.alone")
    assert "open" not in folded.attributes
    assert "derived" in folded.css("summary")[0].text()
    known = [row for row in published_months(charted, LATE_ROLE) if row["month_share_pct"] is not None]
    datasets = charts_of(page)["monthly-1-alone"]["datasets"]
    assert len(datasets["points"]["v"]) == len(known) > 200
    assert "95% interval" in folded.css(".message")[0].text()


def test_a_role_with_charts_alone_has_a_page_of_them(charted: DataPaths) -> None:
    page = page_of(charted, LATE_ROLE)
    assert page.css("h1")[0].text() == "generative ai"
    assert page.css("#summary")[0].text().startswith("1.093% of permanent jobs in London cited generative ai")
    assert page.css("#monthly h2")[0].text() == "Demand by month since 2019"
    assert not page.css("article.target")


def test_a_page_without_charts_knows_nothing_of_them(charted: DataPaths, ingested: DataPaths) -> None:
    for paths in (charted, ingested):
        assert "monthly" not in (paths.reports_dir / "roles" / "java.html").read_text(encoding="utf-8")
    names = [(path.reports_dir / "roles" / "java.html").read_bytes() for path in (charted, ingested)]
    assert names[0] == names[1]
    scripts = [name for name in scripts_of(page_of(charted, ROLE)) if name]
    assert scripts == [*ON_EVERY_PAGE, *SCRIPTS, "spans.js"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_subjects_and_places_are_text(tmp_path: Path, name: str) -> None:
    earlier = POINT | {"month": date(2025, 6, 1)}
    page = drawn(tmp_path, *(row | {"subject": name, "place": name} for row in (POINT, earlier)))
    assert not page.css("img, [onerror], [onmouseover], [style]")
    assert scripts_of(page) == [*ON_EVERY_PAGE, *SCRIPTS, "spans.js", None]
    assert page.css("h1 bdi")[0].text() == name
    assert page.css("#monthly-1 h3")[0].text() == f"{name}: demand by month"
    assert name in charts_of(page)["monthly-1"]["message"]


def test_a_restated_point_stands_with_its_first_reading_and_is_counted(tmp_path: Path) -> None:
    restated = POINT | {"is_restated": True, "drawn_share_first_pct": 2.5, "image_count": 2}
    figure = drawn(tmp_path, POINT | {"month": date(2025, 6, 1)}, restated).css("#monthly-1")[0]
    assert "2.000% ±0.020, first 2.500%" in figure.css("table.data")[0].text()
    assert "1 of 2 points were restated by a later image" in figure.text()


def test_one_point_is_said_and_not_drawn(tmp_path: Path) -> None:
    page = drawn(tmp_path, POINT)
    assert "monthly-1" not in charts_of(page)
    assert page.css("#monthly-1 .message")[0].text().startswith("2.000% of permanent jobs in the UK cited Java")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "up 100.0% on the year before, beyond the error of reading"),
        ({"drawn_share_year_change_pct": -40.0, "breaks": '["window_switched"]'}, "down 40.0% on the year before [b]"),
        ({"is_change_beyond_bounds": False}, "unchanged on the year before within the error of reading"),
        ({"drawn_share_year_before_pct": 0.01}, "from about 0 on the year before"),
        ({"drawn_share_year_before_pct": None, "is_change_beyond_bounds": None}, "with no point a year before"),
    ],
)  # fmt: skip
def test_a_change_is_said_only_where_it_can_be_told_from_the_error(change: dict[str, object], said: str) -> None:
    assert change_words(POINT | change).startswith(said)


def test_the_uk_comes_first_and_without_rows_there_is_no_section() -> None:
    found = monthly_demand([POINT | {"place": "Aberdeen"}, POINT])
    assert found
    assert [place.drawn.title for place in found.places] == ["UK: demand by month", "Aberdeen: demand by month"]
    assert monthly_demand([]) is None
