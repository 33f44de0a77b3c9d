"""`jobtrends charts` and `charts explain`, and what `jobtrends status` says of chart images."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.charts.container import LARGEST_FILE
from jobtrends_pipeline.charts.explain import explain_chart
from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.chart_images import FOLDER, content_of
from jobtrends_pipeline_tests.support.command import called, modules_after

IMAGE = FOLDER / "images" / "london__generative-ai.webp"


@pytest.fixture(autouse=True)
def _on_charted(charted: DataPaths) -> Iterator[None]:
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(charted.data_dir))
        yield


def test_images_are_counted_by_outcome_kind_and_layout() -> None:
    outcome = called("charts")
    assert (outcome.code, outcome.err) == (0, "")
    lines = [" ".join(line.split()) for line in outcome.out.splitlines()[1:]]
    assert lines[0].startswith("read demand-trend demand-trend-2025 2 2 2025-07-29 ")
    assert lines[1].startswith("refused demand-trend – 1 1 2025-07-29 ")
    assert lines[2].startswith("refused salary-trend demand-trend-2025 1 1 2025-07-29 ")
    assert "its address is of a salary-trend, its picture is a demand-trend" in lines[2]
    found = [json.loads(line) for line in called("charts", "--json").out.splitlines()]
    assert [(group["outcome"], group["image_count"]) for group in found] == [
        ("read", 2),
        ("refused", 1),
        ("refused", 1),
    ]


def test_without_images_the_list_says_how_to_have_them(ingested: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(ingested.data_dir))
    assert called("charts").out.startswith("No chart image is held: `jobtrends capture --charts`")


def test_an_image_is_explained_as_a_file_and_by_the_beginning_of_its_id(charted: DataPaths) -> None:
    lines = explain_chart(content_of(IMAGE.stem)).lines()
    (kept,) = (
        entry for entry in Archive(charted.archive_dir).entries() if "london/generative-ai" in entry.url
    )  # fmt: skip
    for name in (IMAGE, kept.capture_id[:10]):
        outcome = called("charts", "explain", name)
        assert (outcome.code, outcome.err) == (0, "")
        assert outcome.out.splitlines() == lines
    assert lines[0] == "outcome    read"
    assert json.loads(called("charts", "explain", IMAGE, "--json").out)["outcome"] == "read"


def test_an_image_that_is_not_read_is_explained_and_the_exit_says_so(tmp_path: Path) -> None:
    file = tmp_path / "cut.webp"
    file.write_bytes(content_of(IMAGE.stem)[:5_000])
    outcome = called("charts", "explain", file)
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out.startswith("outcome    refused\nreason     ")


def test_what_is_no_image_file_is_one_line(tmp_path: Path) -> None:
    large, pipe = tmp_path / "large.webp", tmp_path / "pipe"
    with large.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    os.mkfifo(pipe)
    for name, words in (
        (large, "has more than 4,194,304 bytes, more than any chart"),
        (tmp_path, "is no file: name one image"),
        (pipe, "is no file: name one image"),
        ("nowhere.webp", "'nowhere.webp' is no file, and no capture's id begins so: `jobtrends charts` names one"),
        ("", "'' is the beginning of"),
    ):
        outcome = called("charts", "explain", name)
        assert (outcome.code, outcome.out) == (1, "")
        (line,) = outcome.complaints
        assert words in line


def test_the_status_says_how_many_images_are_read_and_refused() -> None:
    out = " ".join(called("status").out.split())
    assert "chart images: 2 read, 2 refused: `jobtrends charts` lists them" in out
    assert json.loads(called("status", "--json").out)["chart_images"] == {"read": 2, "refused": 2}


def test_the_list_is_made_without_the_slow_libraries(charted: DataPaths) -> None:
    outcome, modules = modules_after(charted, "charts")
    assert (outcome.code, modules & {"dagster", "altair", "pandas", "numpy", "PIL"}) == (0, set())
