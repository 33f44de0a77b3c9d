"""Web archives of every writer give their pages; what is wrong with one record concerns it alone."""

import gzip
import hashlib
import io
import random
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import brotlicffi
import pytest
from backports import zstd

from jobtrends_pipeline_tests.support.foreign_archives import (
    ADDRESSES,
    JAVA,
    PAGE,
    by_warcio,
    chunked,
    read,
    record,
    sha1,
)

PACKED = gzip.compress(PAGE, mtime=0)
DEFLATE = zlib.compressobj(wbits=-15)
RAW_DEFLATE = DEFLATE.compress(PAGE) + DEFLATE.flush()


@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ("gzip", PACKED),
        ("X-GZip", PACKED),
        ("gzip", PAGE),
        ("br", PAGE),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", RAW_DEFLATE),
        ("br", brotlicffi.compress(PAGE)),
        ("zstd", zstd.compress(PAGE)),
        ("gzip, br", brotlicffi.compress(PACKED)),
        ("identity", PAGE),
        ("", PACKED),
    ],
)
@pytest.mark.parametrize("transfer", ["", "chunked", "Chunked", "left in"])
def test_every_coding_is_undone(tmp_path: Path, coding: str, sent: bytes, transfer: str) -> None:
    fields = ("Content-Type: text/html", f"Content-Encoding: {coding}", f"Transfer-Encoding: {transfer}")
    payload = chunked(sent) if transfer else sent
    (page,), refused, _ = read(tmp_path, record(payload, fields=fields[: 3 if transfer != "left in" else 2]))
    assert (page.body, page.url, refused) == (PAGE, JAVA, [])


def test_a_transfer_coded_twice_is_undone(tmp_path: Path) -> None:
    fields = ("Content-Type: text/html", "Transfer-Encoding: gzip, chunked")
    (page,), _, _ = read(tmp_path, record(chunked(PACKED), fields=fields))
    assert page.body == PAGE


@pytest.mark.parametrize("coding", ["compress", "br, br, br, br", "exi"])
def test_an_unknown_coding_is_named(tmp_path: Path, coding: str) -> None:
    pages, (refused,), _ = read(tmp_path, record(b"\x99" * 80, fields=(f"Content-Encoding: {coding}",)))
    assert pages == []
    assert f"coded as '{coding}'" in refused.reason


@pytest.mark.parametrize("end", [40, 100, 300])
def test_chunks_that_end_early_are_refused(tmp_path: Path, end: int) -> None:
    pages, (refused,), _ = read(tmp_path, record(chunked(PAGE)[:end]))
    assert pages == []
    assert "cut off" in refused.reason


@pytest.mark.parametrize("payload", [chunked(PAGE), chunked(PACKED)])
@pytest.mark.parametrize("form", ["sent", "entity", "page"])
def test_a_digest_of_any_form_of_the_page_holds(tmp_path: Path, payload: bytes, form: str) -> None:
    coding = ("Content-Encoding: gzip",) if payload != chunked(PAGE) else ()
    entity = PACKED if coding else PAGE
    digest = sha1({"sent": payload, "entity": entity, "page": PAGE}[form])
    fields = ("Content-Type: text/html", "Transfer-Encoding: chunked", *coding)
    (page,), refused, _ = read(tmp_path, record(payload, fields=fields, warc=(f"WARC-Payload-Digest: {digest}",)))
    assert (page.body, page.notes, refused) == (PAGE, (), [])


