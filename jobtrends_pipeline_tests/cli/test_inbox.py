"""The inbox from the command line: one bad file concerns itself alone, what lies there is said, nothing is lost."""

import os
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.inbox.examine import CHANGED
from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.paths import DataPaths, DataRootError
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.conftest import SAMPLE
from jobtrends_pipeline_tests.support.command import COMMAND, called
from jobtrends_pipeline_tests.support.dagster_runs import java_page, saved

DAY, NEXT = date(2025, 12, 8), date(2025, 12, 15)


def periods(root: DataPaths) -> set[date]:
    with open_published(root.published_file) as connection:
        rows = connection.execute("SELECT DISTINCT as_of::DATE FROM fact_demand WHERE role = 'java'").fetchall()
    return {row[0] for row in rows}


def put(root: DataPaths, name: bytes, content: bytes) -> Path:
    root.inbox_dir.mkdir(exist_ok=True)
    file = root.inbox_dir / os.fsdecode(name)
    file.write_bytes(content)
    return file


def test_files_of_any_name_and_what_is_no_file_keep_no_page_from_the_facts(root: DataPaths) -> None:
    put(root, b"java.do", java_page(DAY))
    put(root, b"caf\xe9.html", b"<html>nothing</html>")
    put(root, b"two\nlines.html", java_page(NEXT))
    put(root, b"b.html.crdownload", b"<html>")
    os.mkfifo(root.inbox_dir / "pipe.html")
    before = called("status")
    assert r"inbox: 3 files to be looked at (caf\xe9.html, java.do, two\u000alines.html)" in before.out
    outcome = called("refresh")
    assert outcome.code == 1
    assert [line.partition(": ")[2].removeprefix(f"{root.inbox_dir}/").partition(": ")[0]
            for line in outcome.complaints] == ["inbox", "inbox", r"caf\xe9.html"]  # fmt: skip
    assert {DAY, NEXT} <= periods(root)
    with open_published(root.published_file) as connection:
        assert connection.execute("SELECT url FROM capture_attempts").fetchall() == [(r"caf\xe9.html",)]
    for command in ("status", "doctor"):
        said = " ".join(called(command).out.split())
        assert "pipe.html: a named pipe, not a file" in said
        assert "b.html.crdownload: a download that is not finished" in said
        assert r"the reasons beside them: caf\xe9.html" in said
    assert called("refresh").code == 0
    assert sorted(file.name for file in (root.inbox_dir / "done").iterdir()) == ["java.do", "two\nlines.html"]


def test_a_page_named_by_any_name_is_taken(root: DataPaths, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"-caf\xe9 \\xe9\n.html")
    file.write_bytes(java_page(DAY))
    assert called("ingest", "--", file).code == 0
    assert DAY in periods(root)


def test_pages_come_to_the_facts_though_their_files_cannot_be_put_away_and_that_is_said_once(root: DataPaths) -> None:
    files = [put(root, b"a.html", java_page(DAY)), put(root, b"b.html", java_page(NEXT))]
    put(root, b"done", b"a file")
    for held in (12, 12):
        outcome = called("refresh")
        lines = [line for line in outcome.complaints if "cannot be put away" in line]
        assert lines == ["jobtrends: inbox: a.html, b.html: was read, but cannot be put away (File exists)"]
        assert {DAY, NEXT} <= periods(root)
        assert len(list(Archive(root.archive_dir).entries())) == held
        assert all(file.exists() for file in files)
    (root.inbox_dir / "done").unlink()
    assert called("refresh").complaints == []
    assert not any(file.exists() for file in files)


def test_a_file_that_is_replaced_while_the_run_archives_it_is_read_again_and_not_put_away_unread(
    root: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(root, b"a.html", java_page(DAY))
    add = Archive.add

    def adding(archive: Archive, name: str, documents: Iterable[Document]) -> list[ArchiveEntry]:
        if file.read_bytes() == java_page(DAY):
            put(root, b"new", java_page(NEXT)).rename(file)
        return add(archive, name, documents)

    monkeypatch.setattr(Archive, "add", adding)
    first = called("refresh")
    assert first.complaints == [f"jobtrends: inbox: a.html: {CHANGED}"]
    assert DAY in periods(root)
    assert file.read_bytes() == java_page(NEXT)
    assert called("refresh").complaints == []
    assert NEXT in periods(root)
    assert (root.inbox_dir / "done" / "a.html").read_bytes() == java_page(NEXT)


def test_commands_that_take_the_same_at_once_say_each_what_they_took_themselves(
    empty_root: DataPaths, tmp_path: Path
) -> None:
    folder = saved(tmp_path / "pages", DAY, NEXT)[0].parent
    environment = os.environ | {"JOBTRENDS_DATA_DIR": str(empty_root.data_dir)}
    command = [str(COMMAND), "ingest", str(folder)]
    with ThreadPoolExecutor(3) as pool:
        ended = list(
            pool.map(lambda _: subprocess.run(command, env=environment, capture_output=True, check=True), range(3))
        )
    said = sorted(one.stdout.decode().splitlines()[0] for one in ended)
    assert said == [
        "Nothing is new: all 2 pages are archived already",
        "Nothing is new: all 2 pages are archived already",
        "Taken      2 new pages, 0 archived before",
    ]
    assert len(list(Archive(empty_root.archive_dir).entries())) == 2


@pytest.mark.parametrize(("name", "words"), [(b"Z?rich", "has a ? in its path"), (b"caf\xe9", "is no UTF-8")])
@pytest.mark.parametrize("command", ["ingest", "status"])
def test_a_data_root_that_dagster_cannot_use_is_one_line_and_nothing_is_written(
    tmp_path: Path, name: bytes, words: str, command: str
) -> None:
    folder = tmp_path / os.fsdecode(name)
    arguments = [str(SAMPLE)] if command == "ingest" else []
    environment = os.environ | {"JOBTRENDS_DATA_DIR": str(folder / "data")}
    ended = subprocess.run([str(COMMAND), command, *arguments], env=environment, capture_output=True, check=False)
    assert ended.returncode == 1
    (line,) = ended.stderr.decode("utf-8", "strict").splitlines()
    assert words in line
    assert "set JOBTRENDS_DATA_DIR" in line
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(DataRootError):
        DataPaths.load({"JOBTRENDS_DATA_DIR": str(folder)})
