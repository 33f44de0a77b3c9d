"""A page as it came: bytes with their address, time and origin."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

BY_RECORD, BY_FILE, BY_PAGE = "record", "file", "page"


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one page, before anything is read from them.

    Attributes:
        url: Address at the source; null when the file does not say.
        captured_at: When the bytes were taken from the source, UTC.
        origin: `live`, `wayback`, `common_crawl` or `saved`.
        body: The content, decompressed.
        media_type: `text/html` or `text/plain`; null when unknown.
        http_status: Status of the response; null for a saved file.
        source: What to call it in a message: a file's name, or file and record.
        provenance: Where the bytes were had, when that is not the source: an archive's address or file.
        named_by: What gave a saved page its address: `record`, a crawler; `file`, the program that saved it, by the
            clock of a person's machine; `page`, which only repeats what the page says of itself. Null for a page that
            a server answered with, and in archives of before this was kept.
        notes: What could not be checked about the bytes, or does not fit, though nothing says that they are altered.
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
