"""Client of the Internet Archive and compatible archives: index and replay.

A service has two addresses: its CDX index, and its replay, where `{timestamp}id_/{url}` is a capture in its original
bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import quote, urlencode

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.fetch.response import Fetcher
from jobtrends_pipeline.web_archives.cdx import PAGE, CdxListing, CdxRecord, Months, timestamp_of
from jobtrends_pipeline.web_archives.cdx_response import (
    IndexAnswer,
    read_array,
    read_lines,
    read_rows,
    says_no_captures,
    snapshot_of,
)
from jobtrends_pipeline.web_archives.errors import (
    ArchivedRedirectError,
    ArchivedStatusError,
    IndexAnswerError,
    refuse_status,
)
from jobtrends_pipeline.web_archives.memento import ORIGINAL, document_of, is_replayed, memento_of
from jobtrends_pipeline.web_archives.url_keys import distinct

INDEX_BYTES = 16 * 1024 * 1024
"""Maximum size in bytes of one response of an index."""
MAXIMUM_ANSWERS = 50
"""Maximum number of responses for the listing of one address."""
MAXIMUM_REQUESTS = 4
"""Maximum number of requests to follow one capture's archived redirects."""
_FIELDS = {
    "array": "timestamp,original,mimetype,statuscode,digest,length",
    "lines": "timestamp,url,mime,status,digest,length",
}


@dataclass(frozen=True, slots=True)
class Service:
    """Addresses and conventions of an archive.

    Attributes:
        index: Address of the CDX index.
        replay: Address below which captures are replayed, without a slash at the end.
        form: Format of the index's responses: one JSON `array` with resume keys, or JSON `lines`.
        redirect_flag: Flag to request a capture that may redirect, so that its Location stays in the archive.
        row_limit: Number of rows to request at once.
    """

    index: str
    replay: str
    form: Literal["array", "lines"]
    redirect_flag: str = ORIGINAL
    row_limit: int = 3000

    @classmethod
    def internet_archive(cls, base: str = "https://web.archive.org") -> "Service":
        """Return the Wayback Machine; with another base address, a compatible server."""
        return cls(f"{base}/cdx/search/cdx", f"{base}/web", "array")

    @classmethod
    def pywb(cls, collection: str) -> "Service":
        """Return a collection of a pywb server, by its address.

        pywb replays a Location unchanged unless requested with `mp_`.
        """
        return cls(f"{collection}/cdx", collection, "lines", redirect_flag="mp_")

    def address(self, timestamp: str, url: str, flag: str = ORIGINAL) -> str:
        """Return the address of a replayed capture."""
        return f"{self.replay}/{timestamp}{flag}/{quote(url, safe=_AS_IS)}"


INTERNET_ARCHIVE = Service.internet_archive()
_AS_IS = "/:?&=%+;,@!$'()*~#[]"


def search(
    fetcher: Fetcher, urls: Iterable[str], months: Months, service: Service = INTERNET_ARCHIVE
) -> CdxListing[CdxRecord]:
    """List all captures of an address in some months, errors included.

    Captured errors show why a month has no page.

    Args:
        fetcher: Sends the requests; at least one for each of the addresses that the index treats as different.
        urls: All spellings of the address over time.
        months: The months, by time of capture.
        service: The archive.

    Returns:
        The captures by time.

    Raises:
        FetchError: if a response cannot be retrieved or parsed; then no partial result is returned.
    """
    records: dict[CdxRecord, None] = {}
    malformed = 0
    for url in distinct(urls):
        for part in _listing(fetcher, url, months, service):
            records.update(dict.fromkeys(part.snapshots))
            malformed += part.malformed
    return CdxListing(tuple(sorted(records, key=lambda snapshot: (snapshot.captured_at, snapshot.url))), malformed)


def replay(fetcher: Fetcher, snapshot: CdxRecord, service: Service = INTERNET_ARCHIVE) -> Document:
    """Retrieve the original bytes of a capture, archived redirects followed.

    Returns:
        The page, with address and time of the capture that was served, which may differ from the one requested, and
        with the archive's address as provenance.

    Raises:
        ArchivedStatusError: if the source's error was archived; if the index says so, nothing is requested.
        ArchivedRedirectError: if archived redirects do not lead to a page.
        DamagedCaptureError: if the bytes are not those that were archived.
        NotArchivedError, WithheldError, ArchiveFailedError: if the archive itself has nothing to serve.
        FetchError: as raised by the fetcher; DeferredError for a 429 or 503 of the archive itself.
    """
    if snapshot.status is not None and snapshot.status >= 400:
        raise ArchivedStatusError(snapshot.status, snapshot.url, snapshot.captured_at)
    flag = ORIGINAL if snapshot.status == PAGE else service.redirect_flag
    asked = service.address(snapshot.timestamp, snapshot.url, flag)
    requested: list[str] = []
    while asked not in requested and len(requested) < MAXIMUM_REQUESTS:
        requested.append(asked)
        memento = memento_of(fetcher.get(asked, is_archived=is_replayed), service.replay)
        if memento.flag == ORIGINAL:
            provenance = service.address(timestamp_of(memento.captured_at), memento.url)
            return document_of(memento, snapshot, provenance)
        asked = service.address(timestamp_of(memento.captured_at), memento.url)
    raise ArchivedRedirectError(f"{requested[0]}: the archived redirects lead to no page")


def _listing(fetcher: Fetcher, url: str, months: Months, service: Service) -> Iterator[CdxListing[CdxRecord]]:
    """Yield the index's records of one address, one response at a time, to the last.

    Raises:
        IndexAnswerError: if the listing does not end.
    """
    query = {
        "url": url,
        "output": "json",
        "fl": _FIELDS[service.form],
        "from": timestamp_of(months.start),
        "to": timestamp_of(months.end - timedelta(seconds=1)),
        "limit": str(service.row_limit),
    }
    if service.form == "array":
        query["showResumeKey"] = "true"
    seen: set[str] = set()
    for _ in range(MAXIMUM_ANSWERS):
        answer = _ask(fetcher, f"{service.index}?{urlencode(query)}", service)
        part = read_rows(answer, snapshot_of)
        yield part
        next_key = answer.resume_key if service.form == "array" else _next_start(answer, part, service)
        if next_key is None:
            return
        if next_key in seen:
            break
        seen.add(next_key)
        query["resumeKey" if service.form == "array" else "from"] = next_key
    raise IndexAnswerError(f"{service.index}: the listing of {url} does not end")


def _next_start(answer: IndexAnswer, part: CdxListing[CdxRecord], service: Service) -> str | None:
    """Return the start of the next query to an index without resume keys.

    Returns:
        The timestamp of the last record; None if this response was not full, so that it is the last.
    """
    if len(answer.rows) + answer.malformed < service.row_limit:
        return None
    return max((snapshot.timestamp for snapshot in part.snapshots), default="")


def _ask(fetcher: Fetcher, address: str, service: Service) -> IndexAnswer:
    answer = fetcher.get(address, byte_limit=INDEX_BYTES)
    if answer.status == 404 and says_no_captures(answer.body):
        return IndexAnswer(())
    if answer.status == 404:
        raise IndexAnswerError(f"{service.index}: there is no index (HTTP 404); check the archive's address")
    refuse_status(answer.status, address)
    return read_array(answer.body, service.index) if service.form == "array" else read_lines(answer.body, service.index)
