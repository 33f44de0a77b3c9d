"""Splitter of WARC and ARC files into records, each checked for completeness.

A fault in one record concerns only that record: the next one is found by the form in which records start.
"""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from jobtrends_pipeline.saved_files.pieces import DamagedError, PackedError
from jobtrends_pipeline.saved_files.stream import Stream

MAXIMUM_BYTES = 32 * 1024 * 1024
"""Maximum size in bytes of a page in a record, as stored and decoded."""
_HEAD_BYTES, _LONGEST_LINE = 64 * 1024, 2048
_MOST_WRONG = 100
_WRONG_LENGTH, _CUT = "its Content-Length is not the length of the record", "the record is cut off"
_WARC = rb"WARC/\d\.\d{1,2}[ \t]*\r?\n"
_ARC = rb"[a-z][a-z0-9+.-]{1,20}:[^\r\n]{0,1000}? \S+ \d{14} [^\r\n]{0,500}?(\d{1,18})[ \t]*\r?\n"
_START = re.compile(_WARC + b"|" + _ARC)
_ARC_LINE = re.compile(_ARC)
_LENGTH = re.compile(rb"\ncontent-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?\n", re.IGNORECASE)
_NEXT = re.compile(rb"\n\r?\n(?=" + _WARC + b")")


class Frame(NamedTuple):
    """A record as stored in its file.

    Attributes:
        number: Position among the records of the file, from 0.
        head: The bytes before its block, including the blank line; empty if the file is damaged there.
        block: Its block; empty if it is longer than the limit, or incomplete.
        fault: Reason why it is incomplete, or None.
        is_suspect: Whether the checksum of the packed data around it does not match.
        is_oversized: Whether the block is longer than the limit.
        is_end: Whether the rest of the file, if any, cannot be read.
    """

    number: int
    head: bytes
    block: bytes = b""
    fault: str | None = None
    is_suspect: bool = False
    is_oversized: bool = False
    is_end: bool = False


def begins_record(content: bytes) -> bool:
    """Return whether bytes are the start of a WARC or ARC record."""
    return _START.match(content.lstrip()) is not None


def frames(stream: Stream) -> Iterator[Frame]:
    """Yield the records of a file in order; of a damaged one, what can be read.

    Raises:
        PackedError: if reading stops because the file unpacks to too much or has too many damaged records.
    """
    known: DamagedError | None = None
    wrong = 0
    for number in itertools.count():
        head = b""
        try:
            stream.skip_blank(0)
            if stream.next_member() is None:
                return
            head = _head(stream)
            frame, known = _framed(stream, number, head)
            yield frame
            wrong += frame.fault is not None
        except DamagedError as error:
            goes_on = stream.go_on(begins_record)
            # The damage that made the record before suspect is told with that.
            if error is not known or not goes_on:
                yield Frame(number, head, fault=str(error), is_end=not goes_on)
            if not goes_on:
                return
            wrong += 1
        if wrong > _MOST_WRONG:
            raise PackedError(f"more than {_MOST_WRONG} records of it are damaged: it is not read on")


def _head(stream: Stream) -> bytes:
    """Read the lines before a block.

    Returns:
        The lines; empty if no record starts here, with the stream moved to the next record.
    """
    head = stream.read_line(_HEAD_BYTES)
    if not _START.match(head):
        _seek_record(stream)
        return b""
    if _ARC_LINE.fullmatch(head):
        return head
    while len(head) < _HEAD_BYTES and (line := stream.read_line(_HEAD_BYTES)):
        head += line
        if not line.strip():
            break
    return head


def _seek_record(stream: Stream) -> None:
    while line := stream.read_line(_HEAD_BYTES):
        if _START.match(line):
            stream.push_back(line)
            return


def _framed(stream: Stream, number: int, head: bytes) -> tuple[Frame, DamagedError | None]:
    """Read the record after a head.

    Returns:
        The record, and the damage that makes it suspect, or None.
    """
    length = _ARC_LINE.fullmatch(head) or _LENGTH.search(head)
    if not length:
        fault = "the record does not say how long it is" if head else "no record begins where one should"
        if head:
            _seek_record(stream)
        return Frame(number, head, fault=fault), None
    size = int(length[1])
    block = stream.read(min(size, MAXIMUM_BYTES), begins_record)
    if size > MAXIMUM_BYTES == len(block):
        is_whole = stream.skip(size - MAXIMUM_BYTES) == size - MAXIMUM_BYTES
        return Frame(number, head, fault=None if is_whole else _CUT, is_oversized=True, is_end=not is_whole), None
    if len(block) < size:
        is_cut = not _is_resumed(stream, block) and stream.next_member() is None
        return Frame(number, head, fault=_CUT if is_cut else _WRONG_LENGTH, is_end=is_cut), None
    return _ended(stream, Frame(number, head, block))


def _ended(stream: Stream, frame: Frame) -> tuple[Frame, DamagedError | None]:
    """Judge a record, whose block was read, by the bytes after it.

    Returns:
        The record, and the damage that makes it suspect, or None.
    """
    try:
        blank = stream.skip_blank()
        is_suspect = stream.next_member() == stream.member and not stream.is_sound()
        following = stream.peek(_LONGEST_LINE)
    except DamagedError as error:
        is_suspect = error.member == stream.member and not error.is_cut
        return frame._replace(is_suspect=is_suspect), error if is_suspect else None
    if not following or begins_record(following):
        return frame._replace(is_suspect=is_suspect), None
    if not _is_resumed(stream, frame.block, blank):
        _seek_record(stream)
    return Frame(frame.number, frame.head, fault=_WRONG_LENGTH), None


def _is_resumed(stream: Stream, block: bytes, blank: bytes = b"") -> bool:
    """Return whether a block that is too long contains the start of another record.

    If so, the stream continues at that record.
    """
    following = _NEXT.search(block)
    if following:
        stream.push_back(block[following.end() :] + blank)
    return following is not None