@pytest.mark.parametrize(
    ("digest", "is_checked"),
    [
        ("blake3:abcdef", False),
        ("K7V6DWULFAN4FYIDS", False),
        (f"md5:{hashlib.md5(PAGE, usedforsecurity=False).hexdigest()}", True),
        (f"SHA-256:{hashlib.sha256(PAGE).hexdigest().upper()}", True),
        (f"sha512:{b64encode(hashlib.sha512(PAGE).digest()).decode()}", True),
        ("sha1:tooshort", False),
    ],
)
def test_a_digest_that_nobody_here_knows_is_a_note(tmp_path: Path, digest: str, *, is_checked: bool) -> None:
    (page,), refused, _ = read(tmp_path, record(warc=(f"WARC-Payload-Digest: {digest}",)))
    assert (page.body, refused, not page.notes) == (PAGE, [], is_checked)
    altered = record(PAGE.replace(b"42", b"43"), warc=(f"WARC-Payload-Digest: {digest}",))
    pages, refused, _ = read(tmp_path, altered)
    assert (len(pages), len(refused)) == ((0, 1) if is_checked else (1, 0))


def test_a_whole_block_outweighs_a_digest_of_the_page_that_fits_nothing(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    said = (f"WARC-Block-Digest: {sha1(block)}", f"WARC-Payload-Digest: {sha1(b'other')}")
    (page,), _, _ = read(tmp_path, record(warc=said))
    assert page.notes == ("the digest of its block holds, that of its page does not",)


BAD = {
    "digest": record(warc=(f"WARC-Payload-Digest: {sha1(b'other')}",)),
    "status line": record(http="HTTP/1.1 OK"),
    "date": record(date="2020-03"),
    "no length": record().replace(b"Content-Length", b"Content-Size"),
    "length too short": record(length=100),
    "length too long": record(length=9000),
    "length that nothing has": record(length=10**9),
    "chunks": record(chunked(PAGE)[:200]),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("form", ["plain", "by record", "as a whole"])
def test_a_bad_record_among_good_ones_is_refused_alone(tmp_path: Path, name: str, form: str) -> None:
    parts = [record(url=ADDRESSES[0]), BAD[name], record(url=ADDRESSES[2])]
    content = b"".join(map(gzip.compress, parts)) if form == "by record" else b"".join(parts)
    pages, refused, _ = read(tmp_path, gzip.compress(content) if form == "as a whole" else content)
    assert [page.url for page in pages] == [ADDRESSES[0], ADDRESSES[2]]
    assert [(one.source, JAVA in one.reason) for one in refused] == [("a.warc#1", True)]


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_damaged_gzip_member_costs_its_own_record(tmp_path: Path, place: float) -> None:
    members = [gzip.compress(record(url=url), mtime=0) for url in ADDRESSES]
    at = int(len(members[1]) * place)
    members[1] = members[1][:at] + b"\xff\x00\xff\x00" + members[1][at + 4 :]
    pages, refused, _ = read(tmp_path, b"".join(members))
    assert [page.url for page in pages] == [ADDRESSES[0], ADDRESSES[2]]
    assert [one.source for one in refused] == ["a.warc#1"]


def test_of_altered_data_gzipped_as_a_whole_only_pages_with_a_digest_are_taken(tmp_path: Path) -> None:
    long_page = PAGE + random.Random(1).randbytes(300_000).hex().encode()  # noqa: S311
    for content, taken in (
        (b"".join(record(long_page, url) for url in ADDRESSES), []),
        (by_warcio(*ADDRESSES, gzip=False, payload=long_page), ADDRESSES[:2]),
    ):
        whole = bytearray(gzip.compress(content))
        whole[-8] ^= 1
        pages, refused, _ = read(tmp_path, bytes(whole))
        assert [page.url for page in pages] == taken
        assert len(refused) == 3 - len(taken)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress, lambda content: content])
