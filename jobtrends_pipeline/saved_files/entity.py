"""The page in the answer that a record holds: digests held against it, transfer and content coding undone."""

import re
from dataclasses import dataclass

from jobtrends_pipeline.fetch.chunked import without_chunk_sizes
from jobtrends_pipeline.fetch.codings import GZIP_CODINGS, codings_of, undone
from jobtrends_pipeline.fetch.response import BrokenAnswerError
from jobtrends_pipeline.saved_files.digests import algorithm, holds
from jobtrends_pipeline.saved_files.frames import MAXIMUM_BYTES

_PIECE = 64 * 1024
_GZIP = b"\x1f\x8b"
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!a-zA-Z]")


@dataclass(frozen=True, slots=True)
class Entity:
    """A page out of its record.

    Attributes:
        body: The page, with every coding undone.
        is_proven: Whether a digest holds.
        notes: What could not be checked, or does not fit, though nothing says that the page is altered.
    """

    body: bytes
    is_proven: bool = False
    notes: tuple[str, ...] = ()


def entity_of(block: bytes, payload: bytes, codings: tuple[str, str], digests: tuple[str | None, str | None]) -> Entity:
    """The page that a record's payload is.

    Args:
        block: The record's block.
        payload: What of it comes after the head of the answer; all of it where there is none.
        codings: Values of Transfer-Encoding and Content-Encoding.
        digests: Digests of block and payload, as far as the record has them.

    Raises:
        BrokenAnswerError: if a coding cannot be undone, or the digests say that bytes are altered.
        OversizedError: if the page is longer than any.
    """
    transfer, content = codings
    for_block, for_payload = digests
    is_whole = holds(for_block, [block]) if for_block else None
    if is_whole is False:
        raise BrokenAnswerError("its bytes do not have the digest of its block: it is altered")
    sent = without_chunk_sizes(payload)
    hops = ", ".join((content, *(name for name in codings_of(transfer) if name != "chunked")))
    body = decoded(sent, hops)
    is_same = holds(for_payload, dict.fromkeys((payload, sent, body))) if for_payload else None
    if is_same is False and not is_whole:
        raise BrokenAnswerError("its page does not have the digest that the record names: it is altered")
    notes = [
        f"the digest of its {what} is not checked ({algorithm(said)})"
        for what, said, verdict in (("block", for_block, is_whole), ("page", for_payload, is_same))
        if said and verdict is None
    ]
    if is_same is False:
        notes.append("the digest of its block holds, that of its page does not")
    return Entity(body, bool(is_whole or is_same), tuple(notes))


def decoded(payload: bytes, coding: str) -> bytes:
    """A payload less its content codings; some crawlers undo them and leave the header field, some lose the field.

    Raises:
        BrokenAnswerError: if a coding is unknown, or its data is damaged or cut off.
        OversizedError: if the page is longer than any.
    """
    names = codings_of(coding)
    if names and names[-1] in GZIP_CODINGS and not payload.startswith(_GZIP):
        return payload
    pieces = (payload[start : start + _PIECE] for start in range(0, len(payload), _PIECE))
    is_unsaid = not names and payload.startswith(_GZIP)
    try:
        return b"".join(undone(pieces, GZIP_CODINGS[0] if is_unsaid else coding, MAXIMUM_BYTES))
    except BrokenAnswerError:
        if is_unsaid or _MARKUP.match(payload):
            return payload
        raise
