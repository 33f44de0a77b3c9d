"""Byte stream over pieces, with reading by count or line and look-ahead.

Each byte keeps the number of the part of the file that it came from.
"""

import io
from collections import deque
from collections.abc import Callable

from jobtrends_pipeline.fetch.codings import MAXIMUM_LAYERS
from jobtrends_pipeline.saved_files.packed import Members, is_packed
from jobtrends_pipeline.saved_files.pieces import Budget, DamagedError, PackedError, Pieces, PlainPieces, Readable

_MAGIC = 4
_BLANK = b"\r\n \t\xef\xbb\xbf"


class Stream:
    """Reader of pieces; bytes that were read ahead stay available.

    Attributes:
        member: Number of the part of the file that the last byte read came from.
        pieces: The pieces.
    """

    def __init__(self, pieces: Pieces) -> None:
        self.member = pieces.member
        self.pieces = pieces
        self._ahead: deque[tuple[int, bytes]] = deque()

    def seekable(self) -> bool:
        """Return False: a stream that is unpacked once more is read forward only."""
        return False

    def seek(self, place: int, /) -> int:
        """Raise an error: seeking is not supported."""
        raise io.UnsupportedOperation(f"seek to {place}")

    def read(self, count: int, is_end: Callable[[bytes], bool] | None = None) -> bytes:
        """Return up to `count` bytes.

        There are fewer at the end of the file, and before a part whose first bytes satisfy `is_end`.

        Raises:
            PackedError: if the file is damaged there, or unpacks to too much.
        """
        parts: list[bytes] = []
        while count and (self._ahead or self._fill()):
            if is_end and parts and self._ahead[0][0] != self.member and is_end(self._ahead[0][1]):
                break
            self.member, piece = self._ahead.popleft()
            if len(piece) > count:
                self._ahead.appendleft((self.member, piece[count:]))
                piece = piece[:count]
            parts.append(piece)
            count -= len(piece)
        return b"".join(parts)

    def skip(self, count: int) -> int:
        """Skip up to `count` bytes.

        Returns:
            Number of bytes skipped.
        """
        passed = 0
        while passed < count and (piece := self.read(min(count - passed, 1 << 16))):
            passed += len(piece)
        return passed

    def read_line(self, limit: int) -> bytes:
        """Return a line with its line end; of a longer line the first `limit` bytes."""
        parts: list[bytes] = []
        room = limit
        while room and (self._ahead or self._fill()):
            piece = self._ahead[0][1]
            end = piece.find(b"\n", 0, room) + 1
            parts.append(self.read(end or min(len(piece), room)))
            room -= len(parts[-1])
            if end:
                break
        return b"".join(parts)

    def peek(self, count: int) -> bytes:
        """Return up to `count` of the next bytes without consuming them.

        There are fewer at the end, and before a damaged part.
        """
        try:
            while sum(len(piece) for _, piece in self._ahead) < count and self._fill():
                pass
        except DamagedError:
            if not self._ahead:
                raise
        return b"".join(piece for _, piece in self._ahead)[:count]

    def push_back(self, content: bytes) -> None:
        """Put bytes back, to be read again."""
        if content:
            self._ahead.appendleft((self.member, content))

    def skip_blank(self, kept: int = 1 << 16) -> bytes:
        """Skip white space.

        Returns:
            The first `kept` bytes of it.
        """
        blank = b""
        while self._ahead or self._fill():
            member, piece = self._ahead.popleft()
            rest = piece.lstrip(_BLANK)
            blank = (blank + piece[: len(piece) - len(rest)])[:kept]
            if rest:
                self._ahead.appendleft((member, rest))
                break
        return blank

    def next_member(self) -> int | None:
        """Return the number of the part that the next byte belongs to; None at the end."""
        return self._ahead[0][0] if self._ahead or self._fill() else None

    def go_on(self, is_start: Callable[[bytes], bool]) -> bool:
        """Go to the next part whose first bytes satisfy `is_start`, past a damaged one.

        Returns:
            Whether there is one.
        """
        self._ahead.clear()
        return self.pieces.go_on(is_start)

    def is_sound(self) -> bool:
        """Return whether the current part of the file is unaltered up to its end."""
        return self.pieces.is_sound()

    def _fill(self) -> bool:
        piece = self.pieces.take()
        if piece:
            self._ahead.append((self.pieces.member, piece))
        return bool(piece)


def unpacked(file: Readable, budget: Budget) -> Stream:
    """Return a stream over a file, unpacked as often as it is packed.

    Raises:
        PackedError: if it is packed more than `MAXIMUM_LAYERS` times, or damaged at its start.
    """
    start = file.read(_MAGIC)
    stream = Stream(Members(file, start, budget) if is_packed(start) else PlainPieces(file, start))
    for _ in range(MAXIMUM_LAYERS):
        if not is_packed(stream.peek(_MAGIC)) or not isinstance(stream.pieces, Members):
            return stream
        stream = Stream(Members(stream, stream.read(_MAGIC), budget))
    raise PackedError(f"packed more than {MAXIMUM_LAYERS} times")
