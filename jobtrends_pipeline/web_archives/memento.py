"""One answer of an archive's replay: whether it is a capture, which one, and whether it is whole."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from jobtrends_pipeline.archive.document import Document
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
"""The flag of an address that asks for the bytes as they came."""
_PLACE = re.compile(r"/(\d{1,14})([a-z]{2}_)?/(.+)", re.DOTALL)
_ORIGINAL_LINK = re.compile(r'<([^>]+)>\s*;\s*rel="?original"?', re.IGNORECASE)
_KEPT_HEADER = "x-archive-orig-"
_SHA1 = re.compile(r"[A-Z2-7]{32}")


@dataclass(frozen=True, slots=True)
class Memento:
    """A capture as an archive replayed it.

    Attributes:
        url: Address at the source.
        captured_at: When it was archived, UTC.
        flag: How it was replayed: `id_` for its original bytes.
        answer: The archive's answer.
    """

    url: str
    captured_at: datetime
    flag: str
    answer: Response

    def kept(self, name: str) -> str | None:
        """A header field of the source's own answer, as the archive kept it."""
        return self.answer.header(_KEPT_HEADER + name)


def is_replayed(answer: Response) -> bool:
    """Whether an answer, whatever its status, bears an archive's marks of a capture; else the archive itself speaks."""
    return _served_at(answer) is not None or any(name.lower().startswith(_KEPT_HEADER) for name, _ in answer.headers)


def memento_of(answer: Response, replay: str) -> Memento:
    """The capture that an answer is; an answer is one when it bears an archive's marks.

    Args:
        answer: What came from the archive, redirects followed.
        replay: Address under which the archive replays.

    Raises:
        ArchivedRedirectError: if it came from elsewhere, or is a redirect that leads nowhere.
        ArchivedStatusError: if it is the source's own error, archived.
        NotArchivedError, WithheldError, ArchiveFailedError: if the archive speaks for itself.
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
        captured_at=_served_at(answer) or _moment(place[1], answer.url),
        flag=place[2] or "",
        answer=answer,
    )
    if answer.status >= 400:
        raise ArchivedStatusError(answer.status, memento.url, memento.captured_at)
    if answer.status >= 300:
        raise ArchivedRedirectError(f"{answer.url}: an archived redirect (HTTP {answer.status}) that leads nowhere")
    return memento


def document_of(memento: Memento, asked: CdxRecord, provenance: str) -> Document:
    """The page of a capture replayed in its original bytes.

    Args:
        memento: What was replayed.
        asked: The capture asked for, as the index lists it.
        provenance: Address in the archive of what was replayed.

    Raises:
        DamagedCaptureError: if the bytes are not those that were archived.
    """
    answer = memento.answer
    _check_whole(memento, asked)
    return Document(
        url=memento.url,
        captured_at=memento.captured_at,
        origin="wayback",
        body=_decoded(memento),
        media_type=(answer.header("Content-Type") or "").split(";")[0].strip().lower() or None,
        http_status=answer.status,
        source=provenance,
        provenance=provenance,
    )


def _check_whole(memento: Memento, asked: CdxRecord) -> None:
    """Hold the bytes against the digest of the index, or against what else there is.

    The digest is of what lies in the archive's file. Where the source sent chunks or compressed and the archive
    undid that, the digest may be of other bytes than a sound replay has; then the page must at least be closed.
    """
    answer = memento.answer
    forms = (answer.payload, answer.body)
    is_same = memento.captured_at == asked.captured_at and index_key(memento.url) == index_key(asked.url)
    digest = (asked.digest or "").upper() if is_same and asked.status not in REDIRECTS else ""
    if _SHA1.fullmatch(digest) and digest in {_digest(form) for form in forms}:
        return
    coding = memento.kept("content-encoding")
    is_recoded = bool(memento.kept("transfer-encoding") or coding)
    if _SHA1.fullmatch(digest) and not is_recoded:
        raise DamagedCaptureError(f"{answer.final_url}: the bytes do not have the digest of the archive's index")
    length = memento.kept("content-length") or ""
    if length.isascii() and length.isdigit() and not coding and int(length) not in {len(form) for form in forms}:
        raise DamagedCaptureError(f"{answer.final_url}: {len(answer.body)} bytes came of the {length} archived")
    if is_recoded and not is_whole(_decoded(memento).decode("latin-1")):
        raise DamagedCaptureError(f"{answer.final_url}: the page ends before its end")


def _digest(content: bytes) -> str:
    return base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def _decoded(memento: Memento) -> bytes:
    """The page; some replays pass on chunks, or compressed bytes, without saying that they are."""
    try:
        return decoded(without_chunk_sizes(memento.answer.body), memento.kept("content-encoding") or "")
    except (BrokenAnswerError, OversizedError) as error:
        raise DamagedCaptureError(f"{memento.answer.final_url}: {error}") from error


def _served_at(answer: Response) -> datetime | None:
    """When the capture served was taken, as Memento-Datetime says it."""
    try:
        return parsedate_to_datetime(answer.header("Memento-Datetime") or "").astimezone(UTC)
    except ValueError:
        return None


def _moment(timestamp: str, address: str) -> datetime:
    try:
        return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise NotArchivedError(f"{address}: the archive does not say when it took the capture") from error
