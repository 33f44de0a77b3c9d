"""Raw inputs of adverts in the archive: told from pages by their label, and as safe as these."""

import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path

from jobtrends_pipeline.archive.archive import Archive, capture_id
from jobtrends_pipeline.archive.document import AdvertLabel, Document
from jobtrends_pipeline.archive.export import extract
from jobtrends_pipeline.archive.relist import incomplete
from jobtrends_pipeline.archive.verify import Counts, verify
from jobtrends_pipeline_tests.support.documents import a_document

LABEL = AdvertLabel("board", "own", "Terms of the board, “as is”", "day.csv", date(2026, 8, 4), "file name")


def an_input(body: bytes = b"title\nData Engineer\n", **changes: object) -> Document:
    """A raw input of adverts."""
    label = replace(LABEL, **changes)  # type: ignore[arg-type]
    return a_document(body, url="file:///day.csv", media_type="text/csv", label=label)


def test_an_input_comes_back_with_its_label_and_no_page_listing_has_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    page, raw = archive.add("run", [a_document(), an_input()])
    assert archive.read(raw).label == LABEL
    assert list(archive.pages_and_charts()) == [page.capture_id]
    assert archive.advert_inputs() == {raw.capture_id: [raw]}
    assert archive.advert_inputs({raw.capture_id}) == {}
    assert list(archive.entries()) == [page, raw]


def test_source_and_day_are_part_of_its_identity_and_a_page_of_the_same_bytes_is_another() -> None:
    same = capture_id(an_input())
    assert capture_id(an_input(file_name="again.csv", licence="other")) == same
    others = [an_input(source="other"), an_input(seen_on=date(2026, 8, 5)), an_input(b"title\n")]
    page = replace(an_input(), label=None)
    assert len({same, *map(capture_id, [*others, page])}) == 5


def test_a_lost_manifest_is_made_again_with_the_label(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    added = archive.add("run", [an_input(), a_document()])
    (tmp_path / "manifest" / "run.jsonl").unlink()
    assert [pair.name for pair in incomplete(tmp_path)] == ["run"]
    assert archive.recover() == ["run.warc.gz"]
    assert list(archive.entries()) == added


def test_it_is_verified_and_exported_as_pages_are(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    (entry,) = archive.add("run", [an_input()])
    counts = Counts()
    assert list(verify(archive.folder, counts)) == []
    assert counts.captures == 1
    extract(archive, [entry], tmp_path / "out.warc.gz")
    records = gzip.decompress((tmp_path / "out.warc.gz").read_bytes())
    assert b"WARC-Target-URI: file:///day.csv" in records
    assert b"Data Engineer" in records
    path = tmp_path / "archive" / "warc" / "run.warc.gz"
    path.write_bytes(path.read_bytes()[:-20])
    assert [problem.capture_id for problem in verify(archive.folder)] == [entry.capture_id]


def test_the_line_of_a_page_names_no_label_so_that_earlier_versions_read_it(tmp_path: Path) -> None:
    Archive(tmp_path).add("run", [a_document()])
    assert "label" not in (tmp_path / "manifest" / "run.jsonl").read_text(encoding="utf-8")
