"""Common Crawl: what a crawl holds of an address, its records by byte range, and texts from its WET files."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.warc import UnreadableWarcError, read_record
from jobtrends_pipeline.fetch.response import Fetcher, Response
from jobtrends_pipeline.web_archives.cdx import PAGE, CdxRecord, Found
from jobtrends_pipeline.web_archives.cdx_response import (
    IndexAnswer,
    MalformedRowError,
    Row,
    number,
    read_lines,
    read_rows,
    says_no_captures,
    snapshot_of,
)
from jobtrends_pipeline.web_archives.crawls import Crawl, Service
from jobtrends_pipeline.web_archives.errors import (
    ArchivedStatusError,
    DamagedCaptureError,
    IndexAnswerError,
    refuse_status,
)
from jobtrends_pipeline.web_archives.url_keys import distinct, index_key

INDEX_BYTES = 16 * 1024 * 1024
"""Most bytes of one answer of an index."""
MAXIMUM_RECORD = 16 * 1024 * 1024
"""Most bytes of a record, as it lies in its file and decompressed; the crawler cuts pages off far below."""
MAXIMUM_WET = 1024**3
"""Most bytes of a WET file; those of the crawls have 60 to 150 MB."""
MAXIMUM_PAGES = 50
"""Most pages that one address's listing in one crawl may take."""
_FILE = re.compile(r"(?!.*\.\.)[A-Za-z0-9][\w./=+-]*\.warc\.gz")


@dataclass(frozen=True, slots=True)
class Record(CdxRecord):
    """A capture, and where its record lies.

    Attributes:
        filename: The WARC file, below the address of the data.
        offset: First byte of the record in it; the record has `length` bytes.
        truncated: Why the crawler cut the page off; null for a whole one.
    """

    filename: str
    offset: int
    truncated: str | None

    @property
    def last_byte(self) -> int:
        """The last byte of the record in its file."""
        return self.offset + (self.length or 0) - 1


def search(fetcher: Fetcher, crawl: Crawl, urls: Iterable[str], service: Service) -> Found[Record]:
    """What one crawl holds of an address; all of it, errors too.

    Args:
        fetcher: Makes the requests: one for each address that the index does not take for the same, more where the
            first page is so full that there may be another.
        crawl: The crawl.
        urls: The forms in which the address was ever written.
        service: Where Common Crawl is.

    Raises:
        FetchError: if an answer cannot be had or read: then nothing is known, and nothing is returned.
    """
    found: dict[Record, None] = {}
    malformed = 0
    for url in distinct(urls):
        for answer in _pages(fetcher, crawl, url, service):
            part = read_rows(answer, _record_of)
            found.update(dict.fromkeys(part.snapshots))
            malformed += part.malformed
    return Found(tuple(sorted(found, key=lambda record: (record.captured_at, record.url))), malformed)


def fetch(fetcher: Fetcher, record: Record, service: Service) -> Document:
    """The page of a capture, from its record alone, whose own digests must hold.

    Raises:
        ArchivedStatusError: if the source gave no page; nothing is asked. Redirects are not followed: their target
            has rows of its own in the index.
        DamagedCaptureError: if the crawler cut the page off, or the bytes are not one whole record of this address.
        NotArchivedError, WithheldError, ArchiveFailedError: if the file cannot be had.
        FetchError: as the fetcher raises.
    """
    if record.status is not None and record.status != PAGE:
        raise ArchivedStatusError(record.status, record.url, record.captured_at)
    if record.truncated:
        raise DamagedCaptureError(f"{record.url}: the crawler cut the page off ({record.truncated})")
    address, span = f"{service.data}/{record.filename}", f"bytes={record.offset}-{record.last_byte}"
    headers = {"Range": span, "Accept-Encoding": "identity"}
    answer = fetcher.get(address, headers=headers, byte_limit=record.length)
    place = f"{address}#{span}"
    try:
        document = read_record(_member(answer, record, place), place)
    except UnreadableWarcError as error:
        raise DamagedCaptureError(str(error)) from error
    if index_key(document.url or "") != index_key(record.url) or document.http_status is None:
        raise DamagedCaptureError(f"{place}: the record is another than the index says")
    if document.http_status != PAGE:
        raise ArchivedStatusError(document.http_status, record.url, record.captured_at)
    return replace(document, origin="common_crawl", provenance=place)


def _pages(fetcher: Fetcher, crawl: Crawl, url: str, service: Service) -> Iterator[IndexAnswer]:
    """The pages of a crawl's index for one address; their number is asked only when the first may not be all."""
    query = {"url": url, "output": "json"}
    first = read_lines(_ask(fetcher, f"{crawl.index}?{urlencode(query | {'page': 0})}"), crawl.index)
    yield first
    if len(first.rows) + first.malformed < service.block_rows:
        return
    for page in range(1, _page_count(fetcher, crawl, query)):
        yield read_lines(_ask(fetcher, f"{crawl.index}?{urlencode(query | {'page': page})}"), crawl.index)


def _page_count(fetcher: Fetcher, crawl: Crawl, query: dict[str, str]) -> int:
    body = _ask(fetcher, f"{crawl.index}?{urlencode(query | {'showNumPages': 'true'})}")
    try:
        count = int(json.loads(body)["pages"])
    except (ValueError, TypeError, KeyError) as error:
        raise IndexAnswerError(f"{crawl.index}: does not say how many pages {query['url']} has") from error
    if count > MAXIMUM_PAGES:
        raise IndexAnswerError(f"{crawl.index}: {count} pages of {query['url']}: no page of the source has so many")
    return count


def _ask(fetcher: Fetcher, address: str) -> bytes:
    answer = fetcher.get(address, byte_limit=INDEX_BYTES)
    if answer.status == 404:
        if says_no_captures(answer.body):
            return b""
        raise IndexAnswerError(f"{address}: there is no such index (HTTP 404)")
    refuse_status(answer.status, address)
    return answer.body


def _record_of(row: Row) -> Record:
    snapshot = snapshot_of(row)
    filename, offset = str(row.get("filename", "")), number(row, "offset")
    if not _FILE.fullmatch(filename) or offset is None or not 0 < (snapshot.length or 0) <= MAXIMUM_RECORD:
        raise MalformedRowError("a row that does not say where its record lies")
    held = {field.name: getattr(snapshot, field.name) for field in fields(snapshot)}
    return Record(**held, filename=filename, offset=offset, truncated=str(row.get("truncated") or "") or None)


def _member(answer: Response, record: Record, place: str) -> bytes:
    """The bytes of a record, compressed as they came: exactly the range asked for, and of a sane size when opened."""
    refuse_status(answer.status, place)
    if answer.status != 206:
        raise DamagedCaptureError(f"{place}: the archive sent a whole file, not the range asked for")
    if len(answer.body) != record.length:
        raise DamagedCaptureError(f"{place}: {len(answer.body)} bytes came of {record.length}")
    decompressor = zlib.decompressobj(wbits=31)
    try:
        decompressor.decompress(answer.body, MAXIMUM_RECORD)
    except zlib.error as error:
        raise DamagedCaptureError(f"{place}: no gzip member begins there ({error})") from error
    if not decompressor.eof:
        raise DamagedCaptureError(f"{place}: the record is cut off or larger than any page")
    return answer.body
