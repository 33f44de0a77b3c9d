"""A lost, cut or altered manifest is made anew from its WARC file, and damage concerns one capture alone."""

import gzip
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive, ArchiveDamagedError
from jobtrends_pipeline.archive.verify import Counts, verify
from jobtrends_pipeline_tests.support.answers import an_answer
from jobtrends_pipeline_tests.support.documents import a_document

BODIES = (b"first", b"second", b"third", b"fourth")
WARC, MANIFEST = "warc/run-www.itjobswatch.co.uk.warc.gz", "manifest/run-www.itjobswatch.co.uk.jsonl"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of four captures, every other with its exchange."""
    folder = tmp_path_factory.mktemp("sound")
    with Archive(folder).session("run") as session:
        for number, body in enumerate(BODIES, 1):
            session.keep(a_document(body, number, http_status=200), an_answer(body, number) if number % 2 else None)
    return folder


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "copy"))


def bodies(folder: Path) -> list[bytes]:
    archive = Archive(folder)
    return [archive.read(entry).body for entry in archive.entries() if archive.is_whole(entry)]


def flip(path: Path, position: int) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


MANIFEST_DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "deleted": lambda _: None,
    "empty": lambda _: b"",
    "cut in a line": lambda content: content[: len(content) // 2],
    "cut after a line": lambda content: content[: content.index(b"\n") + 1],
    "first line gone": lambda content: content[content.index(b"\n") + 1 :],
    "no manifest at all": lambda _: b"\0" * 500 + b"\n{}\n",
    "a letter altered": lambda content: content.replace(b"skill", b"skull", 1),
    "without the last line end": lambda content: content[:-1],
}


@pytest.mark.parametrize("damage", MANIFEST_DAMAGES)
def test_a_damaged_manifest_is_made_anew_as_it_was(copy: Path, damage: str) -> None:
    manifest = copy / MANIFEST
    whole = manifest.read_bytes()
    content = MANIFEST_DAMAGES[damage](whole)
    manifest.unlink()
    if content is not None:
        manifest.write_bytes(content)
    Archive(copy).recover()
    assert bodies(copy) == list(BODIES)
    assert manifest.read_bytes().rstrip() == whole.rstrip()
    assert Archive(copy).recover() == []


def test_altered_lines_are_kept_beside_the_new_manifest(copy: Path) -> None:
    altered = (copy / MANIFEST).read_bytes().replace(b"2026-02-0", b"2029-02-0", 1)
    (copy / MANIFEST).write_bytes(altered)
    Archive(copy).recover()
    assert (copy / f"{MANIFEST}.damaged").read_bytes() == altered
    assert list(verify(copy)) == []


def test_bytes_of_a_manifest_and_a_file_damaged_at_random_lose_only_what_they_hit(copy: Path) -> None:
    chance = random.Random("relist")  # noqa: S311
    whole = {name: (copy / name).read_bytes() for name in (WARC, MANIFEST)}
    entries = list(Archive(copy).entries())
    for _ in range(150):
        (copy / MANIFEST).unlink()
        if chance.random() < 0.5:
            (copy / MANIFEST).write_bytes(whole[MANIFEST][: chance.randrange(len(whole[MANIFEST]))])
        (copy / WARC).write_bytes(whole[WARC])
        position = chance.randrange(len(whole[WARC]))
        flip(copy / WARC, position)
        expected = [
            body
            for body, entry in zip(BODIES, entries, strict=True)
            if not entry.warc_offset <= position < entry.warc_offset + entry.record_length
        ]
        Archive(copy).recover()
        found = bodies(copy)
        assert set(found) >= set(expected), position  # a bit of a gzip header changes no page
        assert set(found) <= set(BODIES)
        for kept in copy.glob("manifest/*.damaged*"):
            kept.unlink()


def test_a_damaged_record_is_lost_alone_and_the_bytes_between_belong_to_none(copy: Path) -> None:
    second = list(Archive(copy).entries())[1]
    flip(copy / WARC, second.warc_offset + 40)
    (copy / MANIFEST).unlink()
    Archive(copy).recover()
    assert bodies(copy) == [BODIES[0], *BODIES[2:]]
    (problem,) = verify(copy)
    assert f"bytes {second.warc_offset:,} to {second.end:,} are listed by no manifest line" in problem.text


def test_a_missing_file_loses_its_captures_and_no_others(copy: Path) -> None:
    Archive(copy).add("other", [a_document(b"other", 9)])
    (copy / WARC).unlink()
    archive = Archive(copy)
    archive.recover()
    assert bodies(copy) == [b"other"]
    counts = Counts()
    assert len(list(verify(copy, counts))) == counts.lost == 4


@pytest.mark.parametrize("content", [b"", b"no gzip", b"\x1f\x8b\x08\x00 cut"])
def test_a_file_without_a_record_lists_nothing(copy: Path, content: bytes) -> None:
    (copy / "warc" / "strange.warc.gz").write_bytes(content)
    Archive(copy).recover()
    assert bodies(copy) == list(BODIES)
    assert not (copy / "manifest" / "strange.jsonl").exists()


def test_a_file_that_others_wrote_is_not_taken_for_captures(copy: Path, tmp_path: Path) -> None:
    record = gzip.decompress((copy / WARC).read_bytes()).replace(b"X-Jobtrends-Origin: ", b"X-Something-Else00: ")
    (copy / "warc" / "foreign.warc.gz").write_bytes(gzip.compress(record))
    Archive(copy).recover()
    assert bodies(copy) == list(BODIES)


def test_a_page_given_again_heals_its_capture(copy: Path) -> None:
    archive = Archive(copy)
    first, second = list(archive.entries())[:2]
    flip(copy / WARC, second.warc_offset + 40)
    whole = archive.whole_captures()
    assert (first.capture_id in whole, second.capture_id in whole) == (True, False)
    with pytest.raises(ArchiveDamagedError, match="give the same page again to `jobtrends ingest`"):
        archive.read_any(archive.copies()[second.capture_id])
    with archive.session("again") as session:
        session.keep(a_document(BODIES[0], 1, http_status=200))
        session.keep(a_document(BODIES[1], 2, http_status=200))
    assert [entry.capture_id for entry in archive.entries() if "again" in entry.warc_file] == [second.capture_id]
    assert archive.read_any(archive.copies()[second.capture_id]).body == BODIES[1]
    assert second.capture_id in archive.whole_captures()
    counts = Counts()
    (problem,) = verify(copy, counts)
    assert (problem.is_healed, counts.lost, counts.healed) == (True, 0, 1)
    assert "is not lost, a whole copy lies in again-" in problem.text


def test_the_older_copy_is_read_where_the_newer_is_damaged(copy: Path) -> None:
    archive = Archive(copy)
    archive.add("newer", [a_document(BODIES[1], 2, http_status=200)])
    entry = next(archive.entries())
    assert entry.warc_file.startswith("newer")
    flip(copy / "warc" / entry.warc_file, entry.warc_offset + 40)
    assert archive.read_any(archive.copies()[entry.capture_id]).body == BODIES[1]


def dead_run(copy: Path) -> tuple[Path, Path]:
    """The pair as a killed run leaves it: part and journal, with nobody's lock."""
    part = (copy / WARC).rename(copy / "warc" / f".{Path(WARC).name}.part")
    journal = (copy / MANIFEST).rename(copy / "manifest" / f".{Path(MANIFEST).name}.part")
    return part, journal


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_lines_of_a_journal_that_are_altered_lose_no_capture(copy: Path, lines: int) -> None:
    _, journal = dead_run(copy)
    content = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(content[:-lines] + [line.replace(b"skill", b"skull") for line in content[-lines:]]))
    Archive(copy).recover()
    assert bodies(copy) == list(BODIES)
    assert list(verify(copy)) == []


def test_a_journal_that_is_gone_loses_no_capture(copy: Path) -> None:
    _, journal = dead_run(copy)
    journal.unlink()
    Archive(copy).recover()
    assert bodies(copy) == list(BODIES)
    assert list(verify(copy)) == []


def test_a_manifest_of_before_spans_is_completed_too(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.add("run", [a_document(b"one"), a_document(b"two", 2)])
    manifest = tmp_path / "manifest" / "run.jsonl"
    lines = [line.split(', "provenance"')[0] + "}\n" for line in manifest.read_text().splitlines()]
    manifest.write_text("".join(lines))
    assert archive.recover() == []
    for rest in (lines[1:], lines[:1]):
        manifest.write_text("".join(rest))
        archive.recover()
        assert bodies(tmp_path) == [b"one", b"two"]
