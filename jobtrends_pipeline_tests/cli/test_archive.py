"""`jobtrends archive`: what it lists, shows, proves and takes out."""

import json
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.support.answers import an_answer
from jobtrends_pipeline_tests.support.command import called, modules_after, unchanged
from jobtrends_pipeline_tests.support.documents import a_document
from jobtrends_pipeline_tests.support.warc_files import read_warc

AT_ARCHIVE = "https://web.archive.org/web/20260202063000id_/https://www.itjobswatch.co.uk/jobs/uk/skill%202.do"


@pytest.fixture
def held(empty_root: DataPaths) -> list[ArchiveEntry]:
    """A data root with three captures, of three origins."""
    archive = Archive(empty_root.archive_dir)
    with archive.session("run") as session:
        session.keep(a_document(b"\xa3 one", 1, http_status=200, origin="live"), an_answer(b"\xa3 one"))
        session.keep(a_document(b"two", 2, http_status=200, origin="wayback", provenance=AT_ARCHIVE))
        session.keep(a_document(b"three", 3))
    return list(archive.entries())


def listed(*options: object) -> list[str]:
    outcome = called("archive", "list", "--json", *options)
    assert (outcome.code, outcome.err) == (0, "")
    return [json.loads(line)["url"][-4] for line in outcome.out.splitlines()]


def test_captures_are_listed_in_the_order_of_time_with_what_names_them(held: list[ArchiveEntry]) -> None:
    outcome = called("archive", "list")
    head, first, *others = outcome.out.splitlines()
    assert (outcome.code, outcome.err, len(others)) == (0, "", 2)
    assert head.split() == ["url", "origin", "captured", "at", "bytes", "capture", "id"]
    assert first.split() == [held[0].url, "live", "2026-02-01", "06:30:00", "UTC", "5", held[0].capture_id]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], ["1", "2", "3"]),
        (["--url", "SKILL%202"], ["2"]),
        (["--origin", "saved"], ["3"]),
        (["--since", "2026-02-02"], ["2", "3"]),
        (["--since", "2026-02-02", "--origin", "live"], []),
    ],
)
@pytest.mark.usefixtures("held")
def test_the_list_is_of_what_is_asked_for(options: list[str], found: list[str]) -> None:
    assert listed(*options) == found


def test_a_capture_is_shown_with_where_it_was_had(held: list[ArchiveEntry]) -> None:
    outcome = called("archive", "show", held[1].capture_id[:6])
    assert outcome.code == 0
    for text in (
        held[1].capture_id,
        held[1].url,
        "wayback",
        AT_ARCHIVE,
        "HTTP 200, text/html, 3 bytes",
        held[1].sha256,
    ):
        assert text in outcome.out
    assert json.loads(called("archive", "show", held[1].capture_id, "--json").out)["provenance"] == AT_ARCHIVE


def test_the_bytes_of_a_page_go_to_standard_output_and_nothing_else(
    held: list[ArchiveEntry], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    from jobtrends_pipeline.cli.archive import show_  # noqa: PLC0415

    show_(held[0].capture_id, body=True)
    assert capfdbinary.readouterr().out == b"\xa3 one"


@pytest.mark.parametrize(("wanted", "answer"), [("zz", "no capture"), ("", "3 captures")])
@pytest.mark.usefixtures("held")
def test_an_id_that_names_none_or_several_is_refused(wanted: str, answer: str) -> None:
    outcome = called("archive", "show", wanted)
    assert outcome.code == 1
    assert answer in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_an_archive_as_it_was_written_verifies_and_looking_changes_nothing(
    held: list[ArchiveEntry], empty_root: DataPaths
) -> None:
    is_unchanged = unchanged(empty_root.data_dir)
    outcome = called("archive", "verify")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("Verified   3 captures in 1 files")
    assert json.loads(called("archive", "verify", "--json").out)["is_whole"] is True
    called("archive", "list")
    assert is_unchanged()


def test_damage_is_a_line_and_an_exit_code(held: list[ArchiveEntry], empty_root: DataPaths) -> None:
    path = empty_root.archive_dir / "warc" / held[1].warc_file
    content = bytearray(path.read_bytes())
    content[held[1].warc_offset + 40] ^= 1
    path.write_bytes(content)
    outcome = called("archive", "verify")
    assert outcome.code == 1
    problem, end = outcome.out.splitlines()
    assert f"({held[1].capture_id}) is lost" in problem
    assert end.endswith("1 captures are lost")
    lines = [json.loads(line) for line in called("archive", "verify", "--json").out.splitlines()]
    assert [line.get("capture_id") for line in lines] == [held[1].capture_id, None]
    assert (lines[-1]["is_whole"], lines[-1]["lost"]) == (False, 1)


def test_an_export_holds_the_chosen_captures_and_reads_like_any_saved_file(
    held: list[ArchiveEntry], tmp_path: Path
) -> None:
    file = tmp_path / "out.warc.gz"
    outcome = called("archive", "export", file, "--since", "2026-02-02", "--url", "skill")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("Exported   2 captures")
    assert [(page.url, page.body, page.origin, page.provenance) for page in read_warc(file)] == [
        (held[1].url, b"two", "wayback", AT_ARCHIVE),
        (held[2].url, b"three", "saved", None),
    ]
    called("archive", "export", file, "--origin", "live")
    assert [page.body for page in read_warc(file)] == [b"\xa3 one"]


def test_an_export_of_a_damaged_capture_leaves_what_was_there(
    held: list[ArchiveEntry], empty_root: DataPaths, tmp_path: Path
) -> None:
    path = empty_root.archive_dir / "warc" / held[0].warc_file
    file = tmp_path / "out.warc.gz"
    file.write_bytes(b"before")
    for position in (held[0].warc_offset + 40, held[0].warc_offset + held[0].record_length + 40, 20):
        content = bytearray(path.read_bytes())
        content[position] ^= 1
        path.write_bytes(content)
        outcome = called("archive", "export", file)
        assert outcome.code == 1
        assert "altered" in outcome.err
        content[position] ^= 1
        path.write_bytes(content)
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.glob("*out*")] == [("out.warc.gz", b"before")]


@pytest.mark.usefixtures("held")
def test_an_export_of_nothing_or_to_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    for arguments in ((tmp_path / "out.warc.gz", "--origin", "common_crawl"), (tmp_path / "out.html",)):
        outcome = called("archive", "export", *arguments)
        assert outcome.code == 1
        assert len(outcome.err.splitlines()) == 1
    assert list(tmp_path.glob("out*")) == []


def test_looking_at_the_archive_loads_nothing_heavy(held: list[ArchiveEntry], empty_root: DataPaths) -> None:
    for arguments in (["verify"], ["list", "--json"], ["show", held[0].capture_id]):
        outcome, modules = modules_after(empty_root, "archive", *arguments)
        assert outcome.code == 0
        assert modules & {"dagster", "pandas", "duckdb", "rich"} == set()
