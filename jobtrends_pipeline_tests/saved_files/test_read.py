"""Saved files of every form become documents; what cannot be read is refused in one line and the rest goes on."""

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.files import replacing, write_whole
from jobtrends_pipeline.saved_files.read import MAXIMUM_BYTES, Refused, read_saved
from jobtrends_pipeline_tests.support.documents import PAGE, a_document
from jobtrends_pipeline_tests.support.warc_files import write_warc


def saved(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def the_document(path: Path) -> Document:
    (document,) = read_saved([path])
    assert isinstance(document, Document), document
    return document


def refusal(path: Path) -> str:
    (refused,) = read_saved([path])
    assert isinstance(refused, Refused), refused
    assert "\n" not in refused.reason
    return refused.reason


@pytest.mark.parametrize(
    "name", ["page.html", "page.txt", "page", "page.html.gz", "page.txt.gz", "gzipped without saying so.html"]
)
def test_a_saved_file_is_its_bytes_gzipped_or_not(tmp_path: Path, name: str) -> None:
    content = gzip.compress(PAGE) if "gz" in name else PAGE
    path = saved(tmp_path, name, content)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    document = the_document(path)
    assert document.body == PAGE
    assert (document.url, document.origin, document.http_status) == (None, "saved", None)
    assert document.captured_at == datetime.fromtimestamp(1_700_000_000, UTC)
    assert document.source == str(path)


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "unnamed"])
def test_a_warc_gives_its_documents(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.warc.gz"
    write_warc(path, [a_document(), a_document(b"other", 2)])
    content = path.read_bytes()
    read = list(
        read_saved([saved(tmp_path, f"x/{name}", content if name.endswith("gz") else gzip.decompress(content))])
    )
    assert [item.body for item in read if isinstance(item, Document)] == [PAGE, b"other"]


def test_a_folder_gives_its_files_in_order_whatever_they_are_called(tmp_path: Path) -> None:
    for name in ("b.html", "a.txt", "deep/er/c.HTML", "java.do", "default.aspx@p=6", ".DS_Store", "d.html.part"):
        saved(tmp_path, name, name.encode())
    bodies = [item.body for item in read_saved([tmp_path]) if isinstance(item, Document)]
    assert bodies == [b"a.txt", b"b.html", b"deep/er/c.HTML", b"default.aspx@p=6", b"java.do"]


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, ".hidden", b"")
    assert refusal(tmp_path) == "the folder holds no file"


def test_a_missing_file_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    items = list(read_saved([tmp_path / "none.html", saved(tmp_path, "a.html", PAGE)]))
    assert items[0] == Refused(str(tmp_path / "none.html"), "no such file", is_there=False)
    assert isinstance(items[1], Document)


def test_a_gzip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    bomb = saved(tmp_path, "bomb.gz", gzip.compress(bytes(MAXIMUM_BYTES + 8), 1))
    assert "larger than 32 MiB" in refusal(bomb)


def test_a_file_of_the_greatest_length_is_still_read(tmp_path: Path) -> None:
    assert len(the_document(saved(tmp_path, "a.html", b" " * MAXIMUM_BYTES)).body) == MAXIMUM_BYTES
    assert "larger" in refusal(saved(tmp_path, "b.html", b" " * (MAXIMUM_BYTES + 1)))


def test_a_gzip_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(PAGE * 20)
    for length in range(2, len(whole)):
        assert "cut off or damaged" in refusal(saved(tmp_path, "a.gz", whole[:length])), length


def test_a_damaged_gzip_file_is_refused(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(PAGE * 20))
    whole[-6] ^= 1
    assert refusal(saved(tmp_path, "a.gz", bytes(whole)))


def test_a_warc_cut_off_gives_what_is_whole_and_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    places = write_warc(path, [a_document(), a_document(b"other" * 100, 2)])
    whole = gzip.decompress(path.read_bytes())
    cut = saved(tmp_path, "cut.warc", whole[: whole.rindex(b"other")])
    items = list(read_saved([cut]))
    assert len(places) == 2
    assert [item.body for item in items if isinstance(item, Document)] == [PAGE]
    assert isinstance(items[-1], Refused)


def test_a_warc_without_pages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_warc(path, [])
    assert refusal(path) == "the WARC file holds no page"


def test_an_empty_file_is_a_document_of_nothing(tmp_path: Path) -> None:
    assert the_document(saved(tmp_path, "a.html", b"")).body == b""


def test_a_file_is_whole_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.txt"
    write_whole(path, "£1")
    assert path.read_bytes() == b"\xc2\xa31"
    with pytest.raises(AttributeError), replacing(path) as stream:
        stream.write_half(b"half")  # type: ignore[attr-defined]
    assert path.read_bytes() == b"\xc2\xa31"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.txt"]
