"""A line of a manifest names its capture, in full or at a glance, and neither trusts a line that was altered."""

from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.manifest import entry_of, identity_of, line_of, read_identities
from jobtrends_pipeline_tests.support.documents import a_document


def a_manifest(folder: Path) -> Path:
    Archive(folder).add("run", [a_document(b"one", 1), a_document(b"two", 2)])
    return folder / "manifest" / "run.jsonl"


def test_a_glance_tells_the_same_captures_as_reading_in_full(tmp_path: Path) -> None:
    read = list(read_identities(a_manifest(tmp_path)))
    assert [identity for identity, _ in read] == [entry.capture_id for entry in Archive(tmp_path).entries()]
    assert [line_of(entry_of(line)) for _, line in read] == [line + b"\n" for _, line in read]


def test_a_glance_notices_any_altered_byte(tmp_path: Path) -> None:
    line = a_manifest(tmp_path).read_bytes().splitlines()[0]
    for position in range(len(line)):
        with pytest.raises(ValueError, match=r"altered|manifest|Expecting|Extra data|Invalid|Unterminated|decode"):
            identity_of(line[:position] + bytes([line[position] ^ 1]) + line[position + 1 :])


def test_a_line_that_was_altered_is_passed_over(tmp_path: Path) -> None:
    path = a_manifest(tmp_path)
    first, second = read_identities(path)
    path.write_bytes(path.read_bytes().replace(b"skill%202", b"skill%203"))
    archive = Archive(tmp_path)
    assert [entry.capture_id for entry in archive.entries()] == [first[0]]
    assert [len(archive.find(identity)) for identity, _ in (first, second)] == [1, 0]
    with archive.session("later") as session:
        assert [session.contains(identity) for identity, _ in (first, second)] == [True, False]


def test_a_session_knows_what_is_held_and_what_it_keeps(tmp_path: Path) -> None:
    a_manifest(tmp_path)
    new = a_document(b"three", 3)
    with Archive(tmp_path).session("later") as session:
        assert [session.contains(document.sha256[:16]) for document in (a_document(b"one"), new)] == [True, False]
        session.keep(new)
        assert session.contains(new.sha256[:16])
