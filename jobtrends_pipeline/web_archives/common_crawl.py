"""Common Crawl client: index queries, records by byte range, and WET files."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from jobtrends_pipeline.archive.document import COMMON_CRAWL, Document
from jobtrends_pipeline.archive.warc import UnreadableWarcError, read_record
from jobtrends_pipeline.fetch.response import Fetcher, Response
from jobtrends_pipeline.web_archives.cdx import PAGE, CdxListing, CdxRecord
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
"""Maximum size in bytes of one response of an index."""
MAXIMUM_RECORD = 16 * 1024 * 1024
"""Maximum size in bytes of a record, compressed and decompressed; the crawler cuts pages off far below."""
MAXIMUM_PAGES = 50
"""Maximum number of index pages for one address in one crawl."""
_FILE = re.compile(r"(?!.*\.\.)[A-Za-z0-9][\w./=+-]*\.warc\.gz")


@dataclass(frozen=True, slots=True)
class Record(CdxRecord):
    """A capture of Common Crawl, with the position of its record.

    Attributes:
        filename: Path of the WARC file below the address of the data.
        offset: Byte offset of the record in the file; the record has `length` bytes.
        truncated: Reason why the crawler cut the page off; None for a whole one.
    """

    filename: str
    offset: int
    truncated: str | None

    @property
    def last_byte(self) -> int:
        """Byte offset of the record's last byte in its file."""
        return self.offset + (self.length or 0) - 1


def search(fetcher: Fetcher, crawl: Crawl, urls: Iterable[str], service: Service) -> CdxListing[Record]:
    """List all captures of an address in one crawl, errors included.

    Args:
        fetcher: Sends the requests: one for each address that the index treats as different, more if the first page is
            so full that there may be another.
        crawl: The crawl.
        urls: All spellings of the address over time.
        service: Addresses of Common Crawl.

    Returns:
        The captures by time.

    Raises:
        FetchError: if a response cannot be retrieved or parsed; then no partial result is returned.
    """
    records: dict[Record, None] = {}
    malformed = 0
    for url in distinct(urls):
        for answer in _pages(fetcher, crawl, url, service):
            part = read_rows(answer, _record_of)
            records.update(dict.fromkeys(part.snapshots))
            malformed += part.malformed
    return CdxListing(tuple(sorted(records, key=lambda record: (record.captured_at, record.url))), malformed)


def fetch(fetcher: Fetcher, record: Record, service: Service) -> Document:
    """Retrieve the page of a capture from its record, and check the record's digests.

    Redirects are not followed: their target has its own rows in the index.

    Returns:
        The page, with the file's address and byte range as provenance.

    Raises:
        ArchivedStatusError: if the source gave no page; if the index says so, nothing is requested.
        DamagedCaptureError: if the crawler cut the page off, or the bytes are not one whole record of this address.
        NotArchivedError, WithheldError, ArchiveFailedError: if the file cannot be retrieved.
        FetchError: as raised by the fetcher.
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
        document = read_record(_checked_member(answer, record, place), place)
    except UnreadableWarcError as error:
        raise DamagedCaptureError(str(error)) from error
    if index_key(document.url or "") != index_key(record.url) or document.http_status is None:
        raise DamagedCaptureError(f"{place}: the record is another than the index says")
    if document.http_status != PAGE:
        raise ArchivedStatusError(document.http_status, record.url, record.captured_at)
    return replace(document, origin=COMMON_CRAWL, provenance=place)


def _pages(fetcher: Fetcher, crawl: Crawl, url: str, service: Service) -> Iterator[IndexAnswer]:
    """Yield the pages of a crawl's index for one address.

    Their number is requested only if the first page may not be the last.
    """
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
    listed = {field.name: getattr(snapshot, field.name) for field in fields(snapshot)}
    return Record(**listed, filename=filename, offset=offset, truncated=str(row.get("truncated") or "") or None)


def _checked_member(answer: Response, record: Record, place: str) -> bytes:
    """Return the bytes of a record, compressed, after checks of range and size.

    Raises:
        DamagedCaptureError: if the response is not exactly the requested range, or the record is cut off or too large.
    """
    refuse_status(answer.status, place)
    if answer.status != 206:
        raise DamagedCaptureError(f"{place}: the archive sent a whole file, not the range asked for")
    if len(answer.body) != record.length:
        raise DamagedCaptureError(f"{place}: {len(answer.body)} bytes received of {record.length}")
    decompressor = zlib.decompressobj(wbits=31)
    try:
        decompressor.decompress(answer.body, MAXIMUM_RECORD)
    except zlib.error as error:
        raise DamagedCaptureError(f"{place}: no gzip member begins there ({error})") from error
    if not decompressor.eof:
        raise DamagedCaptureError(f"{place}: the record is cut off or larger than any page")
    return answer.body
