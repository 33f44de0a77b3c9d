"""Pages and charts in the records of WARC, WET and ARC files of any writer.

A damaged record does not affect the others.
"""

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from jobtrends_pipeline.archive.document import BY_RECORD, SAVED, Document
from jobtrends_pipeline.archive.records import NAMED_BY, ORIGIN, PAGE_RECORDS, PROVENANCE
from jobtrends_pipeline.archive.warc import Fields, UnreadableWarcError, answer_of, record_fields
from jobtrends_pipeline.fetch.response import FetchError
from jobtrends_pipeline.saved_files.entity import entity_of
from jobtrends_pipeline.saved_files.frames import MAXIMUM_BYTES, Frame, frames
from jobtrends_pipeline.saved_files.image_types import image_type, is_chart_sized, may_be_chart
from jobtrends_pipeline.saved_files.pieces import PackedError
from jobtrends_pipeline.saved_files.refused import PassedOver, Refused
from jobtrends_pipeline.saved_files.revisits import KIND as REVISIT
from jobtrends_pipeline.saved_files.revisits import Revisit, Revisits
from jobtrends_pipeline.saved_files.stream import Stream

_ABOUT_OTHERS = ("warcinfo", "request", "metadata")
"""Types of records about other records: not pages, and not reported."""
_PAGE_TYPES = re.compile(r"$|text/(?:html|plain|xml)|application/(?:xhtml|xml|http|octet|x-?unknown)|[^/]*\Z|unk")
_MARKUP = re.compile(rb"\s*<(?:!doctype html|html)", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_NOT_MODIFIED = 304
_WEB = ("http", "https", "file")


def pages_in(stream: Stream, name: str, revisits: Revisits | None = None) -> Iterator[Document | Refused | PassedOver]:
    """Yield the pages in a file of records, in order, and the other contents.

    Args:
        stream: The file.
        name: Name of the file for messages.
        revisits: Takes records that repeat a capture; without it they are passed over.
    """
    try:
        for frame in frames(stream):
            item = _item(frame, f"{name}#{frame.number}", revisits)
            if item:
                yield item
    except PackedError as error:
        yield Refused(name, str(error))


def repeated_in(stream: Stream, name: str, revisits: Revisits) -> Iterator[Document]:
    """Yield the pages of a file of records that revisits repeat.

    Args:
        stream: The file.
        name: What to call it in a message.
        revisits: Records of this file or of others that repeat a capture; those found are taken out.
    """
    with contextlib.suppress(PackedError):  # which the first reading of the file has told
        for frame in frames(stream):
            with contextlib.suppress(ValueError):
                fields = record_fields(frame.head)
                found = revisits.of(fields, frame.block) if fields.get("WARC-Type") in PAGE_RECORDS else []
                item = _item(frame, f"{name}#{frame.number}") if found else None
                if isinstance(item, Document):
                    yield from revisits.resolved(found, item)


def _item(frame: Frame, source: str, revisits: Revisits | None = None) -> Document | Refused | PassedOver | None:
    url = None
    try:
        if not frame.head:
            return Refused(source, frame.fault or "no record")
        fields = record_fields(frame.head)
        kind, url = fields.get("WARC-Type") or "", fields.get("WARC-Target-URI")
        passed = _passed_over(fields)
        if frame.is_end:
            reason = f"{frame.fault}, and with it the file"
            return Refused(source, f"{url}: {reason}" if url else reason)
        if kind == REVISIT and revisits is not None and not frame.fault:
            return _revisited(frame, fields, source, revisits)
        if passed:
            return PassedOver(source, passed, url or kind) if kind not in _ABOUT_OTHERS else None
        return _page(frame, fields, source)
    except (UnreadableWarcError, FetchError, ValueError) as error:
        reason = " ".join(str(error).split())
        return Refused(source, f"{url}: {reason}" if url else reason, url=url)


def _passed_over(fields: Fields) -> str | None:
    """Return the kind of a record that cannot be a page, judged by its head alone.

    Returns:
        The kind; None if it may be a page.
    """
    kind = fields.get("WARC-Type") or "record without a type"
    if kind not in PAGE_RECORDS:
        return kind
    return _no_page(fields.get("WARC-Target-URI") or "")


def _no_page(url: str) -> str | None:
    """Return the scheme of an address that no page has."""
    scheme = _SCHEME.match(url)
    return scheme[1].lower() if scheme and scheme[1].lower() not in _WEB else None


def _revisited(frame: Frame, fields: Fields, source: str, revisits: Revisits) -> PassedOver | None:
    """Register a revisit record, unless its own head says that it is not of a page.

    Raises:
        ValueError, UnreadableWarcError: if it does not say when it was taken, or its answer names no status.
    """
    url = fields.get("WARC-Target-URI") or ""
    passed = _no_page(url)
    answer = answer_of(frame.block)[0] if frame.block.strip() else Fields()
    media_type = (answer.get("Content-Type") or "").split(";")[0].strip().lower()
    if frame.block.strip() and answer.status not in (*range(200, 300), _NOT_MODIFIED):
        passed = f"HTTP {answer.status}"
    elif not _PAGE_TYPES.match(media_type):
        passed = media_type[:40]
    if passed:
        return PassedOver(source, passed, url)
    revisit = Revisit.of(fields, _moment(fields.get("WARC-Date") or ""), source)
    return None if revisits.add(revisit) else PassedOver(source, REVISIT, url)


def _page(frame: Frame, fields: Fields, source: str) -> Document | PassedOver:
    """Return the page of a record that may contain one, or its other content.

    Raises:
        ValueError, FetchError, UnreadableWarcError: if the record is damaged, or does not match its head.
    """
    url = fields.get("WARC-Target-URI")
    is_answer = fields.get("WARC-Type") == "response" and (url or "").startswith("http")
    answer, payload = answer_of(frame.block) if is_answer and not frame.fault else (Fields(), frame.block)
    said_type = (answer if is_answer else fields).get("Content-Type") or ""
    media_type = said_type.split(";")[0].strip().lower()
    status = None
    if is_answer and frame.block:
        status = answer.status
        if not 200 <= status < 300:
            return PassedOver(source, f"HTTP {status}", url or "")
    is_image = may_be_chart(url) and not _PAGE_TYPES.match(media_type)
    if not is_image and not _PAGE_TYPES.match(media_type) and not _MARKUP.match(payload[:1024]):
        return PassedOver(source, media_type[:40], url or "")
    if frame.fault or frame.is_oversized:
        raise ValueError(frame.fault or f"longer than {MAXIMUM_BYTES // 1024**2} MiB: no page is")
    codings = (answer.get("Transfer-Encoding") or "", answer.get("Content-Encoding") or "")
    digests = (fields.get("WARC-Block-Digest"), fields.get("WARC-Payload-Digest"))
    entity = entity_of(frame.block, payload, codings, digests)
    if frame.is_suspect and not entity.is_proven:
        raise ValueError("the packed data around it is damaged")
    if is_image and not is_chart_sized(entity.body):
        return PassedOver(source, "no image of a chart", url or "")
    cut = fields.get("WARC-Truncated")
    notes = (*entity.notes, f"the crawler cut it off ({cut[:20]})") if cut else entity.notes
    return Document(
        url=url,
        captured_at=_moment(fields.get("WARC-Date") or ""),
        origin=fields.get(ORIGIN) or SAVED,
        body=entity.body,
        media_type=(image_type(entity.body) if is_image else media_type) or None,
        http_status=status,
        source=source,
        provenance=fields.get(PROVENANCE),
        named_by=fields.get(NAMED_BY) or (None if fields.get(ORIGIN) else BY_RECORD),
        notes=notes,
    )


def _moment(said: str) -> datetime:
    """Parse the capture time of a record, which must include the day.

    Returns:
        The time, UTC.

    Raises:
        ValueError: if there is no such time.
    """
    try:
        moment = datetime.fromisoformat(said)
    except ValueError as error:
        raise ValueError(f"WARC-Date {said[:40]!r} does not say on which day it was captured") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
