"""WARC records that repeat an earlier capture without its bytes.

Each is read as that capture, at its own time.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.warc import Fields
from jobtrends_pipeline.saved_files.digests import canonical, holds
from jobtrends_pipeline.saved_files.refused import Refused

KIND = "revisit"
MOST = 100_000
"""Revisits that are kept in mind: of pages, nobody has so many."""
_UNCHANGED = "server-not-modified"
"""A profile whose digest, if it has one, is that of the answer without a body."""
_AT = "at"
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revisit:
    """A record that repeats a capture.

    Attributes:
        source: What to call it in a message.
        url: Address that was asked.
        captured_at: When, UTC.
        keys: What the record of the capture it repeats has: its id, its address and time, or its digest and address.
        digest: Digest of the bytes it repeats; null where it does not say.
        original: The capture it repeats, in words.
    """

    source: str
    url: str
    captured_at: datetime
    keys: frozenset[_Key]
    digest: str | None
    original: str

    @classmethod
    def of(cls, fields: Fields, captured_at: datetime, source: str) -> "Revisit":
        """Build the revisit of a record from its fields."""
        url = fields.get("WARC-Target-URI") or ""
        there = fields.get("WARC-Refers-To-Target-URI") or url
        then, number = fields.get("WARC-Refers-To-Date"), fields.get("WARC-Refers-To")
        is_unchanged = _UNCHANGED in (fields.get("WARC-Profile") or "")
        digest = None if is_unchanged else canonical(fields.get("WARC-Payload-Digest") or "")
        keys = [("id", number), ("digest", digest, there), ("digest", digest, url), ("time", then, there)]
        told = " of ".join(filter(None, ("the capture", then or number or digest)))
        known = frozenset(tuple(map(str, key)) for key in keys if all(key))
        return cls(source, url, captured_at, known, digest, told)

    def is_of_others(self, digest: str | None) -> bool:
        """Whether bytes of a digest are other ones than it repeats."""
        if not self.digest or not digest or _algorithm(self.digest) != _algorithm(digest):
            return False
        return self.digest != digest


class Revisits:
    """The revisits of some files, until the captures that they repeat are found."""

    def __init__(self) -> None:
        self._pending: dict[Revisit, None] = {}
        self._by_key: dict[_Key, list[Revisit]] = defaultdict(list)

    def __len__(self) -> int:
        """How many are pending."""
        return len(self._pending)

    def add(self, revisit: Revisit) -> bool:
        """Take in a revisit; false where there are more than anybody has pages."""
        if len(self._pending) >= MOST:
            return False
        self._pending[revisit] = None
        for key in {*revisit.keys, *((_AT, key[-1]) for key in revisit.keys if key[0] == "digest")}:
            self._by_key[key].append(revisit)
        return True

    def of(self, fields: Fields, block: bytes) -> list[Revisit]:
        """Yield the pending revisits that repeat a record."""
        url, said = fields.get("WARC-Target-URI"), fields.get("WARC-Payload-Digest")
        digest = canonical(said or "")
        keys = [("id", fields.get("WARC-Record-ID")), ("digest", digest, url), ("time", fields.get("WARC-Date"), url)]
        known = (tuple(map(str, key)) for key in keys if all(key))
        found = dict.fromkeys(revisit for key in known for revisit in self._by_key.get(key, ()))
        if not said:  # then the bytes themselves are held against the digest
            near = self._by_key.get((_AT, url or ""), ())
            found |= dict.fromkeys(one for one in near if one.digest and holds(one.digest, _payloads(block)))
        return [revisit for revisit in found if revisit in self._pending and not revisit.is_of_others(digest)]

    def resolved(self, revisits: list[Revisit], original: Document) -> Iterator[Document]:
        """Yield the page of an original once for each of its revisits.

        They are pending no more.
        """
        for revisit in revisits:
            del self._pending[revisit]
            yield replace(original, url=revisit.url, captured_at=revisit.captured_at, source=revisit.source)

    def lost(self) -> Iterator[Refused]:
        """Yield a refusal for each revisit whose original was not found."""
        for revisit in self._pending:
            reason = f"{revisit.url}: repeats {revisit.original}, which is in no file given: give that file with it"
            yield Refused(revisit.source, reason, url=revisit.url)


def _payloads(block: bytes) -> list[bytes]:
    """Yield the possible payloads of a record's block.

    The part after the head of a response, or all of it.
    """
    return [block, block.partition(b"\r\n\r\n")[2]]


def _algorithm(digest: str) -> str:
    return digest.partition(":")[0]
