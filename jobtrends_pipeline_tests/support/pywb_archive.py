"""A web archive on loopback: WARC files written record by record, and the real pywb server that replays them."""

import base64
import hashlib
import io
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import requests
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SITE = "https://www.itjobswatch.co.uk"
START_SECONDS = 60
COLLECTION = Path("collections", "past", "archive")


@dataclass(frozen=True, slots=True)
class Archived:
    """One answer of the source as a crawler stored it.

    Attributes:
        url: Address at the source.
        at: Timestamp of 14 digits.
        body: The payload as transferred.
        status: Status line, without the protocol.
        headers: Header fields besides Content-Type.
        digest: What the record claims as its payload's digest, when that is not the digest of `body`.
        repeats: Timestamp of the capture it is a revisit of; the body is then that capture's, and not stored.
    """

    url: str
    at: str
    body: bytes = b""
    status: str = "200 OK"
    headers: Mapping[str, str] = field(default_factory=dict)
    digest: str | None = None
    repeats: str | None = None


def sha1(content: bytes) -> str:
    """A payload's digest as indexes print it."""
    return base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def warc_date(timestamp: str) -> str:
    return f"{datetime.strptime(timestamp, '%Y%m%d%H%M%S').replace(tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}"


def write_warc_of(path: Path, archived: Iterable[Archived]) -> list[tuple[int, int]]:
    """Write a gzipped WARC file of one record each; gives each record's offset and length."""
    places = []
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        for one in archived:
            start = stream.tell()
            _write(writer, one)
            places.append((start, stream.tell() - start))
    return places


def _write(writer: WARCWriter, one: Archived) -> None:
    fields = [("Content-Type", "text/html; charset=utf-8"), *one.headers.items()]
    http = StatusAndHeaders(one.status, fields, protocol="HTTP/1.1")
    named = {"WARC-Date": warc_date(one.at)}
    if one.repeats:
        digest = f"sha1:{one.digest or sha1(one.body)}"
        record = writer.create_revisit_record(
            one.url, digest, one.url, warc_date(one.repeats), http_headers=http, warc_headers_dict=named
        )
    else:
        if one.digest:
            named["WARC-Payload-Digest"] = f"sha1:{one.digest}"
        record = writer.create_warc_record(
            one.url,
            "response",
            payload=io.BytesIO(one.body),
            length=len(one.body),
            http_headers=http,
            warc_headers_dict=named,
        )
    writer.write_record(record)


@contextmanager
def pywb(folder: Path, archived: Iterable[Archived]) -> Iterator[str]:
    """Serve a collection of these records; yields the collection's address."""
    write_warc_of(folder / COLLECTION / "a.warc.gz", archived)
    with pywb_of_files(folder) as address:
        yield address


@contextmanager
def pywb_of_files(folder: Path) -> Iterator[str]:
    """Serve the WARC files that lie in the folder's COLLECTION; yields the collection's address."""
    assert find_spec("pywb"), "pywb is not installed: set up the environment with the test extra"
    (folder / COLLECTION).with_name("indexes").mkdir()
    indexing = [sys.executable, "-m", "pywb.manager.manager", "reindex", "past"]
    subprocess.run(indexing, cwd=folder, check=True, timeout=START_SECONDS, stderr=subprocess.DEVNULL)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    serving = [sys.executable, "-m", "pywb.apps.cli", "-b", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(serving, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _await(f"http://127.0.0.1:{port}/", server)
            yield f"http://127.0.0.1:{port}/past"
        finally:
            server.kill()  # it may sit on SIGTERM for as long as a connection is open


def _await(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the pywb server ended"
        with suppress(requests.ConnectionError):
            requests.get(address, timeout=5, proxies={"http": ""})
            return
        time.sleep(0.05)
    raise TimeoutError("the pywb server does not answer")
