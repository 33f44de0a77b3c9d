"""Decoder of the chunked transfer coding (RFC 9112, 7.1) in stored bodies."""

import re

from jobtrends_pipeline.fetch.response import BrokenAnswerError

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_TRAILER = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r?\n)*(?:\r?\n|\Z)")


class ChunksError(BrokenAnswerError):
    """Chunked data that is cut off or has wrong sizes.

    Attributes:
        is_chunked: Whether it is certain that the body is in chunks.
    """

    def __init__(self, message: str, *, is_chunked: bool) -> None:
        super().__init__(message)
        self.is_chunked = is_chunked


def without_chunk_sizes(body: bytes) -> bytes:
    """Return a body without the size lines of chunks, if it is in chunks.

    The header fields are not consulted: some stored responses are in chunks without saying so, or the reverse.

    Args:
        body: Body that may or may not be in chunks.

    Returns:
        The decoded body; the body as given if it is not in chunks.

    Raises:
        ChunksError: if it is certainly in chunks, and they are cut off or have wrong sizes.
    """
    try:
        return dechunked(body)
    except ChunksError as error:
        if error.is_chunked:
            raise
        return body


def dechunked(body: bytes) -> bytes:
    """Return the concatenated content of the chunks of a body.

    Raises:
        ChunksError: if the body does not consist of whole chunks.
    """
    pieces: list[bytes] = []
    position, is_chunked = 0, False
    while size := _SIZE.match(body, position):
        start, end = size.end(), size.end() + int(size[1], 16)
        if start == end:
            if not pieces or not _TRAILER.match(body, start):
                break
            return b"".join(pieces)
        # A text may begin with a number, but not continue with markup or with a second chunk size.
        is_chunked = is_chunked or len(pieces) > 1 or body[start : start + 64].lstrip().startswith(b"<")
        line_end = _LINE_END.match(body, end)
        if not line_end:
            what = "is cut off" if end >= len(body) else "does not have the size that it announces"
            raise ChunksError(f"chunk {len(pieces) + 1} of the body {what}", is_chunked=is_chunked)
        pieces.append(body[start:end])
        position = line_end.end()
    raise ChunksError(f"the body is cut off after chunk {len(pieces)}", is_chunked=is_chunked)
