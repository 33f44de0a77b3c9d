"""Scanner for the members of a gzipped WARC file, which skips damaged parts."""

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.records import ORIGIN, PAGE_RECORDS
from jobtrends_pipeline.archive.warc import MAXIMUM_BYTES, UnreadableWarcError, read_record

_MAGIC = b"\x1f\x8b\x08"
_GZIP = 16 + zlib.MAX_WBITS
_PIECE, _HEAD = 1 << 16, 1 << 13
_MOST = 2 * MAXIMUM_BYTES
_OURS = re.compile(
    rb"\AWARC/1\.[01]\r\n(?=(?:.+\r\n)*?" + ORIGIN.encode() + rb": )(?:.+\r\n)*?WARC-Type: (?:"
    + "|".join(PAGE_RECORDS).encode() + rb")\r\n",
    re.IGNORECASE,
)  # fmt: skip


def read_range(path: Path, start: int, end: int) -> bytes:
    """Return the bytes of a file from `start` to `end`, exclusive."""
    with path.open("rb") as stream:
        stream.seek(start)
        return stream.read(end - start)


def members(path: Path, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each whole gzip member in a part of a file.

    Other bytes are skipped.

    Args:
        path: The file.
        start: Byte offset to start at.
        end: Byte offset to end at, at most the length of the file.
    """
    if start >= end:
        return
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        position = content.find(_MAGIC, start, end)
        while position >= 0:
            until = _end_of_member(content, position, end)
            if until is not None:
                yield position, until
            position = content.find(_MAGIC, position + 1 if until is None else until, end)


def page_in(path: Path, start: int, end: int) -> Document | None:
    """Return the page in a gzip member, if it is a page record of this archive.

    Returns:
        The page; None if the member is another record, or its digests do not match.
    """
    raw = read_range(path, start, end)
    if not _OURS.match(zlib.decompressobj(_GZIP).decompress(raw, _HEAD)):
        return None
    try:
        return read_record(raw, f"{path.name}@{start}")
    except UnreadableWarcError:
        return None


def has_page(path: Path, end: int | None = None) -> bool:
    """Return whether a file, or its first `end` bytes, contains a whole page record."""
    until = path.stat().st_size if end is None else end
    return any(page_in(path, *place) for place in members(path, 0, until))


def _end_of_member(content: mmap.mmap, start: int, end: int) -> int | None:
    """Return the end of the gzip member that starts at `start`.

    Returns:
        The byte offset; None if there is no member, or it is cut off or altered.
    """
    inflating, position, size = zlib.decompressobj(_GZIP), start, 0
    while position < end and size < _MOST:
        piece = content[position : min(position + _PIECE, end)]
        position += len(piece)
        try:
            size += len(inflating.decompress(piece))
        except zlib.error:
            return None
        if inflating.eof:
            return position - len(inflating.unused_data)
    return None
