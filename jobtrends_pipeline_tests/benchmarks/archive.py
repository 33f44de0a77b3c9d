"""Archiving pages and reading them back, beside warcio writing and reading the same records without a manifest.

Run `python -m jobtrends_pipeline_tests.benchmarks.archive [FOLDER]`; a temporary folder when none is given.
"""

import gzip
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.verify import verify
from jobtrends_pipeline.fetch.response import Response
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page

CAPTURES = 300
PAGE_BYTES = 113_000
_FULL_PAGE = (
    Path(__file__).parent.parent / "support" / "site" / "pages" / "permanent-uk-backend-developer-2026-02-15.json"
)
GOALS = {"write": 90, "verify": 400, "re-read": 400}


@dataclass(slots=True)
class Rate:
    """Captures per second, by the clock and by processor time."""

    elapsed: float = 0.0
    processor: float = 0.0


def main() -> None:
    """Print captures per second of each, their goal, and the ratio to warcio's."""
    page = page_html(load_page(_FULL_PAGE))
    page = (page * (PAGE_BYTES // len(page) + 1))[:PAGE_BYTES]  # repeats lie farther apart than gzip looks back
    sys.stdout.write(f"{CAPTURES} pages of {len(page) / 1000:.0f} kB, each with its request and metadata\n")
    for name, coding in (("as sent plain", ""), ("as sent gzipped", "gzip")):
        with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
            sys.stdout.write(f"{name}:\n")
            _report(_measure(Path(folder), [_capture(page, number, coding) for number in range(CAPTURES)]))


def _measure(folder: Path, captures: list[tuple[Document, Response]]) -> dict[str, tuple[Rate, Rate]]:
    archive, peer = Archive(folder / "ours"), folder / "peer.warc.gz"

    def write() -> None:
        with archive.session("run") as session:
            for document, fetched in captures:
                session.keep(document, fetched)

    def read() -> None:
        for entry, (document, _) in zip(archive.entries(), captures, strict=True):
            assert archive.read(entry).body == document.body

    def prove() -> None:
        assert list(verify(folder / "ours")) == []

    writing = (_rate(write), _rate(lambda: _write_with_warcio(peer, captures)))
    of_peer = _rate(lambda: _read_with_warcio(peer))
    return {"write": writing, "verify": (_rate(prove), of_peer), "re-read": (_rate(read), of_peer)}


def _report(rates: dict[str, tuple[Rate, Rate]]) -> None:
    for name, (ours, peer) in rates.items():
        ratios = f"{ours.elapsed / peer.elapsed:.2f} times as fast, {ours.processor / peer.processor:.2f} by processor"
        sys.stdout.write(
            f"  {name:<8} {ours.elapsed:6.0f}/s (goal {GOALS[name]}), warcio {peer.elapsed:6.0f}/s: {ratios} time\n"
        )


def _capture(page: bytes, number: int, coding: str) -> tuple[Document, Response]:
    """A page of its own, with the answer that brought it."""
    url = f"https://www.itjobswatch.co.uk/jobs/uk/skill%20{number}.do"
    body = page + f"<!-- {number} -->".encode()
    at = datetime(2026, 2, 1, tzinfo=UTC)
    payload = gzip.compress(body, mtime=0) if coding else body
    headers = (("Content-Type", "text/html"), *((("Content-Encoding", coding),) if coding else ()))
    sent = (("User-Agent", "jobtrends"), ("Accept-Encoding", "gzip"))
    fetched = Response(url, url, (), 200, headers, payload, body, at, sent)
    return Document(url, at, "live", body, "text/html", 200, url), fetched


def _write_with_warcio(path: Path, captures: list[tuple[Document, Response]]) -> None:
    """The same records with warcio alone, each capture synced; no manifest, no identity, no lock."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        for _, fetched in captures:
            sent = StatusAndHeaders("200 ", list(fetched.headers), protocol="HTTP/1.1")
            asked = StatusAndHeaders("GET / HTTP/1.1", list(fetched.request_headers), is_http_request=True)
            way = io.BytesIO(f"asked: {fetched.url}\r\n".encode())
            for kind, payload, head in (
                ("response", io.BytesIO(fetched.payload), sent),
                ("request", io.BytesIO(), asked),
                ("metadata", way, None),
            ):
                size = len(payload.getvalue())
                writer.write_record(
                    writer.create_warc_record(fetched.url, kind, payload=payload, length=size, http_headers=head)
                )
            stream.flush()
            os.fsync(stream.fileno())


def _read_with_warcio(path: Path) -> None:
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.content_stream().read()


def _rate(work: Callable[[], None]) -> Rate:
    elapsed, processor = time.perf_counter(), time.process_time()
    work()
    return Rate(CAPTURES / (time.perf_counter() - elapsed), CAPTURES / (time.process_time() - processor))


if __name__ == "__main__":
    main()
