"""An archive without room says so, and keeps what it acknowledged."""

import random
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry, ArchiveFullError
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.verify import verify
from jobtrends_pipeline_tests.support.documents import a_document


def a_large_page(number: int) -> Document:
    """A page that does not compress."""
    body = random.Random(number).randbytes(3_000)  # noqa: S311
    return a_document(body, number, url=f"https://h/{number}", http_status=200)


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("size", [10_000, 9_999, 12_345, 3_900])
def test_a_session_without_room_says_which_file_and_keeps_what_it_acknowledged(tmp_path: Path, size: int) -> None:
    archive = Archive(tmp_path)
    kept: list[ArchiveEntry] = []
    with files_no_longer_than(size), archive.session("run") as session:
        with pytest.raises(ArchiveFullError) as refusal:
            kept.extend(session.keep(a_large_page(number)) for number in range(1, 20))
        with pytest.raises(ArchiveFullError):
            session.keep(a_large_page(20))
        kept_after = session.keep(a_document(b"small", url="https://other/"))
    assert str(refusal.value).startswith(f"{tmp_path / 'warc' / '.run-h.warc.gz.part'}: not written, the file is at")
    assert "\n" not in str(refusal.value)
    assert 0 < len(kept) < 19
    assert sorted(entry.capture_id for entry in archive.entries()) == sorted(
        entry.capture_id for entry in (*kept, kept_after)
    )
    assert list(verify(tmp_path)) == []
    assert archive.sweep() == []


def test_a_smaller_capture_that_fits_is_kept_after_one_that_did_not(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with files_no_longer_than(6_000), archive.session("run") as session:
        first = session.keep(a_large_page(1))
        with pytest.raises(ArchiveFullError):
            session.keep(a_large_page(2))
        second = session.keep(a_document(b"small", url="https://h/", http_status=200))
    assert list(archive.entries()) == [first, second]
    assert list(verify(tmp_path)) == []


def test_a_journal_without_room_takes_its_capture_back(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    kept: list[ArchiveEntry] = []
    pages = (a_document(b"%d" % number, 1, url="https://h/", http_status=200) for number in range(1, 20))
    full = pytest.raises(ArchiveFullError, match=r"manifest/.*\.jsonl\.part")
    with files_no_longer_than(2_500), archive.session("run") as session, full:
        kept.extend(session.keep(page) for page in pages)
    assert [entry.capture_id for entry in archive.entries()] == [entry.capture_id for entry in kept]
    assert list(verify(tmp_path)) == []


def test_a_batch_without_room_leaves_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with files_no_longer_than(5_000), pytest.raises(ArchiveFullError, match="make room and run the same command again"):
        archive.add("run", [a_large_page(number) for number in (1, 2, 3)])
    assert [path.name for path in tmp_path.rglob("*run*")] == []
