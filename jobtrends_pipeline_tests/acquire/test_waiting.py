"""Every file of the inbox is looked at, whatever its name; what is none is never opened, and said with the reason."""

import os
import socket
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.inbox.waiting import contents, describe_inbox, describe_left, is_settled, waiting_files
from jobtrends_pipeline_tests.support.inbox_files import below, dropped, looked_at, taken


def left(inbox: Path) -> dict[str, str]:
    return {str(one.path.relative_to(inbox)): one.reason for one in contents(inbox).left}


def test_there_is_no_inbox_before_someone_makes_one(tmp_path: Path) -> None:
    assert waiting_files(tmp_path / "inbox") == []
    assert describe_inbox(tmp_path / "inbox") == []


def test_what_waits_is_every_file_but_what_was_looked_at_or_is_hidden(tmp_path: Path) -> None:
    files = dropped(tmp_path, "b.html", "2019/a.txt", "c.warc.gz", "java.do", "d.mhtml", "e.wacz", "f.json", "plain")
    dropped(tmp_path, "done/old.html", "refused/no.html", ".DS_Store", ".git/config")
    assert waiting_files(tmp_path) == sorted(files)
    assert left(tmp_path) == {}


@pytest.mark.parametrize("end", [".part", ".crdownload", ".tmp", ".PART"])
def test_a_download_is_looked_at_once_it_has_its_own_name(tmp_path: Path, end: str) -> None:
    dropped(tmp_path, f"a.html{end}")
    dropped(tmp_path, f"b.html{end.lower()}", "b.html", content=b"")
    (whole,) = dropped(tmp_path, "c.html")
    assert waiting_files(tmp_path) == [whole]
    assert set(left(tmp_path)) == {f"a.html{end}", "b.html", f"b.html{end.lower()}"}
    assert taken(tmp_path) == []
    (tmp_path / f"a.html{end}").rename(tmp_path / "a.html")
    assert [one.file.name for one in looked_at(tmp_path)] == ["a.html"]


def test_what_is_no_file_is_said_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "link.html").symlink_to("pipe.html")
    (tmp_path / "nowhere.html").symlink_to("gone")
    (tmp_path / "loop.html").symlink_to("loop.html")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "folder.html").mkdir()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "s"))
    (page,) = dropped(tmp_path, "folder.html/page.html")
    assert [one.file for one in looked_at(tmp_path)] == [page]
    said = left(tmp_path)
    assert sorted(said) == ["link.html", "loop.html", "nowhere.html", "pipe.html", "s", "up"]
    assert said["pipe.html"] == said["link.html"] == "a named pipe, not a file"
    assert said["s"] == "a socket, not a file"
    assert said["nowhere.html"].startswith("cannot be read (No such file")
    assert taken(tmp_path) == []
    assert "done/folder.html/page.html" in below(tmp_path)


def test_the_parts_of_a_saved_page_are_no_pages_before_and_after_it_was_taken(tmp_path: Path) -> None:
    dropped(tmp_path, "Java Jobs.html")
    dropped(tmp_path, "Java Jobs_files/style.css", "Java Jobs_files/logo.png", content=b"x")
    (page,) = dropped(tmp_path, "my_files/java.html")
    for _ in range(2):
        assert set(left(tmp_path)) == {"Java Jobs_files"}
        taken(tmp_path)
    assert not page.exists()
    assert "done/my_files/java.html" in below(tmp_path)
    assert "Java Jobs_files/logo.png" in below(tmp_path)


def test_a_file_in_the_place_of_the_inbox_or_of_its_folders_is_said(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_text("a file")
    assert describe_inbox(tmp_path / "inbox") == ["inbox: inbox: not a folder: move it away"]
    dropped(tmp_path / "box", "done", content=b"a file")
    assert waiting_files(tmp_path / "box") == []
    assert describe_inbox(tmp_path / "box")[0].startswith("inbox: done: not a folder")


@pytest.mark.parametrize(("seconds", "is_it"), [(-3600, True), (-5, True), (-1, False), (1, False), (10**8, True)])
def test_a_file_is_settled_by_its_own_age_and_the_future_is_not_waited_for(
    tmp_path: Path, seconds: int, *, is_it: bool
) -> None:
    (file,) = dropped(tmp_path, "a.html")
    os.utime(file, (2_000_000_000 + seconds, 2_000_000_000 + seconds))
    assert is_settled(file, 2_000_000_000.0) is is_it
    assert is_settled(tmp_path / "gone", 0.0)


def test_what_lies_there_is_told_in_few_lines_by_names_that_can_be_printed(tmp_path: Path) -> None:
    dropped(tmp_path, *(f"{n}.part" for n in range(5)))
    dropped(tmp_path, os.fsdecode(b"caf\xe9.html"), "b.html")
    dropped(tmp_path, "refused/x.html", "refused/x.html.reason")
    assert [line.partition(" (")[0] for line in describe_inbox(tmp_path)[:1]] == ["inbox: 2 files to be looked at"]
    assert describe_inbox(tmp_path)[0].endswith(r"(b.html, caf\xe9.html): `jobtrends refresh` takes them")
    assert describe_inbox(tmp_path)[1].startswith(
        "inbox: 0.part, 1.part, 2.part and 2 more: a download that is not finished"
    )
    assert describe_inbox(tmp_path)[2].endswith("the reasons beside them: x.html")
    assert len(describe_left(contents(tmp_path).left)) == 1
    assert len(describe_inbox(tmp_path)) == 3
