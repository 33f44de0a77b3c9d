"""Answers in the records of WARC and ARC files, of every type of adverts.

`records` yields pages of the source alone; here JSON, CSV and text of any host are answers too.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from jobtrends_pipeline.archive.records import PAGE_RECORDS
from jobtrends_pipeline.archive.warc import Fields, UnreadableWarcError, answer_of, record_fields
from jobtrends_pipeline.fetch.response import FetchError
from jobtrends_pipeline.saved_files.entity import entity_of
from jobtrends_pipeline.saved_files.frames import MAXIMUM_BYTES, Frame, frames
from jobtrends_pipeline.saved_files.pieces import PackedError
from jobtrends_pipeline.saved_files.refused import PassedOver, Refused
from jobtrends_pipeline.saved_files.stream import Stream

_TYPES = re.compile(r"$|text/|application/(?:[\w.-]+\+)?(?:json|xml)|application/(?:xhtml|x-?ndjson|json|csv|octet)")
_ABOUT_OTHERS = ("warcinfo", "request", "metadata")


class Answer(NamedTuple):
    """The body of one record.

    Attributes:
        source: File and record, for messages.
        url: Address it was captured from; None if the record names none.
        captured_at: When, UTC.
        media_type: Type that the server named; empty if it named none.
        body: The content, decoded from transfer and content codings.
    """

    source: str
    url: str | None
    captured_at: datetime
    media_type: str
    body: bytes


def answers_in(stream: Stream, name: str) -> Iterator[Answer | Refused | PassedOver]:
    """Yield the answers of a file of records in order, and the other contents.

    Args:
        stream: The file.
        name: Name of the file, for messages.
    """
    try:
        for frame in frames(stream):
            item = _item(frame, f"{name}#{frame.number}")
            if item:
                yield item
    except PackedError as error:
        yield Refused(name, str(error))


def _item(frame: Frame, source: str) -> Answer | Refused | PassedOver | None:
    try:
        if not frame.head or frame.fault:
            return Refused(source, frame.fault or "no record")
        fields = record_fields(frame.head)
        kind = fields.get("WARC-Type") or "record without a type"
        if kind not in PAGE_RECORDS:
            return None if kind in _ABOUT_OTHERS else PassedOver(source, kind, fields.get("WARC-Target-URI") or kind)
        return _answer(frame, fields, source)
    except (UnreadableWarcError, FetchError, ValueError) as error:
        return Refused(source, " ".join(str(error).split()))


def _answer(frame: Frame, fields: Fields, source: str) -> Answer | PassedOver:
    """Return the answer of a record that may hold adverts.

    Raises:
        ValueError, FetchError, UnreadableWarcError: if the record is damaged, or does not match its head.
    """
    url = fields.get("WARC-Target-URI")
    is_response = fields.get("WARC-Type") == "response" and (url or "").startswith("http")
    head, payload = answer_of(frame.block) if is_response else (Fields(), frame.block)
    if is_response and not 200 <= head.status < 300:
        return PassedOver(source, f"HTTP {head.status}", url or "")
    media_type = ((head if is_response else fields).get("Content-Type") or "").split(";")[0].strip().lower()
    if not _TYPES.match(media_type):
        return PassedOver(source, media_type[:40], url or "")
    if frame.is_oversized:
        raise ValueError(f"longer than {MAXIMUM_BYTES // 1024**2} MiB")
    codings = (head.get("Transfer-Encoding") or "", head.get("Content-Encoding") or "")
    digests = (fields.get("WARC-Block-Digest"), fields.get("WARC-Payload-Digest"))
    entity = entity_of(frame.block, payload, codings, digests)
    moment = datetime.fromisoformat(fields.get("WARC-Date") or "")
    captured_at = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Answer(source, url, captured_at, media_type, entity.body)
