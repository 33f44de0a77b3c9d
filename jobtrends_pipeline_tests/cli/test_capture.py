"""Capturing the source from the command line: a real server on loopback renders its pages, everything else is real."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.server import ROBOTS, Answer, Site, running

DAY = date(2026, 2, 15)


@pytest.fixture
def site() -> Site:
    return Site([page_on(DAY)], [index_of(day=DAY, count=60)])


@pytest.fixture
def root(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[DataPaths]:
    paths = DataPaths(tmp_path / "data")
    paths.data_dir.mkdir()
    (paths.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Data Baker\n", encoding="utf-8")
    monkeypatch.setenv("JOBTRENDS_DATA_DIR", str(paths.data_dir))
    with running(site) as address:
        paths.settings_file.write_text(
            f"contact: tests@example.org\npause_seconds: 0\nlongest_wait_seconds: 0\nallows_loopback: true\n"
            f"pace_dir: {tmp_path / 'pace'}\nsource: {address}\n",
            encoding="utf-8",
        )
        yield paths


def test_page_and_index_come_through_to_facts_and_what_is_unchanged_is_not_stored_again(root: DataPaths) -> None:
    outcome = called("capture")
    assert (outcome.code, outcome.complaints) == (0, [])
    assert "Captured   6 captured" in outcome.out
    with open_published(root.published_file) as connection:
        counted = "SELECT (SELECT count(*) FROM fact_market_index), (SELECT count(DISTINCT as_of) FROM fact_pay)"
        assert connection.execute(counted).fetchone() == (60, 1)
        assert connection.execute("SELECT DISTINCT origin FROM captures").fetchall() == [("live",)]
    held = len(list(Archive(root.archive_dir).entries()))
    again = called("capture")
    assert (again.code, again.complaints) == (0, [])
    assert "Captured   3 unchanged" in again.out
    assert len(list(Archive(root.archive_dir).entries())) == held


def test_charts_are_kept_beside_their_page_unless_nobody_wants_them(root: DataPaths) -> None:
    assert called("capture", "--no-index", "--no-charts").code == 0
    assert _kinds(root) == ["text/html"]
    outcome = called("capture", "--no-index")
    assert (outcome.code, outcome.complaints) == (0, [])
    assert _kinds(root) == ["image/png"] * 3 + ["text/html"], "the charts of the unchanged page"
    assert "Nothing is new" in called("ingest", *_saved(root)).out


def test_a_chart_is_asked_for_once_a_month_and_a_missing_one_fails_nothing(root: DataPaths, site: Site) -> None:
    site.instead["/charts/salary-trend.aspx"] = Answer(404)
    outcome = called("capture", "--no-index")
    assert (outcome.code, len(outcome.complaints)) == (0, 1)
    assert "salary-trend.aspx?s=data+baker&l=uk: not_found" in outcome.complaints[0]
    asked = [path for path in site.requested if path.startswith("/charts/")]
    assert len(asked) == 3
    assert called("capture", "--no-index").complaints == []
    assert [path for path in site.requested if path.startswith("/charts/")] == asked


def _kinds(root: DataPaths) -> list[str]:
    return sorted(str(entry.media_type) for entry in Archive(root.archive_dir).entries())


def _saved(root: DataPaths) -> list[Path]:
    """The page as it lies in the archive, saved to a file."""
    archive = Archive(root.archive_dir)
    page = next(entry for entry in archive.entries() if entry.media_type == "text/html")
    file = root.data_dir / "again.html"
    file.write_bytes(archive.read(page).body)
    return [file]


def test_a_subject_without_a_page_is_named_with_the_nearest_of_the_index(root: DataPaths, site: Site) -> None:
    rows = index_of(day=DAY, count=60).rows
    site.indexes = [replace(index_of(day=DAY, count=60), rows=(replace(rows[0], subject="Data Baking"), *rows[1:]))]
    assert called("capture", "--role", "data-baker").code == 0
    site.pages = []
    outcome = called("capture", "--no-index")
    assert outcome.code == 1
    assert "not_found: 404" in outcome.complaints[0]
    assert "data baking" in outcome.complaints[0].lower()


def test_a_page_that_is_had_under_an_alias_is_captured_though_the_name_has_none(root: DataPaths) -> None:
    names = "roles:\n  - {name: Dough Baker, aliases: [Data Baker]}\n"
    (root.data_dir / "watchlist.yaml").write_text(names, encoding="utf-8")
    outcome = called("capture", "--no-index", "--no-charts")
    assert (outcome.code, len(outcome.complaints)) == (0, 1)
    assert outcome.complaints[0].endswith("not_found: 404: no page of the name 'Dough Baker'; captured under an alias")
    with open_published(root.published_file) as connection:
        tried = connection.execute("SELECT role, outcome FROM capture_attempts ORDER BY attempt_id").fetchall()
        assert tried == [("dough-baker", "not_found"), ("dough-baker", "captured")]
        assert connection.execute("SELECT role, subject FROM captures").fetchall() == [("dough-baker", "Data Baker")]


def test_a_first_capture_that_brings_no_page_says_why_in_the_warehouse(root: DataPaths, site: Site) -> None:
    site.pages = []
    assert called("capture", "--no-index").code == 1
    with open_published(root.published_file) as connection:
        tried = connection.execute("SELECT role, outcome, http_status FROM capture_attempts").fetchall()
    assert tried == [("data-baker", "not_found", 404)]
    assert called("capture", "--no-index").code == 1
    with open_published(root.published_file) as connection:
        assert connection.execute("SELECT count(*) FROM capture_attempts").fetchall() == [(2,)]


def test_what_robots_txt_forbids_is_not_asked_for(root: DataPaths, site: Site) -> None:
    site.robots = ROBOTS + "Disallow: /jobs/\n"
    outcome = called("capture", "--no-index")
    assert outcome.code == 1
    assert "disallowed" in outcome.complaints[0]
    assert not [path for path in site.requested if path.startswith("/jobs/")]


def test_a_source_that_asks_to_wait_is_left_alone_until_then(root: DataPaths, site: Site) -> None:
    site.instead["/jobs/uk/data%20baker.do"] = Answer(503, headers={"Retry-After": "3600"})
    outcome = called("capture", "--no-index")
    assert outcome.code == 1
    assert "deferred" in outcome.complaints[0]
    asked = len(site.requested)
    again = called("capture", "--no-index")
    assert again.code == 1
    assert len(site.requested) == asked
    (first, second) = AttemptLog(root.attempts_dir).all()
    assert first.not_before
    assert first.not_before > first.attempted_at
    assert second.outcome == "deferred"


def test_a_role_nobody_follows_is_one_line(root: DataPaths) -> None:
    outcome = called("capture", "--role", "nobody")
    assert (outcome.code, len(outcome.complaints)) == (1, 1)
    assert "not on the watchlist" in outcome.complaints[0]
    assert not root.attempts_dir.exists()
