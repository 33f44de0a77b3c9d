"""Captured page, chart or input of adverts: bytes with address, time and origin."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

BY_RECORD, BY_FILE, BY_PAGE = "record", "file", "page"
LIVE, WAYBACK, COMMON_CRAWL, SAVED = "live", "wayback", "common_crawl", "saved"
"""Origins of a capture."""
PAST_ORIGINS = (SAVED, WAYBACK, COMMON_CRAWL)
"""Origins of past pages, in the order in which they are used."""


@dataclass(frozen=True, slots=True)
class AdvertLabel:
    """Where a raw input of adverts comes from; other documents have none.

    Attributes:
        source: Name of the source, as of adverts.yaml.
        publisher: Publisher of the figures that are made of it.
        licence: Licence or terms, in words.
        file_name: File that it was read from, without folders; with the record's number, if it is of a web archive.
        seen_on: Day on which it was captured.
        dated_by: What says so: `option`, `file name`, `record` or `file time`.
    """

    source: str
    publisher: str
    licence: str
    file_name: str
    seen_on: date
    dated_by: str


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one page, before anything is parsed.

    Attributes:
        url: Address at the source; None if the file does not name it.
        captured_at: When the bytes were taken from the source, UTC.
        origin: `live`, `wayback`, `common_crawl` or `saved`.
        body: The content, decompressed.
        media_type: `text/html` or `text/plain`; None if unknown.
        http_status: Status of the response; None for a saved file.
        source: Name for messages: a file name, or file and record.
        provenance: Where the bytes were obtained if not at the source: an address or file of a web archive.
        named_by: Where the address of a saved page was found: `record`, written by a crawler; `file`, written by the
            program that saved the page, with the time of a person's machine; `page`, read from the page itself. None
            for a page from a server's response, and in older archives, which do not store it.
        notes: Checks of the bytes that were not possible or failed, although nothing proves an alteration.
        label: Source and day of a raw input of adverts; None for pages and charts.
    """

    url: str | None
    captured_at: datetime
    origin: str
    body: bytes
    media_type: str | None
    http_status: int | None
    source: str
    provenance: str | None = None
    named_by: str | None = None
    notes: tuple[str, ...] = ()
    label: AdvertLabel | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the body, hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()
