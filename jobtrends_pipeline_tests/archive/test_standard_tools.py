"""Files of the archive are what other tools take them for: warcio's check finds nothing, pywb replays the page."""

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import requests

from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry
from jobtrends_pipeline.archive.export import extract
from jobtrends_pipeline_tests.support.answers import an_answer
from jobtrends_pipeline_tests.support.documents import PAGE, a_document
from jobtrends_pipeline_tests.support.pywb_archive import COLLECTION, pywb_of_files

PAGES = [PAGE, PAGE * 2000, b"<html><head></head><body>" + bytes(range(256)) + b"</body></html>"]


def an_archive(folder: Path) -> tuple[Archive, list[ArchiveEntry]]:
    """Three pages of the live source, compressed; one saved; one had from a web archive."""
    archive = Archive(folder)
    with archive.session("run") as session:
        for number, body in enumerate(PAGES, 1):
            document = a_document(body, number, http_status=200, origin="live")
            session.keep(document, an_answer(body, number))
        session.keep(a_document(b"saved", 4))
        session.keep(
            a_document(b"past", 5, http_status=200, origin="wayback", provenance="https://web.archive.org/web/x"),
            an_answer(b"past", 5, url="https://web.archive.org/web/x", final_url="https://web.archive.org/web/x"),
        )
    return archive, list(archive.entries())


def checked(files: list[Path]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "warcio.cli", "check", "--verbose", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_warcio_finds_every_digest_right_in_files_of_the_archive_and_in_exports(tmp_path: Path) -> None:
    archive, held = an_archive(tmp_path / "archive")
    extract(archive, held, tmp_path / "all.warc.gz")
    files = [*(tmp_path / "archive" / "warc").iterdir(), tmp_path / "all.warc.gz"]
    outcome = checked(files)
    assert (outcome.returncode, len(files)) == (0, 3)
    records, first_records = 4 * 3 + 1, 3
    assert outcome.stdout.count("digest pass") == 2 * records + first_records
    assert "fail" not in outcome.stdout


def test_warcio_does_check_them(tmp_path: Path) -> None:
    _, held = an_archive(tmp_path)
    content = gzip.decompress((tmp_path / "warc" / held[-1].warc_file).read_bytes())
    altered = tmp_path / "altered.warc"
    altered.write_bytes(content.replace(b"saved", b"saves"))
    assert checked([altered]).returncode == 1


def test_pywb_replays_pages_of_the_archive_with_the_same_bytes(tmp_path: Path) -> None:
    archive, held = an_archive(tmp_path / "archive")
    shutil.copytree(tmp_path / "archive" / "warc", tmp_path / COLLECTION)
    with pywb_of_files(tmp_path) as collection:
        for entry in held:
            at = f"{entry.captured_at:%Y%m%d%H%M%S}"
            original = requests.get(f"{collection}/{at}id_/{entry.url}", timeout=30, proxies={"http": ""})
            assert original.status_code == 200, entry.url
            assert original.content == archive.read(entry).body
        (entry,) = (entry for entry in held if entry.byte_count == len(PAGE))
        at = f"{entry.captured_at:%Y%m%d%H%M%S}"
        shown = requests.get(f"{collection}/{at}mp_/{entry.url}", timeout=30, proxies={"http": ""})
        assert PAGE.removeprefix(b"<html>") in shown.content
