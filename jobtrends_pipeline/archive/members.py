"""The members of a gzipped WARC file as they lie there, past whatever is damaged, and the page records among them."""

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
    """Some bytes of a file."""
    with path.open("rb") as stream:
        stream.seek(start)
        return stream.read(end - start)


def members(path: Path, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each whole gzip member of a part of a file begins and ends; what is none is passed over.

    Args:
        path: The file.
        start: Where to begin.
        end: Where to end, at most the length of the file.
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
    """The page of a member, where it is a page record of this archive and its digests hold; else null."""
    raw = read_range(path, start, end)
    if not _OURS.match(zlib.decompressobj(_GZIP).decompress(raw, _HEAD)):
        return None
    try:
        return read_record(raw, f"{path.name}@{start}")
    except UnreadableWarcError:
        return None


def has_page(path: Path, end: int | None = None) -> bool:
    """Whether there is a whole page record in a file, or in its bytes up to an end."""
    until = path.stat().st_size if end is None else end
    return any(page_in(path, *place) for place in members(path, 0, until))


def _end_of_member(content: mmap.mmap, start: int, end: int) -> int | None:
    """Where the member ends that begins at a place; null where it is cut off, altered or none."""
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
