"""Files of the inbox are put away once looked at: done, or refused with the reason beside them, none over another."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.inbox.examine import CHANGED, examine_files
from jobtrends_pipeline.acquire.inbox.put_away import put_away
from jobtrends_pipeline.acquire.inbox.waiting import CLAIM, waiting_files
from jobtrends_pipeline.saved_files.file_names import shown
from jobtrends_pipeline_tests.support.documents import a_document
from jobtrends_pipeline_tests.support.inbox_files import NO_PAGE, PAGE, WATCHLIST, below, dropped, looked_at, taken
from jobtrends_pipeline_tests.support.warc_files import write_warc

OTHER_DISK = Path("/dev/shm")  # noqa: S108  # where there is one


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder on another disk than the temporary one."""
    disks = [disk for disk in (OTHER_DISK, Path("/var/tmp"), Path.cwd()) if os.access(disk, os.W_OK)]  # noqa: S108
    other = next((disk for disk in disks if disk.stat().st_dev != tmp_path.stat().st_dev), None)
    if other is None:
        pytest.skip("this machine has one disk")
    folder = other / f"jobtrends-{os.getpid()}-{tmp_path.name}"
    folder.mkdir()
    return folder


def test_a_page_that_was_taken_is_done_in_its_folder(tmp_path: Path) -> None:
    dropped(tmp_path, "2019/a.html")
    assert taken(tmp_path) == []
    assert below(tmp_path) == ["done/2019/a.html"]


def test_a_file_that_is_no_page_is_refused_with_its_reason(tmp_path: Path) -> None:
    dropped(tmp_path, "good.html")
    (bad,) = dropped(tmp_path, "bad.html", content=b"")
    assert taken(tmp_path) == []
    assert below(tmp_path) == ["done/good.html", "refused/bad.html", "refused/bad.html.reason"]
    assert (tmp_path / "refused" / "bad.html.reason").read_text() == f"{bad}: the file is empty\n"


def test_a_warc_with_other_records_beside_its_pages_is_done_and_says_what_they_were(tmp_path: Path) -> None:
    write_warc(tmp_path / "pages #1: all.warc.gz", [a_document(PAGE), a_document(NO_PAGE)])
    assert taken(tmp_path) == []
    assert below(tmp_path) == ["done/pages #1: all.warc.gz", "done/pages #1: all.warc.gz.reason"]
    assert "no summary table" in (tmp_path / "done" / "pages #1: all.warc.gz.reason").read_text()


def test_a_file_of_the_same_name_lies_beside_the_one_before(tmp_path: Path) -> None:
    for _ in range(3):
        dropped(tmp_path, "a.html")
        assert taken(tmp_path) == []
    assert below(tmp_path) == ["done/a-2.html", "done/a-3.html", "done/a.html"]


def test_names_that_meet_in_one_place_lie_beside_each_other(tmp_path: Path) -> None:
    dropped(tmp_path, "a.html", content=b"")
    dropped(tmp_path, "a.html.reason", content=b"mine, and no page")
    (tmp_path / "refused").mkdir()
    (tmp_path / "refused" / "sub").write_text("a file where a folder is wanted")
    (tmp_path / "refused" / "a.html").symlink_to("nothing")
    dropped(tmp_path, "sub/b.html", content=b"")
    assert taken(tmp_path) == []
    assert (tmp_path / "refused" / "a-2.html").read_bytes() == b""
    assert (tmp_path / "refused" / "sub-2" / "b.html").read_bytes() == b""
    kept = [file.read_bytes() for file in (tmp_path / "refused").iterdir() if file.name.startswith("a.html.reason")]
    assert b"mine, and no page" in kept
    assert waiting_files(tmp_path) == []


NAMES = [
    b"caf\xe9.html", b"two\nlines.html", b"a\x1b[31mb.html", "😀.html".encode(), b"-rf.html", b"ends in a space ",
    b"x" * 250 + b".html", "é".encode() * 127, b"back\\slash.html", b"a\xe2\x80\xaeb.html", b"no suffix", b"java.do",
]  # fmt: skip


@pytest.mark.parametrize("content", [PAGE, NO_PAGE], ids=["page", "no page"])
@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_file_of_any_name_is_put_away_and_what_is_said_of_it_can_be_stored(
    tmp_path: Path, name: bytes, content: bytes
) -> None:
    (file,) = dropped(tmp_path, os.fsdecode(name), content=content)
    (looked,) = looked_at(tmp_path)
    words = [word for one in looked.intake.refused for word in (one.source, one.reason)]
    words += [arrival.document.source for arrival in looked.intake.arrivals]
    assert words
    assert all(word.isprintable() and word.encode() for word in words)
    assert shown(file) in words
    assert put_away(tmp_path, [looked]) == []
    folder = tmp_path / ("done" if content == PAGE else "refused")
    assert (folder / file.name).read_bytes() == content
    reasons = [one for one in folder.iterdir() if one.name != file.name]
    assert len(reasons) == (content == NO_PAGE)
    assert waiting_files(tmp_path) == []


