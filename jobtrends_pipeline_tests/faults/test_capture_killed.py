"""`jobtrends capture` killed whole at any moment: what it acknowledged is held once, and the next run completes it."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.attempts import CAPTURED, AttemptLog
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.support.command import COMMAND, Outcome, spawned
from jobtrends_pipeline_tests.support.live_source import page_of
from jobtrends_pipeline_tests.support.pages.samples import index_of
from jobtrends_pipeline_tests.support.site.server import Site, running

SUBJECTS = ("Data Baker", "Bun Baker")
INDEX_ROWS, INDEX_PAGES = 1050, 21
PAGES, CHARTS = INDEX_PAGES + len(SUBJECTS), 3 * len(SUBJECTS)
PAUSE_SECONDS = 0.05
KILLS = 8


@pytest.fixture
def site() -> Site:
    """A source of 23 pages, two of which have three charts each."""
    return Site([page_of(subject=subject) for subject in SUBJECTS], [index_of(INDEX_ROWS)])


@pytest.fixture
def root(tmp_path: Path, site: Site) -> Iterator[DataPaths]:
    """A data root that follows the source."""
    paths = DataPaths(tmp_path / "data")
    paths.data_dir.mkdir()
    names = "".join(f"  - name: {subject}\n" for subject in SUBJECTS)
    (paths.data_dir / "watchlist.yaml").write_text(f"roles:\n{names}", encoding="utf-8")
    with running(site) as address:
        paths.settings_file.write_text(
            f"contact: tests@example.org\npause_seconds: {PAUSE_SECONDS}\nallows_loopback: true\n"
            f"pace_dir: {tmp_path / 'pace'}\nsource: {address}\n",
            encoding="utf-8",
        )
        yield paths


def killed(paths: DataPaths, is_time: Callable[[], bool]) -> bool:
    """Run the command and kill it with all it started when it is time; whether it was still running then."""
    environment = os.environ | {"JOBTRENDS_DATA_DIR": str(paths.data_dir)}
    environment.pop("DAGSTER_HOME", None)
    quiet = subprocess.DEVNULL
    command = [str(COMMAND), "capture"]
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment, start_new_session=True) as process:
        while process.poll() is None and not is_time():
            time.sleep(0.01)
        is_running = process.poll() is None
        if is_running:
            os.killpg(process.pid, signal.SIGKILL)
    return is_running


def acknowledged(paths: DataPaths) -> set[str]:
    """Captures that a run has logged as captured."""
    attempts = AttemptLog(paths.attempts_dir).all()
    return {attempt.capture_id or "" for attempt in attempts if attempt.outcome == CAPTURED}


def assert_sound(paths: DataPaths, known: set[str]) -> None:
    """All acknowledged is held, once, whole, and nothing of a killed run lies about."""
    archive = Archive(paths.archive_dir)
    archive.sweep()
    outcome = spawned(paths, "archive", "verify")
    assert (outcome.code, outcome.complaints) == (0, [])
    held = Counter(entry.capture_id for entry in archive.entries())
    assert known <= set(held)
    assert set(held.values()) <= {1}
    hidden = [path.name for path in paths.archive_dir.rglob(".*") if path.name != ".lock"]
    assert hidden == []


def assert_complete(paths: DataPaths, outcome: Outcome) -> None:
    """Every page and chart is held once and the figures of pages are published, once."""
    assert (outcome.code, outcome.complaints) == (0, [])
    assert_sound(paths, acknowledged(paths))
    held = list(Archive(paths.archive_dir).entries())
    assert len({entry.url for entry in held}) == len(held) == len(acknowledged(paths)) == PAGES + CHARTS
    with open_published(paths.published_file) as connection:
        counts = "SELECT count(*), count(DISTINCT capture_id) FROM captures WHERE outcome = 'read'"
        assert connection.execute(counts).fetchall() == [(PAGES, PAGES)]
        assert connection.execute("SELECT count(*) FROM chart_images").fetchall() == [(CHARTS,)]
        listed = "SELECT count(*), count(DISTINCT subject) FROM fact_market_index"
        assert connection.execute(listed).fetchall() == [(INDEX_ROWS, INDEX_ROWS)]
        tried = connection.execute("SELECT count(*) FROM capture_attempts").fetchall()
    assert tried == [(len(list(AttemptLog(paths.attempts_dir).all())),)]
    assert not [path for path in paths.data_dir.rglob("*") if path.name.endswith((".tmp", ".part"))]


def test_a_capture_killed_on_its_way_loses_nothing_and_the_next_completes_it(root: DataPaths, site: Site) -> None:
    chance = random.Random()  # noqa: S311
    pages, delay = chance.randint(2, INDEX_PAGES - 5), chance.random() * 2 * PAUSE_SECONDS
    moments: list[float] = []

    def is_time() -> bool:
        if not moments and len(acknowledged(root)) >= pages:
            moments.append(time.monotonic() + delay)
        return bool(moments) and time.monotonic() >= moments[0]

    assert killed(root, is_time)
    known = acknowledged(root)
    assert pages <= len(known) < INDEX_PAGES
    assert_complete(root, spawned(root, "capture"))
    assert known <= acknowledged(root)
    twice = [path for path, count in Counter(site.requested).items() if count > 1 and "page=" in path]
    assert len(twice) <= 2, "page 1, and the page that was under way"


@pytest.mark.slow
def test_a_capture_killed_again_and_again_at_any_moment_is_completed_at_last(root: DataPaths) -> None:
    """The moments lie anywhere from the start of the process to the drawing of the report."""
    chance = random.Random()  # noqa: S311
    known: set[str] = set()
    for _ in range(KILLS):
        end = time.monotonic() + chance.uniform(0.5, 20)
        killed(root, lambda: time.monotonic() >= end)  # noqa: B023
        known |= acknowledged(root)
        if root.archive_dir.exists():
            assert_sound(root, known)
    assert_complete(root, spawned(root, "capture"))
    assert known <= acknowledged(root)
