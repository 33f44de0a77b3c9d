"""Raw adverts put into the folder of their source are taken by `jobtrends refresh`, and put away."""

from pathlib import Path
from typing import Any

import pytest

from jobtrends_pipeline.acquire.inbox.examine import CHANGED
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.adverts import load_advert_sources
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.steps.adverts import take_inbox
from jobtrends_pipeline.steps.adverts.take import TakenInputs, take_inputs
from jobtrends_pipeline_tests.cli.test_own_figures import SOURCES, WATCHLIST, dump, medians
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.inbox_files import below

PAY = [40_000, 50_000, 60_000, 70_000, 80_000]


@pytest.fixture
def root(empty_root: DataPaths) -> DataPaths:
    empty_root.data_dir.mkdir(parents=True)
    empty_root.advert_sources_file.write_text(SOURCES, encoding="utf-8")
    empty_root.own_watchlist_file.write_text(WATCHLIST, encoding="utf-8")
    (empty_root.advert_inbox_dir / "board").mkdir(parents=True)
    return empty_root


def test_refresh_takes_the_inbox_to_figures_and_says_what_it_refuses(root: DataPaths) -> None:
    folder = root.advert_inbox_dir / "board"
    dump(folder, "2026-06-20", PAY)
    (folder / "notes.txt").write_text("buy milk")
    (root.advert_inbox_dir / "typo").mkdir()
    assert "2 files to be looked at" in called("status").out
    done = called("refresh")
    assert (done.code, "data-engineer" in done.out) == (1, True)
    assert "notes.txt: it is of no form that is read" in done.err
    assert "typo: in the folder of no source of adverts.yaml (sources: board)" in done.err
    assert {day.isoformat(): median for day, median in medians(root).items()}["2026-06-20"] == (60_000, 5)
    assert set(below(folder)) == {"done/2026-06-20.html", "refused/notes.txt", "refused/notes.txt.reason"}
    (root.advert_inbox_dir / "typo").rmdir()
    again = called("refresh")
    assert (again.code, "nothing: all captures are read" in again.out) == (0, True)


def test_without_sources_the_inbox_of_adverts_is_named_and_left(root: DataPaths) -> None:
    dump(root.advert_inbox_dir / "board", "2026-06-20", PAY)
    root.advert_sources_file.unlink()
    done = called("refresh")
    assert (done.code, "board: in the folder of no source of adverts.yaml (sources: none yet)" in done.err) == (0, True)
    assert set(below(root.advert_inbox_dir)) == {"board/2026-06-20.html"}


def test_a_file_that_changes_while_it_is_read_stays(root: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    (source,), folder = load_advert_sources(root.advert_sources_file), root.advert_inbox_dir / "board"
    kept, changed = dump(folder, "2026-06-20", PAY), dump(folder, "2026-06-21", PAY)

    def taken(*arguments: Any) -> TakenInputs:
        result = take_inputs(*arguments)
        changed.write_text(changed.read_text(encoding="utf-8") + "<p>more", encoding="utf-8")
        return result

    monkeypatch.setattr(take_inbox, "take_inputs", taken)
    _, stays = take_inbox.take_waiting(folder, source, Archive(root.archive_dir), "run")
    assert [(left.path, left.reason) for left in stays] == [(changed, CHANGED)]
    assert not kept.exists()
    assert set(below(folder)) == {"done/2026-06-20.html", "2026-06-21.html"}


def test_a_file_that_cannot_be_read_holds_up_no_other(root: DataPaths, tmp_path: Path) -> None:
    (source,), folder = load_advert_sources(root.advert_sources_file), root.advert_inbox_dir / "board"
    dump(folder, "2026-06-20", PAY)
    (folder / "loop.html").symlink_to(folder / "loop.html")
    taken, _ = take_inbox.take_waiting(folder, source, Archive(root.archive_dir), "run")
    assert len(taken.input_ids) == 1
    assert (folder / "done" / "2026-06-20.html").exists()
