"""Decoders of content codings, piece by piece: gzip, deflate, Brotli, Zstandard."""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping

import brotlicffi

from jobtrends_pipeline.fetch.response import BrokenAnswerError, OversizedError

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdDict, ZstdError
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdDict, ZstdError

__all__ = ["ZstdDict", "ZstdError", "new_zstd", "undone"]

PIECE = 64 * 1024
"""Maximum number of decoded bytes per step, whatever the input."""
GZIP_CODINGS = ("gzip", "x-gzip")
MAXIMUM_LAYERS = 3
"""Maximum number of codings of one body; a server uses one."""
_MAXIMUM_WINDOW: Mapping[int, int] = {DecompressionParameter.window_log_max: 27}
"""Limit of Zstandard's window, as a power of two: 128 MiB, the most that its own tool accepts by default."""
_GZIP = 16 + zlib.MAX_WBITS


def undone(chunks: Iterable[bytes], coding: str, limit: int) -> Iterator[bytes]:
    """Decode the content codings of a body, piece by piece.

    Args:
        chunks: The body as transferred.
        coding: Value of Content-Encoding, in the order in which the codings were applied; empty if there is no such
            field.
        limit: Maximum number of bytes that each coding may produce.

    Returns:
        The decoded body in pieces of at most `PIECE` bytes.

    Raises:
        BrokenAnswerError: if a coding is unknown, or its data is damaged or cut off.
        OversizedError: if a coding produces more than the limit.
    """
    names = codings_of(coding)
    if len(names) > MAXIMUM_LAYERS or not all(name in _UNDO for name in names):
        raise BrokenAnswerError(f"the body is coded as {coding!r}, which is not read here")
    pieces = iter(chunks)
    for name in reversed(names):
        pieces = _bounded(_UNDO[name](pieces), limit)
    return pieces


def codings_of(coding: str) -> list[str]:
    """Return the coding names in a header field's value, in order, without `identity`."""
    names = (name.strip().lower() for name in coding.split(","))
    return [name for name in names if name not in ("", "identity")]


def new_zstd(dictionary: ZstdDict | None = None) -> ZstdDecompressor:
    """Return a decoder of one Zstandard frame."""
    return ZstdDecompressor(dictionary, _MAXIMUM_WINDOW)


def _bounded(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    room = limit
    for piece in pieces:
        yield piece[:room]
        room -= len(piece)
        if room < 0:
            raise OversizedError(f"the body is longer than {limit:,} bytes")


def _gunzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decode one or more gzip members."""
    inflate = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            data = chunk
            while data:
                if inflate.eof:
                    inflate = zlib.decompressobj(_GZIP)
                yield inflate.decompress(data, PIECE)
                data = inflate.unused_data or inflate.unconsumed_tail
    except zlib.error as error:
        raise BrokenAnswerError(f"the gzip data of the body is damaged ({error})") from error
    if not inflate.eof:
        raise BrokenAnswerError("the gzip data of the body is cut off")


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decode deflate data with the zlib header of RFC 9110, or without it.

    Some servers leave the header out.
    """
    start = b""
    while len(start) < 2 and (chunk := next(chunks, b"")):
        start += chunk
    has_head = len(start) > 1 and start[0] & 15 == 8 and int.from_bytes(start[:2]) % 31 == 0
    inflate = zlib.decompressobj(zlib.MAX_WBITS if has_head else -zlib.MAX_WBITS)
    try:
        while start:
            while start and not inflate.eof:
                yield inflate.decompress(start, PIECE)
                start = inflate.unconsumed_tail
            start = next(chunks, b"")
        yield inflate.flush()
    except zlib.error as error:
        raise BrokenAnswerError(f"the deflate data of the body is damaged ({error})") from error
    if not inflate.eof:
        raise BrokenAnswerError("the deflate data of the body is cut off")


def _unbrotlied(chunks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = brotlicffi.Decompressor()
    try:
        for chunk in chunks:
            yield decoder.decompress(chunk, PIECE)
            while not decoder.can_accept_more_data():
                yield decoder.decompress(b"", PIECE)
        while piece := decoder.decompress(b"", PIECE):
            yield piece
    except brotlicffi.error as error:
        raise BrokenAnswerError("the Brotli data of the body is damaged") from error
    if not decoder.is_finished():
        raise BrokenAnswerError("the Brotli data of the body is cut off")


def _unzstandard(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decode one or more Zstandard frames."""
    decoder = new_zstd()
    try:
        for chunk in chunks:
            data = chunk
            while data or not (decoder.eof or decoder.needs_input):
                if decoder.eof:
                    decoder = new_zstd()
                yield decoder.decompress(data, PIECE)
                data = decoder.unused_data if decoder.eof else b""
    except ZstdError as error:
        raise BrokenAnswerError(f"the Zstandard data of the body is damaged ({error})") from error
    if not decoder.eof:
        raise BrokenAnswerError("the Zstandard data of the body is cut off")


_UNDO: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    **dict.fromkeys(GZIP_CODINGS, _gunzipped),
    "deflate": _inflated,
    "br": _unbrotlied,
    "zstd": _unzstandard,
}
