"""`jobtrends ingest`: what is no page is one line and a non-zero exit, the rest goes through, nothing is left half."""

import json
import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.saved_batches import identify_files
from jobtrends_pipeline.archive.archive import Archive, capture_id
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.watchlist import load_watchlist
from jobtrends_pipeline.pages.page import PARSER_VERSION
from jobtrends_pipeline.saved_files.read import read_saved
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.acquire.test_saved_charts import saved_complete
from jobtrends_pipeline_tests.conftest import SAMPLE
from jobtrends_pipeline_tests.support.command import Outcome, called, modules_after, spawned, unchanged
from jobtrends_pipeline_tests.support.dagster_runs import java_page, saved

GOOD, CUT, CUT_EARLY = date(2025, 12, 8), date(2025, 11, 3), date(2025, 10, 6)
OTHER_SITE = (
    b"<!DOCTYPE html><html><head><title>News</title></head><body><table><tr><td>1</td></tr></table></body></html>"
)


def cut_page(day: date, part: float) -> bytes:
    """A page that ends inside its subject table, after this part of it."""
    page = java_page(day)
    start = page.index(b'<table class="summary">')
    return page[: start + int(part * (page.index(b"</table>", start) - start))]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one good page among files that are none."""
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "empty.html").write_bytes(b"")
    (folder / "binary.html").write_bytes(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(4096))  # noqa: S311
    (folder / "other.html").write_bytes(OTHER_SITE)
    (folder / "cut.html").write_bytes(cut_page(CUT, 0.5))
    (folder / "cut-early.html").write_bytes(cut_page(CUT_EARLY, 0.35))
    (folder / "good.html").write_bytes(java_page(GOOD))
    return folder


@pytest.fixture(scope="module")
def mixed(ingested: DataPaths, inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[DataPaths, Outcome]:
    """A copy of the ingested root after all inputs in one command, named from their own folder."""
    paths = DataPaths(tmp_path_factory.mktemp("mixed") / "data")
    shutil.copytree(ingested.data_dir, paths.data_dir)
    names = ["missing.html", *sorted(path.name for path in inputs.iterdir())]
    return paths, spawned(paths, "ingest", *names, folder=inputs)


def test_each_input_that_is_no_page_is_one_line_that_names_it(mixed: tuple[DataPaths, Outcome]) -> None:
    paths, outcome = mixed
    said = dict(line.removeprefix("jobtrends: ").split(": ", 1) for line in outcome.complaints)
    assert said == {
        "missing.html": "no such file",
        "empty.html": "the file is empty",
        "binary.html": "an image, and no saved page beside it says of which chart it is: give it with its page",
        "other.html": (
            "no summary table and no market index found: not a job-trend page of IT Jobs Watch (titled 'News')"
        ),
        "cut-early.html": said["cut-early.html"],
        "cut.html": said["cut.html"],
    }
    assert said["cut-early.html"].endswith("the page may be cut off")
    assert said["cut.html"].startswith("quarantined, kept but not in the facts: ")
    assert len(outcome.complaints) == len(said)
    assert outcome.code == 1
    assert paths.data_dir.exists()


def test_the_good_page_among_them_is_in_the_facts(mixed: tuple[DataPaths, Outcome]) -> None:
    paths, outcome = mixed
    assert outcome.out.startswith("Taken      2 new pages, 0 archived before\n")
    with open_published(paths.published_file) as connection:
        query = "SELECT DISTINCT CAST(as_of AS VARCHAR) FROM fact_demand WHERE role = 'java' ORDER BY 1"
        assert [row[0] for row in connection.execute(query).fetchall()] == ["2025-12-08", "2026-02-06", "2026-03-13"]


def test_a_page_cut_inside_its_summary_is_quarantined_with_its_reason(mixed: tuple[DataPaths, Outcome]) -> None:
    with open_published(mixed[0].published_file) as connection:
        query = "SELECT CAST(period_end AS VARCHAR), reason FROM captures WHERE outcome = 'quarantined'"
        ((day, reason),) = connection.execute(query).fetchall()
        assert connection.execute("SELECT count(*) FROM fact_pay WHERE as_of = '2025-11-03'").fetchall() == [(0,)]
    assert day == "2025-11-03"
    assert "row in the summary table" in reason


def test_what_was_refused_is_in_the_warehouse_by_its_name_and_a_path_to_nothing_is_not(
    mixed: tuple[DataPaths, Outcome],
) -> None:
    with open_published(mixed[0].published_file) as connection:
        query = "SELECT origin, url, outcome, reason FROM capture_attempts ORDER BY url"
        found = connection.execute(query).fetchall()
    assert [row[:3] for row in found] == [
        ("saved", name, "refused") for name in ("binary.html", "cut-early.html", "empty.html", "other.html")
    ]
    assert found[2][3] == "the file is empty"


def test_an_input_that_is_refused_alone_is_in_the_warehouse_too(root: DataPaths, inputs: Path) -> None:
    outcome = called("ingest", inputs / "empty.html")
    assert (outcome.code, outcome.complaints) == (1, [f"jobtrends: {inputs / 'empty.html'}: the file is empty"])
    with open_published(root.published_file) as connection:
        assert connection.execute("SELECT url, reason FROM capture_attempts").fetchall() == [
            ("empty.html", "the file is empty")
        ]


def test_nothing_is_left_half_written(mixed: tuple[DataPaths, Outcome], inputs: Path) -> None:
    paths, _ = mixed
    archive = Archive(paths.archive_dir)
    assert not [path for path in paths.data_dir.rglob("*") if path.name.endswith((".tmp", ".wal"))]
    assert len([archive.read(entry) for entry in archive.entries()]) == 12
    assert len(list(inputs.iterdir())) == 6


def test_what_was_refused_is_refused_again_and_what_was_taken_is_held(
    mixed: tuple[DataPaths, Outcome], inputs: Path
) -> None:
    paths, _ = mixed
    watchlist = load_watchlist(paths.watchlist_file)
    held = frozenset(entry.capture_id for entry in Archive(paths.archive_dir).entries())
    again = identify_files([inputs], watchlist, held)
    assert (len(again.arrivals), len(again.held), len(again.refused)) == (0, 2, 4)


def test_a_second_ingest_says_that_nothing_is_new_and_does_not_load_dagster(ingested: DataPaths) -> None:
    is_unchanged = unchanged(ingested.data_dir)
    outcome, modules = modules_after(ingested, "ingest", SAMPLE)
    assert outcome.code == 0
    assert outcome.out.startswith("Nothing is new: all 10 pages are archived already\n")
    assert "jobtrends_pipeline" in modules
    assert "dagster" not in modules
    assert is_unchanged()


@pytest.mark.usefixtures("root")
def test_numbers_for_a_program_are_one_json_object() -> None:
    numbers = json.loads(called("ingest", SAMPLE, "--json").out)
    assert (numbers["pages_taken"], numbers["pages_held_before"], numbers["pages_read"]) == (0, 10, 10)


def test_a_page_that_a_cut_off_run_only_archived_comes_through(root: DataPaths, tmp_path: Path) -> None:
    paths = saved(tmp_path, GOOD)
    Archive(root.archive_dir).add("20251209T000000-cut", [d for d in read_saved(paths) if isinstance(d, Document)])
    outcome = called("ingest", *paths)
    assert (outcome.code, outcome.complaints) == (0, [])
    with open_published(root.published_file) as connection:
        query = "SELECT outcome, loaded_version FROM captures WHERE period_end = '2025-12-08'"
        assert connection.execute(query).fetchall() == [("read", PARSER_VERSION)]


def test_a_misspelt_key_of_the_watchlist_is_one_line_and_nothing_is_made(empty_root: DataPaths) -> None:
    empty_root.data_dir.mkdir()
    (empty_root.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Java\n    alises: [J2EE]\n")
    outcome = called("ingest", SAMPLE)
    (line,) = outcome.err.splitlines()
    assert outcome.code == 1
    assert line.startswith("jobtrends: watchlist.yaml: line 3, role 1 (Java)")
    assert "'alises'" in line
    assert "did you mean 'aliases'?" in line
    assert [path.name for path in empty_root.data_dir.iterdir()] == ["watchlist.yaml"]


def test_nothing_but_refused_inputs_makes_no_data_root(empty_root: DataPaths, inputs: Path) -> None:
    outcome = called("ingest", inputs / "other.html", inputs / "empty.html")
    assert (outcome.code, len(outcome.err.splitlines()), outcome.out) == (1, 2, "")
    assert not empty_root.data_dir.exists()


def test_the_pages_of_these_tests_are_not_in_the_sample(inputs: Path) -> None:
    sample = {capture_id(item) for item in read_saved([SAMPLE]) if isinstance(item, Document)}
    ours = {capture_id(item) for item in read_saved([inputs]) if isinstance(item, Document)}
    assert not sample & ours


def test_the_charts_of_a_page_saved_with_its_images_are_counted_and_listed(root: DataPaths, tmp_path: Path) -> None:
    saved_complete(tmp_path / "saved")
    outcome = spawned(root, "ingest", str(tmp_path / "saved"))
    assert (outcome.code, outcome.complaints) == (0, [])
    assert "Taken      1 new pages and 1 chart image, 0 archived before" in outcome.out
    with open_published(root.published_file) as connection:
        query = "SELECT role, subject, place, market, chart_kind, origin FROM chart_images"
        of = ("data-baker", "data baker", "UK", "permanent", "demand-trend", "saved")
        assert connection.execute(query).fetchall() == [of]
    again = spawned(root, "ingest", str(tmp_path / "saved"))
    assert "Nothing is new: all 1 pages are archived already" in again.out
