"""Verifying finds every byte of the archive that is not as it was written, and says what is lost by it."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry
from jobtrends_pipeline.archive.verify import Counts, Problem, verify
from jobtrends_pipeline_tests.support.answers import an_answer
from jobtrends_pipeline_tests.support.documents import a_document

SAMPLE = 400
WARC, MANIFEST = "warc/run-www.itjobswatch.co.uk.warc.gz", "manifest/run-www.itjobswatch.co.uk.jsonl"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three captures: two with their exchange, one without."""
    folder = tmp_path_factory.mktemp("sound")
    with Archive(folder).session("run") as session:
        for number, body in enumerate((b"first", b"second", b"third"), 1):
            document = a_document(body, number, http_status=200)
            session.keep(document, an_answer(body, number) if number < 3 else None)
    return folder


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "copy"))


def entries(folder: Path) -> list[ArchiveEntry]:
    return list(Archive(folder).entries())


def altered(path: Path, change: Callable[[bytearray], bytearray | bytes]) -> None:
    path.write_bytes(bytes(change(bytearray(path.read_bytes()))))


def flipped(position: int, mask: int = 1) -> Callable[[bytearray], bytearray]:
    def change(content: bytearray) -> bytearray:
        content[position] ^= mask
        return content

    return change


def problems(folder: Path) -> list[Problem]:
    found = list(verify(folder))
    assert all("\n" not in problem.line for problem in found)
    return found


def test_an_archive_as_it_was_written_has_no_problem(sound: Path) -> None:
    counts = Counts()
    assert list(verify(sound, counts)) == []
    assert (counts.files, counts.captures, counts.lost) == (1, 3, 0)
    assert counts.bytes == (sound / WARC).stat().st_size


def test_an_empty_archive_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize("file", [WARC, MANIFEST])
def test_every_single_flipped_bit_of_a_sample_is_found(copy: Path, file: str) -> None:
    chance = random.Random(file)  # noqa: S311
    path = copy / file
    whole = path.read_bytes()
    for _ in range(SAMPLE):
        position, mask = chance.randrange(len(whole)), 1 << chance.randrange(8)
        altered(path, flipped(position, mask))
        assert problems(copy), (position, mask)
        path.write_bytes(whole)
    assert problems(copy) == []


@pytest.mark.parametrize("file", [WARC, MANIFEST])
def test_every_cut_and_every_dropped_byte_of_a_sample_is_found(copy: Path, file: str) -> None:
    chance = random.Random(f"{file} cut")  # noqa: S311
    path = copy / file
    whole = path.read_bytes()
    for _ in range(SAMPLE // 2):
        position = chance.randrange(len(whole))
        for content in (whole[:position], whole[:position] + whole[position + 1 :], whole[position + 1 :]):
            path.write_bytes(content)
            assert problems(copy), (position, len(content))


def test_an_altered_page_is_lost_and_named_and_no_other(copy: Path) -> None:
    _, second, _ = entries(copy)
    altered(copy / WARC, flipped(second.warc_offset + 30))
    (problem,) = problems(copy)
    assert problem.capture_id == second.capture_id
    assert f"{second.url} of 2026-02-02 ({second.capture_id}) is lost: bytes" in problem.text


def test_an_altered_request_loses_no_page(copy: Path) -> None:
    first, second, _ = entries(copy)
    for entry in (first, second):
        altered(copy / WARC, flipped(entry.warc_offset + entry.record_length + 30))
    found = problems(copy)
    assert [problem.capture_id for problem in found] == [None, None]
    assert ["its page is whole" in problem.text for problem in found] == [True, True]


def test_a_file_cut_off_loses_what_lay_behind(copy: Path) -> None:
    first, second, third = entries(copy)
    altered(copy / WARC, lambda content: content[: second.warc_offset + 10])
    assert [problem.capture_id for problem in problems(copy)] == [second.capture_id, third.capture_id]
    altered(copy / WARC, lambda content: content[: first.end - 1])
    assert [problem.capture_id for problem in problems(copy)] == [None, second.capture_id, third.capture_id]


def test_bytes_behind_the_last_capture_are_found(copy: Path) -> None:
    altered(copy / WARC, lambda content: content + b"more")
    (problem,) = problems(copy)
    assert "4 bytes from byte" in problem.text


def test_a_missing_file_loses_each_of_its_captures(copy: Path) -> None:
    ids = [entry.capture_id for entry in entries(copy)]
    (copy / WARC).unlink()
    assert [problem.capture_id for problem in problems(copy)] == ids


def test_a_missing_manifest_is_found(copy: Path) -> None:
    (copy / MANIFEST).unlink()
    (problem,) = problems(copy)
    assert problem.line.startswith(f"{copy / WARC}: no manifest lists its captures")


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_dropped_line_of_a_manifest_is_found(copy: Path, line: int) -> None:
    lines = (copy / MANIFEST).read_bytes().splitlines(keepends=True)
    (copy / MANIFEST).write_bytes(b"".join(lines[:line] + lines[line + 1 :]))
    (problem,) = problems(copy)
    assert "listed by no manifest line" in problem.text


def test_a_line_that_lost_the_check_of_itself_is_found(copy: Path) -> None:
    manifest = copy / MANIFEST
    manifest.write_text("".join(line.split(', "check"')[0] + "}\n" for line in manifest.read_text().splitlines()))
    assert "line 1 is altered" in problems(copy)[0].text


def test_a_manifest_that_lists_a_file_twice_is_found(copy: Path) -> None:
    altered(copy / MANIFEST, lambda content: content + content)
    assert problems(copy)


def test_files_of_before_spans_were_kept_are_read_back_too(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.add("run", [a_document(b"one"), a_document(b"two", 2)])
    manifest, warc = tmp_path / "manifest" / "run.jsonl", tmp_path / "warc" / "run.warc.gz"
    lines = manifest.read_text().splitlines()
    manifest.write_text("".join(line.split(', "provenance"')[0] + "}\n" for line in lines))
    first, second = archive.entries()
    assert problems(tmp_path) == []
    whole = warc.read_bytes()
    for position in (first.warc_offset // 2, first.warc_offset + 40, second.warc_offset + 40):
        altered(warc, flipped(position))
        assert len(problems(tmp_path)) == 1
        warc.write_bytes(whole)
    warc.write_bytes(whole + b"more")
    assert len(problems(tmp_path)) == 1
