"""Bounded reading of a response body, with its gzip coding decoded on the way."""

from collections.abc import Iterable, Iterator

from jobtrends_pipeline.fetch.codings import GZIP_CODINGS, codings_of, undone
from jobtrends_pipeline.fetch.response import BrokenAnswerError, OversizedError


def take_body(chunks: Iterable[bytes], coding: str, limit: int, *, keeps_start: bool = False) -> tuple[bytes, bytes]:
    """Read a body and decode its content coding, within a size limit.

    Args:
        chunks: The body as transferred, in pieces.
        coding: Value of Content-Encoding; empty if there is no such field.
        limit: Maximum number of bytes, of the body as transferred and of the decoded body.
        keeps_start: Whether to cut a longer body at the limit instead of raising an error.

    Returns:
        The body as transferred, and decoded.

    Raises:
        OversizedError: if either is longer than the limit.
        BrokenAnswerError: if the coding is not gzip, or the gzip data is damaged or cut off.
    """
    names = codings_of(coding)
    if len(names) > 1 or not set(names) <= set(GZIP_CODINGS):
        raise BrokenAnswerError(f"the body is coded as {coding!r}, and only gzip was asked for")
    payload: list[bytes] = []
    body = bytearray()
    try:
        for piece in undone(_collected(chunks, payload, limit), coding, limit):
            body += piece
    except OversizedError:
        if not keeps_start:
            raise
    return b"".join(payload), bytes(body[:limit])


def _collected(chunks: Iterable[bytes], payload: list[bytes], limit: int) -> Iterator[bytes]:
    """Yield the pieces of a body and append each to `payload`.

    Raises:
        OversizedError: after the piece that exceeds the limit.
    """
    size = 0
    for chunk in chunks:
        payload.append(chunk)
        size += len(chunk)
        yield chunk
        if size > limit:
            raise OversizedError(f"the body is longer than {limit:,} bytes")
