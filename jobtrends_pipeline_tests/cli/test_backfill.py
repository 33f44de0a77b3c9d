"""Going back in time from the command line: a real pywb is the web archive, and everything behind it is real."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.support.closing_archive import Closing
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.pages.samples import FACTS, ROLE, page_on
from jobtrends_pipeline_tests.support.pywb_archive import SITE, Archived, pywb
from jobtrends_pipeline_tests.support.site.chart_images import png
from jobtrends_pipeline_tests.support.site.facts import print_page
from jobtrends_pipeline_tests.support.site.markup import page_html

PAGE = f"{SITE}/jobs/uk/data%20baker.do"
DAYS = (date(2019, 3, 14), date(2019, 4, 2), date(2019, 8, 20))
CHART = f"{SITE}/charts/permanent-demand-trend.aspx?s=data+baker&l=uk"
ERROR_PAGE = b"<html><head><title>Server Error</title></head><body><h1>500</h1></body></html>"


def archived() -> list[Archived]:
    """Pages of three months; in May only an error page served with 200, in June only a 404.

    Their demand chart was archived twice: six days after the page of March, and 46 days before that of August.
    """
    pages = [Archived(PAGE, f"{day:%Y%m%d}120000", page_html(page_on(day))) for day in DAYS]
    heading = replace(ROLE, period_end=date(2019, 7, 1), location="London", comparison_place="England")
    of_london = page_html(print_page(replace(FACTS, heading=heading)))
    return [
        *pages,
        *(Archived(CHART, at, png(4, 4, at)) for at in ("20190320090000", "20190705090000")),
        Archived(PAGE, "20190510120000", ERROR_PAGE),
        Archived(PAGE, "20190611120000", b"gone", status="404 Not Found"),
        Archived(PAGE, "20190702120000", of_london),
    ]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pywb(tmp_path_factory.mktemp("pywb"), archived()) as address:
        yield address


@pytest.fixture
def root(tmp_path: Path, collection: str, monkeypatch: pytest.MonkeyPatch) -> DataPaths:
    paths = DataPaths(tmp_path / "data")
    paths.data_dir.mkdir()
    (paths.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Data Baker\n", encoding="utf-8")
    paths.settings_file.write_text(
        f"contact: tests@example.org\npause_seconds: 0\nallows_loopback: true\npace_dir: {tmp_path / 'pace'}\n"
        f"wayback: {collection}\nwayback_kind: pywb\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("JOBTRENDS_DATA_DIR", str(paths.data_dir))
    return paths


COMMAND = ("backfill", "--role", "data-baker", "--from", "2019-03", "--to", "2019-09")


def test_a_plan_says_what_it_takes_and_asks_nothing(root: DataPaths) -> None:
    outcome = called(*COMMAND, "--dry-run")
    assert (outcome.code, outcome.complaints) == (0, [])
    assert "1 pages × 7 months" in outcome.out
    assert "at most 17 requests to wayback" in outcome.out
    assert "at most 8 requests to wayback" in called(*COMMAND, "--dry-run", "--no-charts").out
    assert not root.archive_dir.exists()


def test_months_are_filled_and_those_left_empty_say_why_and_nothing_is_asked_twice(root: DataPaths) -> None:
    outcome = called(*COMMAND)
    assert (outcome.code, outcome.complaints) == (0, [])
    assert f"{PAGE}: 3 of 7 months found" in outcome.out
    lines = [line.strip() for line in outcome.out.splitlines() if line.startswith("           2019")]
    assert [line[:7] for line in lines] == ["2019-05", "2019-06", "2019-07", "2019-09"]
    assert "not_a_page: " in lines[0]
    assert "only HTTP 404 archived" in lines[1]
    assert "other_page: asked for permanent data-baker in UK" in lines[2]
    assert "Charts     1 captured, 1 nothing_archived" in outcome.out
    entries = list(Archive(root.archive_dir).entries())
    held = [entry for entry in entries if entry.url == PAGE]
    assert {entry.origin for entry in entries} == {"wayback"}
    assert [f"{entry.captured_at:%Y-%m-%d}" for entry in held] == [day.isoformat() for day in DAYS]
    assert all(entry.provenance and "id_/" in entry.provenance for entry in held)
    with open_published(root.published_file) as connection:
        query = "SELECT DISTINCT as_of::DATE FROM fact_demand ORDER BY 1"
        assert [row[0] for row in connection.execute(query).fetchall()] == list(DAYS)
        charts = "SELECT url, role, origin, media_type, captured_at::VARCHAR FROM chart_images"
        of = (CHART, "data-baker", "wayback", "image/png", "2019-03-20 09:00:00")
        assert connection.execute(charts).fetchall() == [of]
    tried = len(list(AttemptLog(root.attempts_dir).all()))
    again = called(*COMMAND)
    assert again.code == 0
    assert "nothing to look for: 3 months archived already, 4 settled by earlier runs" in again.out
    assert len(list(AttemptLog(root.attempts_dir).all())) == tried


def test_charts_are_not_looked_for_when_nobody_wants_them(root: DataPaths) -> None:
    assert called(*COMMAND, "--no-charts").code == 0
    assert {entry.url for entry in Archive(root.archive_dir).entries()} == {PAGE}


def test_without_a_contact_nothing_is_asked(root: DataPaths) -> None:
    text = root.settings_file.read_text(encoding="utf-8").replace("contact: tests@example.org\n", "")
    root.settings_file.write_text(text, encoding="utf-8")
    outcome = called(*COMMAND)
    assert outcome.code == 1
    assert "set `contact`" in outcome.complaints[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "nobody", "--from", "2019-03"), "not on the watchlist"),
        (("--role", "data-baker", "--from", "2019-13"), "no month"),
        (("--role", "data-baker", "--from", "2019-05", "--to", "2019-03"), "is after"),
        (("--role", "data-baker", "--from", "2019-03", "--origin", "attic"), "no origin 'attic'"),
        (("--role", "data-baker", "--from", "2019-03", "--path", "pages"), "give --origin saved"),
    ],
)
def test_what_cannot_be_asked_is_one_line(root: DataPaths, arguments: tuple[str, ...], words: str) -> None:
    outcome = called("backfill", *arguments)
    assert outcome.code == 1
    assert len(outcome.complaints) == 1
    assert words in outcome.complaints[0]


def test_an_archive_that_cannot_be_reached_leaves_its_months_for_the_next_run(root: DataPaths) -> None:
    text = root.settings_file.read_text(encoding="utf-8")
    good = next(line for line in text.splitlines() if line.startswith("wayback: "))
    root.settings_file.write_text(text.replace(good, "wayback: http://127.0.0.1:9/pages"), encoding="utf-8")
    outcome = called(*COMMAND)
    assert outcome.code == 1
    assert "run the same command again" in outcome.complaints[-1]
    root.settings_file.write_text(text, encoding="utf-8")
    assert f"{PAGE}: 3 of 7 months found" in called(*COMMAND).out


def test_an_archive_that_begins_to_refuse_connections_is_left_alone_and_the_rest_put_off(root: DataPaths) -> None:
    days = [date(2019, month, 14) for month in range(3, 10)]
    archive = Closing(PAGE, {f"{day:%Y%m%d}120000": page_html(page_on(day)) for day in days}, most=2)
    with archive.open() as address:
        text = root.settings_file.read_text(encoding="utf-8").split("wayback: ")[0]
        root.settings_file.write_text(f"{text}longest_wait_seconds: 0\nwayback: {address}\n", encoding="utf-8")
        outcome = called(*COMMAND, "--no-charts")
    assert outcome.code == 1
    assert archive.asked == ["20190314120000", "20190414120000"]
    tried = list(AttemptLog(root.attempts_dir).all())
    assert [(one.month, one.outcome) for one in tried] == [
        ("2019-03-01", "captured"), ("2019-04-01", "captured"), ("2019-05-01", "deferred"),
    ]  # fmt: skip
    assert tried[-1].not_before is not None
    assert "127.0.0.1 is left alone until" in (tried[-1].reason or "")
    until = f"{tried[-1].not_before:%Y-%m-%d %H:%M}"
    assert outcome.complaints[-1].endswith(f"run the same command again after {until} UTC to go on")
    archive.most = 100
    with archive.open(archive.port):
        early = called(*COMMAND, "--no-charts")
        assert (early.code, archive.asked[2:]) == (1, [])
        (root.data_dir.parent / "pace" / "127.0.0.1.json").unlink()
        assert called(*COMMAND, "--no-charts").code == 0
    assert sorted(archive.asked[2:]) == [f"{day:%Y%m%d}120000" for day in days[2:]]
