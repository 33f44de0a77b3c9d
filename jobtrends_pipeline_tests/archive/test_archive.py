"""The archive gives back what was added, notices damage, and knows nothing of a run that did not finish."""

from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive, ArchiveDamagedError, capture_id
from jobtrends_pipeline_tests.support.documents import a_document


def test_what_was_added_is_held_and_reads_the_same(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    documents = [a_document(), a_document(b"other", 2)]
    added = archive.add("2026-02-01", documents)
    assert list(archive.entries()) == added
    for entry, document in zip(added, documents, strict=True):
        read = archive.read(entry)
        assert (read.body, read.url, read.captured_at) == (document.body, document.url, document.captured_at)
        assert (entry.byte_count, entry.sha256, entry.capture_id) == (
            len(document.body),
            document.sha256,
            capture_id(document),
        )


def test_an_empty_archive_holds_nothing_and_an_empty_run_leaves_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert list(archive.entries()) == []
    assert archive.add("2026-02-01", []) == []
    assert list(tmp_path.iterdir()) == []


def test_records_of_several_runs_are_held_in_the_order_of_their_names(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.add("2026-02-02", [a_document(number=2)])
    archive.add("2026-02-01", [a_document(number=1)])
    assert [entry.warc_file for entry in archive.entries()] == ["2026-02-01.warc.gz", "2026-02-02.warc.gz"]


def test_one_content_is_one_capture_whenever_and_from_wherever_it_came() -> None:
    first, again = a_document(number=1), a_document(number=2, origin="wayback")
    assert capture_id(first) == capture_id(again)
    assert capture_id(first) != capture_id(a_document(b"other"))


@pytest.mark.parametrize("at", [0.0, 0.3, 0.6, 0.99])
def test_an_altered_byte_of_a_record_is_reported_with_what_to_do(tmp_path: Path, at: float) -> None:
    archive = Archive(tmp_path)
    (entry,) = archive.add("run", [a_document()])
    path = tmp_path / "warc" / entry.warc_file
    body = bytearray(path.read_bytes())
    body[entry.warc_offset + int(entry.record_length * at)] ^= 1
    path.write_bytes(bytes(body))
    with pytest.raises(ArchiveDamagedError, match="cut off or altered: restore the file"):
        archive.read(entry)


def test_a_file_cut_short_or_gone_is_reported(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    (entry,) = archive.add("run", [a_document()])
    path = tmp_path / "warc" / entry.warc_file
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArchiveDamagedError, match="cut off"):
        archive.read(entry)
    path.unlink()
    with pytest.raises(ArchiveDamagedError, match="restore it from a backup"):
        archive.read(entry)


def test_damage_of_one_record_leaves_the_others_readable(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, second = archive.add("run", [a_document(), a_document(b"other", 2)])
    path = tmp_path / "warc" / first.warc_file
    body = bytearray(path.read_bytes())
    body[first.warc_offset + 20] ^= 1
    path.write_bytes(bytes(body))
    assert archive.read(second).body == b"other"


def test_a_run_that_ends_between_its_two_files_left_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, target: Path) -> Path:
        if target.suffix == ".jsonl":
            raise OSError("disk full")
        return rename(path, target)

    archive, rename = Archive(tmp_path), Path.replace
    archive.add("2026-02-01", [a_document()])
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="disk full"):
            archive.add("2026-02-02", [a_document(b"other", 2)])
    assert len(list(tmp_path.rglob("*2026-02-02*"))) == 0
    assert [entry.warc_file for entry in archive.entries()] == ["2026-02-01.warc.gz"]
    archive.add("2026-02-02", [a_document(b"other", 2)])
    assert [archive.read(entry).body for entry in archive.entries()][1:] == [b"other"]
    assert [path.name for path in tmp_path.rglob("*.tmp")] == []
