"""The body of an answer, taken as it comes: never more of it, packed or unpacked, than a bound."""

import zlib
from collections.abc import Iterable

from jobtrends_pipeline.capture.fetched import BrokenAnswerError, OversizedError

GZIP_CODINGS = ("gzip", "x-gzip")
_GZIP = 16 + zlib.MAX_WBITS


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
    unpack = _unpacker(coding, limit)
    payload, size = [], 0
    try:
        for chunk in chunks:
            payload.append(chunk)
            size += len(chunk)
            if not unpack.fits(chunk) or size > limit:
                break
        else:
            unpack.finish()
            return b"".join(payload), unpack.body()
    except zlib.error as error:
        raise BrokenAnswerError(f"the gzip data of the body is damaged ({error})") from error
    if not keeps_start:
        raise OversizedError(f"the body is longer than {limit:,} bytes")
    return b"".join(payload), unpack.body()[:limit]


class _Plain:
    """A body without a content coding."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def fits(self, data: bytes) -> bool:
        """Take a piece in; whether the body is still within the limit, as far as its coding tells."""
        self._pieces.append(data)
        return True

    def finish(self) -> None:
        """A body without coding may end anywhere."""

    def body(self) -> bytes:
        return b"".join(self._pieces)


class _Gunzip(_Plain):
    """A gzip body of one or more members; inflates at most one byte more than the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._room = limit
        self._inflate = zlib.decompressobj(_GZIP)

    def fits(self, data: bytes) -> bool:
        while data and self._room >= 0:
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(_GZIP)
            piece = self._inflate.decompress(data, self._room + 1)
            self._pieces.append(piece)
            self._room -= len(piece)
            data = self._inflate.unused_data or self._inflate.unconsumed_tail
        return self._room >= 0

    def finish(self) -> None:
        if not self._inflate.eof:
            raise BrokenAnswerError("the gzip data of the body is cut off")


def _unpacker(coding: str, limit: int) -> _Plain:
    name = coding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in GZIP_CODINGS:
        return _Gunzip(limit)
    raise BrokenAnswerError(f"the body is coded as {coding!r}, and only gzip was asked for")
