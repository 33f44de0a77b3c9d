"""The body of an answer, taken as it comes: never more of it, packed or unpacked, than a bound."""

from collections.abc import Iterable, Iterator

from jobtrends_pipeline.fetch.codings import GZIP_CODINGS, codings_of, undone
from jobtrends_pipeline.fetch.response import BrokenAnswerError, OversizedError


def take_body(chunks: Iterable[bytes], coding: str, limit: int, *, keeps_start: bool = False) -> tuple[bytes, bytes]:
    """Collect a body and undo its content coding on the way.

    Args:
        chunks: The body as transferred, in pieces.
        coding: Value of Content-Encoding; empty when there is none.
        limit: Most bytes, of the body as transferred and of the body decoded.
        keeps_start: Whether of a longer body the start is wanted, rather than an error.

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
        for piece in undone(_kept(chunks, payload, limit), coding, limit):
            body += piece
    except OversizedError:
        if not keeps_start:
            raise
    return b"".join(payload), bytes(body[:limit])


def _kept(chunks: Iterable[bytes], payload: list[bytes], limit: int) -> Iterator[bytes]:
    """The pieces of a body, put aside on the way."""
    size = 0
    for chunk in chunks:
        payload.append(chunk)
        size += len(chunk)
        yield chunk
        if size > limit:
            raise OversizedError(f"the body is longer than {limit:,} bytes")
