"""Lines of a stream of bytes, unpacked if it is gzip, bounded in size."""

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import IO

from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError

LONGEST_LINE = 4 * 1024 * 1024
FREE_BYTES, MOST_TIMES = 64 * 1024 * 1024, 100
"""Limit of unpacked bytes: the first number, and this many times what was packed."""
_GZIP = b"\x1f\x8b"


def is_packed(body: bytes) -> bool:
    """Return whether bytes begin as gzip does."""
    return body.startswith(_GZIP)


def unpacked(body: bytes, most: int) -> bytes:
    """Return bytes, unpacked if they are gzip.

    Raises:
        NotUnderstoodError: if they are damaged gzip, or longer than `most` bytes unpacked.
    """
    try:
        content = gzip.GzipFile(fileobj=io.BytesIO(body)).read(most + 1) if is_packed(body) else body
    except (OSError, EOFError, zlib.error):
        raise NotUnderstoodError("is cut off or damaged gzip") from None
    if len(content) > most:
        raise NotUnderstoodError(f"is longer than {most // 1024**2} MiB")
    return content


def lines_of(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of a stream with their ends, unpacked if it is gzip.

    One is in memory at a time.

    Args:
        stream: A binary file that can seek.

    Raises:
        NotUnderstoodError: if a line is longer than 4 MiB, or the packed stream is damaged or unpacks to too much.
    """
    is_gzip = is_packed(stream.read(len(_GZIP)))
    stream.seek(0)
    source = gzip.GzipFile(fileobj=stream) if is_gzip else stream
    total = 0
    while True:
        try:
            line = source.readline(LONGEST_LINE + 1)
        except (OSError, EOFError, zlib.error):
            raise NotUnderstoodError("is cut off or damaged gzip") from None
        if not line:
            return
        total += len(line)
        if is_gzip and total > FREE_BYTES + MOST_TIMES * stream.tell():
            raise NotUnderstoodError(f"unpacks to more than {MOST_TIMES} times its size")
        if len(line) > LONGEST_LINE:
            raise NotUnderstoodError(f"has a line longer than {LONGEST_LINE // 1024**2} MiB")
        yield line
