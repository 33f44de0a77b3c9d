"""Captured page: its bytes with address, time and origin."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

BY_RECORD, BY_FILE, BY_PAGE = "record", "file", "page"
LIVE, WAYBACK, COMMON_CRAWL, SAVED = "live", "wayback", "common_crawl", "saved"
"""Origins of a capture."""
PAST_ORIGINS = (SAVED, WAYBACK, COMMON_CRAWL)
"""Origins of past pages, in the order in which they are used."""


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

    @property
    def sha256(self) -> str:
        """SHA-256 of the body, hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()
