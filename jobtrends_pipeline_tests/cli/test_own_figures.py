"""From one's own adverts to trends: figures under their own publisher, and none of the adverts in what is published."""

import json
import math
from datetime import date
from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.watchlist import load_watchlist
from jobtrends_pipeline.steps.adverts.figures import compute_figures, period_ends
from jobtrends_pipeline.tables.advert_figures import ADVERT_FIGURE_TABLES
from jobtrends_pipeline.tables.adverts import ADVERTS
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.tables.trends import TREND_DEMAND
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.raw_adverts import job, page_with
from jobtrends_pipeline_tests.support.site.markup import page_html

SOURCES = (
    "sources:\n"
    "  - {name: board, publisher: mine, kind: pages, licence: Terms of the board, attribution: By the board}\n"
)
WATCHLIST = "roles:\n  - name: Data Engineer\n  - name: Java Developer\n  - name: Data Baker\n"
EMPLOYER = "Quietly Named Water"


def dump(folder: Path, day: str, pay: list[int], title: str = "Data Engineer") -> Path:
    """A page of one day with an advert for each pay, of texts that are unlike each other."""
    adverts = [
        job(
            title=title, url=f"https://example.org/{title}/{day}/{number}", hiringOrganization={"name": EMPLOYER},
            jobLocation={"address": {"addressLocality": "Leeds"}}, datePosted=day,
            description=f"<p>Salary £{amount:,} per annum.</p>" + "".join(
                f"<p>Task {number} {line} of {amount}: build {title} part {number * 31 + line}.</p>"
                for line in range(12)
            ),
        )
        for number, amount in enumerate(pay)
    ]  # fmt: skip
    folder.mkdir(exist_ok=True)
    path = folder / f"{day}.html"
    path.write_text(page_with(*adverts), encoding="utf-8")
    return path


@pytest.fixture
def root(empty_root: DataPaths) -> DataPaths:
    empty_root.data_dir.mkdir(parents=True)
    empty_root.advert_sources_file.write_text(SOURCES, encoding="utf-8")
    empty_root.own_watchlist_file.write_text(WATCHLIST, encoding="utf-8")
    return empty_root


def medians(paths: DataPaths) -> dict[date, tuple[float, int]]:
    """Median and adverts with pay by period end, as published for the UK and six months."""
    with duckdb.connect(paths.published_file, read_only=True) as connection:
        rows = connection.execute(
            "SELECT as_of, median_gbp, pay_advert_count FROM fact_pay WHERE publisher = 'mine' AND scope = 'subject' "
            "AND lag_years = 0 AND window_months = 6 AND role = 'data-engineer' AND place = 'UK' ORDER BY ALL"
        ).fetchall()
    return {day: (median, count) for day, median, count in rows}


def test_facts_are_of_each_month_end_and_day_of_capture_and_later_days_change_none(
    root: DataPaths, tmp_path: Path
) -> None:
    first = dump(tmp_path / "a", "2026-06-20", [40_000, 50_000, 60_000, 70_000, 80_000])
    outcome = called("adverts", "ingest", first, "--source", "board")
    assert outcome.code == 0, outcome.err
    assert "data-engineer@mine" in outcome.out
    assert medians(root) == {date(2026, 6, 20): (60_000, 5)}
    later = dump(tmp_path / "b", "2026-07-10", [90_000, 95_000, 99_000])
    assert called("adverts", "ingest", later, "--source", "board").code == 0
    assert medians(root) == {
        date(2026, 6, 20): (60_000, 5), date(2026, 6, 30): (60_000, 5), date(2026, 7, 10): (75_000, 8),
    }  # fmt: skip
    again = called("adverts", "ingest", later, "--source", "board")
    assert (again.code, "Figures" in again.out) == (0, False)


def test_own_series_are_asked_for_by_name_and_say_whose_they_are(root: DataPaths, tmp_path: Path) -> None:
    dump(tmp_path / "a", "2026-06-20", [40_000, 50_000, 60_000, 70_000, 80_000])
    dump(tmp_path / "b", "2026-06-20", [30_000, 31_000, 32_000, 33_000, 34_000, 35_000], "Java Developer")
    assert called("adverts", "ingest", tmp_path / "a", tmp_path / "b", "--source", "board").code == 0
    found = json.loads(called("trend", "Data Engineer@mine", "--json").out)
    assert found["series"]["publisher"] == "mine"
    assert found["trend_pay"][-1]["median_gbp"] == 60_000
    assert "IT Jobs Watch" not in found["source"]
    beside = called("compare", "data-engineer@mine", "java-developer@mine").out
    assert "Data Engineer (mine)" in beside
    assert "Java Developer (mine)" in beside
    wrong = called("trend", "data-engineer")
    assert (wrong.code, "data-engineer@mine" in wrong.err) == (1, True)


def test_no_advert_is_in_what_is_published_or_drawn(root: DataPaths, tmp_path: Path) -> None:
    dump(tmp_path / "a", "2026-06-20", [40_000, 50_000, 60_000, 70_000, 80_000])
    assert called("adverts", "ingest", tmp_path / "a", "--source", "board").code == 0
    written = [root.published_file, *(path for path in root.reports_dir.rglob("*") if path.is_file())]
    assert len(written) > 5
    for path in written:
        assert EMPLOYER.encode() not in path.read_bytes(), path
    page = (root.reports_dir / "roles" / "data-engineer.html").read_text(encoding="utf-8")
    assert "adverts of mine" in page
    assert "By the board" in (root.reports_dir / "own-adverts.html").read_text(encoding="utf-8")
    assert 'href="own-adverts.html"' in (root.reports_dir / "index.html").read_text(encoding="utf-8")
    rights = (root.reports_dir / "data" / "RIGHTS.txt").read_text(encoding="utf-8")
    assert "mine: Terms of the board. By the board" in rights


