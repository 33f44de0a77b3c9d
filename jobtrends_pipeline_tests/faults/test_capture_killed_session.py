"""A capture run killed at any moment loses nothing that it acknowledged, and leaves nothing else."""

import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive, capture_id
from jobtrends_pipeline_tests.support import keeper

KILLS = 10
MOST_PAGES, MOST_SECONDS = 7, 0.004


def run_keeper(folder: Path, run: str, before: set[str], pages: int | None, delay: float = 0) -> set[str]:
    """Run until it has acknowledged so many new pages and a moment longer, then kill it; None lets it end.

    Returns:
        What it acknowledged, though the line was printed after the last one that was waited for.
    """
    command = [sys.executable, "-m", keeper.__name__, str(folder), run]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        acknowledged: set[str] = set()
        while pages is None or len(acknowledged - before) < pages:
            line = process.stdout.readline()
            if not line:
                break
            acknowledged.add(line.strip())
        if pages is not None:
            time.sleep(delay)
            process.kill()
        acknowledged |= {line.strip() for line in process.stdout if line.endswith("\n")}
    if pages is None:
        assert process.returncode == 0
    elif process.returncode != -9:  # it had ended before the kill came: every page was kept, by it or by another run
        archived = {entry.capture_id for entry in Archive(folder).entries()}
        assert (process.returncode, len(archived)) == (0, keeper.PAGES)
    return acknowledged


def assert_sound(archive: Archive, acknowledged: set[str]) -> None:
    """All acknowledged is held, once, and reads back; no file is visible that is not whole."""
    held = list(archive.entries())
    assert set(Counter(entry.capture_id for entry in held).values()) <= {1}
    assert acknowledged <= {entry.capture_id for entry in held}
    for entry in held:
        assert capture_id(archive.read(entry)) == entry.capture_id
    ends = {entry.warc_file: entry.end for entry in held}
    found = {path.name: path.stat().st_size for path in (archive.folder / "warc").iterdir()}
    assert found == ends


@pytest.mark.parametrize("kills", [KILLS, pytest.param(200, marks=pytest.mark.slow)])
def test_a_run_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path, kills: int) -> None:
    chance = random.Random(20260222)  # noqa: S311
    archive = Archive(tmp_path)
    acknowledged: set[str] = set()
    for kill in range(kills):
        pages, delay = chance.randrange(MOST_PAGES), chance.random() * MOST_SECONDS
        acknowledged |= run_keeper(tmp_path, f"run-{kill:03}", acknowledged, pages, delay)
        archive.sweep()
        assert_sound(archive, acknowledged)
    acknowledged |= run_keeper(tmp_path, "run-last", acknowledged, None)
    assert_sound(archive, acknowledged)
    assert {entry.capture_id for entry in archive.entries()} == {
        capture_id(keeper.page(number)) for number in range(keeper.PAGES)
    }
    visible = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"]
    assert {path.suffix for path in visible} == {".gz", ".jsonl"}
    assert not [path.name for path in visible if path.name.startswith(".")]


def test_two_runs_at_once_keep_each_page_once_though_one_is_killed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with ThreadPoolExecutor() as pool:
        killed = pool.submit(run_keeper, tmp_path, "run-a", set(), 60)
        whole = pool.submit(run_keeper, tmp_path, "run-b", set(), None)
    archive.sweep()
    assert_sound(archive, killed.result() | whole.result())
    assert len(list(archive.entries())) == keeper.PAGES
