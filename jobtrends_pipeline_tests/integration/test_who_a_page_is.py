"""`jobtrends ingest` of pages that do not say who they are, are several, foreign, or of a time that cannot be."""

import json
from datetime import date

import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.acquire.test_given_address import LONDON, wet
from jobtrends_pipeline_tests.support.command import Outcome, spawned
from jobtrends_pipeline_tests.support.dagster_runs import java_page
from jobtrends_pipeline_tests.support.pages.index_text import index_text


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataPaths, Outcome]:
    """A data root after one ingest of a good page of each kind among bad ones."""
    folder, paths = tmp_path_factory.mktemp("inputs"), DataPaths(tmp_path_factory.mktemp("root") / "data")
    paths.data_dir.mkdir()
    (paths.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Java\n", encoding="utf-8")
    good, other = java_page(date(2026, 2, 6)), java_page(date(2026, 3, 13))
    wet(folder, index_text(), LONDON, "london.wet")
    wet(folder, index_text() + b"\n", LONDON.replace("www.itjobswatch.co.uk", "evil.example"), "foreign.wet")
    wet(folder, other, LONDON, "other-page.wet")
    (folder / "no-place.txt").write_bytes(index_text() + b"\n\n")
    (folder / "two.html").write_bytes(good + other)
    (folder / "future.html").write_bytes(java_page(date(2126, 3, 13)))
    (folder / "good.html").write_bytes(good)
    return paths, spawned(paths, "ingest", folder)


def _rows(paths: DataPaths, query: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in spawned(paths, "sql", query, "--json").out.splitlines()]


def test_each_that_is_refused_or_quarantined_is_one_line(mixed: tuple[DataPaths, Outcome]) -> None:
    lines = dict(line.rpartition("/")[2].removeprefix("jobtrends: ").split(": ", 1) for line in mixed[1].complaints)
    said = {name.partition("#")[0]: reason for name, reason in lines.items()}
    assert sorted(said) == ["foreign.wet", "future.html", "no-place.txt", "other-page.wet", "two.html"]
    assert "of the host evil.example" in said["foreign.wet"]
    assert said["no-place.txt"].endswith("or its HTML with the links of the names")
    assert said["two.html"].startswith("2 pages in one file")
    assert said["future.html"].startswith("quarantined, kept but not in the facts: its period ends on 13 Mar 2126")
    assert "its address is of a market index, London" in said["other-page.wet"]
    assert mixed[1].code == 1


def test_the_facts_hold_the_good_pages_alone_under_their_own_names(mixed: tuple[DataPaths, Outcome]) -> None:
    index = "SELECT market, place, window_months, pay_basis, count(*)::INT AS n FROM fact_market_index GROUP BY ALL"
    assert _rows(mixed[0], index) == [
        {"market": "permanent", "place": "London", "window_months": 6, "pay_basis": "annual_salary", "n": 6}
    ]
    demand = "SELECT DISTINCT CAST(as_of AS VARCHAR) AS day FROM fact_demand"
    assert _rows(mixed[0], demand) == [{"day": "2026-02-06"}]


def test_why_a_page_is_quarantined_stands_with_it(mixed: tuple[DataPaths, Outcome]) -> None:
    found = _rows(mixed[0], "SELECT outcome, reason FROM captures WHERE outcome <> 'read' ORDER BY reason")
    assert [str(row["reason"]).partition(",")[0] for row in found] == [
        "its address is of a market index",
        "its period ends on 13 Mar 2126",
    ]
    findings = _rows(mixed[0], "SELECT check_name, severity FROM findings WHERE severity = 'error' ORDER BY 1")
    names = ("address", "time", "unknown_period")
    assert findings == [{"check_name": name, "severity": "error"} for name in names]


def test_status_says_of_each_role_why_its_last_page_is_quarantined(mixed: tuple[DataPaths, Outcome]) -> None:
    told = " ".join(spawned(mixed[0], "status").out.split())
    assert "java: 2 pages are quarantined, the last: its " in told
    roles = {row["role"]: row for row in json.loads(spawned(mixed[0], "status", "--json").out)["roles"]}
    assert (roles["java"]["quarantined"], roles["market-index"]["quarantined"]) == (2, 0)
    assert str(roles["java"]["quarantine_reason"]).startswith("its ")
    assert roles["market-index"]["quarantine_reason"] is None