def test_fewer_than_five_vacancies_give_no_figure(root: DataPaths, tmp_path: Path) -> None:
    assert called("adverts", "ingest", dump(tmp_path / "a", "2026-06-20", [40_000] * 4), "--source", "board").code == 0
    counts = Warehouse.reading(root.working_file).counts([*FACT_TABLES, *ADVERT_FIGURE_TABLES, ADVERTS], {})
    assert {name for name, count in counts.items() if count} == {"adverts"}


def test_period_ends_are_month_ends_and_days_of_capture() -> None:
    days = [date(2025, 12, 5), date(2026, 2, 28)]
    assert period_ends(days) == [days[0], date(2025, 12, 31), date(2026, 1, 31), days[1]]
    assert period_ends([date(2026, 2, 3)]) == [date(2026, 2, 3)]


def test_months_without_a_capture_in_the_window_before_have_no_period_end() -> None:
    days = [date(2018, 12, 31), date(2026, 8, 4)]
    within = [date(2019, month, day) for month, day in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30))]
    assert period_ends(days) == [days[0], *within, days[1]]


def test_both_publishers_stand_side_by_side_and_neither_changes_the_other(root: DataPaths, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(page_html(page_on(date(2026, 6, 25))))
    assert called("ingest", tmp_path / "page.html").code == 0
    alone = called("trend", "data-baker", "--json").out
    pay = [40_000 + 2_500 * number for number in range(12)]
    assert (
        called("adverts", "ingest", dump(tmp_path / "a", "2026-06-20", pay, "Data Baker"), "--source", "board").code
        == 0
    )
    assert called("trend", "data-baker", "--json").out == alone
    beside = called("compare", "data-baker", "data-baker@mine").out
    assert "Data Baker (mine)" in beside
    assert "IT Jobs Watch, CC BY-NC-SA 4.0; advertised, not paid. mine: computed from own adverts" in beside
    page = (root.reports_dir / "roles" / "data-baker.html").read_text(encoding="utf-8")
    assert 0 < page.index("permanent · 6 months") < page.index("permanent, adverts of mine · 6 months")
    script = (root.reports_dir / "compare" / "data-baker.js").read_text(encoding="utf-8")
    assert [line.count("@mine") for line in script.splitlines()] == [0, 1]
    found = {row["measure"]: row for row in json.loads(called("adverts", "calibrate", "data-baker", "--json").out)}
    assert set(found) == {"p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp"}
    median = found["median_gbp"]
    assert (median["estimate_gbp"], median["printed_gbp"], median["difference_gbp"]) == (53_750, 60_000, -6_250)
    spread = math.hypot(median["error_gbp"], median["printed_error_gbp"])
    assert median["errors_apart"] == pytest.approx(-6_250 / spread)
    assert "of 1 medians are within 1.96 errors of the print" in called("adverts", "calibrate").out


def test_without_a_pair_the_calibration_says_what_is_needed(root: DataPaths, tmp_path: Path) -> None:
    dump(tmp_path / "a", "2026-06-20", [40_000, 50_000, 60_000, 70_000, 80_000])
    assert called("adverts", "ingest", tmp_path / "a", "--source", "board").code == 0
    outcome = called("adverts", "calibrate")
    assert (outcome.code, "both are needed" in outcome.err) == (1, True)


def test_a_source_with_another_publisher_takes_its_figures_along(root: DataPaths, tmp_path: Path) -> None:
    dump(tmp_path / "a", "2026-06-20", [40_000, 50_000, 60_000, 70_000, 80_000])
    assert called("adverts", "ingest", tmp_path / "a", "--source", "board").code == 0
    root.advert_sources_file.write_text(SOURCES.replace("mine", "ours"), encoding="utf-8")
    assert called("adverts", "ingest", tmp_path / "a", "--source", "board").code == 0
    with duckdb.connect(root.published_file, read_only=True) as connection:
        for table in (*FACT_TABLES, *ADVERT_FIGURE_TABLES, TREND_DEMAND):
            found = connection.execute(f"SELECT DISTINCT publisher FROM {table.name}").fetchall()  # noqa: S608
            assert found in ([("ours",)], []), table.name
    assert called("trend", "data-engineer@ours").code == 0


def test_a_thin_day_is_computed_once(root: DataPaths, tmp_path: Path) -> None:
    assert called("adverts", "ingest", dump(tmp_path / "a", "2026-06-20", [40_000] * 4), "--source", "board").code == 0
    again = compute_figures(Warehouse.at(root.working_file), load_watchlist(root.watchlist_file))
    assert (again.days, again.verdicts) == ((), ())


def test_a_warehouse_is_not_made_anew_without_the_adverts_that_it_has(root: DataPaths, tmp_path: Path) -> None:
    dump(tmp_path / "a", "2026-06-20", [40_000, 50_000, 60_000, 70_000, 80_000])
    assert called("adverts", "ingest", tmp_path / "a", "--source", "board").code == 0
    root.advert_sources_file.unlink()
    root.working_file.write_bytes(b"damaged")
    outcome = called("refresh")
    assert (outcome.code, "adverts of board: name the source in adverts.yaml again" in outcome.err) == (1, True)
    root.advert_sources_file.write_text(SOURCES, encoding="utf-8")
    assert called("refresh").code == 0
    assert medians(root) == {date(2026, 6, 20): (60_000, 5)}
