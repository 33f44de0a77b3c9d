"""WARC, ARC and packed files as other programs write them, for tests."""

import hashlib
import io
from base64 import b32encode
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.saved_files.read import read_saved
from jobtrends_pipeline.saved_files.refused import PassedOver, Refused

PAGE = b"<!DOCTYPE html>\n<html><body><table><tr><td>Rank 42 \xc2\xa350,000</td></tr></table></body></html>\n" * 20
JAVA = "https://www.itjobswatch.co.uk/jobs/uk/java.do"
ADDRESSES = [f"https://www.itjobswatch.co.uk/jobs/uk/{name}.do" for name in ("ada", "java", "sql")]


def record(
    payload: bytes = PAGE,
    url: str = JAVA,
    *,
    http: str = "HTTP/1.1 200 OK",
    fields: tuple[str, ...] = ("Content-Type: text/html",),
    warc: tuple[str, ...] = (),
    date: str = "2020-03-03T06:00:00Z",
    kind: str = "response",
    length: int | None = None,
) -> bytes:
    """A record, byte by byte as a writer might have it."""
    block = ("\r\n".join((http, *fields)) + "\r\n\r\n").encode() + payload if http else payload
    said = f"Content-Length: {len(block) if length is None else length}"
    head = ("WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", f"WARC-Date: {date}", *warc, said)
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def by_warcio(*urls: str, gzip: bool = True, payload: bytes = PAGE) -> bytes:
    """A WARC file as warcio writes it, digests and all: a page at each address."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=gzip)
    for url in urls:
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", io.BytesIO(payload), http_headers=head))
    return stream.getvalue()


def chunked(body: bytes, size: int = 70) -> bytes:
    """A body in chunks, with an extension and a trailer."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x;n=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\nX-Sum: 1\r\n\r\n"


def sha1(content: bytes) -> str:
    """A digest as most writers write it."""
    return "sha1:" + b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def read(folder: Path, content: bytes, name: str = "a.warc") -> tuple[list[Document], list[Refused], list[PassedOver]]:
    """What a file with this content holds: pages, refusals, and what is passed over."""
    path = folder / name
    path.write_bytes(content)
    items = list(read_saved([path]))
    return (
        [item for item in items if isinstance(item, Document)],
        [item for item in items if isinstance(item, Refused)],
        [item for item in items if isinstance(item, PassedOver)],
    )
