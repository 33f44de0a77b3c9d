"""A session keeps what it acknowledges, tells the whole exchange, and leaves files that standard readers take."""

import gzip
import io
import shutil
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from jobtrends_pipeline.archive.archive import Archive, capture_id
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.warc import UnreadableWarcError, read_record
from jobtrends_pipeline.archive.warc_files import WarcFiles
from jobtrends_pipeline.archive.warc_writer import WarcWriter
from jobtrends_pipeline_tests.support.answers import an_answer
from jobtrends_pipeline_tests.support.documents import PAGE, a_document
from jobtrends_pipeline_tests.support.warc_files import read_warc

AT_ARCHIVE = "https://web.archive.org/web/20260201063000id_/https://www.itjobswatch.co.uk/jobs/uk/skill%201.do"


def a_capture(number: int = 1, body: bytes = PAGE, **changes: object) -> Document:
    return a_document(body, number, **({"http_status": 200, "origin": "live"} | changes))


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def parts(folder: Path) -> tuple[Path, Path]:
    (part,), (journal,) = folder.glob("warc/.*.part"), folder.glob("manifest/.*.part")
    return part, journal


def test_captures_are_held_when_the_session_is_left_one_file_per_host(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.session("run") as session:
        kept = [
            session.keep(a_capture(1)),
            session.keep(a_capture(2, b"from an archive", provenance=AT_ARCHIVE), an_answer(b"x", url=AT_ARCHIVE)),
            session.keep(a_capture(3, b"another")),
        ]
        assert list(archive.entries()) == []
        assert archive.read(kept[2]).body == b"another"
    assert everything(tmp_path) == [
        ".lock",
        "manifest/run-web.archive.org.jsonl",
        "manifest/run-www.itjobswatch.co.uk.jsonl",
        "warc/run-web.archive.org.warc.gz",
        "warc/run-www.itjobswatch.co.uk.warc.gz",
    ]
    assert sorted(archive.entries(), key=lambda entry: entry.captured_at) == kept
    assert [archive.read(entry).body for entry in kept] == [PAGE, b"from an archive", b"another"]


def test_a_session_left_by_an_error_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with pytest.raises(AssertionError), archive.session("run") as session:
        assert session.keep(a_capture()) is None
    assert [archive.read(entry).body for entry in archive.entries()] == [PAGE]


def test_a_session_that_keeps_nothing_leaves_nothing(tmp_path: Path) -> None:
    with Archive(tmp_path).session("run"):
        pass
    assert everything(tmp_path) == [".lock"]


def test_an_answer_is_kept_as_transferred_with_its_request_and_the_way_it_came(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = "https://www.itjobswatch.co.uk/jobs/uk/skill 1.do"
    answer = an_answer(url=first, redirects=(first,))
    with archive.session("run") as session:
        kept = session.keep(a_capture(), answer)
    with (tmp_path / "warc" / kept.warc_file).open("rb") as stream:
        records = {
            record.rec_type: (record.rec_headers, record.http_headers, record.raw_stream.read())
            for record in ArchiveIterator(stream, check_digests="raise")
        }
    assert list(records) == ["warcinfo", "response", "request", "metadata"]
    _, http, payload = records["response"]
    assert payload == answer.payload
    fields = {name: value for name, value in answer.headers if name != "Transfer-Encoding"}
    assert dict(http.headers) == fields | {"Content-Length": str(len(payload))}
    _, http, payload = records["request"]
    assert (http.to_str().splitlines()[0], payload) == ("GET /jobs/uk/skill%201.do HTTP/1.1", b"")
    assert dict(http.headers) == {"Host": "www.itjobswatch.co.uk", **dict(answer.request_headers)}
    lines = records["metadata"][2].decode().splitlines()
    assert {f"asked: {first}", f"redirect: {first}", f"answered: {answer.final_url}"} <= set(lines)
    page_id = records["response"][0].get_header("WARC-Record-ID")
    for kind in ("request", "metadata"):
        assert records[kind][0].get_header("WARC-Concurrent-To") == page_id
    ids = [headers.get_header("WARC-Record-ID") for headers, *_ in records.values()]
    assert len(set(ids)) == 4


def test_a_page_comes_back_decoded_with_its_origin_and_provenance(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    document = a_capture(origin="wayback", provenance=AT_ARCHIVE)
    with archive.session("run") as session:
        kept = session.keep(document, an_answer(url=AT_ARCHIVE))
    (read,) = read_warc(tmp_path / "warc" / kept.warc_file)
    assert kept.provenance == AT_ARCHIVE
    for back in (read, archive.read(kept)):
        assert (back.body, back.url, back.origin, back.provenance, back.media_type, back.http_status) == (
            PAGE, document.url, "wayback", AT_ARCHIVE, "text/html", 200,
        )  # fmt: skip


def test_a_page_cut_out_of_what_was_fetched_is_kept_itself(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.session("run") as session:
        kept = session.keep(a_capture(), an_answer(b"a record of a crawl that holds the page", status=206))
    assert (archive.read(kept).body, archive.read(kept).http_status) == (PAGE, 200)


def test_the_same_captures_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with Archive(tmp_path / name).session("run") as session:
            session.keep(a_capture(), an_answer())
            session.keep(a_capture(2, b"other"), an_answer(b"other", 2))
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).rglob("run*")} for name in ("one", "two"))
    assert one == two


def test_an_address_or_field_with_a_line_end_adds_no_line_to_a_record(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    evil = "https://www.itjobswatch.co.uk/a\r\nX-Jobtrends-Origin: forged"
    answer = an_answer(headers=(("X-Note", "one\r\nSet-Cookie: two"),), payload=PAGE, final_url=evil)
    with archive.session("run") as session:
        kept = session.keep(a_capture(url=evil, provenance=evil), answer)
    assert archive.read(kept).origin == "live"
    content = gzip.decompress((tmp_path / "warc" / kept.warc_file).read_bytes())
    assert b"\nX-Jobtrends-Origin: forged" not in content
    assert b"\nSet-Cookie" not in content


def test_a_content_held_already_is_not_written_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.session("run-1") as session:
        first = session.keep(a_capture(1))
        assert session.keep(a_capture(2)) == first
    with archive.session("run-2") as session:
        assert session.keep(a_capture(3)) == first
    assert list(archive.entries()) == [first]


def test_two_sessions_at_once_keep_a_content_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.session("run") as one:
        first = one.keep(a_capture(1, b"of one"))
        with archive.session("run") as two:
            second = two.keep(a_capture(2, b"of two"))
            assert two.keep(a_capture(3, b"of one")) == first
            assert one.keep(a_capture(4, b"of two")) == second
            third = two.keep(a_capture(5, b"late"))
        assert one.keep(a_capture(6, b"late")) == third
    assert {entry.warc_file for entry in archive.entries()} == {first.warc_file, second.warc_file}
    assert {entry.capture_id: archive.read(entry).body for entry in archive.entries()} == {
        first.capture_id: b"of one",
        second.capture_id: b"of two",
        third.capture_id: b"late",
    }


def test_sweeping_leaves_a_living_session_alone(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.session("run") as session:
        session.keep(a_capture(1))
        before = everything(tmp_path)
        assert archive.sweep() == []
        assert everything(tmp_path) == before
        session.keep(a_capture(2, b"other"))
    assert len(list(archive.entries())) == 2


NAME = "run-www.itjobswatch.co.uk"


def left_by_a_kill(tmp_path: Path) -> tuple[Archive, list[bytes], bytes, bytes]:
    """An archive, the bodies of an unfinished session in it, its part file and its journal."""
    bodies = [b"first", b"second", b"third"]
    with Archive(tmp_path / "living").session("run") as session:
        for number, body in enumerate(bodies, 1):
            session.keep(a_capture(number, body), an_answer(body, number))
        part, journal = (path.read_bytes() for path in parts(tmp_path / "living"))
    return Archive(tmp_path / "dead"), bodies, part, journal


def lay_out(archive: Archive, part: bytes, journal: bytes) -> None:
    for folder, name, content in (
        ("warc", f".{NAME}.warc.gz.part", part),
        ("manifest", f".{NAME}.jsonl.part", journal),
    ):
        (archive.folder / folder).mkdir(parents=True, exist_ok=True)
        (archive.folder / folder / name).write_bytes(content)


def test_a_journal_cut_at_any_byte_gives_the_captures_of_its_whole_lines(tmp_path: Path) -> None:
    archive, bodies, part, journal = left_by_a_kill(tmp_path)
    for length in range(0, len(journal) + 1, 7):
        cut = journal[:length]
        lay_out(archive, part, cut)
        assert archive.sweep() == ([f"{NAME}.warc.gz"] if b"\n" in cut else [])
        held = list(archive.entries())
        assert [archive.read(entry).body for entry in held] == bodies[: cut.count(b"\n")]
        if held:
            warc = tmp_path / "dead" / "warc" / f"{NAME}.warc.gz"
            assert warc.stat().st_size == held[-1].end
            assert [document.body for document in read_warc(warc)] == bodies[: len(held)]
        for path in (tmp_path / "dead").glob("*/*"):
            assert not path.name.startswith("."), path
            path.unlink()


@pytest.mark.parametrize("tail", [b"\0" * 4096, b'{"capture_id": "ab"}\n', b"\0\n"])
def test_what_a_power_cut_left_at_the_end_of_a_journal_is_cut(tmp_path: Path, tail: bytes) -> None:
    archive, bodies, part, journal = left_by_a_kill(tmp_path)
    lay_out(archive, part + b"\x1f\x8bhalf a record", journal + tail)
    archive.sweep()
    assert [archive.read(entry).body for entry in archive.entries()] == bodies


def test_a_kill_between_the_two_renames_is_finished(tmp_path: Path) -> None:
    archive, bodies, part, journal = left_by_a_kill(tmp_path)
    lay_out(archive, part, journal)
    warcs = archive.folder / "warc"
    (warcs / f".{NAME}.warc.gz.part").rename(warcs / f"{NAME}.warc.gz")
    assert archive.sweep() == [f"{NAME}.warc.gz"]
    assert archive.sweep() == []
    assert [archive.read(entry).body for entry in archive.entries()] == bodies


def test_what_killed_writers_left_under_temporary_names_is_removed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.add("run", [a_document()])
    for name in (
        "warc/.a.warc.gz.x1.tmp",
        "manifest/.a.jsonl.x2.tmp",
        "warc/.a.warc.gz.part",
        "manifest/.b.jsonl.part",
    ):
        (tmp_path / name).write_bytes(b"half")
    archive.sweep()
    assert everything(tmp_path) == [".lock", "manifest/run.jsonl", "warc/run.warc.gz"]


def test_a_manifest_of_before_provenance_was_kept_still_reads(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    (entry,) = archive.add("run", [a_document()])
    manifest = tmp_path / "manifest" / "run.jsonl"
    old = manifest.read_text().split(', "provenance"')[0] + "}\n"
    manifest.write_text(old)
    (read,) = archive.entries()
    assert (read.capture_id, read.provenance, read.span_length) == (entry.capture_id, None, None)
    assert archive.read(read).body == PAGE


def test_a_session_starts_on_a_damaged_manifest_and_keeps_again_what_it_listed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    (before,) = archive.add("run", [a_document()])
    (tmp_path / "manifest" / "run.jsonl").write_text("{}\n")
    with archive.session("next") as session:
        again = session.keep(a_document())
    assert again.warc_file != before.warc_file
    archive.recover()
    assert archive.find(before.capture_id) == [before, again]


def test_a_page_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    with io.BytesIO() as packed:
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0) as stream:
            for _ in range(80):
                stream.write(bytes(1 << 20))
        bomb = packed.getvalue()
    archive = Archive(tmp_path)
    document = a_capture(body=b"small")
    with archive.session("run") as session:
        kept = session.keep(document, an_answer(b"small", payload=bomb))
    raw = archive.raw(kept)
    with pytest.raises(UnreadableWarcError, match="longer than"):
        read_record(raw, "here")
    with pytest.raises(UnreadableWarcError, match="longer than"):
        list(read_warc(tmp_path / "warc" / kept.warc_file))


def test_a_capture_is_named_by_its_content_not_by_how_it_was_coded(tmp_path: Path) -> None:
    with Archive(tmp_path).session("run") as session:
        kept = session.keep(a_capture(), an_answer())
    assert kept.capture_id == capture_id(a_document())


def test_a_batch_killed_before_its_end_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path)
    archive.add("before", [a_capture(1)])

    def killed(pair: WarcFiles) -> None:
        for path, name in ((pair.part, "part"), (pair.journal, "journal")):
            shutil.copy(path, tmp_path / name)
        raise KeyboardInterrupt

    monkeypatch.setattr(WarcWriter, "finish", lambda part: killed(part.pair))
    with pytest.raises(KeyboardInterrupt):
        archive.add("run", [a_capture(number, b"%d" % number) for number in (2, 3)])
    pair = WarcFiles(tmp_path, "run")
    assert (tmp_path / "part").stat().st_size > 0
    (tmp_path / "part").rename(pair.part)
    (tmp_path / "journal").rename(pair.journal)
    archive.sweep()
    assert [entry.warc_file for entry in archive.entries()] == ["before.warc.gz"]
    assert not list(tmp_path.rglob("*.part"))
