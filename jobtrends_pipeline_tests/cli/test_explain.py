"""`jobtrends archive explain`: of a capture, of a file, and of what is neither."""

import json
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.documents import a_document
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL, altered
from jobtrends_pipeline_tests.support.site.layouts import relaid

DIVS = relaid(DETAIL.encode(), "divs")


@pytest.fixture
def held(empty_root: DataPaths) -> list[ArchiveEntry]:
    archive = Archive(empty_root.archive_dir)
    with archive.session("run") as session:
        session.keep(a_document(DIVS, 1))
        session.keep(a_document(DETAIL.encode(), 2))
    return list(archive.entries())


def test_a_capture_is_explained_by_the_beginning_of_its_id(held: list[ArchiveEntry]) -> None:
    outcome = called("archive", "explain", held[0].capture_id[:8])
    lines = outcome.out.splitlines()
    assert (outcome.code, outcome.err) == (0, "")
    assert lines[0] == f"page       {held[0].capture_id} {held[0].url}"
    assert lines[1] == "outcome    read, detail/html-text"
    assert "Read by its text: read" in lines
    assert any(line.startswith("Read by its markup: refused: ") for line in lines)
    assert "  warning  read_from_text: read from the page's visible text" in outcome.out


@pytest.mark.usefixtures("empty_root")
def test_a_file_is_explained_before_it_is_archived(tmp_path: Path) -> None:
    file = tmp_path / "refused.html"
    file.write_bytes(altered(DETAIL, "Same period 2025", "Same period 2021").encode())
    outcome = called("archive", "explain", file)
    assert outcome.code == 0
    assert "outcome    quarantined, detail/html" in outcome.out
    assert (
        "reason     column heads are not three known windows: 6 months to 15 Feb 2026 | Same period 2021" in outcome.out
    )
    assert "  error    unknown_period: " in outcome.out


def test_a_program_gets_an_object(held: list[ArchiveEntry]) -> None:
    outcome = called("archive", "explain", held[1].capture_id, "--json")
    said = json.loads(outcome.out)
    assert (said["outcome"], said["layout"], said["findings"]) == ("read", "detail/html", [])
    assert said["key"]["period_end"] == "2026-02-15"
    assert [reading["name"] for reading in said["readings"]] == ["markup", "text"]


@pytest.mark.usefixtures("empty_root")
def test_the_page_does_not_command_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_bytes(altered(DETAIL, "<td>Rank</td>", "<td>\x1b[2JRank\x07\u202e</td>").encode())
    out = called("archive", "explain", file).out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


@pytest.mark.parametrize(
    ("page", "told"), [("nothing-such", "no file, and the beginning of no capture's id"), ("", "2 captures")]
)
@pytest.mark.usefixtures("held")
def test_what_names_no_one_page_is_said_in_one_line(page: str, told: str) -> None:
    outcome = called("archive", "explain", page)
    assert (outcome.code, outcome.out) == (1, "")
    assert told in outcome.err
    assert len(outcome.err.splitlines()) == 1