@pytest.mark.parametrize("change", ["replaced", "appended", "same size", "same size and time"])
def test_a_file_that_changes_after_it_was_read_stays_to_be_read_again(tmp_path: Path, change: str) -> None:
    (file,) = dropped(tmp_path, "a.html", content=NO_PAGE)
    looked = looked_at(tmp_path)
    before = file.stat()
    if change == "replaced":
        (tmp_path / "new").write_bytes(PAGE)
        (tmp_path / "new").rename(file)
    elif change == "appended":
        file.write_bytes(NO_PAGE + PAGE)
    else:
        file.write_bytes(NO_PAGE.replace(b"milk", b"tofu"))
    if change == "same size and time":
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    content = file.read_bytes()
    assert [(one.path, one.reason) for one in put_away(tmp_path, looked)] == [(file, CHANGED)]
    assert below(tmp_path) == ["a.html"]
    assert file.read_bytes() == content
    assert taken(tmp_path) == []
    assert waiting_files(tmp_path) == []


def test_a_file_that_is_replaced_in_the_moment_it_is_moved_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = dropped(tmp_path, "a.html", content=NO_PAGE)
    looked = looked_at(tmp_path)
    rename = Path.rename

    def late(path: Path, place: Path) -> Path:
        if path == file:
            file.unlink()
            file.write_bytes(PAGE)
            os.utime(file, (1_700_000_000, 1_700_000_000))
        return rename(path, place)

    monkeypatch.setattr(Path, "rename", late)
    assert [one.reason for one in put_away(tmp_path, looked)] == [CHANGED]
    assert below(tmp_path) == ["a.html"]
    assert file.read_bytes() == PAGE


def test_a_file_that_somebody_took_away_is_no_matter(tmp_path: Path) -> None:
    first, second = dropped(tmp_path, "a.html", "b.html")
    looked = looked_at(tmp_path)
    first.unlink()
    assert put_away(tmp_path, looked) == []
    assert below(tmp_path) == ["done/b.html"]
    assert list(examine_files([first, second], WATCHLIST, {})) == []


@pytest.mark.parametrize("name", ["a.html", "x" * 250 + ".html"])
def test_a_folder_for_what_is_done_may_lie_on_another_disk(tmp_path: Path, elsewhere: Path, name: str) -> None:
    (tmp_path / "done").symlink_to(elsewhere)
    (file,) = dropped(tmp_path, f"2019/{name}")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert taken(tmp_path) == []
    moved = elsewhere / "2019" / name
    assert (moved.read_bytes(), moved.stat().st_mtime) == (PAGE, 1_700_000_000)
    assert list((tmp_path / "2019").iterdir()) == []


def test_what_was_left_half_moved_to_another_disk_is_looked_at_again_under_its_name(tmp_path: Path) -> None:
    dropped(tmp_path, f".a.html{CLAIM}")
    assert taken(tmp_path) == []
    assert below(tmp_path) == ["done/a.html"]


def test_where_nothing_can_be_put_away_every_file_stays_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "done").write_text("a file")
    files = dropped(tmp_path, "a.html")
    refused = dropped(tmp_path, "b.html", content=b"")
    left = taken(tmp_path)
    assert [one.path for one in left] == files
    assert "cannot be put away" in left[0].reason
    assert not any(file.exists() for file in refused)
    assert (tmp_path / "done").read_text() == "a file"


TAKE = """
import sys
from pathlib import Path
from jobtrends_pipeline_tests.support.inbox_files import taken
for one in taken(Path(sys.argv[1])):
    print(one.path.name, one.reason, sep=": ")
"""


@pytest.mark.parametrize("disk", ["read-only", "full"])
def test_on_a_disk_that_takes_nothing_every_file_stays_and_is_whole(tmp_path: Path, disk: str) -> None:
    inbox = tmp_path / "inbox"
    (file,) = dropped(inbox, "a.html")
    (inbox / "done").mkdir()
    mounts = {
        "read-only": 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"',
        "full": 'mount -t tmpfs -o size=4k none "$1/done" && dd if=/dev/zero of="$1/done/x" bs=4k count=1 status=none',
    }
    script = f'{mounts[disk]} || exit 77; exec "$2" -c "$3" "$1"'
    command = ["unshare", "--mount", "sh", "-c", script, "sh", str(inbox), sys.executable, TAKE]
    if not shutil.which("unshare"):
        pytest.skip("no mounts of one's own on this machine")
    for _ in range(2):
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode in (1, 77) and not ended.stdout:
            pytest.skip(f"no mounts of one's own on this machine: {ended.stderr}")
        word = {"read-only": "Read-only file system", "full": "No space left on device"}[disk]
        assert ended.stdout == f"a.html: was read, but cannot be put away ({word})\n", ended.stderr
        assert below(inbox) == ["a.html"]
        assert file.read_bytes() == PAGE
