"""The Internet Archive and archives like it: which captures of an address they hold, and their original bytes.

A service has two addresses: its CDX index, and its replay, where `{timestamp}id_/{url}` is a capture as it came.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import quote, urlencode

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.fetch.response import Fetcher
from jobtrends_pipeline.web_archives.cdx import PAGE, CdxRecord, Found, Months, timestamp_of
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
"""Most bytes of one answer of an index."""
MAXIMUM_ANSWERS = 50
"""Most answers that one address's listing may take."""
MAXIMUM_REQUESTS = 4
"""Most requests to follow one capture to where its archived redirects end."""
_FIELDS = {
    "array": "timestamp,original,mimetype,statuscode,digest,length",
    "lines": "timestamp,url,mime,status,digest,length",
}


@dataclass(frozen=True, slots=True)
class Service:
    """An archive's two addresses and its manners.

    Attributes:
        index: Address of the CDX index.
        replay: Address under which captures are replayed, without a slash at the end.
        form: Of the index's answers: one JSON `array` with resume keys, or JSON `lines`.
        redirect_flag: How to ask for a capture that may redirect, so that its Location stays in the archive.
        row_limit: Rows to ask for in one answer.
    """

    index: str
    replay: str
    form: Literal["array", "lines"]
    redirect_flag: str = ORIGINAL
    row_limit: int = 3000

    @classmethod
    def internet_archive(cls, base: str = "https://web.archive.org") -> "Service":
        """The Wayback Machine; with another base, a server that answers as it does."""
        return cls(f"{base}/cdx/search/cdx", f"{base}/web", "array")

    @classmethod
    def pywb(cls, collection: str) -> "Service":
        """A collection of a pywb server, by its address; pywb replays a Location as it was unless asked with `mp_`."""
        return cls(f"{collection}/cdx", collection, "lines", redirect_flag="mp_")

    def address(self, timestamp: str, url: str, flag: str = ORIGINAL) -> str:
        """Where a capture is replayed."""
        return f"{self.replay}/{timestamp}{flag}/{quote(url, safe=_AS_IS)}"


INTERNET_ARCHIVE = Service.internet_archive()
_AS_IS = "/:?&=%+;,@!$'()*~#[]"


def search(
    fetcher: Fetcher, urls: Iterable[str], months: Months, service: Service = INTERNET_ARCHIVE
) -> Found[CdxRecord]:
    """What the archive holds of an address in some months; all of it, errors too, as they say why a month is empty.

    Args:
        fetcher: Makes the requests; one for each of the addresses that the index does not take for the same.
        urls: The forms in which the address was ever written.
        months: The months, by time of capture.
        service: The archive.

    Raises:
        FetchError: if an answer cannot be had or read: then nothing is known, and nothing is returned.
    """
    found: dict[CdxRecord, None] = {}
    malformed = 0
    for url in distinct(urls):
        for part in _listing(fetcher, url, months, service):
            found.update(dict.fromkeys(part.snapshots))
            malformed += part.malformed
    return Found(tuple(sorted(found, key=lambda snapshot: (snapshot.captured_at, snapshot.url))), malformed)


def replay(fetcher: Fetcher, snapshot: CdxRecord, service: Service = INTERNET_ARCHIVE) -> Document:
    """The page of a capture, in its original bytes, after the redirects that were archived with it.

    Returns:
        The page, with the address and time of the capture that was served, which may be another than was asked
        for, and the archive's address as provenance.

    Raises:
        ArchivedStatusError: if the source gave an error when archived; when the index says so, nothing is asked.
        ArchivedRedirectError: if archived redirects do not come to a page.
        DamagedCaptureError: if the bytes are not those that were archived.
        NotArchivedError, WithheldError, ArchiveFailedError: if the archive itself has nothing to give.
        FetchError: as the fetcher raises; DeferredError for a 429 or 503 of the archive itself.
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
    raise ArchivedRedirectError(f"{requested[0]}: the archived redirects come to no page")


def _listing(fetcher: Fetcher, url: str, months: Months, service: Service) -> Iterator[Found[CdxRecord]]:
    """What the index lists of one address, an answer at a time, until it has no more."""
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
        following = answer.resume_key if service.form == "array" else _last_moment(answer, part, service)
        if following is None:
            return
        if following in seen:
            break
        seen.add(following)
        query["resumeKey" if service.form == "array" else "from"] = following
    raise IndexAnswerError(f"{service.index}: the listing of {url} does not end")


def _last_moment(answer: IndexAnswer, part: Found[CdxRecord], service: Service) -> str | None:
    """Without resume keys: from when to ask again after a full answer; null after the last."""
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