def test_a_file_cut_off_gives_what_is_whole_and_says_so(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    content = b"".join(pack(record(url=url)) for url in ADDRESSES)
    pages, refused, _ = read(tmp_path, content[:-40])
    assert [page.url for page in pages] == ADDRESSES[:2]
    assert [one.source for one in refused] == ["a.warc#2"]
    assert "cut off" in refused[0].reason


@pytest.mark.parametrize("name", ["by record", "as a whole", "twice", "zstd", "zstd frames", "dictionary", "blanks"])
def test_a_file_is_read_however_it_is_packed(tmp_path: Path, name: str) -> None:
    parts = [record(url=url) for url in ADDRESSES]
    whole = b"".join(parts)
    words = zstd.train_dict([part + bytes([n]) * 40 for part in parts for n in range(60)], 4096)
    header = b"\x5d\x2a\x4d\x18" + len(words.dict_content).to_bytes(4, "little") + words.dict_content
    content = {
        "by record": by_warcio(*ADDRESSES),
        "as a whole": gzip.compress(whole),
        "twice": gzip.compress(gzip.compress(whole)),
        "zstd": zstd.compress(whole),
        "zstd frames": b"".join(map(zstd.compress, parts)),
        "dictionary": header + b"".join(zstd.compress(part, zstd_dict=words) for part in parts),
        "blanks": b"\r\n\r\n" + whole,
    }[name]
    pages, refused, _ = read(tmp_path, content, "unnamed")
    assert ([page.url for page in pages], refused) == (ADDRESSES, [])
    assert {page.body for page in pages} == {PAGE}


def test_what_a_crawl_holds_beside_pages_is_passed_over(tmp_path: Path) -> None:
    others = [
        record(b"1.2.3.4", "dns:www.itjobswatch.co.uk", http="", kind="response"),
        record(b"", http="HTTP/1.1 301 Moved"),
        record(b"", http="HTTP/1.1 304 Not Modified"),
        record(b"a{}", "https://x/a.css", fields=("Content-Type: text/css",)),
        record(b"\x89PNG", "https://x/a.png", fields=("Content-Type: image/png",)),
        record(b"{}", "urn:pageinfo:x", http="", kind="resource"),
        record(b"log", "metadata://gnu.org/software/wget/warc/wget.log", http="", kind="resource"),
    ]
    silent = [record(b"", kind=kind, http="") for kind in ("warcinfo", "request", "metadata")]
    pages, refused, passed = read(tmp_path, b"".join((*silent, *others, record())))
    assert ([page.url for page in pages], refused) == ([JAVA], [])
    kinds = ["dns", "HTTP 301", "HTTP 304", "text/css", "image/png", "urn", "metadata"]
    assert [one.kind for one in passed] == kinds


@pytest.mark.parametrize("tail", [b"", b"200 abc - 0 a.arc "])
@pytest.mark.parametrize("pack", [gzip.compress, lambda content: content])
def test_an_arc_file_gives_its_pages(tmp_path: Path, pack: Callable[[bytes], bytes], tail: bytes) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    lines = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    parts = [b"filedesc://x.arc 0.0.0.0 20200302100000 text/plain %d\n%s\n" % (len(lines), lines)]
    parts += [
        b"%s 1.2.3.4 20200302100000 text/html %s%d\n%s\n" % (url.encode(), tail, len(block), block) for url in ADDRESSES
    ]
    pages, refused, _ = read(tmp_path, b"".join(map(pack, parts)), "a.arc")
    assert ([page.url for page in pages], refused) == (ADDRESSES, [])
    assert {(page.body, page.captured_at.isoformat()) for page in pages} == {(PAGE, "2020-03-02T10:00:00+00:00")}


def test_a_wacz_gives_the_pages_of_its_archives(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", by_warcio(*ADDRESSES))
        archive.writestr("archive/more.warc", record(), zipfile.ZIP_DEFLATED)
    pages, refused, _ = read(tmp_path, stream.getvalue(), "a.wacz")
    assert ([page.url for page in pages], refused) == ([*ADDRESSES, JAVA], [])
    assert pages[-1].source == "a.wacz#archive/more.warc#0"


def test_a_zip_file_of_anything_else_says_what_to_do(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.html", PAGE)
    assert "unpack it" in read(tmp_path, stream.getvalue())[1][0].reason
    assert "cut off or damaged" in read(tmp_path, stream.getvalue()[:60])[1][0].reason
