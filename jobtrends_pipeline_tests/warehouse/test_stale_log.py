"""What stands beside a database file when it is replaced is never applied to it: new figures, or a clear refusal."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from jobtrends_pipeline.warehouse import leftovers
from jobtrends_pipeline.warehouse import publish as publishing
from jobtrends_pipeline.warehouse.downloads import write_downloads
from jobtrends_pipeline.warehouse.export import Choice, export_tables
from jobtrends_pipeline.warehouse.publish import is_published, publish
from jobtrends_pipeline.warehouse.published import UnreadablePublishedError, open_published
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.table_rows import captures, demand

_WRITE = """
import duckdb, os, signal, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("UPDATE captures SET capture_id = 'foreign'")
connection.execute("CREATE TABLE mine AS SELECT 1 AS x")
if sys.argv[2] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
print("open", flush=True)
sys.stdin.readline()
connection.execute("UPDATE captures SET capture_id = 'foreign again'")
if sys.argv[2] == "closes":
    connection.close()
else:
    os.kill(os.getpid(), signal.SIGKILL)
"""


class KilledError(Exception):
    """Stands for the death of the process at one step."""


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    held = Warehouse.at(tmp_path / "working.duckdb")
    held.replace({"captures": captures("a"), "fact_demand": demand("a")}, {})
    return held


@pytest.fixture
def target(store: Warehouse, tmp_path: Path) -> Path:
    path = tmp_path / "warehouse" / "jobtrends.duckdb"
    publish(store, path)
    store.replace({"captures": captures("b")}, {})
    return path


def write_and_die(path: Path) -> None:
    """Another process writes into a database and is killed, so that its log stays."""
    ended = subprocess.run([sys.executable, "-c", _WRITE, str(path), "killed"], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert path.with_name(f"{path.name}.wal").stat().st_size > 0


def held_by(path: Path) -> list[str]:
    """Captures of a published file; `refused` where that is said with what to do."""
    try:
        with open_published(path) as connection:
            return [name for (name,) in connection.execute("SELECT capture_id FROM captures").fetchall()]
    except UnreadablePublishedError as error:
        return ["refused" if "`jobtrends refresh` publishes it anew" in str(error) else str(error)]


def test_the_log_of_a_killed_writer_is_refused_and_gone_after_the_next_publication(
    store: Warehouse, target: Path
) -> None:
    write_and_die(target)
    assert held_by(target) == ["refused"]
    assert not is_published(store, target, [])
    publish(store, target)
    assert held_by(target) == ["b"]
    assert not list(target.parent.glob("*.wal*"))


def test_duckdb_itself_refuses_the_log_of_the_file_before(store: Warehouse, target: Path, tmp_path: Path) -> None:
    write_and_die(target)
    log = target.with_name(f"{target.name}.wal")
    shutil.copy(log, tmp_path / "log")
    publish(store, target)
    shutil.copy(tmp_path / "log", log)
    for is_read_only in (True, False):
        with pytest.raises(duckdb.IOException, match="WAL does not match database file"):
            duckdb.connect(target, read_only=is_read_only)
    assert held_by(target) == ["refused"]


@pytest.mark.parametrize("end", ["closes", "dies"])
def test_a_writer_that_is_alive_all_the_while_never_reaches_the_new_file(
    store: Warehouse, target: Path, end: str
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITE, str(target), end], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        assert held_by(target) == ["refused"]
        publish(store, target)
        assert held_by(target) == ["b"]
        writer.communicate("on\n", timeout=60)
    assert held_by(target) in (["b"], ["refused"])
    publish(store, target)
    assert held_by(target) == ["b"]


def test_what_somebody_wrote_and_closed_well_is_not_taken_for_the_published_figures(
    store: Warehouse, target: Path
) -> None:
    with duckdb.connect(target) as connection:
        connection.execute("UPDATE captures SET capture_id = 'foreign'")
    assert held_by(target) == ["refused"]
    publish(store, target)
    assert held_by(target) == ["b"]


@pytest.mark.parametrize("name", ["jobtrends.duckdb.wal", "jobtrends.duckdb.wal.checkpoint", ".jobtrends.duckdb.tmp"])
def test_folders_of_the_names_that_are_needed_make_room(store: Warehouse, target: Path, name: str) -> None:
    (target.parent / name / "inside").mkdir(parents=True)
    assert held_by(target) == (["refused"] if "wal" in name else ["a"])
    publish(store, target)
    assert held_by(target) == ["b"]
    assert not (target.parent / name).exists()


def test_a_file_that_lost_its_end_is_refused(store: Warehouse, target: Path) -> None:
    os.truncate(target, target.stat().st_size - 1)
    assert held_by(target) == ["refused"]
    assert not is_published(store, target, [])
    publish(store, target)
    assert held_by(target) == ["b"]


@pytest.mark.parametrize("content", [b"", b"no database at all", os.urandom(20_000)])
def test_a_damaged_file_is_told_as_such_and_kept_under_a_name_that_says_so(
    store: Warehouse, target: Path, content: bytes
) -> None:
    target.write_bytes(content)
    with pytest.raises(UnreadablePublishedError, match=r"jobtrends\.duckdb is damaged"):
        open_published(target)
    assert not is_published(store, target, [])
    publish(store, target)
    assert is_published(store, target, [])
    assert held_by(target) == ["b"]
    assert target.with_name("jobtrends.damaged.duckdb").read_bytes() == content


def test_a_folder_in_the_place_of_the_file_is_set_aside(store: Warehouse, target: Path) -> None:
    target.unlink()
    target.mkdir()
    (target / "mine.txt").write_text("kept")
    assert not is_published(store, target, [])
    publish(store, target)
    assert held_by(target) == ["b"]
    assert (target.with_name("jobtrends.damaged.duckdb") / "mine.txt").read_text() == "kept"


_STEPS = ("write_seal", "_make_room", "replace_database", "replace_folder", "clear_logs", "clear_logs after")


@pytest.mark.parametrize("step", _STEPS)
@pytest.mark.parametrize("is_after", [False, True])
def test_a_kill_at_any_step_leaves_one_publication_whole_and_the_next_refresh_publishes(
    store: Warehouse, target: Path, monkeypatch: pytest.MonkeyPatch, step: str, *, is_after: bool
) -> None:
    write_and_die(target)
    with monkeypatch.context() as patch:
        name, _, order = step.partition(" ")
        module = leftovers if name == "clear_logs" else publishing
        patch.setattr(module, name, dies(getattr(module, name), skip=len(order) > 0, is_after=is_after))
        with pytest.raises(KilledError):
            publish(store, target)
    assert held_by(target) in (["a"], ["b"], ["refused"])
    assert {path.stem for path in (target.parent / "parquet").iterdir()} >= {"captures", "fact_demand"}
    if held_by(target) == ["b"]:
        assert not is_published(store, target, [])
    publish(store, target)
    assert held_by(target) == ["b"]
    assert is_published(store, target, [], is_thorough=True)


def dies(step: Callable[..., object], *, skip: int, is_after: bool) -> Callable[..., object]:
    """A step in which the process is killed, before or after its work, at its first call or a later one."""
    calls = []

    def dying(*arguments: object, **named: object) -> object:
        calls.append(1)
        if len(calls) <= skip:
            return step(*arguments, **named)
        if is_after:
            step(*arguments, **named)
        raise KilledError

    return dying


def test_the_parquet_folder_is_of_one_publication(
    store: Warehouse, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in (target.parent / "parquet").iterdir()}
    monkeypatch.setattr(publishing, "replace_folder", dies(lambda *_: None, skip=0, is_after=False))
    with pytest.raises(KilledError):
        publish(store, target)
    assert {path.name: path.read_bytes() for path in (target.parent / "parquet").iterdir()} == before


def test_an_export_clears_the_log_beside_the_file_it_replaces(store: Warehouse, target: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for choice in (Choice("duckdb"), Choice("duckdb", tables=("captures",))):
        export_tables(target, out, choice)
        write_and_die(out / "jobtrends.duckdb")
        export_tables(target, out, choice)
        with duckdb.connect(out / "jobtrends.duckdb", read_only=True) as connection:
            assert connection.execute("SELECT capture_id FROM captures").fetchall() == [("a",)]
        shutil.rmtree(out)


def test_an_sqlite_export_is_not_rolled_back_by_the_journal_of_the_file_before(target: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_tables(target, out, Choice("sqlite"))
    code = (
        "import os, signal, sqlite3, sys\n"
        "file = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "file.execute('PRAGMA cache_size = 1')\n"
        "file.execute('BEGIN')\n"
        "file.execute(\"UPDATE captures SET url = 'foreign' || hex(randomblob(90000))\")\n"
        "file.execute('CREATE TABLE mine AS SELECT hex(randomblob(900000)) AS x')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(out / "jobtrends.sqlite")], check=False, timeout=60)
    assert (out / "jobtrends.sqlite-journal").exists()
    export_tables(target, out, Choice("sqlite"))
    assert sorted(path.name for path in out.glob("jobtrends.sqlite*")) == ["jobtrends.sqlite"]
    file = sqlite3.connect(out / "jobtrends.sqlite")
    assert file.execute("SELECT capture_id FROM captures").fetchall() == [("a",)]
    assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    file.close()


def test_the_download_of_the_report_has_no_log_beside_it(store: Warehouse, target: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write_downloads(target, folder)
    write_and_die(folder / target.name)
    publish(store, target)
    write_downloads(target, folder)
    assert not list(folder.glob("*.wal"))
    with duckdb.connect(folder / target.name, read_only=True) as connection:
        assert connection.execute("SELECT capture_id FROM captures").fetchall() == [("b",)]
