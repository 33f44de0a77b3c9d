"""Mementos: recognition of a replayed capture, and checks that it is whole."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from jobtrends_pipeline.archive.document import WAYBACK, Document
from jobtrends_pipeline.fetch.chunked import without_chunk_sizes
from jobtrends_pipeline.fetch.response import BrokenAnswerError, OversizedError, Response
from jobtrends_pipeline.pages.ending import is_whole
from jobtrends_pipeline.saved_files.entity import decoded
from jobtrends_pipeline.web_archives.cdx import REDIRECTS, CdxRecord
from jobtrends_pipeline.web_archives.errors import (
    ArchivedRedirectError,
    ArchivedStatusError,
    DamagedCaptureError,
    NotArchivedError,
    refuse_status,
)
from jobtrends_pipeline.web_archives.url_keys import index_key

ORIGINAL = "id_"
"""Flag in an address that requests the original bytes."""
_PLACE = re.compile(r"/(\d{1,14})([a-z]{2}_)?/(.+)", re.DOTALL)
_ORIGINAL_LINK = re.compile(r'<([^>]+)>\s*;\s*rel="?original"?', re.IGNORECASE)
_ORIGINAL_HEADER = "x-archive-orig-"
_SHA1 = re.compile(r"[A-Z2-7]{32}")


@dataclass(frozen=True, slots=True)
class Memento:
    """A capture as an archive replayed it.

    Attributes:
        url: Address at the source.
        captured_at: When it was archived, UTC.
        flag: Kind of replay: `id_` for the original bytes.
        answer: The archive's response.
    """

    url: str
    captured_at: datetime
    flag: str
    answer: Response

    def original_header(self, name: str) -> str | None:
        """Return a header field of the source's own response, as the archive stored it."""
        return self.answer.header(_ORIGINAL_HEADER + name)


def is_replayed(answer: Response) -> bool:
    """Return whether a response of any status is a replayed capture.

    It is one if it has an archive's header fields of a capture; otherwise the archive itself responds.
    """
    return _served_at(answer) is not None or any(
        name.lower().startswith(_ORIGINAL_HEADER) for name, _ in answer.headers
    )


def memento_of(answer: Response, replay: str) -> Memento:
    """Return the capture in an archive's response.

    Args:
        answer: The archive's response, redirects followed.
        replay: Address below which the archive replays captures.

    Raises:
        ArchivedRedirectError: if the response is from another address, or is a redirect without a target.
        ArchivedStatusError: if it is an archived error page of the source.
        NotArchivedError, WithheldError, ArchiveFailedError: if the archive itself responds.
    """
    place = _PLACE.fullmatch(answer.final_url.removeprefix(replay))
    if place is None or not answer.final_url.startswith(replay):
        raise ArchivedRedirectError(f"{answer.url}: leads out of the archive, to {answer.final_url}")
    if not is_replayed(answer):
        refuse_status(answer.status, answer.url)
        raise NotArchivedError(f"{answer.url}: the archive answered with a page of its own")
    link = _ORIGINAL_LINK.search(answer.header("Link") or "")
    memento = Memento(
        url=link[1] if link else place[3],
        captured_at=_served_at(answer) or _parse_timestamp(place[1], answer.url),
        flag=place[2] or "",
        answer=answer,
    )
    if answer.status >= 400:
        raise ArchivedStatusError(answer.status, memento.url, memento.captured_at)
    if answer.status >= 300:
        raise ArchivedRedirectError(f"{answer.url}: an archived redirect (HTTP {answer.status}) that leads nowhere")
    return memento


def document_of(memento: Memento, asked: CdxRecord, provenance: str) -> Document:
    """Return the page of a capture that was replayed in its original bytes.

    Args:
        memento: The replayed capture.
        asked: The capture requested, as the index lists it.
        provenance: Address of the replayed capture in the archive.

    Raises:
        DamagedCaptureError: if the bytes are not those that were archived.
    """
    answer = memento.answer
    _check_whole(memento, asked)
    return Document(
        url=memento.url,
        captured_at=memento.captured_at,
        origin=WAYBACK,
        body=_decoded(memento),
        media_type=(answer.header("Content-Type") or "").split(";")[0].strip().lower() or None,
        http_status=answer.status,
        source=provenance,
        provenance=provenance,
    )


def _check_whole(memento: Memento, asked: CdxRecord) -> None:
    """Compare the bytes with the index's digest, or with other evidence.

    The digest is that of the bytes in the archive's file. If the source sent chunks or compressed data and the archive
    decoded them, a sound replay may have another digest; then the page must at least have its end.

    Raises:
        DamagedCaptureError: if the bytes are cut off or altered.
    """
    answer = memento.answer
    forms = (answer.payload, answer.body)
    is_same = memento.captured_at == asked.captured_at and index_key(memento.url) == index_key(asked.url)
    digest = (asked.digest or "").upper() if is_same and asked.status not in REDIRECTS else ""
    if _SHA1.fullmatch(digest) and digest in {_digest(form) for form in forms}:
        return
    coding = memento.original_header("content-encoding")
    is_recoded = bool(memento.original_header("transfer-encoding") or coding)
    if _SHA1.fullmatch(digest) and not is_recoded:
        raise DamagedCaptureError(f"{answer.final_url}: the bytes do not have the digest of the archive's index")
    length = memento.original_header("content-length") or ""
    if length.isascii() and length.isdigit() and not coding and int(length) not in {len(form) for form in forms}:
        raise DamagedCaptureError(f"{answer.final_url}: {len(answer.body)} bytes received of the {length} archived")
    if is_recoded and not is_whole(_decoded(memento).decode("latin-1")):
        raise DamagedCaptureError(f"{answer.final_url}: the page ends before its end")


def _digest(content: bytes) -> str:
    return base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def _decoded(memento: Memento) -> bytes:
    """Return the page, decoded.

    Some replays contain chunks or compressed bytes without a header field for them.

    Raises:
        DamagedCaptureError: if the body cannot be decoded.
    """
    try:
        return decoded(without_chunk_sizes(memento.answer.body), memento.original_header("content-encoding") or "")
    except (BrokenAnswerError, OversizedError) as error:
        raise DamagedCaptureError(f"{memento.answer.final_url}: {error}") from error


def _served_at(answer: Response) -> datetime | None:
    """Return the time of the served capture from Memento-Datetime; None if missing."""
    try:
        return parsedate_to_datetime(answer.header("Memento-Datetime") or "").astimezone(UTC)
    except ValueError:
        return None


def _parse_timestamp(timestamp: str, address: str) -> datetime:
    try:
        return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise NotArchivedError(f"{address}: the archive does not say when it took the capture") from error
