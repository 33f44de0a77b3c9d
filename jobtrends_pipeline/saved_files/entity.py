"""Page in a record's response: digest checks and removal of codings."""

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
    """A page extracted from its record.

    Attributes:
        body: The page, with every coding decoded.
        is_proven: Whether a digest matches.
        notes: Digests that could not be checked or do not match, although nothing proves an alteration.
    """

    body: bytes
    is_proven: bool = False
    notes: tuple[str, ...] = ()


def entity_of(block: bytes, payload: bytes, codings: tuple[str, str], digests: tuple[str | None, str | None]) -> Entity:
    """Return the page in the payload of a record.

    Args:
        block: The record's block.
        payload: The part of the block after the response's head; the whole block if there is no head.
        codings: Values of Transfer-Encoding and Content-Encoding.
        digests: Digests of block and payload; None for each that the record lacks.

    Raises:
        BrokenAnswerError: if a coding cannot be decoded, or the digests prove that bytes are altered.
        OversizedError: if the page is longer than the limit.
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
    """Decode the content codings of a payload.

    Some crawlers decode the payload and leave the header field, others drop the field.

    Raises:
        BrokenAnswerError: if a coding is unknown, or its data is damaged or cut off.
        OversizedError: if the page is longer than the limit.
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
