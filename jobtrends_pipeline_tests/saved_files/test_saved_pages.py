"""Pages as browsers and their add-ons save them give the page, its address and the time; bombs stay within bounds."""

import gzip
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from email import encoders
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from pathlib import Path

import brotlicffi
import pytest
from backports import zstd

from jobtrends_pipeline.acquire.saved_batches import identify_files
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.saved_files.read import Refused, read_saved
from jobtrends_pipeline_tests.acquire.test_identify import PAGE, WATCHLIST
from jobtrends_pipeline_tests.support.foreign_archives import JAVA, record
from jobtrends_pipeline_tests.support.site.markup import page_html

MARKED = "<!DOCTYPE html>\n<html><head>{}</head><body><table><tr><td>\u00a342,000</td></tr></table></body></html>\n"
HTML = MARKED.format("")


def mail(coding: str, charset: str) -> bytes:
    """A page with an image as one mail, as browsers save it."""
    whole = MIMEMultipart("related", type="text/html")
    whole["Snapshot-Content-Location"] = JAVA
    whole["Date"] = "Mon, 2 Mar 2020 10:00:00 -0000"
    page = MIMENonMultipart("text", "html", charset=charset)
    page["Content-Location"] = JAVA
    page.set_payload(HTML.encode(charset))
    {"base64": encoders.encode_base64, "quoted-printable": encoders.encode_quopri}.get(coding, encoders.encode_noop)(
        page
    )
    if coding in ("8bit", "binary"):
        page["Content-Transfer-Encoding"] = coding
        page.set_payload(HTML.encode(charset).decode("ascii", "surrogateescape"))
    image = MIMEBase("image", "png")
    image.set_payload(b"\x89PNG")
    encoders.encode_base64(image)
    whole.attach(page)
    whole.attach(image)
    return b"From: <Saved by Blink>\r\n" + whole.as_bytes()


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit", "binary"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_a_mail_of_a_page_gives_the_page(tmp_path: Path, coding: str, charset: str) -> None:
    file = tmp_path / "java.mhtml"
    file.write_bytes(mail(coding, charset))
    (page,) = read_saved([file])
    assert isinstance(page, Document), page
    assert (page.body.decode("utf-8-sig"), page.url) == (HTML, JAVA)
    assert page.captured_at == datetime(2020, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("comment", "day"),
    [
        ("\n Page saved with SingleFile \n url: {} \n saved date: Tue Mar 03 2020 06:00:00 GMT+0000 (GMT)\n", 3),
        (" Saved from {} at 2020-03-04T06:00:00Z using monolith v2.8 ", 4),
        (" saved from url=(0045){} ", None),
        (" saved from url=(0083)https://web.archive.org/web/20200305060000/{} ", 5),
        (" Mirrored from {} by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 06 Mar 2020 06:00:00 GMT ", 6),
    ],
)
def test_what_saves_a_page_says_where_and_when(tmp_path: Path, comment: str, day: int | None) -> None:
    file = tmp_path / "a.html"
    file.write_text(MARKED.format(f"<!--{comment.format(JAVA)}-->"), encoding="utf-8")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    (page,) = read_saved([file])
    assert isinstance(page, Document)
    moment = datetime(2020, 3, day, 6, tzinfo=UTC) if day else datetime.fromtimestamp(1_700_000_000, UTC)
    assert (page.url, page.captured_at) == (JAVA, moment)


@pytest.mark.parametrize("address", ["file:///C:/a.html", "https://evil.example/jobs/uk/java.do", "about:internet"])
def test_an_address_that_is_not_the_source_s_is_not_believed(tmp_path: Path, address: str) -> None:
    file = tmp_path / "a.html"
    file.write_text(MARKED.format(f"<!-- saved from url=(0014){address} -->"), encoding="utf-8")
    (page,) = read_saved([file])
    assert isinstance(page, Document)
    assert page.url is None


@pytest.mark.parametrize(
    "content", [b'{"log": {"entries": []}}', b'[{"a": 1}]', b"From: a\r\nMIME-Version: 1.0\r\n\r\nhi"]
)
def test_what_holds_no_page_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    (refused,) = read_saved([tmp_path / "a"])
    assert isinstance(refused, Refused)
    assert "HTML" in refused.reason


def test_of_a_folder_each_page_is_taken_and_the_rest_counted_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "page_files").mkdir()
    names = ("java.do", "a.css", "logo.png", "robots.txt", "page_files/frame.html")
    for name in names:
        (tmp_path / name).write_bytes(page_html(PAGE) if name == "java.do" else b"body {}")
    (tmp_path / "c.warc").write_bytes(record(b"x{}", "https://x/a.css", fields=("Content-Type: text/css",)) + record())
    intake = identify_files([tmp_path], WATCHLIST, frozenset())
    assert [Path(one.document.source).name for one in intake.arrivals] == ["java.do"]
    assert [one.source for one in intake.refused] == ["c.warc#1"]
    kinds = "(1 .css, 1 .png, 1 .html, 1 .txt): a.css, logo.png, frame.html, ..."
    folder = f"{tmp_path}: 4 passed over that are no page {kinds}"
    assert sorted(intake.remarks) == sorted(
        [folder, "c.warc: 1 passed over that is no page (1 text/css): https://x/a.css"]
    )


def test_a_file_of_records_of_which_none_is_a_page_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    file.write_bytes(
        record(b"User-agent: *", "https://www.itjobswatch.co.uk/robots.txt", fields=("Content-Type: text/plain",))
    )
    intake = identify_files([file], WATCHLIST, frozenset())
    (refused,) = intake.refused
    assert (refused.source, intake.remarks) == (str(file), ())
    assert refused.reason.startswith("holds no page of IT Jobs Watch: 1 passed over")


NOTHING = bytes(1 << 20)
BOUNDED = """
import resource, sys
from pathlib import Path
from jobtrends_pipeline.saved_files.read import Refused, read_saved
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
assert all(isinstance(item, Refused) for item in read_saved([Path(sys.argv[1])]))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def brotli_bomb() -> bytes:
    coder = brotlicffi.Compressor(quality=5)
    return b"".join(coder.process(NOTHING) for _ in range(300)) + bytes(coder.finish())


def zipped(content: bytes, folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"archive/{number}.warc.gz", content)
    return (folder / "bomb.zip").read_bytes()


@pytest.mark.parametrize(
    "name", ["br", "zstd", "gzip", "gzip twice", "outer gzip", "outer zstd", "zip", "page", "mail"]
)
def test_a_bomb_of_any_coding_takes_bounded_memory(tmp_path: Path, name: str) -> None:
    gzipped = gzip.compress(NOTHING * 300, 1)
    announced = record(b"", length=300 << 20)[:-4] + NOTHING * 300
    content = {
        "br": lambda: record(brotli_bomb(), fields=("Content-Encoding: br",)),
        "zstd": lambda: record(zstd.compress(NOTHING * 300), fields=("Content-Encoding: zstd",)),
        "gzip": lambda: record(gzipped, fields=("Content-Encoding: gzip",)),
        "gzip twice": lambda: record(gzip.compress(gzipped), fields=("Content-Encoding: gzip, gzip",)),
        "outer gzip": lambda: gzip.compress(announced),
        "outer zstd": lambda: zstd.compress(announced),
        "zip": lambda: zipped(gzip.compress(announced, 1), tmp_path),
        "page": lambda: gzipped,
        "mail": lambda: (
            b"From: b\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n" + b"--a\n\n" * 5_000_000
        ),
    }[name]()
    (tmp_path / "bomb").write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, str(tmp_path / "bomb")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 300 * 1024
